"""Relation spans of the news gold: who says what, and what brings about what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from claimx.errors import DataError
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


FILES: Mapping[str, str] = {
    "train": "spans.jsonl",
    "dev": "spans-dev.jsonl",
    "causal-train": "causal.jsonl",
    "causal-dev": "causal-dev.jsonl",
}
"""File of each split; the causal ones hold findings without a mechanism, what brings about what."""


def read_spans(name: str = "news-gold", split: str = "train") -> list[SentenceSpans]:
    """Read the relation spans of a gold set; its sentences come from `load_gold`.

    Raises:
        ClaimxError: If the set is not part of this installation or has no such spans.
    """
    if split not in FILES:
        raise DataError(f"{name} has no spans of {split!r}: use one of {', '.join(FILES)}.")
    found = read_objects(data_path(name) / FILES[split], "stand-off labels")
    return [_sentence(record) for _, record in found]


@dataclass(frozen=True, slots=True)
class SentenceKinds:
    """How strong a finding is and what a caution is about, found by `source`, `doc` and `i`.

    Attributes:
        source: Source of its document.
        doc: Id of its document.
        i: Its place there.
        strength: One of `claimx.types.STRENGTHS`; None where the sentence was read for its caution.
        hedges: Words that weaken the finding, as offsets in the sentence.
        caution: One of `claimx.types.CAUTIONS`; None where it was read for its finding.
        strength_other: A second reader's strength, where there was one.
        caution_other: The same for the caution.
    """

    source: str
    doc: str
    i: int
    strength: str | None = None
    hedges: tuple[Offsets, ...] = ()
    caution: str | None = None
    strength_other: str | None = None
    caution_other: str | None = None


def read_kinds(name: str = "news-gold") -> list[SentenceKinds]:
    """Read the kinds of findings and cautions of a gold set.

    Raises:
        ClaimxError: If the set is not part of this installation or has none.
    """
    found = read_objects(data_path(name) / "kinds.jsonl", "stand-off labels")
    return [
        SentenceKinds(**{**record, "hedges": tuple(map(_pair, record.get("hedges", ())))})
        for _, record in found
    ]


def _sentence(record: Mapping[str, Any]) -> SentenceSpans:
    spans = record["spans"]
    return SentenceSpans(
        record["source"],
        record["doc"],
        record["i"],
        tuple(AttributionSpans.from_dict(s) for s in spans if s["type"] == "attribution"),
        tuple(MechanismSpans.from_dict(s) for s in spans if s["type"] == "mechanism"),
    )
