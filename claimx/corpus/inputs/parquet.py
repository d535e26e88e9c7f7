"""Parquet files, one batch of rows in memory, and of the columns only those that are needed."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from claimx.corpus.inputs.arrow import Rows, batch_rows
from claimx.corpus.inputs.fields import lacking, needed
from claimx.corpus.inputs.records import Problem, Reading, Record, Source
from claimx.corpus.inputs.unpack import opened, raw, reason
from claimx.errors import InputError
from claimx.extras import require

_BUFFER = 1 << 20
_UNPACKED = 16
"""Limits' worth of bytes up to which a packed file is unpacked to a temporary one."""


@contextmanager
def _seekable(source: Source, reading: Reading) -> Iterator[BinaryIO]:
    """The file itself, or a temporary copy where nobody can go back in it.

    Raises:
        InputError: If the copy would be too large, or the file breaks off.
    """
    if source.packing is None and (source.path or source.address):
        with raw(source) as file:
            yield file
        return
    with tempfile.TemporaryFile() as copy, opened(source, source.packing) as packed:
        left = _UNPACKED * reading.limit
        while chunk := packed.stream.read(_BUFFER):
            left -= len(chunk)
            if left < 0:
                raise InputError(
                    f"unpacks to more than {_UNPACKED * reading.limit} bytes: unpack it first"
                )
            copy.write(chunk)
        copy.seek(0)
        yield copy


def read_parquet(source: Source, reading: Reading) -> Iterator[Record | Problem]:
    """Records of a Parquet file; a part of it that is damaged leaves the others readable.

    Args:
        source: The file.
        reading: Names of the columns.

    Raises:
        InputError: If it is no Parquet file, or lacks a column that is needed.
        MissingExtra: If pyarrow is not installed.
    """
    pq = require("pyarrow.parquet", extra="corpus", distribution="pyarrow")
    with _seekable(source, reading) as file:
        try:
            parquet = pq.ParquetFile(
                file,
                # without these two, a whole column of a row group is held
                buffer_size=_BUFFER,
                pre_buffer=False,
                page_checksum_verification=True,
            )
            names = parquet.schema_arrow.names
        except Exception as error:  # Arrow's own, of many kinds
            raise InputError(f"not a whole parquet file ({reason(error)})") from error
        lack = lacking(names, reading)
        if lack is not None:
            raise InputError(lack)
        columns = [name for name in needed(reading) if name in names]
        yield from _read(source, parquet, columns, reading)


def _read(
    source: Source, parquet: Any, columns: list[str], reading: Reading
) -> Iterator[Record | Problem]:
    rows = Rows(source.name, source.size or 0, parquet.metadata.num_rows)
    first = 0
    for number in range(parquet.num_row_groups):
        group = parquet.metadata.row_group(number)
        done, end = first, first + group.num_rows
        for batch in _batches(parquet, number, group, columns):
            if isinstance(batch, Exception):
                yield _lost(rows, done, end, batch)
            else:
                yield from rows.read(batch, done, reading)
                done += batch.num_rows
        first = end


def _batches(parquet: Any, number: int, group: Any, columns: list[str]) -> Iterator[Any]:
    """Batches of a row group; at the end what went wrong, if anything did."""
    try:
        yield from parquet.iter_batches(
            batch_rows(group.total_byte_size, group.num_rows),
            row_groups=[number],
            columns=columns,
            use_threads=False,
        )
    except Exception as error:  # Arrow's own, of many kinds
        yield error


def _lost(rows: Rows, done: int, end: int, error: Exception) -> Problem:
    size = sum(rows.place(row).size for row in range(done, end))
    which = f"row {end} cannot" if done + 1 == end else f"rows {done + 1} to {end} cannot"
    return Problem(rows.source, done + 1, f"{which} be read ({reason(error)})", size)
