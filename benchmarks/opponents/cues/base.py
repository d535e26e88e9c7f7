"""Cues and their points: a label holds where those of a sentence add up to enough."""

from __future__ import annotations

import re
from dataclasses import dataclass

_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that speak for or against a label.

    Attributes:
        name: What they have in common.
        points: What they add to a sentence that has them, once however often they are in it.
        pattern: Where they are found, in text as `normal` gives it.
    """

    name: str
    points: int
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The cues of one label.

    Attributes:
        least: Points from which the label holds.
        cues: All of them.
    """

    least: int
    cues: tuple[Cue, ...]

    def found(self, text: str) -> list[Cue]:
        """The cues of a sentence that `normal` has been over."""
        return [one for one in self.cues if one.pattern.search(text)]

    def holds(self, text: str) -> bool:
        """Whether the label holds for a sentence that `normal` has been over."""
        return sum(one.points for one in self.found(text)) >= self.least


def cue(name: str, points: int, pattern: str, *, ignore_case: bool = False) -> Cue:
    """A cue from the text of a regular expression."""
    return Cue(name, points, re.compile(pattern, re.IGNORECASE if ignore_case else 0))


def normal(text: str) -> str:
    """The text with straight quotation marks and single spaces."""
    return " ".join(text.translate(_STRAIGHT).split())
