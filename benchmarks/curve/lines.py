"""Stored points put together into lines: those that share all but their size."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from benchmarks.curve import TASK
from benchmarks.record import Run
from benchmarks.report.cells import many


@dataclass(frozen=True, slots=True)
class Line:
    """Points of one recipe.

    Attributes:
        title: Of plot and page.
        points: Their runs, the smallest sample first.
    """

    title: str
    points: tuple[Run, ...]

    @property
    def settings(self) -> dict[str, Any]:
        """What all points share."""
        found: dict[str, Any] = self.points[0].about["decides"]["settings"]
        return found

    @property
    def sentences(self) -> list[int]:
        """Sizes of the samples."""
        return [sentences_of(run) for run in self.points]


def sentences_of(run: Run) -> int:
    """How many sentences a point's network learned from."""
    return int(run.figures["learned"]["sentences"])


def _shared(run: Run) -> str:
    """Recipe, seed, pool and dev: points that differ in one of them are not of one line."""
    decides = run.about["decides"]
    names = ("settings", "seed", "pool", "data")
    return json.dumps({name: decides[name] for name in names}, sort_keys=True)


def _title(run: Run) -> str:
    decides = run.about["decides"]
    settings = decides["settings"]
    frozen = settings["frozen_layers"]
    parts = [
        f"learning rate {settings['learning_rate']:g}",
        *([f"{many(frozen, 'layer')} frozen"] if frozen else []),
        f"seed {decides['seed']}",
    ]
    return f"{settings['encoder'].rpartition('/')[2]} ({', '.join(parts)})"


def lines(runs: Iterable[Run]) -> list[Line]:
    """The lines of the stored points, by title; sizes that gave the same sample are one point."""
    found: dict[str, dict[int, Run]] = {}
    for run in runs:
        if run.task == TASK and run.done:
            found.setdefault(_shared(run), {}).setdefault(sentences_of(run), run)
    made = [
        Line(
            _title(next(iter(points.values()))),
            tuple(points[size] for size in sorted(points)),
        )
        for _, points in sorted(found.items())
    ]
    return sorted(made, key=lambda line: line.title)
