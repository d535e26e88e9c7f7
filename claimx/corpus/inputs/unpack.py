"""The bytes of a source, unpacked as they are read, and where in the source they come from."""

from __future__ import annotations

import bz2
import io
import lzma
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol, cast

from claimx.corpus.inputs.addresses import open_address
from claimx.corpus.inputs.records import Source, too_long
from claimx.corpus.zstd import zstd
from claimx.errors import InputError

_CHUNK = 1 << 18
_XZ_MEMORY = 256 << 20
"""Bytes that unpacking xz may take; the command's own levels stay below 70 MB."""


class BrokenOff(InputError):  # noqa: N818 (it is what happened)
    """No more of a source can be read; what came before is sound."""


class _Counted(io.RawIOBase):
    """A file that knows how far it was read."""

    def __init__(self, file: BinaryIO) -> None:
        self._read = cast("Callable[[int], bytes]", getattr(file, "read1", file.read))
        self.position = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            chunk = self._read(len(buffer))
        except MemoryError:
            raise
        except Exception as error:  # stores behind fsspec raise classes of their own
            raise BrokenOff(
                f"cannot be read from byte {self.position} on ({reason(error)})"
            ) from error
        buffer[: len(chunk)] = chunk
        self.position += len(chunk)
        return len(chunk)


class _Member(Protocol):
    """What bz2, lzma and zstd have for one compressed stream; a file may hold several."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


class _GzipMember:
    """zlib in the manner of the others."""

    def __init__(self) -> None:
        self._zlib = zlib.decompressobj(31)
        self.needs_input = True

    @property
    def eof(self) -> bool:
        return self._zlib.eof

    @property
    def unused_data(self) -> bytes:
        return self._zlib.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        found = self._zlib.decompress(self._zlib.unconsumed_tail + data, max_length)
        # zlib may hold back what did not fit, with all of its input taken
        self.needs_input = not self._zlib.unconsumed_tail and len(found) < max_length
        return found


def _members(packing: str) -> tuple[Callable[[], _Member], tuple[type[Exception], ...]]:
    """What unpacks, and what it raises for damaged data."""
    if packing == "gz":
        return _GzipMember, (zlib.error,)
    if packing == "bz2":
        return bz2.BZ2Decompressor, (OSError, ValueError)
    if packing == "xz":
        return lambda: lzma.LZMADecompressor(memlimit=_XZ_MEMORY), (lzma.LZMAError,)
    module = zstd()
    return module.ZstdDecompressor, (module.ZstdError,)


class _Unpacked(io.RawIOBase):
    """The bytes inside a compressed file, no more held than were asked for."""

    def __init__(self, packed: _Counted, packing: str) -> None:
        self._packed = packed
        self._packing = packing
        self._new, self._damage = _members(packing)
        self._member = self._new()
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            chunk = self._some(len(buffer))
        except self._damage as error:
            raise BrokenOff(
                f"its {self._packing} data is damaged near byte {self._packed.position}, and what "
                f"follows cannot be read ({reason(error)})"
            ) from error
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def _some(self, size: int) -> bytes:
        """At least a byte, at most `size`; none at the end."""
        found = b""
        while not found:
            if self._member.eof and not self._next_member():
                return b""
            found = self._member.decompress(self._input(), size)
        return found

    def _next_member(self) -> bool:
        """Go to the next compressed stream, over zeros that fill up a block, if there is one."""
        left = self._member.unused_data.lstrip(b"\0")
        while not left:
            chunk = self._packed.read(_CHUNK)
            if not chunk:
                return False
            left = chunk.lstrip(b"\0")
        self._member, self._left = self._new(), left
        return True

    def _input(self) -> bytes:
        if not self._member.needs_input:
            return b""
        chunk, self._left = self._left or self._packed.read(_CHUNK) or b"", b""
        if not chunk:
            raise BrokenOff(f"the file is cut short at byte {self._packed.position}")
        return chunk


def reason(error: BaseException) -> str:
    """What an error says, on one line and without a dot."""
    said = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return " ".join(said.split()).removesuffix(".") or type(error).__name__


@dataclass(frozen=True, slots=True)
class Opened:
    """A source that is being read.

    Attributes:
        stream: Its bytes, unpacked; reading raises `BrokenOff` where they end too early.
        position: How many bytes of the source, as it lies there, were taken so far.
    """

    stream: io.BufferedReader
    position: Callable[[], int]


@contextmanager
def opened(source: Source, packing: str | None) -> Iterator[Opened]:
    """Open a file, an address or standard input.

    Args:
        source: What to open.
        packing: How it is compressed; None takes the bytes as they are.

    Raises:
        OSError: If a file cannot be opened.
        InputError: If an address cannot be.
        MissingExtra: If what unpacks it is not installed.
    """
    with raw(source) as file:
        packed = _Counted(file)
        yield Opened(_unpacked(packed, packing), lambda: packed.position)


def _unpacked(packed: _Counted, packing: str | None) -> io.BufferedReader:
    return io.BufferedReader(packed if packing is None else _Unpacked(packed, packing), _CHUNK)


def unpacked(file: BinaryIO, packing: str) -> io.BufferedReader:
    """The bytes inside a compressed file; reading raises `BrokenOff` where they end too early.

    Raises:
        MissingExtra: If what unpacks it is not installed.
    """
    return _unpacked(_Counted(file), packing)


@contextmanager
def raw(source: Source) -> Iterator[BinaryIO]:
    """A file, an address or standard input, as it lies there.

    Raises:
        OSError: If a file cannot be opened.
        InputError: If an address cannot be.
        MissingExtra: If fsspec is needed and not installed.
    """
    if source.address is not None:
        with open_address(source.address) as file:
            yield file
    elif source.path is not None:
        with source.path.open("rb") as file:
            yield file
    else:
        yield sys.stdin.buffer


def read_up_to(stream: BinaryIO, limit: int, most: int | None = None) -> bytes:
    """All bytes of a stream.

    Args:
        stream: Open for reading bytes.
        limit: See `claimx.corpus.inputs.records.too_long`, as for the other.
        most: The smaller of the two counts.

    Raises:
        InputError: If they are more than that; no more is read.
    """
    chunks, left = [], (limit if most is None else min(limit, most)) + 1
    while left and (chunk := stream.read(min(left, 1 << 20))):
        chunks.append(chunk)
        left -= len(chunk)
    if not left:
        raise InputError(too_long(limit, most))
    return b"".join(chunks)
