"""Rows as lines of JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from operator import attrgetter
from typing import Any

from claimx.corpus.outputs.rows import Labelled, Selection
from claimx.labels import LABELS, primary
from claimx.types import SCHEMA_VERSION, Reading

_encode = json.JSONEncoder(ensure_ascii=False).encode

# As JSON escapes: lone surrogates, which UTF-8 cannot hold, characters that other programs take
# for line ends, and the controls that JSON would let through to a terminal.
_ESCAPED = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def _json(value: Any) -> str:
    text = _encode(value)
    if text.isascii() and "\x7f" not in text:
        return text
    return _ESCAPED.sub(lambda one: f"\\u{ord(one[0]):04x}", text)


def json_bytes(record: Mapping[str, Any]) -> bytes:
    """An object as one line of JSON in UTF-8."""
    return (_json(record) + "\n").encode("utf-8")


_SCORES = "{" + ", ".join(f'"{label}": %s' for label in LABELS) + "}"
_scores = attrgetter(*LABELS)


@lru_cache(maxsize=256)
def _decision(labels: tuple[str, ...]) -> str:
    return f'"labels": {_json(labels)}, "primary": {_json(primary(labels))}'


@lru_cache(maxsize=256)
def _ending(truncated: bool, engine: str) -> str:
    return f'"truncated": {_json(truncated)}, "engine": {_json(engine)}'


def _reading(reading: Reading | None) -> str:
    return "null" if reading is None else _json(reading.to_dict())


def sentence_lines(one: Labelled, selection: Selection) -> Iterator[bytes]:
    """What `json_bytes` makes of the rows of a document, several times as fast.

    What its rows share is encoded once.
    """
    shared = {"schema_version": SCHEMA_VERSION, "source": one.source, "document": one.document}
    head = f'{_json(shared)[:-1]}, "id": {_json(one.document)[:-1]}:'
    model = f'"title": {_json(one.title)}, "model": {_json(one.model.to_dict())}, "page": '
    tail = f'"language": {_json(one.language)}, "kept": {_json(dict(one.kept))}}}\n'
    for sentence in one.sentences:
        if selection.takes(sentence):
            start, end = sentence.start, sentence.end
            yield (
                f'{head}{start}-{end}", "index": {sentence.index}, "start": {start}, "end": {end}, '
                f'"text": {_json(sentence.text)}, {_decision(sentence.labels)}, '
                f'"scores": {_SCORES % _scores(sentence.scores)}, '
                f"{_ending(sentence.truncated, sentence.engine)}, "
                f'"reading": {_reading(sentence.reading)}, '
                f"{model}{one.page(sentence) or 'null'}, {tail}"
            ).encode()


class JsonRows:
    """Writes rows as lines of JSON."""

    def __init__(self, write: Callable[[bytes], Any]) -> None:
        """Write through a function that takes bytes."""
        self._write = write

    def put(self, row: Mapping[str, Any]) -> None:
        """Write a row."""
        self._write(json_bytes(row))

    def put_sentences(self, one: Labelled, selection: Selection) -> int:
        """Write the rows of a document and return how many they were."""
        count = 0
        for line in sentence_lines(one, selection):
            self._write(line)
            count += 1
        return count

    def close(self) -> None:
        """Nothing is held back."""
