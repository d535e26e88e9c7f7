"""Intervals by the percentile bootstrap: whole documents are drawn again, never sentences.

Sentences of one article resemble each other; drawing them apart would make intervals too narrow.
Source: Efron and Tibshirani, "An Introduction to the Bootstrap" (1993), chapter 13; documents as
the unit: Davison and Hinkley, "Bootstrap Methods and their Application" (1997), section 3.8.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from claimx.errors import InputError
from claimx.evaluation.counts import Counts, Floats

_CELLS = 1 << 22
"""Most cells of a table of draws by documents held at once (32 MB)."""


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """How intervals are made.

    Attributes:
        draws: How many samples of documents are drawn.
        seed: Of the draws; the same seed over equally many documents draws the same ones, so
            two systems that are resampled with one seed are compared in pairs.
        level: Share of the draws inside the interval.
    """

    draws: int = 2000
    seed: int = 0
    level: float = 0.95

    def __post_init__(self) -> None:
        if self.draws < 1 or self.seed < 0 or not 0 < self.level < 1:
            raise InputError(
                f"a bootstrap needs at least one draw, a seed from 0 and a level between 0 and 1; "
                f"these are {self.draws}, {self.seed} and {self.level}."
            )


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its interval.

    Attributes:
        value: On all documents; NaN where not defined.
        low: Lower end; NaN without an interval.
        high: Upper end; NaN without an interval.
    """

    value: float
    low: float = float("nan")
    high: float = float("nan")


def weights(documents: int, draws: int, rng: np.random.Generator) -> Floats:
    """How often each document is drawn, float[draws, documents]; every row sums to `documents`."""
    drawn = rng.integers(documents, size=(draws, documents))
    cells = drawn + np.arange(draws)[:, None] * documents
    times = np.bincount(cells.ravel(), minlength=draws * documents)
    return times.reshape(draws, documents).astype(np.float64)


def _joined(parts: list[Counts]) -> Counts:
    return Counts(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in Counts.__dataclass_fields__
        )
    )


def resample(counts: Counts, bootstrap: Bootstrap) -> Counts:
    """Counts of each draw.

    Args:
        counts: With documents as the leading axis.
        bootstrap: How many draws, and their seed.

    Returns:
        Counts with draws as the leading axis.
    """
    documents = len(counts.exact)
    rng = np.random.default_rng(bootstrap.seed)
    step = max(1, _CELLS // documents)
    sizes = (min(step, bootstrap.draws - start) for start in range(0, bootstrap.draws, step))
    return _joined([counts.weighted(weights(documents, size, rng)) for size in sizes])


def interval(statistics: Floats, level: float = 0.95) -> tuple[float, float]:
    """Percentile interval of a bootstrapped statistic.

    Args:
        statistics: float[draws]; draws in which the statistic is not defined (NaN) are left out.
        level: Share of the draws between the two ends.
    """
    defined = statistics[~np.isnan(statistics)]
    if not len(defined):
        return float("nan"), float("nan")
    low, high = np.quantile(defined, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def figures(values: Floats, statistics: Floats | None, level: float) -> tuple[Figure, ...]:
    """Figures with intervals.

    Args:
        values: float[k], on all documents.
        statistics: float[draws, k], or None for no intervals.
        level: Share of the draws inside an interval.
    """
    if statistics is None:
        return tuple(Figure(float(value)) for value in values)
    return tuple(
        Figure(float(value), *interval(column, level))
        for value, column in zip(values, statistics.T, strict=True)
    )
