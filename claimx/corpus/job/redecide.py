"""A run with other thresholds, from its scores: nothing is read or labelled again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from claimx.corpus.atomic import atomic
from claimx.corpus.decide import redecide
from claimx.corpus.job.folder import RunFolder
from claimx.corpus.job.parts import Part
from claimx.corpus.job.plan import Plan
from claimx.corpus.read_rows import sentence_rows
from claimx.corpus.rows import RowKind, Selection
from claimx.corpus.writers import open_shard
from claimx.errors import InputError
from claimx.labels import LABELS
from claimx.types import Scores


def _refuse(folder: RunFolder, plan: Plan, target: RunFolder) -> None:
    """Refuse what cannot be decided again.

    Raises:
        InputError: If scores are missing, or the target is in use.
    """
    shape = plan.settings.shape
    if shape.rows is not RowKind.SENTENCE or shape.selection.only or shape.selection.min_score:
        raise InputError(
            f"{folder.root} does not hold the scores of every sentence: it would take a run with "
            "--rows sentence and neither --only nor --min-score."
        )
    if target.exists:
        raise InputError(f"{target.root} holds a run already: name another folder.")


class _Counting:
    def __init__(self) -> None:
        self.labels = dict.fromkeys(LABELS, 0)

    def through(self, rows: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
        for row in rows:
            for label in row["labels"]:
                self.labels[label] += 1
            yield row


def _part(folder: RunFolder, part: Part, target: RunFolder, old: Plan, new: Plan) -> Part:
    shape = new.settings.shape
    name = f"{shape.folder}/{folder.file(part).name}"
    counting = _Counting()
    read = sentence_rows(folder.file(part), old.settings.shape.format, old.settings.shape.packing)
    with read as shard, atomic(target.root / name) as file:
        keep = old.settings.reading.keep
        writer = open_shard(
            file.stream, shape.format, shape.rows, keep, shape.selection, shape.packing, shape.safe
        )
        decided = counting.through(redecide(shard.rows, new.model.thresholds))
        kept = (row for row in decided if row["labels"] or shape.rows is RowKind.SENTENCE)
        rows = writer.write_rows(kept)
        writer.close()
        file.commit()
    path = target.root / name
    with path.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    counts = replace(part.counts, rows=rows, labels=counting.labels)
    return replace(part, file=name, bytes=path.stat().st_size, sha256=found, counts=counts)


def redecide_run(
    folder: RunFolder, target: RunFolder, thresholds: Scores, point: str, rows: RowKind
) -> Iterator[Part]:
    """Write a run again with other thresholds, into another folder.

    Args:
        folder: A run whose rows are sentences.
        target: Where the new one goes.
        thresholds: A label holds where its score is at least this.
        point: Name of the operating point behind them.
        rows: Sentences or claims.

    Yields:
        Each part when it is done.

    Raises:
        InputError: If the run does not hold every sentence's scores, or there is a run in the
            target.
        OutputError: If the target cannot be written.
    """
    old = folder.plan()
    _refuse(folder, old, target)
    selection = Selection(all=rows is RowKind.SENTENCE)
    settings = replace(
        old.settings,
        model=replace(old.settings.model, operating_point=point),
        shape=replace(old.settings.shape, rows=rows, selection=selection),
    )
    new = replace(old, settings=settings, model=replace(old.model, thresholds=thresholds))
    with target.locked():
        target.write_plan(new)
        for part in folder.records():
            done = _part(folder, part, target, old, new)
            target.commit(done)
            yield done
        target.publish(new, (), finished=True)
