"""Rows to bytes: which format, which rows, packed or plain."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any, BinaryIO, Protocol

from claimx.corpus.atomic import writing
from claimx.corpus.outputs.cells import CellRows
from claimx.corpus.outputs.columns import DOCUMENTS, SENTENCES, Column, kept
from claimx.corpus.outputs.document_rows import document_row
from claimx.corpus.outputs.packing import Packed
from claimx.corpus.outputs.rows import UNSELECTED, Labelled, RowKind, Selection
from claimx.corpus.outputs.write_csv import CsvRows
from claimx.corpus.outputs.write_json import JsonRows, json_bytes
from claimx.corpus.outputs.write_parquet import ParquetRows
from claimx.errors import InputError
from claimx.types import SCHEMA_VERSION

__all__ = ["Format", "LineWriter", "ShardWriter", "Writer", "json_bytes", "open_shard"]


class Format(StrEnum):
    """What results look like."""

    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"
    TABLE = "table"


class Writer(Protocol):
    """Where documents go."""

    def write(self, labelled: Labelled) -> int:
        """Write the rows of one document, all its sentences taken, and return how many they were.

        A row is a sentence that was selected, or the document itself.
        """
        ...

    def close(self) -> None:
        """Write what is held back; no document follows."""
        ...


class _Rows(Protocol):
    """What has a row of each format."""

    def put(self, row: Mapping[str, Any]) -> None: ...
    def put_sentences(self, one: Labelled, selection: Selection) -> int: ...
    def close(self) -> None: ...


def columns_of(kind: RowKind, keep: Iterable[str]) -> tuple[Column, ...]:
    """Columns of csv and parquet."""
    return (*(DOCUMENTS if kind is RowKind.DOCUMENT else SENTENCES), *kept(keep))


class ShardWriter:
    """Writes rows to a stream; `close` is its end, and without it the shard is not whole."""

    def __init__(
        self,
        rows: _Rows,
        kind: RowKind,
        keep: Sequence[str],
        selection: Selection,
        end: Callable[[], None],
    ) -> None:
        """See `open_shard`, which makes one."""
        self._rows = rows
        self._kind = kind
        self._keep = keep
        self._selection = replace(selection, all=kind is RowKind.SENTENCE)
        self._end = end

    def write(self, labelled: Labelled) -> int:
        """Write the rows of one document, all its sentences taken, and return how many they were.

        Raises:
            OSError: As the stream does.
        """
        one = replace(labelled, kept={name: labelled.kept.get(name) for name in self._keep})
        if self._kind is RowKind.DOCUMENT:
            self._rows.put(document_row(one))
            return 1
        return self._rows.put_sentences(one, self._selection)

    def write_rows(self, rows: Iterable[Mapping[str, Any]]) -> int:
        """Write rows as JSON has them, of sentences those that are selected; returns how many.

        Raises:
            OSError: As the stream does.
        """
        count = 0
        for row in rows:
            if self._kind is RowKind.DOCUMENT or self._selection.admits(
                row["labels"], row["scores"]
            ):
                self._rows.put(row)
                count += 1
        return count

    def close(self) -> None:
        """Write what is held back and the end of the file; the stream stays open.

        Raises:
            OSError: As the stream does.
        """
        self._rows.close()
        self._end()


def _nothing() -> None:
    pass


def open_shard(
    stream: BinaryIO,
    form: Format,
    kind: RowKind,
    keep: Sequence[str] = (),
    selection: Selection = UNSELECTED,
    packing: str | None = None,
    safe: bool = False,
) -> ShardWriter:
    """Begin a file of rows; the same documents give the same bytes, and one row is held at a time.

    Of parquet a row group is held: 10,000 rows, or fewer where their texts are long.

    Args:
        stream: Open for writing bytes. It belongs to the caller, who makes it durable after
            `close`, or throws it away without.
        form: JSONL, CSV or PARQUET.
        kind: What a row is; says as well whether a sentence needs a label to go out, whatever
            `selection.all` says.
        keep: Fields of the input that every row has, null where a record lacks one; no others are
            written.
        selection: Which sentences go out; a document's row counts all of its sentences.
        packing: "zst", "gz" or None, of jsonl and csv; parquet packs its columns itself.
        safe: In csv, keep spreadsheets from taking a text for a formula; see
            `claimx.corpus.outputs.write_csv.neutral`.

    Raises:
        InputError: If the format cannot be packed, or is none of files.
        MissingExtra: If what it takes is not installed.
        OSError: As the stream does.
    """
    keep = tuple(dict.fromkeys(keep))
    columns = columns_of(kind, keep)
    if form is Format.PARQUET:
        if packing is not None:
            raise InputError(f"parquet packs its columns itself: it cannot be packed as {packing}.")
        metadata = {"claimx_schema_version": str(SCHEMA_VERSION), "claimx_rows": str(kind)}
        table = ParquetRows(stream, columns, metadata)
        return ShardWriter(CellRows(table, columns), kind, keep, selection, _nothing)
    packed = None if packing is None else Packed(stream, packing)
    write: Callable[[bytes], Any] = stream.write if packed is None else packed.write
    rows: _Rows
    if form is Format.CSV:
        rows = CellRows(CsvRows(write, columns, safe=safe), columns)
    elif form is Format.JSONL:
        rows = JsonRows(write)
    else:
        raise InputError(f"a {form} is for the terminal: write jsonl, csv or parquet to a file.")
    return ShardWriter(rows, kind, keep, selection, _nothing if packed is None else packed.close)


class LineWriter:
    """Writes rows to a stream of bytes, and flushes after each document."""

    def __init__(  # noqa: PLR0913 (what `open_shard` takes, and a name)
        self,
        stream: BinaryIO,
        name: str,
        form: Format,
        kind: RowKind = RowKind.CLAIM,
        keep: Sequence[str] = (),
        selection: Selection = UNSELECTED,
        *,
        packing: str | None = None,
        safe: bool = False,
    ) -> None:
        """Write the header, if the format has one.

        Args:
            stream: Open for writing.
            name: How an error names the stream.
            form: See `open_shard`, as for the others.
            kind: What a row is.
            keep: Fields of the input that every row has.
            selection: Which sentences go out.
            packing: How the stream is packed.
            safe: Keep spreadsheets from taking a text for a formula.

        Raises:
            OutputError: If it cannot be written.
            BrokenPipeError: If whoever read the stream has gone.
        """
        self._stream = stream
        self._name = name
        with writing(name):
            self._shard = open_shard(stream, form, kind, keep, selection, packing, safe)
            stream.flush()

    def write(self, labelled: Labelled) -> int:
        """Write the rows of one document and return how many they were.

        Raises:
            OutputError: If the disk is full or the like.
            BrokenPipeError: If whoever read the stream has gone.
        """
        with writing(self._name):
            count = self._shard.write(labelled)
            self._stream.flush()
        return count

    def close(self) -> None:
        """Write what is held back.

        Raises:
            OutputError: If the disk is full or the like.
            BrokenPipeError: If whoever read the stream has gone.
        """
        with writing(self._name):
            self._shard.close()
            self._stream.flush()
