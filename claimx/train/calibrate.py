"""From held-out logits to calibrated probabilities and thresholds, label by label."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from claimx.decide import sigmoid
from claimx.errors import DataError
from claimx.extras import require
from claimx.labels import LABELS
from claimx.train.data import Floats


@dataclass(frozen=True, slots=True)
class Calibration:
    """What turns a network's raw logits into decisions.

    Attributes:
        scale: float[4]: factor of each label's logit.
        shift: float[4]: added after scaling; sigmoid(scale * logit + shift) is a probability.
        thresholds: float[4]: a label holds where its probability is at least this.
    """

    scale: NDArray[np.float64]
    shift: NDArray[np.float64]
    thresholds: NDArray[np.float64]


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


def best_threshold(scores: NDArray[np.float64], targets: Floats) -> float:
    """Threshold with the highest F1, halfway between the two scores that it separates.

    Args:
        scores: float[n], higher where the label is more likely.
        targets: float[n], 1 or 0.
    """
    order = np.argsort(-scores, kind="stable")
    ranked, hits = scores[order], np.cumsum(targets[order])
    f1 = 2 * hits / (np.arange(1, len(scores) + 1) + targets.sum())
    f1[:-1][ranked[:-1] == ranked[1:]] = -1
    cut = int(np.argmax(f1))
    below = ranked[cut + 1] if cut + 1 < len(ranked) else 0.0
    return float((ranked[cut] + below) / 2)


def calibrate(logits: Floats, targets: Floats) -> Calibration:
    """Fit scale, shift and threshold of every label.

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
        fits.append((scale, shift, best_threshold(sigmoid(scale * x + shift), y)))
    scale, shift, thresholds = np.array(fits).T
    return Calibration(scale, shift, thresholds)
