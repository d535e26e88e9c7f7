"""Tasks by entrants: fit once, judge on every task, keep each result as soon as it is there."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from benchmarks.machine import commit, machine
from benchmarks.opponents.base import NotMeantError, NotRunError, Opponent, Scoring
from benchmarks.record import RUNS, Run, key_of, pack, path_of, read, write
from benchmarks.tasks.base import Data, MissingDataError, Task
from benchmarks.training import Training, training
from claimx.evaluation.articles import Article, all_sentences, fingerprint

Say = Callable[[str], None]
_Ready = tuple[Task, list[Article], str]
"""A task, its articles, and their fingerprint."""


@dataclass(slots=True)
class Bench:
    """Runs entrants on tasks.

    Attributes:
        data: Where gold comes from.
        folder: Where runs are kept.
        fresh: Run again what is kept already.
        seed: Of whatever entrants draw at random.
        say: Told of every step, in a line.
    """

    data: Data
    folder: Path = RUNS
    fresh: bool = False
    seed: int = 0
    say: Say = print
    _training: Training | None = None
    _seconds: dict[str, float] = field(default_factory=dict)

    def run(self, tasks: Sequence[Task], entrants: Sequence[Callable[[], Opponent]]) -> list[Run]:
        """Judge every entrant on every task whose data is at hand.

        A task without data is said to be left out; an entrant that cannot run or breaks has a run
        that says so, and the rest goes on. Each run is written when it is done.

        Args:
            tasks: What to judge on.
            entrants: Makers of what to judge, each called once.

        Raises:
            ClaimxError: If there is no such model.
        """
        ready = list(self._ready(tasks))
        return list(chain.from_iterable(self._entrant(make, ready) for make in entrants))

    def _ready(self, tasks: Sequence[Task]) -> Iterator[_Ready]:
        for task in tasks:
            try:
                articles = task.articles(self.data)
            except MissingDataError as missing:
                self.say(f"{task.name}: left out, {missing}")
            else:
                yield task, articles, fingerprint(articles)

    def _entrant(self, make: Callable[[], Opponent], ready: Sequence[_Ready]) -> Iterator[Run]:
        entrant = make()
        for task, articles, data in ready:
            run = self._one(task, entrant, articles, data)
            if run is not None:
                yield run

    def _one(self, task: Task, entrant: Opponent, articles: list[Article], data: str) -> Run | None:
        """A run, kept or new; None where the task is not one for the entrant."""
        about: dict[str, Any] = {}
        key = ""
        try:
            about = self._about(task, entrant, data)
            key = key_of(about["decides"])
            if (kept := self._kept(task, entrant, key)) is not None:
                self.say(f"{task.name}, {entrant.entry}: kept")
                return kept
            self._fit(entrant)
            run = self._judge(task, entrant, articles, about, key)
        except NotMeantError:
            return None
        except (NotRunError, MissingDataError) as reason:
            return self._unable(task, entrant, str(reason))
        except Exception as broken:
            run = Run(task.name, entrant.entry, "failed", _sentence(broken), key, about)
        write(run, self.folder)
        self.say(f"{task.name}, {entrant.entry}: {_outcome(run)}")
        return run

    def _unable(self, task: Task, entrant: Opponent, reason: str) -> Run:
        """A run that could not be; it does not replace one that could."""
        run = Run(task.name, entrant.entry, "not run", reason, about={"title": entrant.title})
        path = path_of(run, self.folder)
        if not path.is_file():
            write(run, self.folder)
        self.say(f"{task.name}, {entrant.entry}: not run, {reason}")
        return run

    def _kept(self, task: Task, entrant: Opponent, key: str) -> Run | None:
        path = path_of(Run(task.name, entrant.entry, ""), self.folder)
        if self.fresh or not path.is_file():
            return None
        run = read(path)
        return run if run.done and run.key == key else None

    def training(self) -> Training:
        """What entrants learn from, read once.

        Raises:
            MissingDataError: If it is not at hand.
        """
        if self._training is None:
            self._training = training(self.data, self.seed)
        return self._training

    def _about(self, task: Task, entrant: Opponent, data: str) -> dict[str, Any]:
        """What decides the figures, and what else a reader wants to know."""
        decides = {
            "task": task.name,
            "labels": task.labels,
            "data": data,
            "entrant": entrant.entry,
            "settings": entrant.settings,
            "versions": entrant.versions(),
            "training": self.training().hash if entrant.learns else None,
            "seed": self.seed,
        }
        return {
            "title": entrant.title,
            "metric": task.metric,
            "decides": decides,
            "commit": commit(),
            "machine": machine(),
        }

    def _fit(self, entrant: Opponent) -> None:
        """Let an entrant learn, once."""
        if entrant.entry in self._seconds:
            return
        began = time.perf_counter()
        if entrant.learns:
            gold = self.training()
            self.say(f"{entrant.entry}: learning from {len(gold.learn.texts):,} sentences")
            entrant.fit(gold.learn)
            if isinstance(entrant, Scoring):
                entrant.calibrate(gold.held_out)
        self._seconds[entrant.entry] = time.perf_counter() - began

    def _judge(
        self,
        task: Task,
        entrant: Opponent,
        articles: list[Article],
        about: dict[str, Any],
        key: str,
    ) -> Run:
        began = time.perf_counter()
        found = task.outcome(entrant, articles)
        seconds = {
            "fit": self._seconds[entrant.entry],
            "predict": time.perf_counter() - began,
        }
        overlap = self._overlap(articles) if entrant.learns else None
        return Run(
            task=task.name,
            entrant=entrant.entry,
            status="done",
            key=key,
            about={**about, "overlap": overlap},
            seconds=seconds,
            figures=found.figures,
            counts={name: pack(counts) for name, counts in found.counts.items()},
        )

    def _overlap(self, articles: Sequence[Article]) -> int:
        """Sentences of the task that were learned from, word for word."""
        learned = self.training().texts
        return sum(text in learned for text in all_sentences(articles))


def _sentence(broken: Exception) -> str:
    first = (str(broken).strip().splitlines() or [""])[0]
    return f"{type(broken).__name__}: {first}"[:300]


def _outcome(run: Run) -> str:
    if not run.done:
        return f"{run.status}, {run.reason}"
    score = run.figures["score"]
    shown = "-" if score["value"] is None else f"{score['value']:.3f}"
    return f"{shown} ({run.about['metric']}), {run.seconds['predict']:.1f} s"
