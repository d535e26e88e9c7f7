"""Lines of JSON: one text a line, one bad line no harm to the others."""

from __future__ import annotations

import codecs
import io
import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from claimx.corpus.decoding import one_byte_lines
from claimx.corpus.records import Problem, Reading, Record, Source
from claimx.errors import InputError
from claimx.extractor import Text


def _parse(line: str) -> dict[str, Any]:
    """The JSON object of a line.

    Raises:
        InputError: If it is none.
    """
    try:
        record = json.loads(line.rstrip("\r\n"))
    except json.JSONDecodeError as broken:
        what = broken.msg.removesuffix(" at")
        raise InputError(f"not JSON ({what} at character {broken.colno})") from broken
    except (ValueError, RecursionError) as broken:
        raise InputError("JSON that cannot be read (nested too deep, or too long a number)") from (
            broken
        )
    if not isinstance(record, dict):
        raise InputError("not a JSON object with a text in it")
    return record


def _text(record: dict[str, Any], field: str) -> str:
    if field not in record:
        names = ", ".join(list(record)[:8]) or "none"
        raise InputError(
            f'no field "{field}"; its fields are {names}: name the right one with --text-field'
        )
    value = record[field]
    if not isinstance(value, str):
        raise InputError(f'field "{field}" is {_kind(value)}, not a text')
    return value


def _kind(value: Any) -> str:
    kinds = {bool: "true or false", int: "a number", float: "a number", list: "a list"}
    return "null" if value is None else kinds.get(type(value), "an object")


def _id(record: dict[str, Any], field: str | None) -> str | None:
    """The record's own id: a string, or a whole number as one; None where there is none.

    Raises:
        InputError: If a field was asked for that is absent or holds anything else.
    """
    value = record.get(field or "id")
    if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        return str(value)
    if field is None:
        return None
    raise InputError(f'field "{field}" holds no id: a text or a whole number is needed')


def to_text(line: str, reading: Reading) -> Text:
    """The text of one line.

    Raises:
        InputError: If the line is not a JSON object with that text. The message is the end of a
            sentence.
    """
    record = _parse(line)
    text = _text(record, reading.text_field)
    title = record.get(reading.title_field)
    return Text(
        text, _id(record, reading.id_field), title if isinstance(title, str) and title else None
    )


def _lines(stream: BinaryIO, encoding: str) -> Iterator[tuple[bytes, str | InputError]]:
    """Each line's bytes, and what they say or why they cannot be read.

    Where a line end is one byte, a line that is wrongly encoded leaves the next ones readable.
    Elsewhere decoding stops there.
    """
    if not one_byte_lines(encoding):
        for line in io.TextIOWrapper(stream, encoding, newline="\n"):
            yield line.encode(encoding, "replace"), line
        return
    for number, raw in enumerate(stream):
        bare = raw.removeprefix(codecs.BOM_UTF8) if number == 0 else raw
        if 0 in bare:
            yield raw, InputError(f"not a text file, it has a NUL byte in its line {number + 1}")
            return
        try:
            yield raw, bare.decode(encoding)
        except UnicodeDecodeError as error:
            shown = encoding.removesuffix("-sig")
            yield (
                raw,
                InputError(
                    f"byte 0x{bare[error.start]:02x} at offset {error.start} of the line is not "
                    f"{shown}; name the encoding with --encoding, such as cp1252"
                ),
            )


def read_jsonl(
    source: Source, stream: BinaryIO, reading: Reading, encoding: str
) -> Iterator[Record | Problem]:
    """Records of a stream of JSON lines, as they come; blank lines are skipped.

    Args:
        source: Where the stream comes from.
        stream: Open for reading bytes.
        reading: Names of the fields.
        encoding: As `claimx.corpus.decoding.check_encoding` gives it.
    """
    number = 0
    try:
        for number, (raw, line) in enumerate(_lines(stream, encoding), 1):
            if isinstance(line, InputError):
                whole = 0 in raw
                yield Problem(source.name, None if whole else number, str(line), len(raw))
            elif not line.isspace():
                yield _record(source, number, line, len(raw), reading)
    except UnicodeError as error:
        yield Problem(
            source.name, number + 1, f"not {encoding} from here on ({error}); see --encoding"
        )


def _record(
    source: Source, number: int, line: str, size: int, reading: Reading
) -> Record | Problem:
    try:
        return Record(source.name, number, to_text(line, reading), size)
    except InputError as refusal:
        return Problem(source.name, number, str(refusal), size)
