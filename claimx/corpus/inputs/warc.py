"""Web archives: the pages in them, one record at a time.

The frame of a record, a few lines with a length and then its bytes, is read here: warcio and
fastwarc hold a line of any length in memory, end at the first stray byte, or take a record that was
cut short for a whole one.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from email.message import Message
from email.parser import HeaderParser
from functools import partial
from typing import Any

from claimx.corpus.inputs import response
from claimx.corpus.inputs.decoding import DEFAULT, check_encoding, decode, decode_page
from claimx.corpus.inputs.fields import Place
from claimx.corpus.inputs.html import LARGEST_PAGE, read_html
from claimx.corpus.inputs.records import Problem, Reading, Record, too_long
from claimx.corpus.inputs.unpack import BrokenOff
from claimx.errors import InputError

_LONGEST_HEAD = 1 << 16
_CHUNK = 1 << 18
_PAGES = {"text/html", "application/xhtml+xml"}


@dataclass(frozen=True, slots=True)
class _Frame:
    """A record, or bytes that belong to none.

    Attributes:
        number: Of the record, from 1.
        offset: Of its first byte in the unpacked file.
        size: Of its head and payload.
        head: Its named fields; None for bytes that belong to no record.
        payload: Its beginning if it is longer than the limit; nothing if it is of no interest.
        whole: Whether all of the payload is there.
    """

    number: int
    offset: int
    size: int
    head: Message | None
    payload: bytes = b""
    whole: bool = True

    def field(self, name: str) -> str:
        """A named field, or nothing."""
        return str(self.head.get(name, "")).strip() if self.head is not None else ""


class _Frames:
    """Goes through a file record by record."""

    def __init__(self, stream: io.BufferedReader, limit: int) -> None:
        self._stream = stream
        self._limit = limit
        self.offset = 0
        self.start = 0
        self.number = 0

    def _line(self) -> bytes:
        line = self._stream.readline(_LONGEST_HEAD)
        self.offset += len(line)
        return line

    def __iter__(self) -> Iterator[_Frame]:
        line = b"\n"
        while line:
            self.start, line = self.offset, self._line()
            if line.strip():
                if not line.startswith(b"WARC/"):
                    start, line = self.start, self._stray(line)
                    self.start = self.offset - len(line)
                    yield _Frame(self.number + 1, start, self.start - start, None)
                if line:
                    yield self._record(line)

    def _stray(self, line: bytes) -> bytes:
        """Pass over what belongs to no record, and return the next one's first line."""
        whole = True
        while line and not (whole and line.startswith(b"WARC/")):
            whole = line.endswith(b"\n")
            line = self._line()
        return line

    def _record(self, line: bytes) -> _Frame:
        start = self.start
        head, length = self._head(line)
        if length is None:
            return _Frame(self.number + 1, start, self.offset - start, None)
        wanted = _wanted(head, length, self._limit)
        payload = self._payload(wanted)
        self._pass_over(length - wanted)
        self.number += 1
        size = self.offset - start
        return _Frame(self.number, start, size, head, payload, length == wanted)

    def _head(self, line: bytes) -> tuple[Message, int | None]:
        """A record's named fields and the length of its payload, if that makes sense."""
        block = [line]
        size = len(line)
        while line.strip() and size <= _LONGEST_HEAD:
            line = self._line()
            size += len(line)
            block.append(line)
            if not line:
                raise self._cut()
        head = HeaderParser().parsestr(b"".join(block[1:]).decode("utf-8", "replace"))
        length = str(head.get("Content-Length", "")).strip()
        sound = length.isascii() and length.isdigit() and not line.strip()
        return head, int(length) if sound and len(length) < 19 else None

    def _payload(self, length: int) -> bytes:
        payload = self._stream.read(length)
        self.offset += len(payload)
        if len(payload) < length:
            raise self._cut()
        return payload

    def _pass_over(self, length: int) -> None:
        while length:
            chunk = self._stream.read(min(length, _CHUNK))
            if not chunk:
                raise self._cut()
            self.offset += len(chunk)
            length -= len(chunk)

    def _cut(self) -> BrokenOff:
        return BrokenOff(f"the file is cut short inside this record, at byte {self.offset}")


def _wanted(head: Message, length: int, limit: int) -> int:
    """How many bytes of a payload are read: of one beyond the limit, those that tell its type."""
    if _kind(head) is None:
        return 0
    return length if length <= limit else min(length, _LONGEST_HEAD)


