"""`claimx status`, `claimx verify`: how a run in a folder stands, or the tasks of one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from claimx.cli.console import results, say
from claimx.corpus.job.folder import RunFolder
from claimx.corpus.job.status import Status, TaskCounts
from claimx.corpus.job.status import status as status_of
from claimx.corpus.job.verify import verify as check
from claimx.report.terminal import printable

Out = Annotated[
    Path, typer.Argument(metavar="OUT", help="Output folder of claimx extract.", show_default=False)
]


def duration(seconds: float) -> str:
    """Seconds in the two largest units: "3 h 20 min"."""
    whole = round(seconds)
    for size, unit, smaller, part in ((86400, "d", 3600, "h"), (3600, "h", 60, "min")):
        if whole >= size:
            return f"{whole // size} {unit} {whole % size // smaller} {part}"
    return f"{whole // 60} min {whole % 60} s" if whole >= 60 else f"{whole} s"


def _tasks(found: TaskCounts) -> str:
    waiting = found.all - found.begun
    stopped = found.begun - found.running - found.finished
    stands = {
        "finished": found.finished,
        "running": found.running,
        "stopped": stopped,
        "not begun": waiting,
    }
    said = ", ".join(f"{number:,} {name}" for name, number in stands.items() if number)
    return f"{found.all:,}: {said}"


def _table(found: Status) -> Table:
    counts = found.counts
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim")
    table.add_column()
    rows = {
        "state": found.state + (f", by {found.holder}" if found.holder else ""),
        "tasks": None if found.tasks is None else _tasks(found.tasks),
        "inputs": None if found.share is None else f"{100 * found.share:.1f} %",
        "documents": f"{counts.documents:,}",
        "sentences": f"{counts.sentences:,}",
        "rows": f"{counts.rows:,} in {found.shards:,} parts",
        "labels": ", ".join(f"{name} {count:,}" for name, count in counts.labels.items()),
        "failed": f"{counts.errors:,}",
        "left out": f"{counts.skipped:,}",
        "rate": None if not found.rate else f"{found.rate:,.0f} sentences/s",
        "time left": None if found.seconds_left is None else duration(found.seconds_left),
    }
    for name, value in rows.items():
        if value is not None:
            table.add_row(name, Text(printable(value)))
    return table


def status(
    out: Out,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Tell how far a run is: documents done, failed, rate, time left.

    Works while the run goes, after it, and after a crash; of many tasks it tells the sum.
    """
    found = status_of(RunFolder(out))
    console = results()
    if as_json:
        console.print(json.dumps(found.to_dict()), soft_wrap=True, markup=False, highlight=False)
    else:
        console.print(_table(found))


def verify(out: Out) -> None:
    """Check every part of a run against the sum that was kept of it.

    Exit code 0: all files are what was written. 1: some are not, each named.
    """
    console = Console(stderr=True, highlight=False)
    checked = list(check(RunFolder(out)))
    wrong = [one for one in checked if one is not None]
    for one in wrong:
        say(console, f"{one}.")
    say(console, f"{len(checked):,} parts checked, {len(wrong):,} wrong.")
    if wrong:
        raise typer.Exit(1)
