"""Lines of a stream of bytes, none of them longer than a limit in memory."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

_PASSED_OVER = 1 << 20


class Line(NamedTuple):
    """A line.

    Attributes:
        number: From 1.
        offset: Of its first byte in the stream.
        size: In bytes, a byte order mark and its end included.
        raw: Its bytes, with its end and without a byte order mark; None where it is too long.
    """

    number: int
    offset: int
    size: int
    raw: bytes | None


def _rest(stream: BinaryIO) -> int:
    """Pass over the rest of a line and return its size."""
    size = 0
    while chunk := stream.readline(_PASSED_OVER):
        size += len(chunk)
        if chunk.endswith(b"\n"):
            break
    return size


def lines(stream: BinaryIO, limit: int) -> Iterator[Line]:
    """The lines of a stream.

    Args:
        stream: Open for reading bytes, in an encoding in which the byte 10 ends a line.
        limit: Bytes beyond which a line is passed over.
    """
    number = offset = 0
    while raw := stream.readline(limit + 1):
        number += 1
        size = len(raw)
        if size > limit:
            size += 0 if raw.endswith(b"\n") else _rest(stream)
            yield Line(number, offset, size, None)
        else:
            bare = raw.removeprefix(codecs.BOM_UTF8) if number == 1 else raw
            yield Line(number, offset, size, bare)
        offset += size
