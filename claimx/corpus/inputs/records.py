"""What travels through a batch run: what to read, what was read, and what could not be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from claimx.extractor import Text


class Kind(StrEnum):
    """How a file is read."""

    TXT = "txt"
    HTML = "html"
    JSONL = "jsonl"
    CSV = "csv"
    TSV = "tsv"
    PARQUET = "parquet"
    WARC = "warc"
    DATASET = "dataset"
    DOCX = "docx"
    ODT = "odt"
    RTF = "rtf"
    EML = "eml"
    PDF = "pdf"


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read; see the options of `claimx extract`.

    Attributes:
        encoding: Of every input; None is UTF-8, and for HTML what the page declares.
        text_fields: Fields of a record that hold texts. Where there are several, each is a document
            of its own, whose id is the record's and the field's name: "17#abstract".
        id_field: Field with the document's id, which every record must have; None takes "id" where
            it is there and makes an id from the text where it is not.
        title_field: Field with the title; a record may lack it.
        keep: Fields of a record that go out again with every row.
        kind: Read every input so, whatever its suffix.
        replace: Read a byte that is no character as U+FFFD instead of refusing the record.
        limit: Bytes of a record beyond which it is refused unread.
    """

    encoding: str | None = None
    text_fields: tuple[str, ...] = ("text",)
    id_field: str | None = None
    title_field: str = "title"
    keep: tuple[str, ...] = ()
    kind: Kind | None = None
    replace: bool = False
    limit: int = 256 << 20


@dataclass(frozen=True, slots=True)
class Source:
    """One input.

    Attributes:
        name: As the user gave it; "-" is standard input.
        path: Where it lies; None for standard input and for an address.
        kind: How it is read.
        size: In bytes, compressed where it is; None where that is not known.
        address: Where it lies as fsspec takes it, or the name of a Hugging Face data set; None for
            a local file and for standard input.
        packing: How it is compressed: "gz", "bz2", "xz" or "zst"; None where it is not.
        state: What changes when the file does: its time of change, or the store's tag.
    """

    name: str
    path: Path | None
    kind: Kind
    size: int | None
    address: str | None = None
    packing: str | None = None
    state: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """A text that was read.

    Attributes:
        source: Name of its source.
        line: Its line in the source, from 1, where the source holds many texts.
        text: The text with id and title.
        size: Bytes of the source that it took, so that a progress bar knows how far we are.
        kept: Fields that go out again, by name; values are what JSON can hold.
        pages: Offset in the text at which each page begins; empty where there are no pages.
    """

    source: str
    line: int | None
    text: Text
    size: int
    kept: Mapping[str, Any] = field(default_factory=dict)
    pages: tuple[int, ...] = ()


SHOWN = 65_536
"""Characters up to which a record that failed is kept with its reason."""


def too_long(limit: int, most: int | None = None) -> str:
    """Why a record beyond a limit is refused, and what to do, as the end of a sentence.

    Args:
        limit: `Reading.limit`.
        most: Bytes beyond which none of its kind is read, whatever the limit; None where there is
            no such bound.
    """
    if most is not None and most <= limit:
        return f"longer than {most} bytes, beyond which no page is read"
    return f"longer than {limit} bytes; --max-record allows more"


@dataclass(frozen=True, slots=True)
class Problem:
    """An input, or one record of it, that could not be read.

    Attributes:
        source: Name of the source.
        line: Line in the source, from 1; None where the whole source is meant.
        reason: What is wrong and what to do, as the end of a sentence.
        size: Bytes of the source that it took.
        offset: Byte of the (unpacked) source at which the record begins, where that is known.
        record: The record itself as text, unless it is longer than `SHOWN` characters or unknown.
    """

    source: str
    line: int | None
    reason: str
    size: int = 0
    offset: int | None = None
    record: str | None = None

    def __str__(self) -> str:
        name = "standard input" if self.source == "-" else self.source
        place = name if self.line is None else f"{name}, line {self.line}"
        return f"{place}: {self.reason}."
