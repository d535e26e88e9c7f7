"""Rows of Arrow tables, which Parquet files and data sets come in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from claimx.corpus.inputs.decoding import DEFAULT, check_encoding
from claimx.corpus.inputs.fields import Place
from claimx.corpus.inputs.records import Problem, Reading, Record, too_long
from claimx.corpus.inputs.unpack import reason
from claimx.errors import InputError

BATCH = 16 << 20
"""Bytes of a batch of rows, about."""


def batch_rows(size: int, rows: int) -> int:
    """How many rows make a batch, where so many rows take so many bytes."""
    return max(1, min(4096, BATCH * rows // max(1, size)))


@dataclass(frozen=True, slots=True)
class Rows:
    """A source that is a table.

    Attributes:
        source: Its name.
        size: In bytes, of which each row gets its share; 0 where that is not known.
        total: How many rows it has; 0 where that is not known.
    """

    source: str
    size: int
    total: int

    def place(self, row: int) -> Place:
        """Where a row lies, counted from 0."""
        before, behind = (self.size * one // max(1, self.total) for one in (row, row + 1))
        return Place(self.source, row + 1, behind - before if self.total else 0)

    def read(self, batch: Any, first: int, reading: Reading) -> Iterator[Record | Problem]:
        """Records of some rows that follow on each other.

        Args:
            batch: A batch of records, or a table, that holds the needed columns alone.
            first: Which row of the source its first one is, from 0.
            reading: Names of the fields.
        """
        for row in range(batch.num_rows):
            fields = partial(_fields, batch, row, reading)
            yield from self.place(first + row).records(fields, reading)


def _decoded(raw: bytes, name: str, reading: Reading) -> str:
    encoding = check_encoding(reading.encoding or DEFAULT)
    try:
        return raw.decode(encoding, "replace" if reading.replace else "strict")
    except UnicodeDecodeError as error:
        raise InputError(
            f'field "{name}" is not {encoding.removesuffix("-sig")} '
            f"(byte 0x{raw[error.start]:02x} at offset {error.start})"
        ) from None


def _value(scalar: Any, name: str, reading: Reading) -> Any:
    """A cell as Python has it.

    Raises:
        InputError: If Python has no such value, or it is longer than the limit.
    """
    raw = scalar.as_buffer() if hasattr(scalar, "as_buffer") else None
    if raw is not None and raw.size > reading.limit:
        raise InputError(f'field "{name}" is {too_long(reading.limit)}')
    try:
        value = scalar.as_py()
    except UnicodeDecodeError:
        value = raw.to_pybytes() if raw is not None else None
    except Exception as error:  # dates beyond the year 9999, time zones that are unknown
        raise InputError(f'field "{name}" cannot be read ({reason(error)})') from error
    if isinstance(value, bytes) and name not in reading.keep:
        return _decoded(value, name, reading)
    return value


def _fields(batch: Any, row: int, reading: Reading) -> dict[str, Any]:
    return {
        name: _value(column[row], name, reading)
        for name, column in zip(batch.column_names, batch.columns, strict=True)
    }
