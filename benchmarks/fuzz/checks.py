"""What must hold, whatever comes in."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from itertools import islice
from typing import Any

from claimx.corpus.inputs.fields import to_kept
from claimx.corpus.inputs.readers import read
from claimx.corpus.inputs.records import Kind, Problem, Reading, Record, Source
from claimx.corpus.job.cut import Feed, Place
from claimx.corpus.labelling import Labelling, labelled
from claimx.corpus.outputs.rows import RowKind
from claimx.corpus.outputs.writers import Format, open_shard
from claimx.errors import InputError
from claimx.extractor import Extractor, Text
from claimx.labels import LABELS
from claimx.report.terminal import printable
from claimx.segment import segment

WHOLE = {Kind.TXT, Kind.HTML, Kind.DOCX, Kind.ODT, Kind.RTF, Kind.EML, Kind.PDF}
"""Kinds whose files are one text each."""

_Items = Sequence[Record | Problem]


def readable(source: Source, raw: bytes, reading: Reading) -> None:
    """A file is read into texts and problems, the same ones every time.

    Args:
        source: The file.
        raw: What is in it.
        reading: How to read it.
    """
    found = list(read(source, reading))
    for one in found:
        _sound(one, source)
    assert repr(list(read(source, reading))) == repr(found), "read again, it is another"
    if source.kind in WHOLE:
        assert len(found) == 1, f"{len(found)} items of one text"
    else:
        _in_order(found)
        _same_from(source, found, reading)
    if source.kind is Kind.JSONL and source.packing is None and reading.encoding is None:
        _every_line(found, raw)


def _sound(one: Record | Problem, source: Source) -> None:
    assert one.source == source.name
    assert one.size >= 0, f"takes {one.size} bytes"
    if isinstance(one, Problem):
        one_sentence(str(one))
        return
    assert isinstance(one.text.text, str)
    assert one.text.id is None or (isinstance(one.text.id, str) and one.text.id)
    assert list(one.pages) == sorted(one.pages)
    segmented(one.text.text)


def one_sentence(said: str) -> None:
    """What is said to a user is one line and ends as a sentence does."""
    assert said.endswith("."), f"no sentence: {said!r}"
    assert len(said.splitlines()) == 1, f"several lines: {said!r}"
    assert len(said) < 2000, f"{len(said)} characters"


def _in_order(found: _Items) -> None:
    lines = [one.line for one in found if one.line is not None]
    assert lines == sorted(lines), "out of order"


def _same_from(source: Source, found: _Items, reading: Reading) -> None:
    """A run that goes on in the middle of a file reads what the first one would have read."""
    if source.kind is Kind.WARC or not found:
        return  # its items are pages, to be parsed elsewhere
    middle = len(found) // 2
    feed = Feed([source], reading)
    feed.seek(Place(0, middle))
    rest = list(iter(feed.take, None))
    assert repr(rest) == repr(list(islice(found, middle, None))), "from the middle, it is another"


def _every_line(found: _Items, raw: bytes) -> None:
    """Every line that is not blank is a text or a problem."""
    if any(one.line is None for one in found):
        return  # the whole file was refused
    lines = raw.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    full = {number for number, line in enumerate(lines, 1) if line and not line.isspace()}
    told = {one.line for one in found if one.line is not None}
    assert told == full, f"lines {sorted(full ^ told)[:5]} came to nothing, or from nowhere"


def segmented(text: str) -> list[tuple[int, int]]:
    """Sentences in order, with nothing but white space between them; returns them."""
    spans, before = segment(text), 0
    for start, end in spans:
        assert before <= start < end <= len(text), f"{start}-{end} after {before}"
        assert _is_space(text[before:start]), f"lost {text[before:start]!r}"
        assert text[start:end] == text[start:end].strip(), "white space at an end"
        before = end
    assert _is_space(text[before:]), f"lost {text[before:]!r}"
    return spans


def _is_space(text: str) -> bool:
    return not text or text.isspace()


def extracted(extractor: Extractor, text: str) -> None:
    """A text is labelled, each sentence where it stands."""
    spans = segmented(text)
    document = extractor.extract(text)
    assert [(one.start, one.end) for one in document.sentences] == spans
    for index, one in enumerate(document.sentences):
        assert one.index == index
        assert one.text == text[one.start : one.end]
        assert set(one.labels) <= set(LABELS)
        assert all(0 <= getattr(one.scores, name) <= 1 for name in LABELS)


def written(
    extractor: Extractor,
    record: Record,
    form: Format,
    kind: RowKind,
    packing: str | None,
    *,
    safe: bool,
) -> None:
    """A labelled text is written, and read again it is the same.

    Args:
        extractor: Labels it.
        record: The text, with id, title and kept fields.
        form: JSONL, CSV or PARQUET.
        kind: What a row is.
        packing: Of the file, not of parquet.
        safe: See `open_shard`.
    """
    found = labelled(extractor, record, Labelling(headings=True))
    stream = io.BytesIO()
    keep = tuple(record.kept)
    packing = None if form is Format.PARQUET else packing
    writer = open_shard(stream, form, kind, keep, packing=packing, safe=safe)
    count = writer.write(found)  # type: ignore[arg-type]
    writer.close()
    expected = len(segment(record.text.text)) if kind is RowKind.SENTENCE else 1
    assert kind is RowKind.CLAIM or count == expected, f"{count} rows of {expected}"
    if packing is None:
        _read_again(
            stream.getvalue(), form, count, record.text.text if kind is RowKind.SENTENCE else None
        )


def _read_again(raw: bytes, form: Format, count: int, text: str | None) -> None:
    rows = _rows(raw, form)
    assert len(rows) == count, f"{len(rows)} rows are read of {count}"
    if form is Format.JSONL and text is not None:
        assert all(text[row["start"] : row["end"]] == row["text"] for row in rows)


def _rows(raw: bytes, form: Format) -> list[Any]:
    if form is Format.PARQUET:
        import pyarrow.parquet as pq

        found: list[Any] = pq.read_table(io.BytesIO(raw)).to_pylist()
        return found
    text = raw.decode("utf-8")
    if form is Format.CSV:
        return list(csv.reader(io.StringIO(text, newline="")))[1:]
    lines = text.splitlines()
    return [json.loads(line) for line in lines]


def shown(text: str) -> None:
    """What a terminal is sent steers nothing."""
    told = printable(text)
    assert not any(one < " " or "\x7f" <= one <= "\x9f" for one in told), f"raw: {told!r}"


def kept_as_json(name: str, value: Any) -> dict[str, Any]:
    """A field as rows hold it; nothing if it is refused, in a sentence."""
    try:
        found = to_kept({name: value}, Reading(keep=(name,)))
    except InputError as refusal:
        one_sentence(f"{refusal}.")
        return {}
    json.dumps(found, allow_nan=False)
    return found


def made(text: str, name: str | None, title: str | None, kept: dict[str, Any]) -> Record:
    """A record as a reader gives it."""
    return Record("a.jsonl", 1, Text(text, name or None, title or None), len(text), kept)
