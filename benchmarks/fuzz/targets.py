"""What is fuzzed: an input as hypothesis draws it, and what must hold of it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from benchmarks.fuzz import checks
from benchmarks.fuzz.material import ANY, KINDS, files, packed_files, readings, texts, values
from claimx.corpus.inputs.records import Kind, Reading, Source
from claimx.corpus.outputs.rows import RowKind
from claimx.corpus.outputs.writers import Format
from claimx.extractor import Extractor


@dataclass(frozen=True, slots=True)
class Target:
    """Something to fuzz.

    Attributes:
        name: Of it.
        inputs: Draws the arguments of one execution.
        check: Raises if something is wrong.
    """

    name: str
    inputs: st.SearchStrategy[tuple[Any, ...]]
    check: Callable[..., None]


@cache
def _extractor() -> Extractor:
    from claimx.api import load

    return load("fast", threads=1)


@cache
def _place() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory()


def _read(raw: bytes, reading: Reading, *, kind: Kind, packing: str | None = None) -> None:
    path = Path(_place().name, "input")
    path.write_bytes(raw)
    source = Source(f"in/a.{kind}", path, kind, len(raw), packing=packing)
    checks.readable(source, raw, reading)


def _segment(text: str) -> None:
    checks.segmented(text)
    checks.shown(text)


def _extract(text: str) -> None:
    checks.extracted(_extractor(), text)


def _write(  # noqa: PLR0913, PLR0917 (one a part of the input)
    text: str,
    name: str,
    title: str,
    field: str,
    value: Any,
    form: Format,
    kind: RowKind,
    packing: str | None,
    safe: bool,
) -> None:
    kept = checks.kept_as_json(field, value)
    record = checks.made(text, name, title, kept)
    checks.written(_extractor(), record, form, kind, packing, safe=safe)


def _targets() -> list[Target]:
    found = [
        Target(kind.value, st.tuples(files(kind), readings), partial(_read, kind=kind))
        for kind in KINDS
    ]
    found += [
        Target(
            f"jsonl.{packing}",
            st.tuples(packed_files(packing), readings),
            partial(_read, kind=Kind.JSONL, packing=packing),
        )
        for packing in ("gz", "bz2", "xz", "zst")
    ]
    short = st.text(ANY, max_size=12)
    rows = st.tuples(
        texts,
        short,
        short,
        short,
        values,
        st.sampled_from([Format.JSONL, Format.CSV, Format.PARQUET]),
        st.sampled_from(list(RowKind)),
        st.sampled_from([None, None, "gz", "zst"]),
        st.booleans(),
    )
    return [
        *found,
        Target("segment", st.tuples(texts), _segment),
        Target("extract", st.tuples(texts), _extract),
        Target("write", rows, _write),
    ]


TARGETS = {one.name: one for one in _targets()}