def _kind(head: Message | None) -> str | None:
    """What a record is read as: a response, or a text; None for one that is passed over."""
    if head is None:
        return None
    found = str(head.get("WARC-Type", "")).strip().lower()
    content = head.get_content_type()
    if found == "response" and content == "application/http":
        return "response"
    return "text" if found == "conversion" and content == "text/plain" else None


def _of_response(payload: bytes, whole: bool, reading: Reading) -> Mapping[str, Any] | None:
    """Text and title of a page or of a plain text that a server sent; None for all else.

    Raises:
        InputError: If it cannot be read.
    """
    found = response.parse(payload)
    if not 200 <= found.status < 300 or found.type not in {*_PAGES, "text/plain"}:
        return None
    _check(whole, reading)
    is_page = found.type in _PAGES
    content = found.content(reading.limit, LARGEST_PAGE if is_page else None)
    page = decode_page(content, reading.encoding, served=found.charset, replace=reading.replace)
    if not is_page:
        return {"text": page}
    text = read_html(page)
    return {"text": text.text, "title": text.title}


def _check(whole: bool, reading: Reading) -> None:
    if not whole:
        raise InputError(too_long(reading.limit))


def _of_text(payload: bytes, whole: bool, reading: Reading) -> Mapping[str, Any]:
    _check(whole, reading)
    encoding = check_encoding(reading.encoding or DEFAULT)
    return {"text": decode(payload, encoding, replace=reading.replace)}


def _fields(frame: _Frame, found: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        **found,
        "id": frame.field("WARC-Record-ID").removeprefix("<urn:uuid:").strip("<>"),
        "url": frame.field("WARC-Target-URI").strip("<>") or None,
        "date": frame.field("WARC-Date") or None,
    }


def _read(name: str, frame: _Frame, reading: Reading) -> Iterator[Record | Problem]:
    raw = frame.payload if frame.whole else None
    place = Place(name, frame.number, frame.size, frame.offset, raw)
    try:
        of = _of_response if _kind(frame.head) == "response" else _of_text
        found = of(frame.payload, frame.whole, reading)
    except InputError as refusal:
        yield place.problem(str(refusal))
    except MemoryError:
        yield place.problem("does not fit into memory")
    else:
        if found is not None:
            yield from place.records(partial(_fields, frame, found), reading)


@dataclass(frozen=True, slots=True)
class Page:
    """A record of an archive that holds a text, unparsed: parsing pages is slow.

    Attributes:
        source: Name of the archive.
        frame: The record.
        size: Bytes of the archive that it took.
    """

    source: str
    frame: _Frame
    size: int

    @property
    def line(self) -> int:
        """Number of the record, from 1."""
        return self.frame.number

    def records(self, reading: Reading) -> Iterator[Record | Problem]:
        """What the page holds, none where a server sent something else."""
        size = self.size
        for one in _read(self.source, self.frame, _own(reading)):
            yield replace(one, size=size)
            size = 0


def _own(reading: Reading) -> Reading:
    """How the fields of a page are named."""
    own = reading.id_field if reading.id_field in {"id", "url", "date"} else None
    return replace(reading, text_fields=("text",), title_field="title", id_field=own)


def read_pages(name: str, stream: io.BufferedReader, reading: Reading) -> Iterator[Page | Problem]:
    """Pages and plain texts that a crawler was sent, and texts that were made of pages.

    Every other record is passed over. What a record holds beside its text goes by the names of "id"
    (its own, without "urn:uuid:"), "url" and "date".

    Args:
        name: Of the source.
        stream: The file, unpacked.
        reading: The limit of a record.
    """
    frames = _Frames(stream, reading.limit)
    try:
        for frame in frames:
            if frame.head is None:
                place = Place(name, frame.number, frame.size, frame.offset, None)
                yield place.problem(f"{frame.size} bytes that belong to no record")
            elif _kind(frame.head) is not None:
                yield Page(name, frame, frame.size)
    except BrokenOff as broken:
        yield Problem(name, frames.number + 1, str(broken), 0, frames.start)


def read_warc(name: str, stream: io.BufferedReader, reading: Reading) -> Iterator[Record | Problem]:
    """The texts of an archive; see `read_pages`."""
    for one in read_pages(name, stream, reading):
        if isinstance(one, Page):
            yield from one.records(reading)
        else:
            yield one
