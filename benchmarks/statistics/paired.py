"""Is one system better than another on the same documents, or was it the draw of documents?

Documents are the unit of both tests, never sentences: those of one article resemble each other.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from claimx.errors import DataError
from claimx.evaluation.counts import Counts, Floats
from claimx.evaluation.intervals import Bootstrap, Figure, interval, resample

Statistic = Callable[[Counts], Floats]
"""A figure of counts that keeps their leading axes, such as `claimx.evaluation.metrics.f1`."""

_SWAPS = 1 << 22
"""Most cells of a table of swaps by documents held at once."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """System A against system B.

    Attributes:
        difference: A minus B, with its interval by the paired bootstrap.
        p: Chance of a difference at least as large, either way, if the two were exchangeable.
        documents: How many both were judged on.
    """

    difference: Figure
    p: float
    documents: int


def _check(a: Counts, b: Counts) -> None:
    if a.hits.shape != b.hits.shape:
        raise DataError(
            f"the two runs cannot be paired: one has counts of shape {a.hits.shape}, the other of "
            f"{b.hits.shape}."
        )
    gold_a, gold_b = a.hits + a.misses, b.hits + b.misses
    if not np.array_equal(gold_a, gold_b):
        raise DataError("the two runs cannot be paired: they were judged on different gold.")


def _mixed(a: Counts, b: Counts, keep: Floats) -> Counts:
    """Totals when document d counts as A's where keep[..., d] is 1 and as B's where it is 0."""
    mine, other = a.weighted(keep), b.weighted(1 - keep)
    return Counts(
        *(getattr(mine, name) + getattr(other, name) for name in Counts.__dataclass_fields__)
    )


def randomisation(a: Counts, b: Counts, of: Statistic, draws: int, seed: int) -> float:
    """Two-sided p of the difference by approximate randomisation.

    Each draw exchanges A's and B's outcomes of every document with probability one half. Source:
    E. Noreen, "Computer-intensive methods for testing hypotheses" (1989); A. Yeh, "More accurate
    tests for the statistical significance of result differences" (2000). The observed
    arrangement counts as one draw, so that p is never 0.

    Args:
        a: Counts of A, documents as the leading axis.
        b: Those of B on the same documents.
        of: A figure of totals, a scalar for each.
        draws: How many exchanges.
        seed: Of the draws.
    """
    observed = abs(float(of(a.total()) - of(b.total())))
    documents, rng, beyond = len(a.exact), np.random.default_rng(seed), 0
    step = max(1, _SWAPS // documents)
    for start in range(0, draws, step):
        keep = rng.integers(2, size=(min(step, draws - start), documents)).astype(np.float64)
        differences = np.abs(of(_mixed(a, b, keep)) - of(_mixed(b, a, keep)))
        beyond += int((np.nan_to_num(differences) >= observed - 1e-12).sum())
    return (beyond + 1) / (draws + 1)


def compare(
    a: Counts, b: Counts, of: Statistic, bootstrap: Bootstrap | None = None, swaps: int = 9999
) -> Comparison:
    """A minus B: interval by the paired bootstrap, p by approximate randomisation.

    One document alone gives neither. The bootstrap draws the same documents for both systems.
    Source: B. Efron and R. Tibshirani, "An Introduction to the Bootstrap" (1993); for NLP, T.
    Berg-Kirkpatrick, D. Burkett and D. Klein, "An empirical investigation of statistical
    significance in NLP" (2012).

    Args:
        a: Counts of A, documents as the leading axis.
        b: Those of B on the same documents.
        of: A figure of totals, a scalar for each.
        bootstrap: By default 2,000 draws with seed 0.
        swaps: Draws behind p.

    Raises:
        DataError: If the two were not judged on the same documents and gold.
    """
    _check(a, b)
    how = bootstrap or Bootstrap()
    drawn = np.asarray(of(resample(a, how)) - of(resample(b, how)))
    value = float(of(a.total()) - of(b.total()))
    if len(a.exact) == 1:
        return Comparison(Figure(value), float("nan"), 1)
    p = randomisation(a, b, of, swaps, how.seed)
    return Comparison(Figure(value, *interval(drawn, how.level)), p, len(a.exact))


def holm(p: Sequence[float]) -> list[float]:
    """Adjusted p-values of a family of tests, in the order given; NaN is no test and stays NaN.

    Source: S. Holm, "A simple sequentially rejective multiple test procedure" (1979).
    """
    tests = [place for place in range(len(p)) if not math.isnan(p[place])]
    adjusted, highest = [float("nan")] * len(p), 0.0
    for rank, place in enumerate(sorted(tests, key=lambda place: p[place])):
        highest = max(highest, min(1.0, (len(tests) - rank) * p[place]))
        adjusted[place] = highest
    return adjusted
