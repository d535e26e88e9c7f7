"""From sources to texts, one at a time."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import nullcontext
from typing import BinaryIO

from claimx.corpus.decoding import DEFAULT, check_encoding, declared, decode
from claimx.corpus.html import read_html
from claimx.corpus.jsonl import read_jsonl
from claimx.corpus.records import Kind, Problem, Reading, Record, Source
from claimx.errors import ClaimxError
from claimx.extractor import Text


def read(source: Source, reading: Reading) -> Iterator[Record | Problem]:
    """The texts of one source.

    Line ends are kept as they are, a byte order mark is dropped. A file of JSON lines is read as
    it is asked for; any other source is one text.

    Args:
        source: What to read.
        reading: How to read it.

    Yields:
        Texts, and a `Problem` for each that cannot be read.
    """
    try:
        with _opened(source) as stream:
            if source.kind is Kind.JSONL:
                encoding = check_encoding(reading.encoding or DEFAULT)
                yield from read_jsonl(source, stream, reading, encoding)
            else:
                yield _whole(source, stream.read(), reading.encoding)  # no name keeps the bytes
    except OSError as error:
        yield Problem(source.name, None, f"cannot be read ({error.strerror})", source.size or 0)
    except MemoryError:
        yield Problem(source.name, None, "does not fit into memory", source.size or 0)


def _opened(source: Source) -> nullcontext[BinaryIO] | BinaryIO:
    if source.path is None:
        return nullcontext(sys.stdin.buffer)
    return source.path.open("rb")


def _whole(source: Source, raw: bytes, encoding: str | None) -> Record | Problem:
    """A source that is one text."""
    size = len(raw)
    try:
        if source.kind is Kind.HTML:
            page = decode(raw, check_encoding(encoding or declared(raw) or DEFAULT))
            return Record(source.name, None, read_html(page), size)
        text = decode(raw, check_encoding(encoding or DEFAULT))
        return Record(source.name, None, Text(text), size)
    except ClaimxError as refusal:
        return Problem(source.name, None, str(refusal).removesuffix("."), size)
