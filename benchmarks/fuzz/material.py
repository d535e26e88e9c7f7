"""Hostile bytes and hostile text, as hypothesis draws them."""

from __future__ import annotations

import io
import zipfile
from typing import Literal, NamedTuple

from hypothesis import strategies as st

from benchmarks.fuzz.seeds import ARCHIVES, KINDS, packed, sound
from claimx.corpus.inputs.records import Kind, Reading

_TOKENS = (
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b"\xc3",
    b'"',
    b"\n",
    b"\r",
    b"\n\n",
    b"\x1b[2J",
    b"{",
    b"[" * 3000,
    b"<",
    b"<div>" * 500,
    b"]]>",
    b"&#0;",
    b"&#xd800;",
    b"<!ENTITY x SYSTEM 'file:///etc/passwd'>",
    b"\\u{-99999999}",
    b"{\\rtf" * 200,
    b"WARC/1.0\r\n",
    b"Content-Length: 99999999999999999999\r\n",
    b"-1",
    b"1e999",
    b"9" * 5000,
    b"\xe2\x80\xa8",
    b"\\ud800",
    "e\u0301".encode(),
    b"=",
    b"PK\x03\x04",
    b"a" * 70_000,
)

_FRAGMENTS = (
    "A study found that tea helps.",
    "“Why?” asked Dr. Smith, e.g. in the U.S.",
    "(It may, they said.)",
    "He said: 'No.'",
    "3.",
    "• ",
    "[12]",
    "...",
    "!?",
    " ",
    "\n",
    "\r\n",
    "\n\n",
    "\t",
    "\u00a0",
    "\u2028",
    "\u2029",
    "\x85",
    "\x0b",
    "\x1c",
    "\u200b",
    "\ufeff",
    "\u202e",
    "\0",
    "\ud800",
    "\udfff",
    "\U0001f469\u200d\U0001f52c",
    "e\u0301\u0301\u0301",
    "\u0627\u0644\u0634\u0627\u064a",
    "日本語。",
    "\x1b[31m",
    "=1+1",
    "A study found \udc80 that tea helps.",
    "It is caused by \x1b[2J tea, they \0 said.",
    "a" * 1200,
    "word " * 300,
    "No. " * 40,
    '"' * 9,
    "((((((",
)


class Edit(NamedTuple):
    """A damage: at a place, from 0 for the beginning to 1 for the end."""

    what: Literal["put", "cut", "flip", "copy", "end"]
    at: float
    size: int
    put: bytes


_places = st.floats(0, 1, allow_nan=False)
_edits = st.lists(
    st.builds(
        Edit,
        st.sampled_from(["put", "cut", "flip", "copy", "end"]),
        _places,
        st.integers(1, 64) | st.integers(1, 5000),
        st.sampled_from(_TOKENS) | st.binary(max_size=16),
    ),
    max_size=6,
)


def damaged(raw: bytes, edits: list[Edit]) -> bytes:
    """Bytes after some edits, one after another."""
    for what, at, size, put in edits:
        place = int(at * len(raw))
        behind = raw[place + size :]
        if what == "put":
            raw = raw[:place] + put + raw[place:]
        elif what == "cut":
            raw = raw[:place] + behind
        elif what == "flip":
            raw = (
                raw[:place]
                + bytes(one ^ (size & 255) for one in raw[place:][:1])
                + raw[place + 1 :]
            )
        elif what == "copy":
            raw = raw[: place + size] + raw[place:]
        elif size % 3 == 0:  # the end, not too often
            raw = raw[:place]
    return raw


def _member_damaged(raw: bytes, number: int, edits: list[Edit]) -> bytes:
    """A zip file with the content of one member damaged and all sums right."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(stream, "w") as new:
        names = old.namelist()
        hit = names[number % len(names)]
        for name in names:
            content = old.read(name)
            new.writestr(name, damaged(content, edits) if name == hit else content)
    return stream.getvalue()


def files(kind: Kind) -> st.SearchStrategy[bytes]:
    """Files of a kind, sound or not."""
    found = st.builds(damaged, st.builds(sound, st.just(kind)), _edits) | st.binary(max_size=500)
    if kind in ARCHIVES:
        members = st.builds(
            _member_damaged, st.builds(sound, st.just(kind)), st.integers(0, 20), _edits
        )
        return members | found
    return found


def packed_files(packing: str) -> st.SearchStrategy[bytes]:
    """Compressed lines of JSON, damaged before or after."""
    inner = files(Kind.JSONL)
    whole = st.builds(packed, inner, st.just(packing))
    return whole | st.builds(damaged, whole, _edits) | st.binary(max_size=300)


readings = st.builds(
    Reading,
    encoding=st.sampled_from([None, None, None, "cp1252", "utf-16", "utf-16-le", "shift_jis"]),
    text_fields=st.sampled_from([("text",), ("text", "title"), ("absent", "text")]),
    id_field=st.sampled_from([None, None, "id"]),
    keep=st.sampled_from([(), ("url", "id")]),
    replace=st.booleans(),
    limit=st.sampled_from([1 << 20, 1 << 20, 200]),
)

ANY = st.characters(exclude_categories=()) | st.sampled_from(
    "\ud800\udc80\0\x1b\x85\u2028\u202e\ufeff\u0301=@\"',|\r\n\t \u00a0"
)
"""Any character, lone surrogates too; what has led programs astray comes often."""

_anything = st.text(ANY, max_size=60)

texts = st.lists(st.sampled_from(_FRAGMENTS) | _anything, max_size=25).map("".join)
"""Texts with all that Unicode has in them, lone surrogates and NUL too."""

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _anything,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_anything, inner, max_size=3),
    max_leaves=6,
)
"""What JSON can hold, and numbers that it cannot."""

__all__ = [
    "ANY",
    "KINDS",
    "Edit",
    "damaged",
    "files",
    "packed_files",
    "readings",
    "texts",
    "values",
]
