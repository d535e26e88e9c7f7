"""Transfer tasks by seeds; each finished seed is kept, so that an interrupted run goes on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.machine import commit, machine
from benchmarks.opponents.base import NotRunError
from benchmarks.record import Run, key_of, path_of, read, write
from benchmarks.tasks.base import Data, MissingDataError
from benchmarks.transfer import TRANSFER, transfer_named
from benchmarks.transfer.base import Classified, Ints, Transfer, without_overlap
from benchmarks.transfer.finetune import FineTuning, fine_tune
from benchmarks.transfer.scoring import confusions, metric, score
from claimx.corpus.atomic import write_text
from claimx.evaluation.report import plain

Say = Callable[[str], None]
ENTRANT = "minilm-finetuned"


def _key(task: Transfer, found: Classified, settings: FineTuning) -> str:
    return key_of(
        {
            "task": task.name,
            "data": key_of({"texts": found.texts, "classes": found.classes.tolist()}),
            "settings": repr(settings),
            "folds": task.folds,
            "transformers": version("transformers"),
        }
    )


def _kept(path: Path, key: str) -> dict[str, list[int]]:
    """Finished seeds' predictions, if they belong to the same data and settings."""
    if not path.is_file():
        return {}
    values = json.loads(path.read_text(encoding="utf-8"))
    seeds: dict[str, list[int]] = values["seeds"] if values.get("key") == key else {}
    return seeds


def one_seed(
    task: Transfer, found: Classified, settings: FineTuning, seed: int, say: Say
) -> tuple[Ints, int]:
    """Class of every sentence that is judged (-1 for the others), and the overlaps left out."""
    predicted = np.full(len(found.texts), -1)
    overlaps = 0
    cuts = task.cut(found, seed)
    for number, cut in enumerate(cuts, 1):
        fold, overlap = without_overlap(found, cut)
        overlaps += overlap
        say(
            f"{task.name}, seed {seed}, network {number} of {len(cuts)}: learning from "
            f"{len(fold.learn):,} sentences"
        )
        predicted[fold.judge] = fine_tune(
            [found.texts[place] for place in fold.learn.tolist()],
            found.classes[fold.learn],
            [found.texts[place] for place in fold.judge.tolist()],
            settings,
            seed,
        )
    return predicted, overlaps


def _figures(
    task: Transfer, found: Classified, seeds: Sequence[Ints], overlaps: Sequence[int]
) -> dict[str, Any]:
    judged = np.flatnonzero(seeds[0] >= 0)
    docs = [found.docs[place] for place in judged.tolist()]
    if len(set(docs)) == 1:  # the corpus names none that an interval could come from
        docs = [str(place) for place in judged.tolist()]
    tables = [
        confusions(found.classes[judged], one[judged], docs, len(task.classes)) for one in seeds
    ]
    figure = score(tables, task.metric)
    return {
        "score": plain({"value": figure.value, "low": figure.low, "high": figure.high}),
        "seeds": [round(float(metric(table.sum(axis=0), task.metric)), 4) for table in tables],
        "published": task.published,
        "sentences": len(judged),
        "documents": len(set(docs)),
        "overlap": max(overlaps),
        "confusion": {
            "names": list(task.classes),
            "gold_by_predicted": tables[0].sum(axis=0).astype(int).tolist(),
        },
    }


def run_task(
    task: Transfer,
    data: Data,
    runs: Path,
    seeds: int,
    fresh: bool,
    settings: FineTuning,
    say: Say,
) -> Run:
    """Fine-tune on one task with each seed, and keep the figures.

    Raises:
        MissingDataError: If its corpus is not at hand.
        NotRunError: If the encoder's weights are not.
    """
    found = task.read(data)
    key = _key(task, found, settings)
    blank = Run(f"transfer-{task.name}", ENTRANT, "done")
    partial = path_of(blank, runs).with_suffix(".seeds")
    done = {} if fresh else _kept(partial, key)
    for seed in range(seeds):
        if str(seed) not in done:
            predicted, overlap = one_seed(task, found, settings, seed, say)
            done[str(seed)] = [*predicted.tolist(), overlap]
            write_text(partial, json.dumps({"key": key, "seeds": done}))
    rows = [done[str(seed)] for seed in range(seeds)]
    run = Run(
        task=f"transfer-{task.name}",
        entrant=ENTRANT,
        status="done",
        key=key,
        about={
            "title": task.title,
            "metric": task.metric,
            "settings": {name: getattr(settings, name) for name in FineTuning.__slots__},
            "versions": {name: version(name) for name in ("torch", "transformers")},
            "commit": commit(),
            "machine": machine(),
        },
        figures=_figures(task, found, [np.array(row[:-1]) for row in rows], [r[-1] for r in rows]),
    )
    write(run, runs)
    partial.unlink()
    return run


def run_transfer(
    names: Sequence[str],
    data: Data,
    runs: Path,
    seeds: int,
    fresh: bool,
    encoder: str,
    say: Say,
) -> Iterator[str]:
    """Fine-tune on transfer tasks; a task without data is named and left out.

    Yields:
        One line a task.
    """
    for task in [transfer_named(name) for name in (TRANSFER if "all" in names else names)]:
        stored = path_of(Run(f"transfer-{task.name}", ENTRANT, ""), runs)
        if stored.is_file() and not fresh:
            run = read(stored)
            if len(run.figures["seeds"]) >= seeds:
                yield f"{task.name}: kept, {_line(run)}"
                continue
        try:
            run = run_task(task, data, runs, seeds, fresh, FineTuning(encoder), say)
        except (MissingDataError, NotRunError) as missing:
            yield f"{task.name}: left out, {missing}"
            continue
        yield f"{task.name}: {_line(run)}"


def _line(run: Run) -> str:
    found = run.figures["score"]
    return (
        f"{run.about['metric']} {found['value']:.3f} [{found['low']:.3f}, {found['high']:.3f}], "
        f"published {run.figures['published']:.3f}"
    )
