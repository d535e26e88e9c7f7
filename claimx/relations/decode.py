"""From word scores to relations: cues and signals first, then the parts that each one ties.

Every cue and signal is an anchor; the parts of its relation are scored given that anchor, as in
semantic role labelling of one predicate after another (He et al. 2017,
https://doi.org/10.18653/v1/P17-1044), so that relations may share and nest their parts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from claimx.relations.words import Words

Floats = NDArray[np.float32]

TAGS = ("O", "B-cue", "I-cue", "B-signal", "I-signal")
"""What a word is to an anchor."""

PARTS = {"cue": ("source", "content"), "signal": ("cause", "effect")}
"""Parts of the relation of each type of anchor."""

ROLES = ("source", "content", "cause", "effect")
READINGS = 3
"""Scores of a role for each word: inside, first, last."""

_OWN = -3.0
"""Added to the words of an anchor: they are hardly ever part of what they tie."""
_EDGE = 0.5
"""Weight of the log-probabilities of being first and last."""
_SHORTEST = 3
"""Characters of a piece of content, at least."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A cue or a signal: words `begin` to before `end`."""

    type: str
    begin: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of a sentence and how sure the model is of it, from 0 to 1."""

    type: str
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class FoundRelation:
    """An anchor and its parts, each in its role; `parts` holds none where nothing was found."""

    anchor: Found
    parts: tuple[Found, ...]


def softmax(scores: Floats, axis: int) -> Floats:
    """Probabilities along an axis."""
    shifted = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=axis, keepdims=True))


def anchors(scores: Floats, wanted: tuple[str, ...]) -> list[Anchor]:
    """Cues and signals of a sentence; of each type that is wanted, the best where none wins.

    Args:
        scores: float32[words, 5], in the order of `TAGS`.
        wanted: Types that the sentence's labels call for.
    """
    if not len(scores):
        return []
    chances = softmax(scores, axis=1)
    allowed = scores.copy()
    for place, kind in ((1, "cue"), (3, "signal")):
        if kind not in wanted:
            allowed[:, place : place + 2] = -np.inf
    best = allowed.argmax(axis=1)
    for place, kind in ((1, "cue"), (3, "signal")):
        if kind in wanted and not ((best == place) | (best == place + 1)).any():
            free = np.where(best == 0, allowed[:, place], -np.inf)
            if np.isfinite(free).any():
                best[int(free.argmax())] = place
    return _runs(best, chances)


def _runs(tags: NDArray[np.int64], chances: Floats) -> list[Anchor]:
    found: list[Anchor] = []
    begin = 0
    while begin < len(tags):
        place = int(tags[begin])
        if not place:
            begin += 1
            continue
        inner = place + place % 2  # the I of a B, itself of an I
        end = begin + 1
        while end < len(tags) and tags[end] == inner:
            end += 1
        sure = float(1 - chances[begin:end, 0].mean())
        found.append(Anchor(TAGS[inner][2:], begin, end, sure))
        begin = end
    return found


def best_segment(inside: Floats, first: Floats, last: Floats) -> tuple[int, int]:
    """The run of words with the highest sum of `inside`, plus `first` and `last` at its ends.

    Args:
        inside: float32[words], log-odds.
        first: float32[words], log-probabilities.
        last: float32[words], log-probabilities.

    Returns:
        First word and one past the last.
    """
    upto = np.cumsum(inside)
    begins = first - upto + inside
    end = int((np.maximum.accumulate(begins) + upto + last).argmax())
    return int(begins[: end + 1].argmax()), end + 1


def _pieces(inside: Floats) -> list[tuple[int, int]]:
    """Runs of words that are inside."""
    marks = np.diff(np.concatenate([[0], (inside > 0).astype(np.int8), [0]]))
    begins, ends = np.flatnonzero(marks == 1), np.flatnonzero(marks == -1)
    return list(zip(begins.tolist(), ends.tolist(), strict=True))


def _found(words: Words, role: str, run: tuple[int, int], inside: Floats) -> Found:
    start, end = words.span(*run, stop=role == "source")
    sure = float((1 / (1 + np.exp(-inside[slice(*run)]))).mean())
    return Found(role, start, end, sure)


def relation(words: Words, anchor: Anchor, roles: Floats) -> FoundRelation:
    """The parts that an anchor ties.

    Args:
        words: Of the sentence.
        anchor: The cue or signal.
        roles: float32[words, 4, 3]: for each of `ROLES` inside, first, last.
    """
    start, end = words.span(anchor.begin, anchor.end)
    parts: list[Found] = []
    for role in PARTS[anchor.type]:
        scores = roles[:, ROLES.index(role)]
        inside = scores[:, 0].copy()
        inside[anchor.begin : anchor.end] += _OWN
        if role == "content":
            runs = _pieces(inside)
        else:
            first, last = (
                _EDGE * np.log(softmax(scores[:, place], axis=0) + 1e-6) for place in (1, 2)
            )
            runs = [best_segment(inside, first, last)]
        parts += [_found(words, role, run, scores[:, 0]) for run in runs]
    shortest = {"content": _SHORTEST}
    kept = (part for part in parts if part.end - part.start >= shortest.get(part.type, 1))
    return FoundRelation(Found(anchor.type, start, end, anchor.score), tuple(kept))
