"""Rows to bytes: JSON lines or CSV."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable
from enum import StrEnum
from typing import BinaryIO, Protocol

from claimx.corpus.atomic import writing
from claimx.corpus.rows import COLUMNS, Row


class Format(StrEnum):
    """What results look like."""

    JSONL = "jsonl"
    CSV = "csv"
    TABLE = "table"


class Writer(Protocol):
    """Where rows go."""

    def write(self, rows: Iterable[Row]) -> int:
        """Write the rows of one document and return how many they were."""
        ...


# As JSON escapes: lone surrogates, which UTF-8 cannot hold, characters that other programs take
# for line ends, and the controls that JSON would let through to a terminal.
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def json_line(row: Row) -> bytes:
    """A row as one line of JSON in UTF-8."""
    line = json.dumps(row.to_dict(), ensure_ascii=False)
    return (_ESCAPED.sub(lambda one: f"\\u{ord(one[0]):04x}", line) + "\n").encode("utf-8")


# What the text fields of RFC 4180 may not hold, tab and line ends apart, and lone surrogates.
_NO_CSV = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def _csv(values: Iterable[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line).writerow(values)
    return _NO_CSV.sub("\ufffd", line.getvalue()).encode("utf-8")


def csv_header() -> bytes:
    """The line of column names."""
    return _csv(COLUMNS)


def csv_line(row: Row) -> bytes:
    r"""A row as RFC 4180 has it, lines ending in \r\n.

    A control character or a lone surrogate becomes one U+FFFD, so that offsets still count.
    """
    return _csv(row.to_flat().values())


_ENCODE = {Format.JSONL: json_line, Format.CSV: csv_line}


class LineWriter:
    """Writes rows to a stream of bytes, and flushes after each document."""

    def __init__(self, stream: BinaryIO, name: str, form: Format) -> None:
        """Write the header, if the format has one.

        Args:
            stream: Open for writing.
            name: How an error names the stream.
            form: JSONL or CSV.

        Raises:
            OutputError: If it cannot be written.
            BrokenPipeError: If whoever read the stream has gone.
        """
        self._stream = stream
        self._name = name
        self._encode = _ENCODE[form]
        if form is Format.CSV:
            self._put([csv_header()])

    def _put(self, lines: Iterable[bytes]) -> int:
        count = 0
        with writing(self._name):
            for line in lines:
                self._stream.write(line)
                count += 1
            self._stream.flush()
        return count

    def write(self, rows: Iterable[Row]) -> int:
        """Write rows and return how many they were.

        Raises:
            OutputError: If the disk is full or the like.
            BrokenPipeError: If whoever read the stream has gone.
        """
        return self._put(map(self._encode, rows))
