"""The label set that is most common in the gold, given to every sentence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.opponents.base import Deciding, Gold


class Majority(Deciding):
    """What accuracy alone would praise."""

    name = "majority"
    title = "the most common set of labels, for every sentence"

    def fit(self, gold: Gold) -> None:
        """Find it."""
        whole = gold.targets[~np.isnan(gold.targets).any(axis=1)]
        sets, counts = np.unique(whole, axis=0, return_counts=True)
        self.labels_of_all = sets[counts.argmax()] == 1

    def decide(self, texts: Sequence[str]) -> NDArray[np.bool_]:
        """The same for every sentence."""
        return np.tile(self.labels_of_all, (len(texts), 1))
