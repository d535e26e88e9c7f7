"""Spans against gold: exact, and by character; intervals by resampling articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from claimx.evaluation.intervals import Figure, interval, weights

Span = tuple[int, int]
Spans = Mapping[str, Sequence[Span]]
"""Spans of one sentence by their type."""

TYPES = ("source", "cue", "content", "cause", "effect", "signal")


def _characters(text: str, spans: Sequence[Span]) -> set[int]:
    """Letters and digits inside spans: quotation marks and spaces do not count."""
    return {place for begin, end in spans for place in range(begin, end) if text[place].isalnum()}


def counted(text: str, gold: Spans, found: Spans) -> NDArray[np.float64]:
    """float[types, 2, 3]: exact and by character, hits, found and gold.

    Args:
        text: The sentence.
        gold: Its spans.
        found: A system's.
    """
    counts = np.zeros((len(TYPES), 2, 3))
    for row, kind in enumerate(TYPES):
        mine, theirs = Counter(found.get(kind, ())), Counter(gold.get(kind, ()))
        counts[row, 0] = (mine & theirs).total(), mine.total(), theirs.total()
        seen, there = _characters(text, list(mine)), _characters(text, list(theirs))
        counts[row, 1] = len(seen & there), len(seen), len(there)
    return counts


def f1(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """F1 over the last axis: hits, found, gold."""
    hits, found, gold = np.moveaxis(counts, -1, 0)
    with np.errstate(invalid="ignore"):
        return np.asarray(2 * hits / (found + gold))


def resampled(
    counts: NDArray[np.float64], draws: int = 2000, seed: int = 0
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """F1 over all units, [...], and over units drawn again, [draws, ...].

    Args:
        counts: float[units, ..., 3]: hits, found, gold of each article, say.
        draws: How often.
        seed: Of the draws.
    """
    drawn = weights(len(counts), draws, np.random.default_rng(seed))
    return f1(counts.sum(axis=0)), f1(np.tensordot(drawn, counts, axes=1))


@dataclass(slots=True)
class Tally:
    """Counts of a system, article by article."""

    articles: dict[tuple[str, str], NDArray[np.float64]] = field(default_factory=dict)

    def add(self, article: tuple[str, str], counts: NDArray[np.float64]) -> None:
        """Count one sentence."""
        self.articles[article] = self.articles.get(article, 0) + counts

    def figures(self, draws: int = 2000, seed: int = 0) -> dict[str, tuple[Figure, Figure]]:
        """F1 exact and by character of each type, with intervals over articles."""
        whole, spread = resampled(np.stack(list(self.articles.values())), draws, seed)

        def figure(row: int, way: int) -> Figure:
            return Figure(float(whole[row, way]), *interval(spread[:, row, way]))

        return {kind: (figure(row, 0), figure(row, 1)) for row, kind in enumerate(TYPES)}
