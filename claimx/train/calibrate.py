"""From held-out logits to calibrated probabilities and thresholds, label by label.

Thresholds are read off the calibrated probabilities, not off the held-out labels: what a threshold
is expected to yield on n sentences moves far less with the sample than what it happens to yield
there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from claimx.decide import sigmoid
from claimx.errors import DataError
from claimx.extras import require
from claimx.labels import LABELS
from claimx.train.data import Floats

WANTED = 0.9
"""Precision, or recall, that the operating points of that name are set for."""

Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Calibration:
    """What turns a network's raw logits into decisions.

    Attributes:
        scale: float[4]: factor of each label's logit.
        shift: float[4]: added after scaling; sigmoid(scale * logit + shift) is a probability.
        thresholds: float[4]: a label holds where its probability is at least this; highest F1.
        precision: float[4]: thresholds from which nine in ten labels given are right.
        recall: float[4]: thresholds from which nine in ten labels that hold are given.
    """

    scale: Scores
    shift: Scores
    thresholds: Scores
    precision: Scores
    recall: Scores


def platt(logits: Floats, targets: Floats) -> tuple[float, float]:
    """Scale and shift of one label's logits that minimise log loss.

    Source: J. Platt, "Probabilistic outputs for support vector machines" (1999).

    Args:
        logits: float[n], held out from training.
        targets: float[n], 1 or 0.
    """
    linear = require("sklearn.linear_model", extra="train", distribution="scikit-learn")
    model = linear.LogisticRegression(C=1e6).fit(logits[:, None], targets.astype(int))
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def _ranked(scores: Scores) -> tuple[Scores, Scores, Scores]:
    """Scores from the highest down, expected hits among the first k, and k."""
    ranked = np.sort(scores)[::-1]
    return ranked, np.cumsum(ranked), np.arange(1, len(ranked) + 1, dtype=np.float64)


def _between(ranked: Scores, last: int) -> float:
    """Threshold halfway between the last score that is taken and the next."""
    below = ranked[last + 1] if last + 1 < len(ranked) else 0.0
    return float((ranked[last] + below) / 2)


def best_threshold(scores: Scores) -> float:
    """Threshold with the highest expected F1.

    Source: Z. Lipton, C. Elkan and B. Naryanaswamy, "Optimal thresholding of classifiers to
    maximize F1 measure" (2014).

    Args:
        scores: float[n], calibrated probabilities of sentences like those to come.
    """
    ranked, hits, taken = _ranked(scores)
    return _between(ranked, int(np.argmax(2 * hits / (taken + hits[-1]))))


def precision_threshold(scores: Scores, wanted: float = WANTED) -> float:
    """Lowest threshold whose expected precision is at least `wanted`.

    If no threshold reaches it: the highest score.

    Args:
        scores: float[n], as for `best_threshold`.
        wanted: From 0 to 1.
    """
    ranked, hits, taken = _ranked(scores)
    reached = np.flatnonzero(hits / taken >= wanted)
    return _between(ranked, int(reached[-1])) if len(reached) else float(ranked[0])


def recall_threshold(scores: Scores, wanted: float = WANTED) -> float:
    """Highest threshold whose expected recall is at least `wanted`.

    Args:
        scores: float[n], as for `best_threshold`.
        wanted: From 0 to 1.
    """
    ranked, hits, _ = _ranked(scores)
    return _between(ranked, int(np.argmax(hits / hits[-1] >= wanted)))


def read_off(logits: Floats) -> Calibration:
    """Thresholds of log-odds that are calibrated already; scale 1 and shift 0.

    Args:
        logits: float[n, 4] of sentences like those to come.
    """
    fits = [(1.0, 0.0, *_points(sigmoid(column))) for column in logits.T]
    return Calibration(*np.array(fits).T)


def _points(scores: Scores) -> tuple[float, ...]:
    """Thresholds for F1, precision and recall."""
    return best_threshold(scores), precision_threshold(scores), recall_threshold(scores)


def calibrate(logits: Floats, targets: Floats) -> Calibration:
    """Fit scale, shift and thresholds of every label.

    Args:
        logits: float[n, 4], each from a network that did not learn from that sentence.
        targets: float[n, 4]: 1, 0, or NaN where not decided.

    Raises:
        DataError: If a label holds for none or for all of the sentences.
    """
    fits = []
    for column, label in enumerate(LABELS):
        known = ~np.isnan(targets[:, column])
        x, y = logits[known, column], targets[known, column]
        if len(np.unique(y)) < 2:
            raise DataError(
                f"{label}: the held-out sentences need some that carry it and some that do not."
            )
        scale, shift = platt(x, y)
        fits.append((scale, shift, *_points(sigmoid(scale * x + shift))))
    return Calibration(*np.array(fits).T)
