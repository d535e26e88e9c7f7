"""A sentence as nested pieces: its text, with the spans of its reading around their words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from claimx.report.html import printable
from claimx.types import Sentence

Piece = str | tuple[str, "list[Piece]"]
"""Text, or a type of span and the pieces inside it: what JSON shows as a list of two."""

MOST = 64
"""Spans of one sentence that are shown; no sentence of a language has more."""


@dataclass(frozen=True, slots=True)
class _Stretch:
    start: int
    end: int
    type: str

    @property
    def order(self) -> tuple[int, int, str]:
        """Outer before inner."""
        return self.start, -self.end, self.type


def pieces(sentence: Sentence) -> list[Piece]:
    """The sentence's text in order; spans that cross are cut where they meet.

    The texts are `printable`. Of a span that leaves the sentence, the part inside is shown.
    """
    found = {
        _Stretch(max(one.start, sentence.start), min(one.end, sentence.end), one.type)
        for one in sentence.spans
    }
    kept = sorted((one for one in found if one.start < one.end), key=lambda one: one.order)
    whole = _Stretch(sentence.start, sentence.end, "")
    return list(_inside(sentence, whole, kept[:MOST]))


def _inside(sentence: Sentence, outer: _Stretch, stretches: Sequence[_Stretch]) -> Iterator[Piece]:
    position, waiting = outer.start, list(stretches)
    while waiting:
        first, *later = waiting
        yield from _text(sentence, position, first.start)
        within = [replace(one, end=min(one.end, first.end)) for one in later if _meets(one, first)]
        within.sort(key=lambda one: one.order)
        yield first.type, list(_inside(sentence, first, within))
        position = first.end
        beyond = [replace(one, start=max(one.start, position)) for one in later]
        waiting = sorted((one for one in beyond if one.start < one.end), key=lambda one: one.order)
    yield from _text(sentence, position, outer.end)


def _meets(one: _Stretch, first: _Stretch) -> bool:
    return one.start < first.end


def _text(sentence: Sentence, start: int, end: int) -> Iterator[str]:
    if start < end:
        yield printable(sentence.text[start - sentence.start : end - sentence.start])
