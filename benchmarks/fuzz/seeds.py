"""A sound file of each kind, to be damaged."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
from collections.abc import Callable
from functools import cache

from claimx.corpus.inputs.records import Kind
from claimx.corpus.zstd import zstd

_TEXTS = (
    "A study found that tea helps. “Why?” asked Dr. Smith.\r\nNobody knows, e.g. in the U.S.",
    "Café au lait – 5 µg – may protect, they say.\n\nThe end.",
    "",
)


def _jsonl() -> bytes:
    rows = [{"id": n, "title": "Tea", "text": text, "url": None} for n, text in enumerate(_TEXTS)]
    return "\n".join(json.dumps(row, ensure_ascii=n > 0) for n, row in enumerate(rows)).encode()


def _table(delimiter: str) -> bytes:
    rows = [
        ("id", "text", "title"),
        ("a", '"It helps, a ""study"" found.\nIt does."', "Tea"),
        ("b", "Nobody knows.", ""),
    ]
    return "\r\n".join(delimiter.join(row) for row in rows).encode()


def _html() -> bytes:
    return (
        '<!doctype html><html><head><meta charset="utf-8"><title>Tea &amp; co</title>'
        "<script>var a = '</p>';</script></head><body><article><h1>Tea</h1>"
        f"<p>{_TEXTS[0]}</p><ul><li>One<li>Two</ul><table><tr><td>{_TEXTS[1]}</table>"
        "<!-- no --><p>That is all&#46;</p></article></body></html>"
    ).encode()


def _warc() -> bytes:
    page = _html()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
    whole = head + b"Content-Length: %d\r\n\r\n" % len(page) + page
    chunked = head + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(page), page)
    packed = gzip.compress(page, mtime=0)
    gzipped = head + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed) + packed
    records = [("response", "application/http", one) for one in (whole, chunked, gzipped)]
    records.append(("conversion", "text/plain", _TEXTS[1].encode()))
    return b"".join(
        b"WARC/1.0\r\nWARC-Type: %s\r\nWARC-Record-ID: <urn:uuid:%d>\r\nContent-Type: %s\r\n"
        b"Content-Length: %d\r\n\r\n%s\r\n\r\n"
        % (kind.encode(), number, content.encode(), len(payload), payload)
        for number, (kind, content, payload) in enumerate(records)
    )


def _eml() -> bytes:
    return (
        b"From: a@example.org\r\nSubject: =?utf-8?q?Tea_=C3=A9?=\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/alternative; boundary="b"\r\n\r\n'
        b"--b\r\nContent-Type: text/plain; charset=utf-8\r\n"
        b"Content-Transfer-Encoding: quoted-printable\r\n\r\nTea helps=2C they found.=\r\n It does."
        b"\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>Tea helps, they found.</p>\r\n--b--\r\n"
    )


def _rtf() -> bytes:
    return (
        rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\info{\title Tea}}\f0\fs24 Tea helps, a "
        rb"study found.\par It\'92s good \u8211 ? \b nobody\b0 knows.\par{\*\generator x;}\par}"
    )


def _docx() -> bytes:
    import docx

    document = docx.Document()
    document.core_properties.title = "Tea"
    for text in _TEXTS[:2]:
        document.add_paragraph(text)
    document.add_table(1, 2).cell(0, 1).text = "In a cell."
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _odt() -> bytes:
    from odf.opendocument import OpenDocumentText
    from odf.text import P

    document = OpenDocumentText()
    for text in _TEXTS[:2]:
        document.text.addElement(P(text=text))
    stream = io.BytesIO()
    document.write(stream)
    return stream.getvalue()


def _pdf() -> bytes:
    """Written by hand; what reads it finds the objects without a table of them."""
    shown = b"BT /F 12 Tf 72 700 Td (Tea helps, a study found.) Tj 0 -14 Td (It does.) Tj ET"
    return (
        b"%%PDF-1.4\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n"
        b"2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj\n"
        b"3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources <</Font <</F <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>>>>>>> endobj"
        b"\n4 0 obj <</Length %d>> stream\n%s\nendstream endobj\n"
        b"trailer <</Root 1 0 R /Size 5>>\n%%%%EOF\n" % (len(shown), shown)
    )


def _parquet() -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    stream = io.BytesIO()
    pq.write_table(pa.table({"id": ["a", "b", "c"], "text": list(_TEXTS)}), stream)
    return stream.getvalue()


_MADE: dict[Kind, Callable[[], bytes]] = {
    Kind.TXT: lambda: "\r\n\r\n".join(_TEXTS).encode(),
    Kind.HTML: _html,
    Kind.JSONL: _jsonl,
    Kind.CSV: lambda: _table(","),
    Kind.TSV: lambda: _table("\t"),
    Kind.WARC: _warc,
    Kind.EML: _eml,
    Kind.RTF: _rtf,
    Kind.DOCX: _docx,
    Kind.ODT: _odt,
    Kind.PDF: _pdf,
    Kind.PARQUET: _parquet,
}

KINDS = tuple(_MADE)
ARCHIVES = frozenset({Kind.DOCX, Kind.ODT})
"""Kinds that are zip files, whose members are damaged too."""


@cache
def sound(kind: Kind) -> bytes:
    """A file of this kind that can be read."""
    return _MADE[kind]()


def packed(raw: bytes, packing: str) -> bytes:
    """A file, compressed as two members."""
    half = len(raw) // 2
    return b"".join(_pack(piece, packing) for piece in (raw[:half], raw[half:]))


def _pack(raw: bytes, packing: str) -> bytes:
    if packing == "gz":
        return gzip.compress(raw, mtime=0)
    if packing == "bz2":
        return bz2.compress(raw)
    if packing == "xz":
        return lzma.compress(raw)
    made: bytes = zstd().compress(raw)
    return made
