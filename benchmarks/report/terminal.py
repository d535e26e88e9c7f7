"""Results for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from benchmarks.comparing import Compared
from benchmarks.record import Run
from benchmarks.report.cells import chance, figure, label_f1, share, signed
from claimx.labels import LABELS
from claimx.report.terminal import printable

SHORT = {"attribution": "attrib.", "mechanism": "mechan."}
"""Labels that would make a table wider than a terminal."""


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    for name in columns:
        table.add_column(name, no_wrap=True)
    return table


def ranked(runs: Sequence[Run]) -> list[Run]:
    """Runs with figures from the best down, then those without."""
    return sorted(runs, key=lambda run: (not run.done, -(_value(run) or 0.0), run.entrant))


def _value(run: Run) -> float | None:
    return run.figures["score"]["value"] if run.done else None


def leaderboard(runs: Sequence[Run]) -> RenderableType:
    """A table a task, best entrant first; below it, who is missing and why."""
    parts: list[RenderableType] = []
    for task in dict.fromkeys(run.task for run in runs):
        mine = ranked([run for run in runs if run.task == task])
        parts += [Text(f"{task}: {_metric(mine)}", style="bold"), _task_table(mine)]
        parts += [
            Text(printable(f"{run.entrant}: {run.status}, {run.reason}"), style="dim")
            for run in mine
            if not run.done
        ]
    return Group(*parts)


def _metric(runs: Sequence[Run]) -> str:
    return next((str(run.about["metric"]) for run in runs if run.done), "no result")


def _task_table(runs: Sequence[Run]) -> Table:
    table = _table("entrant", "score", *(SHORT.get(label, label) for label in LABELS))
    for run in (run for run in runs if run.done):
        table.add_row(
            Text(printable(run.entrant)),
            figure(run.figures["score"]),
            *(label_f1(run, label) for label in LABELS),
        )
    return table


def comparison(found: Compared) -> RenderableType:
    """A minus B, part by part."""
    table = _table("part", "figure", "A", "B", "A - B", "p", "p (Holm)")
    for row in found.rows:
        table.add_row(
            row.part,
            row.figure,
            share(row.a),
            share(row.b),
            signed(row.found),
            chance(row.found.p),
            chance(row.adjusted),
        )
    head = f"{found.a.task}: A = {found.a.entrant}, B = {found.b.entrant}"
    foot = (
        "Intervals: 95 %, paired bootstrap over documents; p: approximate randomisation over "
        f"documents; Holm's correction over the {len(found.rows)} rows."
    )
    return Group(Text(printable(head), style="bold"), table, Text(foot, style="dim"))
