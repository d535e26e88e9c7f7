"""Figures from counts, and figures from scores; NaN where a figure is not defined.

A share of nothing (0 / 0) is NaN and stays out of every mean, as with `zero_division=nan` in
scikit-learn: no label that nobody gave and nobody predicted counts as a failure or a success.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from claimx.errors import DataError
from claimx.evaluation.counts import Counts, Floats, check_targets

BINS = 15
"""Bins of the calibration error; the number that Guo et al. (2017) use."""


def _ratio(part: NDArray[np.floating], whole: NDArray[np.floating]) -> Floats:
    empty = np.full(np.shape(whole), np.nan)
    return np.asarray(np.divide(part, whole, out=empty, where=np.asarray(whole) > 0))


def precision(counts: Counts) -> Floats:
    """Share of predicted labels that are right, float[..., labels]."""
    return _ratio(counts.hits, counts.hits + counts.alarms)


def recall(counts: Counts) -> Floats:
    """Share of gold labels that are predicted, float[..., labels]."""
    return _ratio(counts.hits, counts.hits + counts.misses)


def f1(counts: Counts) -> Floats:
    """Harmonic mean of precision and recall, float[..., labels]."""
    return _ratio(2 * counts.hits, 2 * counts.hits + counts.alarms + counts.misses)


def macro_f1(counts: Counts, columns: Sequence[int] | None = None) -> Floats:
    """Mean of the labels' F1, float[...], over the labels that have one.

    Args:
        counts: Outcomes.
        columns: Labels that are averaged, by their places; all by default.
    """
    each = f1(counts) if columns is None else f1(counts)[..., list(columns)]
    return _ratio(np.nansum(each, axis=-1), np.sum(~np.isnan(each), axis=-1).astype(np.float64))


def micro_f1(counts: Counts) -> Floats:
    """F1 of all (sentence, label) pairs in one pot, float[...]."""
    hits = counts.hits.sum(axis=-1)
    return _ratio(2 * hits, 2 * hits + (counts.alarms + counts.misses).sum(axis=-1))


def exact_share(counts: Counts) -> Floats:
    """Share of fully decided sentences whose every label is right, float[...]."""
    return _ratio(counts.exact, counts.whole)


def _decided(targets: Floats, scores: Floats) -> tuple[Floats, Floats]:
    """Targets and scores of the sentences whose gold decides the label.

    Raises:
        DataError: If the lengths differ, or a score is NaN or infinite.
    """
    if targets.shape != scores.shape or targets.ndim != 1:
        raise DataError(f"there are {len(targets)} gold values and {len(scores)} scores.")
    check_targets(targets[:, None])
    check_scores(scores[:, None])
    known = ~np.isnan(targets)
    return targets[known], scores[known]


def check_scores(scores: Floats) -> None:
    """Refuse scores that are not finite.

    Raises:
        DataError: With the first row that holds one.
    """
    broken = ~np.isfinite(scores).all(axis=1)
    if broken.any():
        row = int(np.flatnonzero(broken)[0])
        raise DataError(
            f"the model gave sentence {row} the scores {scores[row].tolist()}: "
            "a score must be a finite number."
        )


def average_precision(targets: Floats, scores: Floats) -> float:
    """Mean precision at each step of recall, ties taken in one step; NaN without positives.

    The sum over thresholds of (R[k] - R[k-1]) P[k], without interpolation, as scikit-learn's
    `average_precision_score`.

    Args:
        targets: float[n]: 1, 0, or NaN where not decided.
        scores: float[n], higher where the label is more likely.

    Raises:
        DataError: If the lengths differ or a score is not finite.
    """
    gold, found = _decided(targets, scores)
    if not gold.any():
        return float("nan")
    order = np.argsort(-found, kind="stable")
    last_of_tie = np.append(np.diff(found[order]) != 0, True)
    hits = np.cumsum(gold[order])[last_of_tie]
    ranked = np.flatnonzero(last_of_tie) + 1
    return float(np.sum(np.diff(hits, prepend=0) * hits / ranked) / gold.sum())


def brier(targets: Floats, scores: Floats) -> float:
    """Mean squared distance between probability and outcome; NaN if nothing is decided.

    Source: G. Brier, "Verification of forecasts expressed in terms of probability" (1950), in its
    form for two outcomes, from 0 (best) to 1.

    Raises:
        DataError: If the lengths differ or a score is not finite.
    """
    gold, found = _decided(targets, scores)
    return float(np.mean((found - gold) ** 2)) if len(gold) else float("nan")


@dataclass(frozen=True, slots=True, eq=False)
class Reliability:
    """What a reliability plot shows.

    Attributes:
        count: float[bins]: sentences whose score falls into the bin.
        score: float[bins]: their mean score; NaN in an empty bin.
        share: float[bins]: share of them that carry the label; NaN in an empty bin.
    """

    count: Floats
    score: Floats
    share: Floats


def reliability(targets: Floats, scores: Floats, bins: int = BINS) -> Reliability:
    """Mean score and share of positives in bins of equal width from 0 to 1.

    Raises:
        DataError: If the lengths differ, or a score is not a probability.
    """
    gold, found = _decided(targets, scores)
    if ((found < 0) | (found > 1)).any():
        raise DataError("a calibration error needs probabilities: a score lies outside 0 to 1.")
    place = np.minimum((found * bins).astype(np.intp), bins - 1)
    count = np.bincount(place, minlength=bins).astype(np.float64)
    return Reliability(
        count,
        _ratio(np.bincount(place, found, bins).astype(np.float64), count),
        _ratio(np.bincount(place, gold, bins).astype(np.float64), count),
    )


def calibration_error(targets: Floats, scores: Floats, bins: int = BINS) -> float:
    """Expected calibration error: mean over sentences of their bin's |score - share of positives|.

    Bins of equal width over the probability of the label. Source: Naeini et al., "Obtaining well
    calibrated probabilities using Bayesian binning" (2015); `BINS` as in Guo et al., "On
    calibration of modern neural networks" (2017).

    Raises:
        DataError: If the lengths differ, or a score is not a probability.
    """
    found = reliability(targets, scores, bins)
    if not found.count.any():
        return float("nan")
    return float(np.nansum(found.count * np.abs(found.score - found.share)) / found.count.sum())
