"""The columns of csv and parquet: where each value stands in a row, and what it is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from claimx.labels import LABELS


class Type(StrEnum):
    """What a column holds."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    LABELS = "labels"
    JSON = "json"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes:
        name: Its name.
        type: What it holds.
        path: Keys that lead to its value in a row as JSON has it.
        nullable: Whether a row may have no value there.
    """

    name: str
    type: Type
    path: tuple[str, ...]
    nullable: bool = False


def _columns(kind: Type, *names: str, nullable: bool = False) -> Iterator[Column]:
    return (Column(name, kind, (name,), nullable) for name in names)


def _numbers(prefix: str, *path: str, nullable: bool = False) -> Iterator[Column]:
    """A number for each label."""
    return (Column(f"{prefix}_{one}", Type.NUMBER, (*path, one), nullable) for one in LABELS)


_MODEL = (
    *(Column(f"model_{key}", Type.TEXT, ("model", key)) for key in ("name", "version", "hash")),
    *_numbers("threshold", "model", "thresholds"),
)

SENTENCES = (
    *_columns(Type.INTEGER, "schema_version"),
    *_columns(Type.TEXT, "source", "document", "id"),
    *_columns(Type.INTEGER, "index", "start", "end"),
    *_columns(Type.TEXT, "text"),
    *_columns(Type.LABELS, "labels"),
    *_columns(Type.TEXT, "primary"),
    *_numbers("score", "scores"),
    *_columns(Type.BOOLEAN, "truncated"),
    *_columns(Type.TEXT, "engine"),
    *(
        Column(name, kind, ("reading", name), True)
        for kind, names in (
            (Type.TEXT, ("strength", "caution")),
            (Type.JSON, ("relations", "hedges")),
        )
        for name in names
    ),
    *_columns(Type.TEXT, "title", nullable=True),
    *_MODEL,
    *_columns(Type.INTEGER, "page", nullable=True),
    *_columns(Type.TEXT, "language", nullable=True),
)
"""Columns of a sentence or a claim, in order; those of kept fields follow."""

DOCUMENTS = (
    *_columns(Type.INTEGER, "schema_version"),
    *_columns(Type.TEXT, "source", "document"),
    *_columns(Type.TEXT, "title", "language", nullable=True),
    *_columns(Type.INTEGER, "characters", "sentences", "claims"),
    *(Column(f"count_{label}", Type.INTEGER, ("counts", label)) for label in LABELS),
    *_numbers("share", "shares", nullable=True),
    *(
        Column(f"first_claim_{key}", kind, ("first_claim", key), True)
        for key, kind in (
            ("index", Type.INTEGER),
            ("start", Type.INTEGER),
            ("share", Type.NUMBER),
        )
    ),
    *_columns(Type.INTEGER, "findings_without_attribution", "attributions"),
    *_columns(Type.INTEGER, "sources", nullable=True),
    *_columns(Type.LABELS, "title_labels", nullable=True),
    *_numbers("title_score", "title_scores", nullable=True),
    *_MODEL,
)
"""Columns of a document, in order; those of kept fields follow."""

KEPT = "kept_"
"""What the name of a kept field's column begins with."""


def kept(keep: Iterable[str]) -> tuple[Column, ...]:
    """Columns of the fields that go out again."""
    return tuple(Column(f"{KEPT}{name}", Type.KEPT, ("kept", name), True) for name in keep)


def values(row: Mapping[str, Any], columns: Iterable[Column]) -> list[Any]:
    """The value of each column: int, float, bool, str, a list of labels, or None; JSON as text.

    Args:
        row: A row as JSON has it.
        columns: Where to look.
    """
    return [_value(row, column) for column in columns]


def _value(row: Mapping[str, Any], column: Column) -> Any:
    value: Any = row
    for key in column.path:
        if value is None:
            return None
        value = value.get(key)
    if column.type is Type.JSON:
        return json_text(value)
    return _as_text(value) if column.type is Type.KEPT else value


def json_text(value: Any) -> str | None:
    """A value in a cell of JSON."""
    return None if value is None else json.dumps(value, ensure_ascii=False)


def _as_text(value: Any) -> str | None:
    """A kept value in a cell: a text as it is, anything else as JSON."""
    return value if isinstance(value, str) else json_text(value)


def nested(cells: Sequence[Any], columns: Iterable[Column]) -> dict[str, Any]:
    """The row that `values` took apart; JSON and a kept value stay the text of their cell."""
    row: dict[str, Any] = {}
    for value, column in zip(cells, columns, strict=True):
        place = row
        for key in column.path[:-1]:
            place = place.setdefault(key, {})
        place[column.path[-1]] = value
    row.setdefault("kept", {})
    return row
