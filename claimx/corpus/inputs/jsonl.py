"""Lines of JSON: one record a line, one bad line no harm to the others."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from claimx.corpus.inputs.decoding import binary, decode_line
from claimx.corpus.inputs.fields import Place
from claimx.corpus.inputs.lines import Line, lines
from claimx.corpus.inputs.plain import Plain, after
from claimx.corpus.inputs.records import Problem, Reading, Record, too_long
from claimx.corpus.inputs.unpack import BrokenOff
from claimx.errors import InputError


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


def read_jsonl(plain: Plain, reading: Reading) -> Iterator[Record | Problem]:
    """Records of a stream of JSON lines, as they come; blank lines are skipped.

    Args:
        plain: The stream, and where it comes from.
        reading: Names of the fields, and the limit of a line.
    """
    last = None
    try:
        refusal = binary(plain.stream.peek())
        if refusal is not None:
            yield Problem(plain.name, None, str(refusal), plain.size)
            return
        for last in lines(plain.stream, reading.limit):
            yield from _records(plain, last, reading)
    except BrokenOff as broken:
        yield after(plain, last, broken)


def _records(plain: Plain, line: Line, reading: Reading) -> Iterator[Record | Problem]:
    place = Place(plain.name, line.number, line.size, plain.offset(line), line.raw)
    if line.raw is None:
        yield place.problem(too_long(reading.limit))
    elif line.raw and not line.raw.isspace():
        yield from place.records(partial(_fields, line.raw, plain.encoding, reading), reading)


def _fields(raw: bytes, encoding: str, reading: Reading) -> dict[str, Any]:
    return _parse(decode_line(raw, encoding, replace=reading.replace))
