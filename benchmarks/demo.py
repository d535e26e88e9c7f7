"""`claimx benchmark` alone: a first look in a few minutes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from rich.console import Group, RenderableType
from rich.text import Text

from benchmarks.machine import machine
from benchmarks.opponents import entrants
from benchmarks.record import Run, path_of, read
from benchmarks.report import plots
from benchmarks.report.terminal import leaderboard
from benchmarks.run import Bench
from benchmarks.speed.run import QUICK, measure
from benchmarks.speed.table import judging_rates, rates, speed_table
from benchmarks.tasks import Data, task_named
from claimx.api import TIERS
from claimx.corpus.atomic import write_text

CHEAP = ("everything", "rules", "majority", "tfidf", "textacy")
WAYS = ("pipeline", *TIERS.values())


def demo(data: Path | None, runs: Path, fresh: bool, say: Callable[[str], None]) -> RenderableType:
    """Judge the bundled article, measure speed against the plain pipeline, draw both.

    What is kept already is not run again, so that an interrupted demonstration goes on; speed is
    measured on every new machine, and kept apart from the stored results.

    Args:
        data: Folder with the gold's texts, for opponents that learn; they are left out without it.
        runs: Where runs are kept.
        fresh: Run again what is kept.
        say: Told of every step.
    """
    bench = Bench(Data(data), runs, fresh, say=say)
    found = bench.run([task_named("article")], entrants([*TIERS], CHEAP, download=False))
    own = runs.parent / "demo"
    speeds = [] if fresh else _kept(own)
    if not speeds:
        speeds = measure(own, say, ways=WAYS, data=data, plan=QUICK)
    drawn = own / "demo.svg"
    points = {**judging_rates(found), **rates(speeds)}
    write_text(drawn, plots.svg(plots.quality_against_speed(found, points)))
    return Group(leaderboard(found), speed_table(speeds), Text(f"plot: {drawn}", style="dim"))


def _kept(runs: Path) -> list[Run]:
    """Speeds that an earlier demonstration measured on this machine; another's prove nothing."""
    paths = [path_of(Run("speed", name, ""), runs) for name in WAYS]
    found = [read(path) for path in paths if path.is_file()]
    here = machine()
    whole = len(found) == len(paths) and all(run.about["machine"] == here for run in found)
    return found if whole else []
