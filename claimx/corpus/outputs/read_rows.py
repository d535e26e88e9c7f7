"""Sentence rows read back from a shard, as JSON has them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from claimx.corpus.inputs.records import Kind, Source
from claimx.corpus.inputs.unpack import BrokenOff, opened, reason
from claimx.corpus.outputs.columns import KEPT, SENTENCES, Column, Type, kept, nested
from claimx.corpus.outputs.writers import Format
from claimx.errors import InputError
from claimx.extras import require

_LARGEST_CELL = (1 << 31) - 1


@dataclass(frozen=True, slots=True)
class Rows:
    """A shard that is being read.

    Attributes:
        keep: Names of the kept fields that its columns tell; of jsonl, which has no columns, none.
        rows: Its rows as JSON has them, one in memory at a time, or of parquet a row group. In csv
            and parquet a kept value is the text of its cell. Taking one raises `InputError` where
            the file is damaged.
    """

    keep: tuple[str, ...]
    rows: Iterator[dict[str, Any]]


@contextmanager
def sentence_rows(path: Path, form: Format, packing: str | None = None) -> Iterator[Rows]:
    """Open a shard of sentences or claims.

    Args:
        path: The file.
        form: JSONL, CSV or PARQUET.
        packing: "zst", "gz" or None.

    Raises:
        InputError: If it cannot be read, or does not hold such rows; the message names it.
        MissingExtra: If what it takes to read it is not installed.
    """
    with ExitStack() as stack:
        try:
            rows = _open(stack, path, form, packing)
        except OSError as error:
            raise InputError(f"{path} cannot be read ({reason(error)}).") from error
        except BrokenOff as error:
            raise _damaged(path, error) from error
        yield rows


def _open(stack: ExitStack, path: Path, form: Format, packing: str | None) -> Rows:
    if form is Format.PARQUET:
        return _parquet(stack.enter_context(path.open("rb")), path)
    file = stack.enter_context(opened(Source(str(path), path, Kind.JSONL, None), packing))
    return (_csv if form is Format.CSV else _jsonl)(file.stream, path)


def _damaged(path: Path, error: Exception) -> InputError:
    return InputError(f"{path} is damaged: {reason(error)}.")


# ---- lines of JSON


def _jsonl(stream: io.BufferedReader, path: Path) -> Rows:
    return Rows((), _objects(stream, path))


def _objects(stream: io.BufferedReader, path: Path) -> Iterator[dict[str, Any]]:
    number = 0
    try:
        for line in stream:
            number += 1
            row = json.loads(line)
            if not isinstance(row, dict):
                raise ValueError("no object")
            yield row
    except BrokenOff as error:
        raise _damaged(path, error) from error
    except ValueError as error:
        raise InputError(f"{path}, line {number}: not JSON ({reason(error)}).") from error


# ---- columns


def _columns(names: Sequence[str], path: Path) -> tuple[Column, ...]:
    """The columns of these names.

    Raises:
        InputError: If they are not those of sentences.
    """
    wanted = [column.name for column in SENTENCES]
    own, others = list(names[: len(wanted)]), names[len(wanted) :]
    if own != wanted or not all(name.startswith(KEPT) for name in others):
        raise InputError(f"{path} holds no rows of sentences: its columns are others.")
    return (*SENTENCES, *kept(name.removeprefix(KEPT) for name in others))


def _kept(columns: Sequence[Column]) -> tuple[str, ...]:
    return tuple(column.path[-1] for column in columns if column.type is Type.KEPT)


def _row(cells: Sequence[Any], columns: Sequence[Column]) -> dict[str, Any]:
    """The row of these cells; without relations, not even an empty list, nobody looked for any.

    Raises:
        ValueError: If a cell of JSON holds none.
    """
    parsed = [
        json.loads(cell) if column.type is Type.JSON and cell is not None else cell
        for cell, column in zip(cells, columns, strict=True)
    ]
    row = nested(parsed, columns)
    if row["reading"]["relations"] is None:
        row["reading"] = None
    return row


def _csv(stream: io.BufferedReader, path: Path) -> Rows:
    csv.field_size_limit(_LARGEST_CELL)  # of the process; its default is less than a long sentence
    lines = csv.reader(io.TextIOWrapper(stream, "utf-8", newline=""))
    columns = _columns(next(lines, []), path)
    return Rows(_kept(columns), _from_cells(lines, columns, path))


def _from_cells(lines: Any, columns: Sequence[Column], path: Path) -> Iterator[dict[str, Any]]:
    try:
        for cells in lines:
            values = [_value(cell, one) for cell, one in zip(cells, columns, strict=True)]
            yield _row(values, columns)
    except BrokenOff as error:
        raise _damaged(path, error) from error
    except (ValueError, csv.Error) as error:
        raise InputError(f"{path}, line {lines.line_num}: not a row ({reason(error)}).") from error


def _value(cell: str, column: Column) -> Any:
    if not cell and column.nullable:
        return None
    if column.type is Type.LABELS:
        return cell.split("|") if cell else []
    if column.type is Type.BOOLEAN:
        return cell == "true"
    return _NUMBERS.get(column.type, str)(cell)


_NUMBERS: Mapping[Type, type] = {Type.INTEGER: int, Type.NUMBER: float}


def _parquet(stream: BinaryIO, path: Path) -> Rows:
    pa = require("pyarrow", extra="corpus")
    pq = require("pyarrow.parquet", extra="corpus", distribution="pyarrow")
    try:
        file = pq.ParquetFile(stream, page_checksum_verification=True)
    except (pa.ArrowException, ValueError) as error:
        raise _damaged(path, error) from error
    columns = _columns(file.schema_arrow.names, path)

    def rows() -> Iterator[dict[str, Any]]:
        try:
            for group in range(file.num_row_groups):
                table = file.read_row_group(group)
                for values in zip(*(one.to_pylist() for one in table.columns), strict=True):
                    yield _row(values, columns)
        except (pa.ArrowException, OSError, ValueError) as error:
            raise _damaged(path, error) from error

    return Rows(_kept(columns), rows())
