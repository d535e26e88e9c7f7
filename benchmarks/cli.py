"""The words after `claimx benchmark`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from typer.core import TyperGroup

from benchmarks.record import RESULTS, RUNS
from claimx.errors import ClaimxError


class Words(TyperGroup):
    """A first word that is no command is a task: `benchmark news` is `benchmark run news`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the word "run" before tasks, and "demo" where there is no word at all."""
        words = [word for word in args if not word.startswith("-")]
        if not {"-h", "--help"} & set(args[:1]):
            if not words:
                args = ["demo", *args]
            elif args[0] not in self.commands:
                args = ["run", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=Words,
    name="claimx benchmark",
    help="How good, how fast, compared with what, how sure. A first word that is no command is a "
    "task: `claimx benchmark news --against all`.",
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)

DataFolder = Annotated[
    Path | None,
    typer.Option(
        envvar="CLAIMX_DATA",
        help="Folder with the gold's texts and public corpora.",
        file_okay=False,
    ),
]
Runs = Annotated[Path, typer.Option("--runs", help="Folder that runs are kept in.")]
Download = Annotated[bool, typer.Option("--download", help="Fetch gold texts and models.")]
Fresh = Annotated[bool, typer.Option("--fresh", help="Run again what is kept already.")]


def say(line: str) -> None:
    """One line of progress on stderr."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(line, markup=False)


@app.command()
def run(  # noqa: PLR0913, PLR0917 (one an option)
    tasks: Annotated[list[str], typer.Argument(help="Tasks, or all.")],
    model: Annotated[
        list[str] | None,
        typer.Option(
            help="A tier, a model folder, a Hub id, or module:function; base by default. "
            "Give it again for several."
        ),
    ] = None,
    against: Annotated[
        list[str] | None, typer.Option(help="An opponent, or all. Give it again for several.")
    ] = None,
    data: DataFolder = None,
    runs: Runs = RUNS,
    seed: Annotated[int, typer.Option(min=0, help="Of whatever is drawn in training.")] = 0,
    fresh: Fresh = False,
    download: Download = False,
) -> None:
    """Judge models and opponents on tasks; what is kept already is not run again."""
    from benchmarks.opponents import entrants
    from benchmarks.report.terminal import leaderboard
    from benchmarks.run import Bench
    from benchmarks.tasks import TASKS, Data, task_named

    names = list(TASKS) if "all" in tasks else tasks
    chosen = [task_named(name) for name in names]
    makers = entrants(model or ["base"], against or [], download=download)
    bench = Bench(Data(data, download), runs, fresh, seed, say)
    found = bench.run(chosen, makers)
    Console(highlight=False).print(leaderboard(found))
    if not found:
        raise ClaimxError("nothing was run: no task's data is at hand.")


@app.command()
def demo(data: DataFolder = None, runs: Runs = RUNS, fresh: Fresh = False) -> None:
    """The bundled article and speed against the plain pipeline; a table and a plot."""
    from benchmarks.demo import demo as shown

    Console(highlight=False).print(shown(data, runs, fresh, say))


@app.command()
def compare(
    a: Annotated[Path, typer.Argument(help="A stored run.")],
    b: Annotated[Path, typer.Argument(help="Another one on the same task.")],
    by_slice: Annotated[
        bool, typer.Option("--slices/--no-slices", help="Part by part too.")
    ] = True,
) -> None:
    """A minus B on the same documents: difference, 95 % interval, p, by label and by slice."""
    from benchmarks.comparing import compare_runs
    from benchmarks.record import read
    from benchmarks.report.terminal import comparison

    Console(highlight=False).print(comparison(compare_runs(read(a), read(b), by_slice)))


@app.command()
def report(
    runs: Runs = RUNS,
    out: Annotated[Path, typer.Option(help="Folder for tables and plots.")] = RESULTS,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; fail where files differ from the runs.")
    ] = False,
) -> None:
    """Write every table and plot from the stored runs alone, the README's tables among them."""
    from benchmarks.report.write import write_all

    for line in write_all(runs, out, check=check):
        typer.echo(line)


@app.command()
def transfer(
    task: Annotated[list[str], typer.Argument(help="Transfer tasks, or all.")],
    seeds: Annotated[int, typer.Option(min=1, help="How many seeds, from 0.")] = 3,
    data: DataFolder = None,
    runs: Runs = RUNS,
    fresh: Fresh = False,
    encoder: Annotated[
        str, typer.Option(help="Encoder to fine-tune: a Hub id or a folder.")
    ] = "sentence-transformers/all-MiniLM-L6-v2",
) -> None:
    """Fine-tune one small encoder on public corpora, by their own splits."""
    from benchmarks.tasks import Data
    from benchmarks.transfer.run import run_transfer

    for line in run_transfer(task, Data(data), runs, seeds, fresh, encoder, say):
        typer.echo(line)


@app.command()
def curve(  # noqa: PLR0913, PLR0917 (one an option)
    encoder: Annotated[str, typer.Option(help="Encoder to fine-tune: a Hub id or a folder.")] = (
        "sentence-transformers/all-MiniLM-L6-v2"
    ),
    size: Annotated[
        list[int] | None,
        typer.Option(min=1, help="Sentences to learn from. Give it again for several."),
    ] = None,
    learning_rate: Annotated[float, typer.Option(min=0, help="Peak; 4e-5 for mpnet.")] = 1e-4,
    epochs: Annotated[int, typer.Option(min=1, help="Passes over a sample, at least.")] = 3,
    steps: Annotated[int, typer.Option(min=1, help="Steps, at least.")] = 400,
    frozen_layers: Annotated[
        int, typer.Option(min=0, help="Lowest layers left as they are: faster on a CPU.")
    ] = 0,
    seed: Annotated[int, typer.Option(min=0, help="Of samples and training.")] = 13,
    threads: Annotated[int | None, typer.Option(min=1, help="Threads of torch.")] = None,
    data: DataFolder = None,
    runs: Runs = RUNS,
    work: Annotated[
        Path | None,
        typer.Option(help="Folder for checkpoints: an interrupted point goes on from there."),
    ] = None,
    fresh: Fresh = False,
    download: Download = False,
) -> None:
    """Fine-tune on more and more of the news gold: what would more gold bring?"""
    from benchmarks.curve import SIZES
    from benchmarks.curve.recipe import CurveRecipe
    from benchmarks.curve.run import Keeping, read_material, run_curve
    from benchmarks.tasks import Data
    from claimx.cli.train import log_to_stderr

    recipe = CurveRecipe(encoder, learning_rate, epochs, steps, frozen_layers, seed)
    found = read_material(Data(data, download), seed)
    log_to_stderr(quiet=False)
    for line in run_curve(recipe, size or SIZES, found, Keeping(runs, work, fresh), say, threads):
        typer.echo(line)


@app.command()
def speed(
    data: DataFolder = None,
    runs: Runs = RUNS,
    quick: Annotated[bool, typer.Option("--quick", help="Fewer sentences and rounds.")] = False,
) -> None:
    """Sentences a second, memory and start, claimx beside what a user would otherwise run."""
    from benchmarks.speed.run import measure
    from benchmarks.speed.table import speed_table

    Console(highlight=False).print(speed_table(measure(runs, say, quick=quick, data=data)))
