"""Documents to show: labelled already, or texts to label."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from claimx.corpus.inputs.readers import read
from claimx.corpus.inputs.records import Kind, Problem, Reading, Record, Source
from claimx.corpus.inputs.sources import PACKINGS
from claimx.errors import InputError
from claimx.extractor import Text
from claimx.types import Document

Label = Callable[[Text], Document]

_FIELDS = ("schema_version", "id", "title", "text", "model", "sentences")
_READING = Reading(keep=_FIELDS)


def documents(sources: Iterable[Source | Problem], label: Label) -> Iterator[Document | Problem]:
    """The documents of some sources, in order, and what is wrong with those that are not there.

    Args:
        sources: As `claimx.corpus.inputs.sources.survey` gives them.
        label: Makes a document of a text. Records of `Document.to_dict`, as jsonl or json, are
            taken as they are.
    """
    for source in sources:
        if isinstance(source, Problem):
            yield source
        elif _is_json(source):
            yield from _of_json(source, label)
        else:
            for record in read(source, _READING):
                yield record if isinstance(record, Problem) else _of_record(record, label)


def _is_json(source: Source) -> bool:
    path = PurePath(source.name)
    inner = PurePath(path.stem) if path.suffix.lower() in PACKINGS else path
    return source.kind is Kind.TXT and inner.suffix.lower() == ".json"


def _of_json(source: Source, label: Label) -> Iterator[Document | Problem]:
    for record in read(source, _READING):
        if isinstance(record, Problem):
            yield record
            continue
        try:
            values = json.loads(record.text.text)
        except (ValueError, RecursionError):
            yield Problem(source.name, None, "not JSON, or nested too deep")
            continue
        for number, one in enumerate(values if isinstance(values, list) else [values], 1):
            line = number if isinstance(values, list) else None
            yield _of_values(one, replace(record, line=line), label)


def _of_record(record: Record, label: Label) -> Document | Problem:
    if record.kept.get("sentences") is not None or _is_row(record.kept):
        return _of_values(record.kept, record, label)
    title = record.text.title
    if title is None and record.line is None and record.source != "-":
        title = PurePath(record.source).name
    return _attempt(record, lambda: label(replace(record.text, title=title)))


def _is_row(values: Mapping[str, Any]) -> bool:
    return values.get("schema_version") is not None and values.get("model") is not None


def _of_values(values: Any, record: Record, label: Label) -> Document | Problem:
    def made() -> Document:
        if not isinstance(values, Mapping) or not isinstance(values.get("text"), str):
            raise InputError("no object with a text in it")
        if values.get("sentences") is not None:
            return Document.from_dict(values)
        if _is_row(values):
            raise InputError(
                "a row of claimx extract, which is no whole document: give the text itself, or "
                "what Document.to_dict() gives"
            )
        id, title = (values.get(name) for name in ("id", "title"))
        return label(
            Text(
                values["text"],
                id if isinstance(id, str) and id else None,
                title if isinstance(title, str) else None,
            )
        )

    return _attempt(record, made)


def _attempt(record: Record, make: Callable[[], Document]) -> Document | Problem:
    try:
        return make()
    except InputError as refusal:
        return Problem(record.source, record.line, str(refusal).removesuffix("."))
