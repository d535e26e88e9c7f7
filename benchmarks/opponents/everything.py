"""Every label on every sentence: the floor that F1 gives away."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.opponents.base import Deciding
from claimx.labels import LABELS


class Everything(Deciding):
    """Full recall without reading: an F1 below this says that a system is worse than none."""

    name = "everything"
    title = "all labels, for every sentence"
    learns = False

    def decide(self, texts: Sequence[str]) -> NDArray[np.bool_]:
        """The same for every sentence."""
        return np.ones((len(texts), len(LABELS)), dtype=bool)
