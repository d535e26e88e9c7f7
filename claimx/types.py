"""The records that claimx gives: frozen, offset-true, JSON both ways.

Offsets are Python string indices into the text as it was given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from claimx.errors import InputError
from claimx.labels import LABELS, primary

if TYPE_CHECKING:
    import pandas as pd

SCHEMA_VERSION = 1
"""Version of the JSON that `to_dict` gives; `claimx/schemas/` describes it."""


def _field(values: Any, name: str, *kinds: type) -> Any:
    """One field of a JSON object.

    Raises:
        InputError: If there is no such object or field, or the field's type is none of `kinds`.
    """
    if not isinstance(values, Mapping):
        raise InputError(
            f"this is not a claimx record: where {name!r} should be stands {values!r:.60}."
        )
    if name not in values:
        raise InputError(f"this is not a claimx record: {name!r} is missing.")
    value = values[name]
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        raise InputError(f"this is not a claimx record: {name!r} cannot be {value!r:.60}.")
    return value


@dataclass(frozen=True, slots=True, repr=False)
class Scores(Mapping[str, float]):
    """Calibrated probability of each label, from 0 to 1; a read-only mapping."""

    finding: float
    mechanism: float
    attribution: float
    caution: float

    def __getitem__(self, label: str) -> float:
        if label not in LABELS:
            raise KeyError(label)
        return float(getattr(self, label))

    def __iter__(self) -> Iterator[str]:
        return iter(LABELS)

    def __len__(self) -> int:
        return len(LABELS)

    def __repr__(self) -> str:
        inside = ", ".join(f"{label}={score:.3f}" for label, score in self.items())
        return f"Scores({inside})"

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The scores that `dict(scores)` described.

        Raises:
            InputError: If a label is missing, or its score is not a number from 0 to 1.
        """
        scores = [_field(values, label, float, int) for label in LABELS]
        if not all(0 <= score <= 1 for score in scores):
            raise InputError(f"this is not a claimx record: {scores} are not all from 0 to 1.")
        return cls(*map(float, scores))


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text: `text == document.text[start:end]`."""

    start: int
    end: int
    text: str

    def to_dict(self) -> dict[str, Any]:
        """The span as plain JSON values."""
        return {"start": self.start, "end": self.end, "text": self.text}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The span that `to_dict` described.

        Raises:
            InputError: If a field is missing or has another type.
        """
        return cls(
            _field(values, "start", int), _field(values, "end", int), _field(values, "text", str)
        )


