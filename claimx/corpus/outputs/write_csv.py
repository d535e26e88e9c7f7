"""Rows as csv."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Sequence
from typing import Any

from claimx.corpus.outputs.columns import Column, Type

# What the text fields of RFC 4180 may not hold, tab and line ends apart, and lone surrogates.
_NO_CSV = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")

# https://owasp.org/www-community/attacks/CSV_Injection: no cell may begin with one of these, and a
# separator within it must not begin a new one, where a spreadsheet splits at ; or tab instead.
_FORMULA = re.compile("\\A(?=[=+\\-@\t\r\n])|(?<=[;\t\r\n])(?=[=+\\-@])")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")

_STARTS = frozenset("=+-@\t\r\n")
_NOT_AS_CSV_HAS_IT = {Type.BOOLEAN, Type.LABELS}
_TEXTS = {Type.TEXT, Type.LABELS, Type.JSON, Type.KEPT}


def cell(value: Any) -> str:
    """A value as a cell: nothing for None, labels joined by "|"."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return "|".join(value) if isinstance(value, list | tuple) else str(value)


def neutral(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: ' before what would begin one.

    Numbers stay as they are.
    """
    if text[:1] not in _STARTS and ";" not in text and text.isprintable():
        return text
    return text if _NUMBER.fullmatch(text) else _FORMULA.sub("'", text)


class _Echo:
    """Gives back what `csv.writer` writes to it."""

    def write(self, line: str) -> str:
        return line


class CsvRows:
    r"""Writes rows as RFC 4180 has it, lines ending in \r\n.

    A control character or a lone surrogate becomes one U+FFFD, so that offsets still count.
    """

    def __init__(
        self, write: Callable[[bytes], Any], columns: Sequence[Column], *, safe: bool = False
    ) -> None:
        """Write the line of column names.

        Args:
            write: Takes the bytes.
            columns: Of each row.
            safe: Keep spreadsheets from taking a text for a formula; see `neutral`.
        """
        self._write = write
        types = [column.type for column in columns]
        self._odd = [place for place, one in enumerate(types) if one in _NOT_AS_CSV_HAS_IT]
        self._texts = [place for place, one in enumerate(types) if safe and one in _TEXTS]
        self._line = csv.writer(_Echo()).writerow
        names = [column.name for column in columns]
        self._put([neutral(name) for name in names] if safe else names)

    def _put(self, cells: list[Any]) -> None:
        line: Any = self._line(cells)  # what _Echo gives back
        if not line[:-2].isprintable():
            line = _NO_CSV.sub("\ufffd", line)
        self._write(line.encode())

    def put(self, values: list[Any]) -> None:
        """Write a row, a value a column; the list is taken over."""
        for place in self._odd:
            values[place] = cell(values[place])
        for place in self._texts:
            values[place] = neutral(values[place] or "")
        self._put(values)

    def close(self) -> None:
        """Nothing is held back."""
