"""The records that claimx gives: frozen, offset-true, JSON both ways.

Offsets are Python string indices into the text as it was given.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from claimx.errors import InputError
from claimx.labels import LABELS, Label, primary

if TYPE_CHECKING:
    import pandas as pd

SCHEMA_VERSION = 2
"""Version of the JSON that `to_dict` gives; `claimx/schemas/` describes it."""

_UNREAD_VERSION = 1
"""Version in which sentences had no "reading"."""

MENTIONS = ("source", "cue", "content", "speaker", "cause", "effect", "signal", "hedge")
"""Types of mentions."""

STRENGTHS = ("none", "correlational", "conditional", "causal")
"""How strong a claim a finding makes, weakest first: no relation; an association; a hedged cause; a
cause. The scale of Yu, Li and Wang (2019), https://doi.org/10.18653/v1/D19-1473."""

CAUTIONS = (
    "limitation", "uncertainty", "interest", "safety", "research", "counsel", "dissent",
)  # fmt: skip
"""What a caution is about: a limit of the study; what is not known; a conflict of interest; harm;
further research; advice; disagreement."""


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
class Mention(Span):
    """A stretch of a text that plays a part in a relation, or hedges.

    Attributes:
        type: One of `MENTIONS`.
        score: How sure the model is of it, from 0 to 1; 1 where a rule found it.
    """

    type: str
    score: float

    def to_dict(self) -> dict[str, Any]:
        """The mention as plain JSON values."""
        return {**Span.to_dict(self), "type": self.type, "score": float(self.score)}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The mention that `to_dict` described.

        Raises:
            InputError: If a field is missing or has another type.
        """
        kind, score = _field(values, "type", str), _field(values, "score", float, int)
        if kind not in MENTIONS or not 0 <= score <= 1:
            raise InputError(f"this is not a claimx record: no mention is {kind!r}, {score!r}.")
        span = Span.from_dict(values)
        return cls(span.start, span.end, span.text, kind, float(score))


def _mention(values: Mapping[str, Any], name: str) -> Mention | None:
    stated = _field(values, name, Mapping, type(None))
    return None if stated is None else Mention.from_dict(stated)


def _json(mention: Mention | None) -> dict[str, Any] | None:
    return None if mention is None else mention.to_dict()


def _present(*mentions: Mention | None) -> tuple[Mention, ...]:
    return tuple(mention for mention in mentions if mention is not None)


@dataclass(frozen=True, slots=True)
class Attribution:
    """A source assigns content through a cue.

    Attributes:
        source: Who speaks, as this sentence puts it; None where it does not say, as in a quotation
            that runs on.
        cue: The words that tie the content to the source; None where there are none here.
        content: What is said, in one or more pieces; none where it stands in the sentence before.
        speaker: The fullest name so far in the document of whom the source means, where it stands
            there; None where nothing is clear.
    """

    source: Mention | None
    cue: Mention | None
    content: tuple[Mention, ...]
    speaker: Mention | None = None

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """Source, cue and content; the speaker's name may stand in another sentence."""
        return (*_present(self.source, self.cue), *self.content)

    def to_dict(self) -> dict[str, Any]:
        """The attribution as plain JSON values."""
        return {
            "type": "attribution",
            "source": _json(self.source),
            "cue": _json(self.cue),
            "content": [piece.to_dict() for piece in self.content],
            "speaker": _json(self.speaker),
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The attribution that `to_dict` described.

        Raises:
            InputError: If a field is missing or has another type.
        """
        pieces = _field(values, "content", list, tuple)
        return cls(
            _mention(values, "source"),
            _mention(values, "cue"),
            tuple(map(Mention.from_dict, pieces)),
            _mention(values, "speaker"),
        )


@dataclass(frozen=True, slots=True)
class Mechanism:
    """A cause brings about an effect.

    Attributes:
        cause: What brings about.
        effect: What comes about.
        signal: The words that link them, such as "because" or "blocks".
    """

    cause: Mention | None
    effect: Mention | None
    signal: Mention | None

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """Cause, effect and signal, those that were found."""
        return _present(self.cause, self.effect, self.signal)

    def to_dict(self) -> dict[str, Any]:
        """The mechanism as plain JSON values."""
        return {
            "type": "mechanism",
            "cause": _json(self.cause),
            "effect": _json(self.effect),
            "signal": _json(self.signal),
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The mechanism that `to_dict` described.

        Raises:
            InputError: If a field is missing or has another type.
        """
        return cls(*(_mention(values, name) for name in ("cause", "effect", "signal")))


Relation = Attribution | Mechanism


def _relation(values: Mapping[str, Any]) -> Relation:
    kinds: Mapping[str, type[Relation]] = {"attribution": Attribution, "mechanism": Mechanism}
    kind = _field(values, "type", str)
    if kind not in kinds:
        raise InputError(f"this is not a claimx record: no relation is {kind!r}.")
    return kinds[kind].from_dict(values)


@dataclass(frozen=True, slots=True)
class Reading:
    """What there is to see inside a sentence, beyond its labels.

    Attributes:
        relations: Attributions and mechanisms, in the order of the text.
        hedges: Words that weaken a finding.
        strength: How strong a finding's claim is, one of `STRENGTHS`; None for other sentences.
        caution: What a caution is about, one of `CAUTIONS`; None for other sentences.
    """

    relations: tuple[Relation, ...] = ()
    hedges: tuple[Mention, ...] = ()
    strength: str | None = None
    caution: str | None = None

    def for_labels(self, labels: Collection[str]) -> Reading:
        """What is left of the reading where these labels hold and no others.

        An attribution needs "attribution", a mechanism "mechanism" or "finding", hedges and
        strength "finding", a kind of caution "caution".
        """
        held = {
            Attribution: Label.ATTRIBUTION in labels,
            Mechanism: Label.MECHANISM in labels or Label.FINDING in labels,
        }
        return Reading(
            tuple(relation for relation in self.relations if held[type(relation)]),
            self.hedges if Label.FINDING in labels else (),
            self.strength if Label.FINDING in labels else None,
            self.caution if Label.CAUTION in labels else None,
        )

    def to_dict(self) -> dict[str, Any]:
        """The reading as plain JSON values."""
        return {
            "relations": [relation.to_dict() for relation in self.relations],
            "hedges": [hedge.to_dict() for hedge in self.hedges],
            "strength": self.strength,
            "caution": self.caution,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The reading that `to_dict` described.

        Raises:
            InputError: If a field is missing or has another type or an unknown value.
        """
        strength = _field(values, "strength", str, type(None))
        caution = _field(values, "caution", str, type(None))
        if strength not in {None, *STRENGTHS} or caution not in {None, *CAUTIONS}:
            raise InputError(
                f"this is not a claimx record: no strength is {strength!r}, or no caution "
                f"{caution!r}."
            )
        return cls(
            tuple(map(_relation, _field(values, "relations", list, tuple))),
            tuple(map(Mention.from_dict, _field(values, "hedges", list, tuple))),
            strength,
            caution,
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
        reading: Relations, hedges, strength and kind of caution; None where nobody looked.
    """

    index: int
    labels: tuple[str, ...]
    scores: Scores
    truncated: bool = False
    engine: str = ""
    reading: Reading | None = None

    @property
    def primary(self) -> str:
        """The one label to show where only one fits, or "none"."""
        return primary(self.labels)

    @property
    def relations(self) -> tuple[Relation, ...]:
        """Who says what, and what brings about what; none where nobody looked."""
        return self.reading.relations if self.reading else ()

    @property
    def spans(self) -> tuple[Mention, ...]:
        """Every mention inside the sentence, those of all relations and the hedges, in order."""
        found = [mention for relation in self.relations for mention in relation.mentions]
        hedges = self.reading.hedges if self.reading else ()
        return tuple(sorted({*found, *hedges}, key=lambda one: (one.start, one.end, one.type)))

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
            "reading": self.reading and self.reading.to_dict(),
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The sentence that `to_dict` described; its primary label is derived again.

        Raises:
            InputError: If a field is missing or has another type, or a label is unknown.
        """
        return cls(**_sentence_fields(values))


def _sentence_fields(values: Mapping[str, Any]) -> dict[str, Any]:
    reading = _field(values, "reading", Mapping, type(None)) if "reading" in values else None
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
        "reading": None if reading is None else Reading.from_dict(reading),
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
        reading=sentence.reading,
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
        if version not in {_UNREAD_VERSION, SCHEMA_VERSION}:
            raise InputError(
                f"this document has schema version {version}; "
                f"this claimx reads versions {_UNREAD_VERSION} and {SCHEMA_VERSION}."
            )
        sentences = _field(values, "sentences", list, tuple)
        if version != _UNREAD_VERSION:
            for one in sentences:
                _field(one, "reading", Mapping, type(None))
        document = cls(
            text=_field(values, "text", str),
            sentences=tuple(map(Sentence.from_dict, sentences)),
            id=_field(values, "id", str),
            model=ModelStamp.from_dict(_field(values, "model", Mapping)),
            title=_field(values, "title", str, type(None)),
        )
        _check_offsets(document)
        return document

    def to_html(self) -> str:
        """A self-contained page to read the claims on and to review them; see `docs/page.md`."""
        from claimx.report.view import page

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
