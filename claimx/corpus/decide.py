"""Other thresholds for sentences that were scored before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from claimx.corpus.outputs.read_rows import sentence_rows
from claimx.corpus.outputs.rows import UNSELECTED, RowKind, Selection
from claimx.corpus.outputs.writers import Format, open_shard
from claimx.decide import named
from claimx.errors import InputError
from claimx.labels import primary
from claimx.types import Reading, Scores


class _UndecidedError(InputError):
    """A row that cannot be decided on."""


def redecide(rows: Iterable[Mapping[str, Any]], thresholds: Scores) -> Iterator[dict[str, Any]]:
    """Decide again on sentences; all else stays as it is, and nothing is scored.

    Args:
        rows: Of sentences, as `claimx/schemas/record.json` describes them.
        thresholds: A label holds where its score is at least this.

    Yields:
        Each row with new labels, primary label and thresholds. Of its reading stays what these
        labels allow, see `claimx.types.Reading.for_labels`; a label that is new brings none, for
        nobody looked.

    Raises:
        InputError: If a row lacks a score, or its model, or its reading is none.
    """
    limits = dict(thresholds)
    pairs = list(limits.items())
    for number, row in enumerate(rows, 1):
        try:
            scores = row["scores"]
            labels = named([scores[label] >= limit for label, limit in pairs])
            model = {**row["model"], "thresholds": limits}
            read = _read(row, labels)
        except (KeyError, TypeError) as error:
            raise _UndecidedError(
                f"row {number} cannot be decided again: it does not hold all four scores and its "
                "model."
            ) from error
        except InputError as error:
            raise _UndecidedError(f"row {number} cannot be decided again: {error}") from error
        decided = {"labels": list(labels), "primary": primary(labels), "model": model}
        yield {**row, **read, **decided}


def _read(row: Mapping[str, Any], labels: Collection[str]) -> dict[str, Any]:
    """What is left of a row's reading; a row that has none is left as it is.

    Raises:
        InputError: If it is no reading.
    """
    if row.get("reading") is None:
        return {}
    return {"reading": Reading.from_dict(row["reading"]).for_labels(labels).to_dict()}


def redecide_shard(
    path: Path,
    stream: BinaryIO,
    thresholds: Scores,
    *,
    form: Format,
    packing: str | None = None,
    kind: RowKind = RowKind.SENTENCE,
    selection: Selection = UNSELECTED,
) -> int:
    """Write a shard of sentences again with other thresholds, in its own format.

    The bytes are those that a run with these thresholds had written. What neutralised a formula in
    csv stays.

    Args:
        path: The shard, which holds a row for every sentence.
        stream: Open for writing bytes; belongs to the caller.
        thresholds: A label holds where its score is at least this.
        form: JSONL, CSV or PARQUET.
        packing: "zst", "gz" or None, of both files.
        kind: SENTENCE, or CLAIM for those alone that have a label.
        selection: Which of them go out; see `claimx.corpus.outputs.writers.open_shard`.

    Returns:
        How many rows were written.

    Raises:
        InputError: If the shard cannot be read, does not hold such rows, or documents were asked
            for; the message names it.
        MissingExtra: If what the format takes is not installed.
        OSError: As the stream does.
    """
    if kind is RowKind.DOCUMENT:
        raise InputError(f"{path}: rows of sentences do not make rows of documents.")
    with sentence_rows(path, form, packing) as shard:
        writer = open_shard(stream, form, kind, shard.keep, selection, packing)
        try:
            count = writer.write_rows(redecide(shard.rows, thresholds))
        except _UndecidedError as error:
            raise InputError(f"{path}, {error}") from error
        writer.close()
    return count
