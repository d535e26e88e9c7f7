"""Relation spans of the news gold: who says what, and what brings about what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from claimx.labelled import read_objects
from claimx.resources import data_path

Offsets = tuple[int, int]
"""First character and one past the last, counted in the sentence."""


@dataclass(frozen=True, slots=True)
class SpeakerMention:
    """Where the speaker's fullest name stands, in this sentence or an earlier one of its doc."""

    i: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AttributionSpans:
    """A source, the cue that ties content to it, and the content in one or more pieces."""

    source: Offsets
    cue: Offsets
    content: tuple[Offsets, ...]
    speaker: SpeakerMention | None = None

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Self:
        """Read one span object of type "attribution"."""
        speaker = record.get("speaker")
        return cls(
            _pair(record["source"]),
            _pair(record["cue"]),
            tuple(_pair(piece) for piece in record["content"]),
            SpeakerMention(*speaker) if speaker else None,
        )


@dataclass(frozen=True, slots=True)
class MechanismSpans:
    """A cause, its effect, and the words that signal the link."""

    cause: Offsets
    effect: Offsets
    signal: Offsets

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Self:
        """Read one span object of type "mechanism"."""
        return cls(_pair(record["cause"]), _pair(record["effect"]), _pair(record["signal"]))


@dataclass(frozen=True, slots=True)
class SentenceSpans:
    """The relations inside one gold sentence, found by `source`, `doc` and `i`."""

    source: str
    doc: str
    i: int
    attributions: tuple[AttributionSpans, ...]
    mechanisms: tuple[MechanismSpans, ...]


def _pair(value: list[int]) -> Offsets:
    start, end = value
    return start, end


def read_spans(name: str = "news-gold") -> list[SentenceSpans]:
    """Read the relation spans of a gold set; its sentences come from `load_gold`.

    Raises:
        ClaimxError: If the set is not part of this installation or has no spans.
    """
    found = read_objects(data_path(name) / "spans.jsonl", "stand-off labels")
    return [_sentence(record) for _, record in found]


def _sentence(record: Mapping[str, Any]) -> SentenceSpans:
    spans = record["spans"]
    return SentenceSpans(
        record["source"],
        record["doc"],
        record["i"],
        tuple(AttributionSpans.from_dict(s) for s in spans if s["type"] == "attribution"),
        tuple(MechanismSpans.from_dict(s) for s in spans if s["type"] == "mechanism"),
    )
