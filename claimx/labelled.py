"""Labelled sentences read from jsonl, for training and evaluation."""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast

from claimx.errors import DataError
from claimx.labels import LABELS


@dataclass(frozen=True, slots=True)
class Labelled:
    """One sentence and what is known of its labels.

    Attributes:
        text: The sentence.
        targets: One value a label, in the order of `LABELS`: 1.0, 0.0, or None where not decided.
        doc: Id of its document; sentences of one document lie together, in order. Where the record
            names none, the sentence is a document alone.
        meta: Every other field of the record.
    """

    text: str
    targets: tuple[float | None, ...]
    doc: str
    meta: Mapping[str, Any] = field(default_factory=dict)


def _targets(record: Mapping[str, Any], where: str) -> tuple[float | None, ...]:
    labels = record.get("labels")
    if labels is None:
        values = [record.get(label) for label in LABELS]
        if all(value is None for value in values) and not any(label in record for label in LABELS):
            raise DataError(f'{where}: the record has neither "labels" nor a field for any label.')
        if not all(
            value is None or (isinstance(value, int | float) and 0 <= value <= 1)
            for value in values
        ):
            raise DataError(f"{where}: a label's field must hold 1, 0 or null.")
        return tuple(None if value is None else float(value) for value in values)
    if not isinstance(labels, list) or not all(label in LABELS for label in labels):
        raise DataError(f'{where}: "labels" must be a list drawn from {", ".join(LABELS)}.')
    return tuple(float(label in labels) for label in LABELS)


def _open(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return cast(IO[str], gzip.open(path, "rt", encoding="utf-8"))
    return path.open(encoding="utf-8")


def _lines(path: Path) -> Iterator[str]:
    """The lines, with a sentence in place of the decoder's own error."""
    try:
        with _open(path) as lines:
            yield from lines
    except (OSError, EOFError, UnicodeDecodeError, zlib.error) as broken:
        raise DataError(f"{path}: not a readable file of UTF-8 lines ({broken}).") from broken


def read_objects(path: Path, what: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Read the objects of a jsonl or jsonl.gz file, each after its place in words.

    Args:
        path: The file.
        what: What it should hold, for the message where it is absent.

    Raises:
        DataError: If the file is absent or a line is not a JSON object; the line is named.
    """
    if not path.is_file():
        raise DataError(f"{path}: there is no such file of {what}.")
    for number, line in enumerate(_lines(path), 1):
        where = f"{path}, line {number}"
        try:
            record = json.loads(line)
        except json.JSONDecodeError as broken:
            raise DataError(f"{where}: not JSON ({broken.msg}).") from broken
        except (ValueError, RecursionError) as broken:
            raise DataError(
                f"{where}: JSON that cannot be read (nested too deep, or too long a number)."
            ) from broken
        if not isinstance(record, dict):
            raise DataError(f"{where}: a row must be a JSON object.")
        yield where, record


def read_records(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Read the records of a jsonl or jsonl.gz file of sentences, each after its place in words.

    Raises:
        DataError: If the file is absent, a line is no JSON object or has no string field "text".
    """
    for number, (where, record) in enumerate(read_objects(path, "labelled sentences"), 1):
        if not isinstance(record.get("text"), str):
            raise DataError(f'{where}: a record needs a string field "text".')
        if record.get("doc") is None:
            record["doc"] = f"{path.name}:{number}"
        yield where, record


def as_labelled(record: Mapping[str, Any], where: str) -> Labelled:
    """A record as a labelled sentence.

    Raises:
        DataError: If its labels have another shape than `read_labelled` says.
    """
    return Labelled(
        text=record["text"],
        targets=_targets(record, where),
        doc=str(record["doc"]),
        meta={k: v for k, v in record.items() if k not in ("text", "doc", "labels")},
    )


def read_labelled(path: Path) -> Iterator[Labelled]:
    """Read a jsonl or jsonl.gz file of labelled sentences.

    A record has "text" and either "labels" (a list, complete) or one field a label holding
    1, 0 or null (partial: null is masked in training and left out of evaluation).

    Raises:
        DataError: If the file is absent or a record has another shape; the line is named.
    """
    return (as_labelled(record, where) for where, record in read_records(path))


def sha256(path: Path) -> str:
    """Hex digest of a file's bytes, read a megabyte at a time.

    Raises:
        DataError: If there is no such file.
    """
    if not path.is_file():
        raise DataError(f"{path}: there is no such file of labelled sentences.")
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
