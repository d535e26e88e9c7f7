"""From sources to texts, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from claimx.corpus.inputs.decoding import DEFAULT, check_encoding, decode, decode_page
from claimx.corpus.inputs.delimited import read_delimited
from claimx.corpus.inputs.hf_dataset import read_dataset
from claimx.corpus.inputs.html import LARGEST_PAGE, read_html
from claimx.corpus.inputs.jsonl import read_jsonl
from claimx.corpus.inputs.parquet import read_parquet
from claimx.corpus.inputs.plain import to_plain
from claimx.corpus.inputs.records import Kind, Problem, Reading, Record, Source
from claimx.corpus.inputs.unpack import Opened, opened, read_up_to, reason
from claimx.errors import ClaimxError
from claimx.extractor import Text

if TYPE_CHECKING:
    from claimx.corpus.inputs.warc import Page

_Items = Iterator[Record | Problem]
Item = TypeVar("Item", "Record | Problem", "Page | Problem")


def read(source: Source, reading: Reading) -> Iterator[Record | Problem]:
    """The texts of one source, the same ones in the same order whenever it is read.

    Line ends are kept as they are, a byte order mark is dropped. A source of many records is read
    as it is asked for, and none of them is held that is longer than the limit; any other source is
    one text.

    Args:
        source: What to read.
        reading: How to read it.

    Yields:
        Texts, and a `Problem` for each that cannot be read, or for what is left of a source that
        breaks off.
    """
    return _to_the_end(source, _read(source, reading))


def read_unparsed(source: Source, reading: Reading) -> Iterator[Record | Problem | Page]:
    """As `read`, but the pages of an archive are left to be parsed elsewhere: `Page.records`."""
    if source.kind is not Kind.WARC:
        return read(source, reading)
    return _to_the_end(source, _read_pages(source, reading))


def _read_pages(source: Source, reading: Reading) -> Iterator[Page | Problem]:
    from claimx.corpus.inputs.warc import read_pages

    with opened(source, source.packing) as found:
        yield from _by_position(read_pages(source.name, found.stream, reading), found)


def _to_the_end(source: Source, items: Iterator[Item]) -> Iterator[Item | Problem]:
    """Items, and a `Problem` for what is left of a source that breaks off."""
    taken = 0
    try:
        for item in items:
            taken += item.size
            yield item
    except OSError as error:
        why = f"cannot be read ({reason(error)})"
    except MemoryError:
        why = "does not fit into memory"
    except ClaimxError as refusal:
        why = str(refusal).removesuffix(".")
    else:
        return
    yield Problem(source.name, None, why, max(0, (source.size or 0) - taken))


def _read(source: Source, reading: Reading) -> _Items:
    if source.kind is Kind.DATASET:
        yield from read_dataset(source, reading)
    elif source.kind is Kind.PARQUET:
        yield from read_parquet(source, reading)
    else:
        with opened(source, source.packing) as found:
            yield from _of_stream(source, found, reading)


def _of_stream(source: Source, found: Opened, reading: Reading) -> _Items:
    if source.kind is Kind.WARC:
        from claimx.corpus.inputs.warc import read_warc  # brings all of http with it

        return _by_position(read_warc(source.name, found.stream, reading), found)
    lines = _LINES.get(source.kind)
    if lines is None:
        return _by_position(iter([_whole(source, found, reading)]), found)
    plain = to_plain(source, found.stream, reading)
    items = lines(plain, reading)
    return items if plain.exact and source.packing is None else _by_position(items, found)


_LINES: dict[Kind, Callable[..., _Items]] = {
    Kind.JSONL: read_jsonl,
    Kind.CSV: lambda plain, reading: read_delimited(plain, reading, ","),
    Kind.TSV: lambda plain, reading: read_delimited(plain, reading, "\t"),
}


def _by_position(items: Iterator[Item], found: Opened) -> Iterator[Item]:
    """Items whose size is what was taken of the source, as it lies there, since the one before."""
    before = 0
    for item in items:
        now = found.position()
        yield replace(item, size=now - before)
        before = now


def _whole(source: Source, found: Opened, reading: Reading) -> Record:
    """A source that is one text.

    Raises:
        ClaimxError: If it cannot be read.
    """
    raw = read_up_to(found.stream, reading.limit, _most(source.kind))
    text, pages = _text(raw, source.kind, reading)
    return Record(source.name, None, text, len(raw), dict.fromkeys(reading.keep), pages)


def _most(kind: Kind) -> int | None:
    """Bytes beyond which a source of this kind is not read, whatever the limit."""
    return LARGEST_PAGE if kind is Kind.HTML else None


def _text(raw: bytes, kind: Kind, reading: Reading) -> tuple[Text, tuple[int, ...]]:
    if kind is Kind.HTML:
        return read_html(decode_page(raw, reading.encoding, replace=reading.replace)), ()
    if kind is Kind.TXT:
        encoding = check_encoding(reading.encoding or DEFAULT)
        return Text(decode(raw, encoding, replace=reading.replace)), ()
    from claimx.corpus.inputs.documents import read_document

    return read_document(raw, kind)
