"""One row of output: a sentence, where it comes from and what decided on it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from claimx.corpus.outputs.columns import SENTENCES, kept, values
from claimx.corpus.outputs.write_csv import cell
from claimx.labels import LABELS
from claimx.types import SCHEMA_VERSION, ModelStamp, Sentence


class RowKind(StrEnum):
    """What a row is."""

    CLAIM = "claim"
    SENTENCE = "sentence"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Selection:
    """Which sentences go out.

    Attributes:
        all: A label need not hold, its score is enough.
        only: Labels that count; empty stands for all four.
        min_score: At least one label that counts must score this.
    """

    all: bool = False
    only: frozenset[str] = frozenset()
    min_score: float = 0.0

    def takes(self, sentence: Sentence) -> bool:
        """Whether a sentence goes out."""
        return self.admits(sentence.labels, sentence.scores)

    def admits(self, labels: Collection[str], scores: Mapping[str, float]) -> bool:
        """Whether a sentence with these labels and scores goes out."""
        if not self.only and not self.min_score:
            return self.all or bool(labels)
        return any(
            scores[label] >= self.min_score
            for label in (LABELS if self.all else labels)
            if not self.only or label in self.only
        )


UNSELECTED = Selection()
"""Every sentence that has a label."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A document that was scored, its sentences made as they are taken.

    Attributes:
        source: Name of the input, as the user gave it.
        document: Its id.
        title: Its title, if any.
        model: Which model decided.
        sentences: Its sentences in order, each once.
        characters: Length of its text.
        kept: Fields of the input's record that go out again.
        pages: Offset in the text at which each page begins; empty where there are no pages.
        language: ISO 639-1 code of its language; None where nobody asked.
        heading: The title as a sentence of its own; None where there is no title, or nobody asked.
    """

    source: str
    document: str
    title: str | None
    model: ModelStamp
    sentences: Iterator[Sentence]
    characters: int = 0
    kept: Mapping[str, Any] = field(default_factory=dict)
    pages: tuple[int, ...] = ()
    language: str | None = None
    heading: Sentence | None = None

    def page(self, sentence: Sentence) -> int | None:
        """The page on which a sentence begins, from 1; None where there are no pages."""
        return bisect_right(self.pages, sentence.start) or None

    def rows(self, selection: Selection) -> Iterator[Row]:
        """A row for each sentence that a selection takes."""
        return (
            Row(
                self.source,
                self.document,
                self.title,
                self.model,
                sentence,
                self.kept,
                self.page(sentence),
                self.language,
            )
            for sentence in self.sentences
            if selection.takes(sentence)
        )


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence of a document.

    Attributes:
        source: Name of the input, as the user gave it.
        document: Id of the document it stands in.
        title: The document's title, if any.
        model: Which model decided.
        sentence: The sentence.
        kept: Fields of the input's record that go out again.
        page: Page on which it begins, from 1; None where there are no pages.
        language: ISO 639-1 code of the document's language; None where nobody asked.
    """

    source: str
    document: str
    title: str | None
    model: ModelStamp
    sentence: Sentence
    kept: Mapping[str, Any] = field(default_factory=dict)
    page: int | None = None
    language: str | None = None

    @property
    def id(self) -> str:
        """Document id and offsets, "DOC:START-END", as a claim's."""
        return f"{self.document}:{self.sentence.start}-{self.sentence.end}"

    def to_dict(self) -> dict[str, Any]:
        """The row as plain JSON values, described by `claimx/schemas/record.json`."""
        return {
            "schema_version": SCHEMA_VERSION,
            "source": self.source,
            "document": self.document,
            "id": self.id,
            **self.sentence.to_dict(),
            "title": self.title,
            "model": self.model.to_dict(),
            "page": self.page,
            "language": self.language,
            "kept": dict(self.kept),
        }

    def to_flat(self, keep: Sequence[str] = ()) -> dict[str, str]:
        """The row as columns of text: labels joined by "|", a column a score and a threshold.

        Args:
            keep: Kept fields that get a column each.
        """
        columns = (*SENTENCES, *kept(keep))
        cells = map(cell, values(self.to_dict(), columns))
        return {column.name: text for column, text in zip(columns, cells, strict=True)}


COLUMNS = tuple(column.name for column in SENTENCES)
"""Columns of the CSV output of claims and sentences, in order; those of kept fields follow."""
