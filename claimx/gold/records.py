"""Stand-off rows (offsets and labels, no text) and the sentences that they become."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from claimx.errors import DataError
from claimx.labelled import read_objects
from claimx.labels import LABELS, primary

_LABEL_FIELDS = ("labels", "labels_other", "labels_a", "labels_b")


def checksum(text: str) -> str:
    """First 8 hex digits of the SHA-256 of the text's UTF-8 bytes."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:8]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Where one labelled sentence lies, and its labels; the sentence itself is not here.

    Attributes:
        source: Public source of the text, a key of `claimx.gold.sources.SOURCES`.
        doc: Id of the document within its source.
        i: Place of the sentence in its document, from 0.
        start: First character in the document's text (see `claimx.gold.sources`).
        end: One past the last character.
        labels: The gold labels, zero to four.
        sha: Checksum of the sentence, or None where the text ships with the library.
        selection: "random" or "model": how the document was chosen; None where it is not known.
        genre: The source's own genre, where it has one.
        labels_other: A second reader's labels, where there are any.
        labels_a: First of two independent readers of a dev sentence.
        labels_b: Second of two independent readers of a dev sentence.
    """

    source: str
    doc: str
    i: int
    start: int
    end: int
    labels: tuple[str, ...]
    selection: str | None = None
    genre: str | None = None
    labels_other: tuple[str, ...] | None = None
    labels_a: tuple[str, ...] | None = None
    labels_b: tuple[str, ...] | None = None
    sha: str | None = None

    @property
    def primary(self) -> str:
        """The one label to use where only one fits, or "none"."""
        return primary(self.labels)

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Self:
        """Read a stand-off record; fields that the row does not know are passed over.

        Raises:
            DataError: If a field is missing, a label is unknown or the offsets are not a span.
        """
        known = {name: record[name] for name in Row.__slots__ if name in record}
        for name in _LABEL_FIELDS:
            if name in known:
                known[name] = _labels(known[name])
        try:
            row = cls(**known)
        except TypeError as missing:
            raise DataError(f"A stand-off row lacks a field: {missing}.") from missing
        if not 0 <= row.start < row.end:
            raise DataError(
                f"{row.source} {row.doc}, sentence {row.i}: {row.start} to {row.end} is no span."
            )
        return row

    def to_dict(self) -> dict[str, Any]:
        """The row as JSON: fields that hold nothing are left out, label lists stay."""
        fields = {name: value for name, value in asdict(self).items() if value is not None}
        return {k: list(v) if isinstance(v, tuple) else v for k, v in fields.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldSentence(Row):
    """A stand-off row with its text put back: `text` is the document's `[start:end]`.

    Attributes:
        text: The sentence.
        title: The document's title, where its source gives one.
    """

    text: str
    title: str | None = None


def _labels(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not set(value) <= set(LABELS):
        raise DataError(f"{value!r} is not a list of labels drawn from {', '.join(LABELS)}.")
    return tuple(value)


def read_rows(path: Path, *, source: str | None = None, doc: str | None = None) -> list[Row]:
    """Read a stand-off file.

    Args:
        path: The jsonl file.
        source: Source of the rows that name none.
        doc: Document of the rows that name none.

    Raises:
        DataError: If the file is absent or a row is malformed.
    """
    defaults = {"source": source, "doc": doc}
    return [
        Row.from_dict({k: v for k, v in defaults.items() if v is not None} | record)
        for _, record in read_objects(path, "stand-off labels")
    ]
