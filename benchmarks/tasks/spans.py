"""Spans found in a text against spans in its gold: exact, or by the tokens they share."""

from __future__ import annotations

import re
from collections.abc import Sequence

Span = tuple[int, int]
HALF = 0.5
"""Least share of tokens in common for a span to be right where it need not be exact."""

_TOKEN = re.compile(r"\S+")


def tokens(text: str) -> list[Span]:
    """Runs of characters between white space."""
    return [match.span() for match in _TOKEN.finditer(text)]


def covered(span: Span, words: Sequence[Span]) -> frozenset[int]:
    """Places of the tokens that a span touches."""
    start, end = span
    return frozenset(k for k, (low, high) in enumerate(words) if low < end and start < high)


def overlap(a: frozenset[int], b: frozenset[int]) -> float:
    """Tokens in both over tokens in either (intersection over union, Jaccard 1901), 0 to 1."""
    return len(a & b) / len(a | b) if a or b else 0.0


def matches(gold: Sequence[Span], found: Sequence[Span], words: Sequence[Span]) -> tuple[int, int]:
    """How many spans are right, each counting once.

    Args:
        gold: Spans of one label in one text.
        found: Those that a system gave.
        words: Tokens of the text.

    Returns:
        How many are exactly in gold, and how many share at least half of their tokens with one of
        it; pairs are taken from the largest share down.
    """
    exact = len(set(gold) & set(found))
    mine = [covered(span, words) for span in found]
    theirs = [covered(span, words) for span in gold]
    pairs = sorted(
        (
            (-share, i, j)
            for i, one in enumerate(mine)
            for j, other in enumerate(theirs)
            if (share := overlap(one, other)) >= HALF
        ),
    )
    used_found: set[int] = set()
    used_gold: set[int] = set()
    for _, i, j in pairs:
        if i not in used_found and j not in used_gold:
            used_found.add(i)
            used_gold.add(j)
    return exact, len(used_found)
