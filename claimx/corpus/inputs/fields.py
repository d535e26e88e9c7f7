"""From a record's fields to the texts in it."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from itertools import islice
from typing import Any

from claimx.corpus.inputs.records import SHOWN, Problem, Reading, Record
from claimx.errors import InputError
from claimx.extractor import Text

_DEEPEST = 64


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record lies.

    Attributes:
        source: Name of its source.
        line: Its line, or its number where there are no lines, from 1.
        size: Bytes of the source that it takes.
        offset: Byte of the unpacked source at which it begins, where that is known.
        raw: Its bytes, in UTF-8 or nearly so, where a problem is to show them.
    """

    source: str
    line: int | None
    size: int = 0
    offset: int | None = None
    raw: bytes | None = None

    def problem(self, why: str, fields: Mapping[str, Any] | None = None) -> Problem:
        """The problem of this record, whose fields show it where its bytes are not known."""
        raw = _as_json(fields) if self.raw is None and fields is not None else self.raw
        return Problem(self.source, self.line, why, self.size, self.offset, shown(raw))

    def records(
        self, fields: Callable[[], Mapping[str, Any]], reading: Reading
    ) -> Iterator[Record | Problem]:
        """The texts of this record, or why there are none.

        Args:
            fields: Makes its fields; may raise `InputError`.
            reading: Names of the fields.
        """
        found = None
        try:
            found = fields()
            texts = to_texts(found, reading)
            kept = to_kept(found, reading)
        except InputError as refusal:
            yield self.problem(str(refusal), found)
        except MemoryError:
            yield self.problem("does not fit into memory")
        else:
            for number, text in enumerate(texts):
                yield Record(self.source, self.line, text, 0 if number else self.size, kept)


def shown(raw: bytes | None) -> str | None:
    """A record as a problem shows it; None where it is too long for that."""
    if raw is None or len(raw) > 4 * SHOWN:
        return None
    text = raw.decode("utf-8", "replace").rstrip("\r\n")
    return text if len(text) <= SHOWN else None


def _as_json(fields: Mapping[str, Any]) -> bytes | None:
    try:
        return json.dumps(fields, ensure_ascii=False, default=str).encode("utf-8", "replace")
    except (ValueError, TypeError, RecursionError):
        return None


def _kind(value: Any) -> str:
    kinds = {bool: "true or false", int: "a number", float: "a number", list: "a list"}
    return "null" if value is None else kinds.get(type(value), "an object")


def _names(names: Collection[str], most: int) -> str:
    """Some of the names, each on one line and no longer than a name may be."""
    some = [" ".join(name[:80].split()) for name in islice(names, most)]
    return (", ".join(some) + ", ..." * (len(names) > most)) or "none"


def _text(fields: Mapping[str, Any], name: str) -> str:
    if name not in fields:
        raise InputError(
            f'no field "{name}"; its fields are {_names(fields, 8)}: '
            "name the right one with --text-field"
        )
    value = fields[name]
    if not isinstance(value, str):
        raise InputError(f'field "{name}" is {_kind(value)}, not a text')
    return value


def _texts(fields: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, str]:
    """The texts of a record that has several, by field; what is absent, null or empty is left out.

    Raises:
        InputError: If nothing is left, or a field holds anything but a text.
    """
    there = [name for name in names if name in fields]
    if not there:
        wanted = ", ".join(f'"{name}"' for name in names)
        raise InputError(
            f"none of the fields {wanted}; its fields are {_names(fields, 8)}: "
            "name the right ones with --text-field"
        )
    texts = {name: _text(fields, name) for name in there if fields[name] is not None}
    if not texts:
        raise InputError(f"no text: {', '.join(there)} null")
    full = {name: text for name, text in texts.items() if text and not text.isspace()}
    return full or dict(list(texts.items())[:1])


def needed(reading: Reading) -> list[str]:
    """Names of all fields that are read, each once."""
    return list(
        dict.fromkeys(
            [*reading.text_fields, reading.id_field or "id", reading.title_field, *reading.keep]
        )
    )


def lacking(columns: Collection[str], reading: Reading) -> str | None:
    """Why a table with these columns has nothing to read, as the end of a sentence, or None."""
    names = _names(columns, 40)
    if not any(name in columns for name in reading.text_fields):
        wanted = " or ".join(f'"{name}"' for name in reading.text_fields)
        return f"no column {wanted}; its columns are {names}: name the right one with --text-field"
    if reading.id_field is not None and reading.id_field not in columns:
        return (
            f'no column "{reading.id_field}" for the id; its columns are {names}: '
            "name the right one with --id-field"
        )
    return None


def _id(fields: Mapping[str, Any], name: str | None) -> str | None:
    """The record's own id: a text, or a whole number as one; None where there is none.

    Raises:
        InputError: If a field was asked for that is absent or holds anything else.
    """
    value = fields.get(name or "id")
    if (isinstance(value, str) and value) or (
        isinstance(value, int) and not isinstance(value, bool)
    ):
        return str(value)
    if name is None:
        return None
    raise InputError(f'field "{name}" holds no id: a text or a whole number is needed')


def to_texts(fields: Mapping[str, Any], reading: Reading) -> list[Text]:
    """The texts of a record, at least one.

    Where several fields were asked for, each that holds a text is one, and its id is the record's
    and the field's name.

    Raises:
        InputError: If there is no text, or no id where one was asked for. The message is the end of
            a sentence.
    """
    own = _id(fields, reading.id_field)
    title = fields.get(reading.title_field)
    title = title if isinstance(title, str) and title else None
    if len(reading.text_fields) == 1:
        return [Text(_text(fields, reading.text_fields[0]), own, title)]
    return [
        Text(text, None if own is None else f"{own}#{name}", title)
        for name, text in _texts(fields, reading.text_fields).items()
    ]


def to_kept(fields: Mapping[str, Any], reading: Reading) -> dict[str, Any]:
    """The fields that go out again, as JSON holds them; an absent one is null.

    Raises:
        InputError: If JSON cannot hold one. The message is the end of a sentence.
    """
    return {name: _plain(fields.get(name), name, 0) for name in reading.keep}


def _plain(value: Any, name: str, depth: int) -> Any:
    if depth > _DEEPEST:
        raise InputError(f'field "{name}" is nested more than {_DEEPEST} deep and cannot be kept')
    if isinstance(value, Mapping):
        return {str(key): _plain(one, name, depth + 1) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one, name, depth + 1) for one in value]
    return _plain_leaf(value, name)


def _plain_leaf(value: Any, name: str) -> Any:
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, bytes):
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            raise InputError(
                f'field "{name}" holds bytes that are no text and cannot be kept'
            ) from None
    return value.isoformat() if isinstance(value, date | time) else str(value)
