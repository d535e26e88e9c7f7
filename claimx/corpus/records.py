"""What travels through a batch run: what to read, what was read, and what could not be."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from claimx.extractor import Text


class Kind(StrEnum):
    """How a file is read."""

    TXT = "txt"
    HTML = "html"
    JSONL = "jsonl"


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read; see the options of `claimx extract`.

    Attributes:
        encoding: Of every input; None is UTF-8, and for HTML what the page declares.
        text_field: Field of a JSON record that holds the text.
        id_field: Field with the document's id, which every record must have; None takes "id" where
            it is there and makes an id from the text where it is not.
        title_field: Field with the title; a record may lack it.
        kind: Read every input so, whatever its suffix.
    """

    encoding: str | None = None
    text_field: str = "text"
    id_field: str | None = None
    title_field: str = "title"
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One input.

    Attributes:
        name: As the user gave it; "-" is standard input.
        path: Where it lies; None for standard input.
        kind: How it is read.
        size: In bytes; None where that is not known.
    """

    name: str
    path: Path | None
    kind: Kind
    size: int | None


@dataclass(frozen=True, slots=True)
class Record:
    """A text that was read.

    Attributes:
        source: Name of its source.
        line: Its line in the source, from 1, where the source holds many texts.
        text: The text with id and title.
        size: Bytes of the source that it took, so that a progress bar knows how far we are.
    """

    source: str
    line: int | None
    text: Text
    size: int


@dataclass(frozen=True, slots=True)
class Problem:
    """An input, or one record of it, that could not be read.

    Attributes:
        source: Name of the source.
        line: Line in the source, from 1; None where the whole source is meant.
        reason: What is wrong and what to do, as the end of a sentence.
        size: Bytes of the source that it took.
    """

    source: str
    line: int | None
    reason: str
    size: int = 0

    def __str__(self) -> str:
        name = "standard input" if self.source == "-" else self.source
        place = name if self.line is None else f"{name}, line {self.line}"
        return f"{place}: {self.reason}."
