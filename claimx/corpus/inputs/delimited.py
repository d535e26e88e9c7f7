"""Tables of text, csv and tsv: one record a row, one bad row no harm to the others."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple, cast

from claimx.corpus.inputs.decoding import binary, decode_line
from claimx.corpus.inputs.fields import Place, lacking
from claimx.corpus.inputs.lines import Line, lines
from claimx.corpus.inputs.plain import Plain, after
from claimx.corpus.inputs.records import SHOWN, Problem, Reading, Record, too_long
from claimx.corpus.inputs.unpack import BrokenOff
from claimx.errors import InputError

_LARGEST_FIELD = (1 << 31) - 1
_REREAD = 4
"""Limits' worth of bytes that are read again, in all, behind quotes that do not close."""


class _OpenQuoteError(Exception):
    """A row that does not end where it should."""


class _Row(NamedTuple):
    place: Place
    cells: list[str]
    refusal: str | None


class _Feed:
    """Lines for `csv.reader`, which asks for one more while a quote is open.

    Attributes:
        flaw: What is wrong with a line of the row, as the end of a sentence.
        last: The line that was read last.
    """

    def __init__(self, plain: Plain, reading: Reading) -> None:
        self._plain = plain
        self._reading = reading
        self._fresh = lines(plain.stream, reading.limit)
        self._again: Iterator[Line] = iter(())
        self._left = _REREAD * reading.limit
        self.last: Line | None = None
        self.begin()

    def begin(self) -> None:
        """From here on, lines belong to a new row."""
        self._first: Line | None = None
        self._held = bytearray()
        self._passed_over: Line | None = None
        self.flaw: str | None = None

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        line = next(self._again, None) or next(self._fresh, None)
        if line is None:
            if self._first is not None:
                raise _OpenQuoteError("is never closed")
            raise StopIteration
        self.last = line
        alone = self._first is None
        self._first = self._first or line
        if line.raw is None:
            return self._too_long(line, alone)
        self._held += line.raw
        if len(self._held) > self._reading.limit and not alone:
            raise self._not_closed()
        return self._decoded(line.raw)

    def _too_long(self, line: Line, alone: bool) -> str:
        self._passed_over = line
        if not alone:
            raise self._not_closed()
        self.flaw = too_long(self._reading.limit)
        return "\n"

    def _not_closed(self) -> _OpenQuoteError:
        return _OpenQuoteError(f"is not closed within {self._reading.limit} bytes")

    def _decoded(self, raw: bytes) -> str:
        encoding = self._plain.encoding
        try:
            return decode_line(raw, encoding, replace=self._reading.replace)
        except InputError as refusal:
            self.flaw = self.flaw or str(refusal)
            return decode_line(raw, encoding, replace=True)

    def place(self) -> Place:
        """Where the row lies that was read last."""
        first, last = cast(Line, self._first), cast(Line, self.last)
        size = last.offset + last.size - first.offset
        short = self._passed_over is None and size <= 4 * SHOWN
        raw = bytes(self._held) if short else None
        return Place(self._plain.name, first.number, size, self._plain.offset(first), raw)

    def give_up(self, how: str) -> _Row:
        """The row whose quote stays open is its first line; the others are read again.

        Where that would go on for too long, they are part of the row.
        """
        first, last = cast(Line, self._first), cast(Line, self.last)
        why = f"a quote that opens here {how}"
        if len(self._held) > self._left:
            return _Row(self.place(), [], f"{why}; lines up to {last.number} were passed over")
        self._left -= len(self._held)
        own = len(first.raw or b"")
        # nothing is left of what was to be read again before: it was shorter than this row
        self._again = self._others(first, bytes(self._held[own:]), self._passed_over)
        self.last = first
        del self._held[own:]
        self._passed_over = None
        return _Row(self.place(), [], why)

    @staticmethod
    def _others(first: Line, held: bytes, passed_over: Line | None) -> Iterator[Line]:
        number, offset = first.number + 1, first.offset + first.size
        for raw in io.BytesIO(held):
            yield Line(number, offset, len(raw), raw)
            number, offset = number + 1, offset + len(raw)
        if passed_over is not None:
            yield passed_over


def _rows(feed: _Feed, delimiter: str) -> Iterator[_Row]:
    """Rows that are not blank, and those that cannot be read."""
    reader = csv.reader(feed, delimiter=delimiter)
    while True:
        feed.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except _OpenQuoteError as open_quote:
            yield feed.give_up(str(open_quote))
        except csv.Error as error:
            yield _Row(feed.place(), [], f"not a row of a table ({error})")
        else:
            if cells or feed.flaw:
                yield _Row(feed.place(), cells, feed.flaw)


def _header(plain: Plain, rows: Iterator[_Row], reading: Reading) -> list[str]:
    """The columns' names; none in an empty file.

    Raises:
        InputError: If they cannot be read, or lack a column that is needed.
    """
    refusal = binary(plain.stream.peek().partition(b"\n")[0])
    if refusal is not None:
        raise refusal
    first = next(rows, None)
    if first is None:
        return []
    if first.refusal is not None:
        raise InputError(f"its header cannot be read: {first.refusal}")
    lack = lacking(first.cells, reading)
    if lack is not None:
        raise InputError(lack)
    return first.cells


def _fields(header: list[str], row: _Row) -> dict[str, str]:
    if row.refusal is not None:
        raise InputError(row.refusal)
    if len(row.cells) != len(header):
        cells = f"{len(row.cells)} cell{'s' * (len(row.cells) != 1)}"
        raise InputError(f"{cells} where the header has {len(header)}")
    return dict(zip(header, row.cells, strict=True))


def read_delimited(plain: Plain, reading: Reading, delimiter: str) -> Iterator[Record | Problem]:
    """Records of a table whose first row names its columns, as they come.

    A quote that is not closed within the limit, or at all, is taken for a stray one: its line is a
    problem, and reading goes on with the next line.

    Args:
        plain: The table, and where it comes from.
        reading: Names of the fields, and the limit of a row.
        delimiter: What is between two cells.
    """
    csv.field_size_limit(max(csv.field_size_limit(), min(reading.limit, _LARGEST_FIELD)))
    feed = _Feed(plain, reading)
    rows = _rows(feed, delimiter)
    try:
        header = _header(plain, rows, reading)
        for row in rows:
            yield from row.place.records(partial(_fields, header, row), reading)
    except BrokenOff as broken:
        yield after(plain, feed.last, broken)
    except InputError as refusal:
        yield Problem(plain.name, None, str(refusal), plain.size)
