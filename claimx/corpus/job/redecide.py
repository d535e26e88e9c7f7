"""A run with other thresholds, or all tasks of one, from scores: nothing is labelled again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from claimx.corpus.atomic import atomic
from claimx.corpus.decide import redecide
from claimx.corpus.job.folder import MANIFEST, RunFolder, read_json
from claimx.corpus.job.folders import finished, task_folder, tasks_of, write_tasks
from claimx.corpus.job.parts import Part
from claimx.corpus.job.plan import Plan
from claimx.corpus.outputs.read_rows import sentence_rows
from claimx.corpus.outputs.rows import RowKind, Selection
from claimx.corpus.outputs.writers import open_shard
from claimx.errors import InputError
from claimx.labels import LABELS
from claimx.types import Scores


def _runs(folder: RunFolder) -> list[RunFolder]:
    """The folder itself, or that of each of its tasks, whether or not it has begun."""
    tasks = tasks_of(folder.root)
    if tasks is None:
        return [folder]
    return [task_folder(folder.root, rank) for rank in range(len(tasks.sizes))]


def _refuse_unscored(folder: RunFolder, plan: Plan) -> None:
    shape = plan.settings.shape
    if shape.rows is not RowKind.SENTENCE or shape.selection.only or shape.selection.min_score:
        raise InputError(
            f"{folder.root} does not hold the scores of every sentence: it would take a run with "
            "--rows sentence and neither --only nor --min-score."
        )


def scored(folder: RunFolder) -> list[Plan]:
    """The plans of a run that can be decided again, or of each task in the order of their numbers.

    Args:
        folder: Of one run or of many tasks.

    Raises:
        InputError: If there is none, one is not finished, scores are missing, or they are of
            different models.
    """
    if tasks_of(folder.root) is None:
        folder.plan()
    runs = _runs(folder)
    for one in runs:
        if not finished(one):
            raise InputError(
                f"{one.root} is not finished: the same claimx extract goes on with it."
            )
    plans = [one.plan() for one in runs]
    for one, plan in zip(runs, plans, strict=True):
        _refuse_unscored(one, plan)
        first = plans[0].model.hash
        if plan.model.hash != first:
            raise InputError(
                f"{one.root} was scored by another model than {runs[0].root} "
                f"({plan.model.hash}, not {first}): no thresholds fit both."
            )
    return plans


def _refuse_used(target: RunFolder) -> None:
    if target.exists or tasks_of(target.root) is not None:
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
    """Write a run again with other thresholds, into another folder; of many tasks, each of them.

    What is written is what a run with these thresholds writes, but for what its labels let it read
    in a sentence: see `claimx.corpus.decide.redecide`.

    Args:
        folder: A run whose rows are sentences, or the tasks of one.
        target: Where the new one goes.
        thresholds: A label holds where its score is at least this.
        point: Name of the operating point behind them.
        rows: Sentences or claims.

    Yields:
        Each part when it is done.

    Raises:
        InputError: See `scored`; or if there is a run in the target.
        OutputError: If the target cannot be written.
    """
    plans = scored(folder)
    _refuse_used(target)
    tasks = tasks_of(folder.root)
    if tasks is not None:
        write_tasks(target.root, tasks)
    for old, before, after in zip(plans, _runs(folder), _runs(target), strict=True):
        yield from _run(before, after, old, _changed(old, thresholds, point, rows))


def _changed(old: Plan, thresholds: Scores, point: str, rows: RowKind) -> Plan:
    selection = Selection(all=rows is RowKind.SENTENCE)
    settings = replace(
        old.settings,
        model=replace(old.settings.model, operating_point=point),
        shape=replace(old.settings.shape, rows=rows, selection=selection),
    )
    return replace(old, settings=settings, model=replace(old.model, thresholds=thresholds))


def _run(folder: RunFolder, target: RunFolder, old: Plan, new: Plan) -> Iterator[Part]:
    duplicates = read_json(folder.root / MANIFEST)["total"]["duplicates"]
    with target.locked():
        target.write_plan(new)
        for part in folder.records():
            done = _part(folder, part, target, old, new)
            target.commit(done)
            yield done
        target.publish(new, folder.skipped_files(), finished=True, duplicates=duplicates)
