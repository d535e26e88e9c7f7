"""A stream of lines in an encoding that ends them with one byte."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from claimx.corpus.inputs.decoding import DEFAULT, check_encoding, one_byte_lines
from claimx.corpus.inputs.lines import Line
from claimx.corpus.inputs.records import Problem, Reading, Source
from claimx.corpus.inputs.transcode import Transcoded
from claimx.corpus.inputs.unpack import BrokenOff


@dataclass(frozen=True, slots=True)
class Plain:
    """A source of lines, unpacked.

    Attributes:
        name: Of the source.
        size: Of the source, where that is known, or 0.
        stream: Its lines.
        encoding: Of the stream, as `claimx.corpus.inputs.decoding.check_encoding` gives it.
        exact: Whether offsets in the stream are offsets in the unpacked source.
    """

    name: str
    size: int
    stream: io.BufferedReader[Any]
    encoding: str
    exact: bool

    def offset(self, line: Line) -> int | None:
        """Where a line begins in the unpacked source, if that is known."""
        return line.offset if self.exact else None


def to_plain(source: Source, stream: io.BufferedReader, reading: Reading) -> Plain:
    """A stream as lines are read from it.

    Raises:
        InputError: If the encoding is unknown.
    """
    encoding = check_encoding(reading.encoding or DEFAULT)
    size = source.size or 0
    if one_byte_lines(encoding):
        return Plain(source.name, size, stream, encoding, exact=True)
    made = io.BufferedReader(Transcoded(stream, encoding, replace=reading.replace))
    return Plain(source.name, size, made, check_encoding(DEFAULT), exact=False)


def after(plain: Plain, last: Line | None, broken: BrokenOff) -> Problem:
    """The problem of a stream that breaks off behind a line."""
    number, offset = (1, 0) if last is None else (last.number + 1, last.offset + last.size)
    return Problem(plain.name, number, str(broken), 0, offset if plain.exact else None)