@dataclass(frozen=True, slots=True)
class Sentence(Span):
    """One sentence with its labels and all four scores.

    Attributes:
        index: Place among the document's sentences, from 0.
        labels: Labels that hold, zero to four, in the order of `LABELS`.
        scores: Calibrated probability of each label, whether or not it holds.
        truncated: The model did not read the sentence's end: it is longer than its limit.
        engine: What decided, such as "onnx-int8".
    """

    index: int
    labels: tuple[str, ...]
    scores: Scores
    truncated: bool = False
    engine: str = ""

    @property
    def primary(self) -> str:
        """The one label to show where only one fits, or "none"."""
        return primary(self.labels)

    def __repr__(self) -> str:
        held = ", ".join(f"{label} {self.scores[label]:.2f}" for label in self.labels) or "none"
        return f"<{type(self).__name__} {self.start}:{self.end} [{held}] {self.text[:60]!r}>"

    def to_dict(self) -> dict[str, Any]:
        """The sentence as plain JSON values."""
        return {
            "index": self.index,
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "labels": list(self.labels),
            "primary": self.primary,
            "scores": dict(self.scores),
            "truncated": self.truncated,
            "engine": self.engine,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The sentence that `to_dict` described; its primary label is derived again.

        Raises:
            InputError: If a field is missing or has another type, or a label is unknown.
        """
        return cls(**_sentence_fields(values))


def _sentence_fields(values: Mapping[str, Any]) -> dict[str, Any]:
    labels = _field(values, "labels", list, tuple)
    if not all(label in LABELS for label in labels):
        raise InputError(f"this is not a claimx record: {labels!r} are not all labels.")
    return {
        "start": _field(values, "start", int),
        "end": _field(values, "end", int),
        "text": _field(values, "text", str),
        "index": _field(values, "index", int),
        "labels": tuple(label for label in LABELS if label in labels),
        "scores": Scores.from_dict(_field(values, "scores", Mapping)),
        "truncated": _field(values, "truncated", bool),
        "engine": _field(values, "engine", str),
    }


@dataclass(frozen=True, slots=True, repr=False)
class Claim(Sentence):
    """A sentence that carries at least one label.

    Attributes:
        id: Document id and offsets, "DOC:START-END": the same on every machine and in every run.
    """

    id: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The claim as plain JSON values."""
        return {"id": self.id, **Sentence.to_dict(self)}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The claim that `to_dict` described; see `Sentence.from_dict`."""
        return cls(**_sentence_fields(values), id=_field(values, "id", str))


@dataclass(frozen=True, slots=True)
class ModelStamp:
    """Which model decided, and where it drew the line.

    Attributes:
        name: Such as "claimx-base".
        version: Version of the model.
        hash: First 16 hex digits of the sha256 over the files that were used.
        thresholds: A label holds where its score is at least this.
    """

    name: str
    version: str
    hash: str
    thresholds: Scores

    def to_dict(self) -> dict[str, Any]:
        """The stamp as plain JSON values."""
        return {
            "name": self.name,
            "version": self.version,
            "hash": self.hash,
            "thresholds": dict(self.thresholds),
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The stamp that `to_dict` described.

        Raises:
            InputError: If a field is missing or has another type.
        """
        thresholds = Scores.from_dict(_field(values, "thresholds", Mapping))
        name, version, digest = (_field(values, key, str) for key in ("name", "version", "hash"))
        return cls(name, version, digest, thresholds)


def _claim(document: str, sentence: Sentence) -> Claim:
    return Claim(
        start=sentence.start,
        end=sentence.end,
        text=sentence.text,
        index=sentence.index,
        labels=sentence.labels,
        scores=sentence.scores,
        truncated=sentence.truncated,
        engine=sentence.engine,
        id=f"{document}:{sentence.start}-{sentence.end}",
    )


@dataclass(frozen=True, slots=True)
class Document:
    """A text with every one of its sentences labelled.

    Attributes:
        text: The text as it was given.
        sentences: All its sentences in order; only white space lies between them.
        id: The caller's id, or one made from the text.
        model: Which model decided.
        title: The caller's title, if any.
    """

    text: str
    sentences: tuple[Sentence, ...]
    id: str
    model: ModelStamp
    title: str | None = None

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Sentences with at least one label, in order."""
        return tuple(_claim(self.id, sentence) for sentence in self.sentences if sentence.labels)

    def claims_in(self, start: int, end: int) -> tuple[Claim, ...]:
        """Claims that share at least one character with `text[start:end]`."""
        return tuple(
            claim for claim in self.claims if max(claim.start, start) < min(claim.end, end)
        )

    def __repr__(self) -> str:
        claims = sum(bool(sentence.labels) for sentence in self.sentences)
        return f"<Document {self.id}: {len(self.sentences)} sentences, {claims} claims>"

    def to_dict(self) -> dict[str, Any]:
        """The document as plain JSON values, described by `claimx/schemas/document.json`."""
        return {
            "schema_version": SCHEMA_VERSION,
            "id": self.id,
            "title": self.title,
            "text": self.text,
            "model": self.model.to_dict(),
            "sentences": [sentence.to_dict() for sentence in self.sentences],
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The document that `to_dict` described.

        Raises:
            InputError: If it has another schema version, a field is missing or of another type,
                or a sentence is not what the text says between its offsets.
        """
        version = _field(values, "schema_version", int)
        if version != SCHEMA_VERSION:
            raise InputError(
                f"this document has schema version {version}; "
                f"this claimx reads version {SCHEMA_VERSION}."
            )
        document = cls(
            text=_field(values, "text", str),
            sentences=tuple(map(Sentence.from_dict, _field(values, "sentences", list, tuple))),
            id=_field(values, "id", str),
            model=ModelStamp.from_dict(_field(values, "model", Mapping)),
            title=_field(values, "title", str, type(None)),
        )
        _check_offsets(document)
        return document

    def to_html(self) -> str:
        """A self-contained page with the text and its claims marked."""
        from claimx.report.html import page

        return page(self)

    def to_pandas(self) -> pd.DataFrame:
        """One row a sentence, one column a field and a score (extra `corpus`)."""
        from claimx.report.frame import frame

        return frame(self)

    def _repr_html_(self) -> str:
        from claimx.report.html import fragment

        return fragment(self)


def _check_offsets(document: Document) -> None:
    for one in document.sentences:
        inside = 0 <= one.start <= one.end <= len(document.text)
        if not inside or document.text[one.start : one.end] != one.text:
            raise InputError(
                f"document {document.id!r}: its text does not say between {one.start} and "
                f"{one.end} what sentence {one.index} says."
            )
