"""Two models: a fast one decides what it is sure of, an accurate one the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from claimx.errors import ModelError
from claimx.model import CONFIG, Model
from claimx.scorers.base import Floats, Scored, Scorer
from claimx.types import Scores

if TYPE_CHECKING:
    from claimx.relations.reader import Look, Spans


def margins(logits: NDArray[np.floating], thresholds: Scores) -> NDArray[np.float64]:
    """How far each sentence is from any label's changing sides.

    Args:
        logits: float[n, 4], calibrated log-odds.
        thresholds: Score from which each label holds, between 0 and 1.

    Returns:
        float[n], at least 0: log-odds between the nearest score and its threshold.
    """
    limits = np.clip([*thresholds.values()], 1e-6, 1 - 1e-6)
    return np.asarray(np.abs(logits - np.log(limits / (1 - limits))).min(axis=1))


def margin_for(share: float, curve: Mapping[str, Sequence[float]]) -> float:
    """The margin below which this share of sentences lies.

    Args:
        share: From 0 to 1.
        curve: "share", ascending from 0 to 1, and the "margin" of each, as tuning measured them.

    Returns:
        Interpolated; infinite for a share of 1, so that nothing is left to the first model.
    """
    if share >= 1:
        return np.inf
    return float(np.interp(share, curve["share"], curve["margin"])) if share > 0 else 0.0


class CascadeScorer:
    """Passes the sentences that the first model is least sure of on to the second.

    Whether a sentence is passed on depends on that sentence alone.
    """

    spans: Spans | None = None

    def __init__(self, model: Model, first: Scorer, second: Scorer, share: float | None) -> None:
        self._first, self._second = first, second
        self.name, self.second = first.name, second.name
        stated = model.settings
        try:
            self._thresholds = model.stages[0].thresholds
            self._margin = margin_for(
                float(stated["share"]) if share is None else share, stated["curve"]
            )
        except (KeyError, TypeError, ValueError) as broken:
            raise ModelError(
                f'{model.folder / CONFIG}: a cascade needs a "share" and a "curve" of shares and '
                "margins."
            ) from broken

    def run(self, sentences: Sequence[str], look: Look | None = None) -> Scored:
        """See `Scorer.run`."""
        found = self._first.run(sentences)
        logits, truncated = found.logits.copy(), found.truncated.copy()
        passed = margins(logits, self._thresholds) < self._margin
        places = np.flatnonzero(passed)
        if len(places):
            asked = self._second.run([sentences[place] for place in places.tolist()])
            logits[places], truncated[places] = asked.logits, asked.truncated
        return Scored(logits, _none(len(sentences)), truncated, passed)


def _none(count: int) -> Floats:
    return np.empty((count, 0), dtype=np.float32)
