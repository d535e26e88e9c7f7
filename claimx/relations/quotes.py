"""Quotations that run over several sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_OPENING, _CLOSING, _EITHER = "“«„", "”»", '"'


@dataclass(frozen=True, slots=True)
class Quoted:
    """What of a sentence is quoted.

    Attributes:
        continues: Its beginning goes on with a quotation of the sentence before.
        runs_on: A quotation is still open at its end.
        parts: Quoted characters, (start, end) in the sentence, without the marks.
    """

    continues: bool
    runs_on: bool
    parts: tuple[tuple[int, int], ...]


_MARK = re.compile(f"[{_OPENING}{_CLOSING}{_EITHER}]")


def _marks(sentence: str) -> Iterator[tuple[int, str]]:
    return ((found.start(), found[0]) for found in _MARK.finditer(sentence))


def _opens(sentence: str, place: int, mark: str, inside: bool) -> bool:
    """Whether a mark opens: a straight one where none is open, or in front of all."""
    if mark in _EITHER:
        return not inside or (place == 0 and not sentence[1:2].isspace() and len(sentence) > 1)
    return mark in _OPENING


def quoted(sentences: Iterable[str]) -> Iterator[Quoted]:
    """Follow quotation marks through the sentences of a text.

    A sentence that begins with an opening mark begins a quotation, whatever was open: papers open
    each paragraph of a long quotation anew and close the last alone.
    """
    inside = False
    for sentence in sentences:
        continues, begin, parts = inside, 0, list[tuple[int, int]]()
        for place, mark in _marks(sentence):
            if _opens(sentence, place, mark, inside):
                if inside and place > begin:
                    parts.append((begin, place))
                continues = continues and place > 0
                inside, begin = True, place + 1
            elif inside:
                parts.append((begin, place))
                inside = False
        if inside and begin < len(sentence):
            parts.append((begin, len(sentence)))
        yield Quoted(continues, inside, tuple(part for part in parts if part[0] < part[1]))
