"""`python -m claimx.corpus.datatrove`: a ready pipeline of datatrove, on one machine or many."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from claimx.cli.cluster import (
    CpusPerTask,
    Options,
    Partition,
    SbatchArgs,
    TimeLimit,
    stopping,
)
from claimx.cli.console import count, say
from claimx.cli.folder import Workers
from claimx.cli.options import OperatingPoint
from claimx.corpus.job.executors import Executor, executor_of, launch
from claimx.corpus.job.folders import ENGINE
from claimx.corpus.outputs.rows import RowKind
from claimx.errors import ClaimxError
from claimx.extras import require
from claimx.model import DEFAULT_POINT


def _steps(given: str, out: Path, keys: dict[str, str], pattern: str | None, claims: Any) -> Any:
    require("orjson", extra="datatrove")
    readers = require("datatrove.pipeline.readers.jsonl", extra="datatrove")
    writers = require("datatrove.pipeline.writers.jsonl", extra="datatrove")
    return [
        readers.JsonlReader(given, glob_pattern=pattern, **keys),
        claims,
        writers.JsonlWriter(str(out.absolute())),
    ]


def pipeline(  # noqa: PLR0913, PLR0917 (one an option)
    given: Annotated[
        str, typer.Argument(metavar="INPUT_FOLDER", help="Of jsonl, plain or packed.")
    ],
    out: Annotated[
        Path, typer.Argument(metavar="OUTPUT_FOLDER", help="For 00000.jsonl.gz and so on.")
    ],
    model: Annotated[str, typer.Option(help="A shipped model, a folder, or a Hub id.")] = "base",
    operating_point: OperatingPoint = DEFAULT_POINT,
    share: Annotated[
        float | None,
        typer.Option(
            min=0,
            max=1,
            help="Part of the sentences that auto passes on to base.",
            show_default=False,
        ),
    ] = None,
    threads: Annotated[
        int | None,
        typer.Option(min=1, help="Of a task; one a processor.", show_default=False),
    ] = None,
    rows: Annotated[RowKind, typer.Option(help="claim or sentence.")] = RowKind.CLAIM,
    text_field: Annotated[str, typer.Option(help="Field with the text.")] = "text",
    id_field: Annotated[str, typer.Option(help="Field with the id.")] = "id",
    pattern: Annotated[
        str | None,
        typer.Option(help='Files to read, such as "*.jsonl.gz".', show_default=False),
    ] = None,
    executor: Annotated[Executor, typer.Option(help="What starts tasks.")] = Executor.LOCAL,
    tasks: Annotated[
        int, typer.Option(min=1, help="Each task reads every N-th file.", metavar="N")
    ] = 1,
    workers: Workers = "auto",
    cpus_per_task: CpusPerTask = 1,
    partition: Partition = None,
    time_limit: TimeLimit = None,
    sbatch: SbatchArgs = None,
) -> None:
    """JsonlReader, ClaimExtractor, JsonlWriter: documents out again, each with its claims.

    Finished tasks are left out when the same command is given again; one that was stopped begins
    anew. The reader drops lines that are no JSON, or without text, and only logs them: where
    nothing may be lost, see claimx extract --executor.
    """
    from claimx.corpus.datatrove import ClaimExtractor

    machines = Options(
        executor, tasks, cpus_per_task, partition, time_limit, sbatch or (), workers, None
    ).machines()
    assert machines is not None
    claims = ClaimExtractor(model, operating_point, share, threads or cpus_per_task, rows)
    keys = {"text_key": text_field, "id_key": id_field}
    steps = _steps(given, out, keys, pattern, claims)
    made = executor_of(machines, steps, out / ENGINE)
    console = Console(stderr=True, highlight=False)
    with stopping(out, console):
        launch(machines, made)
    if executor is not Executor.SLURM and (left := made.get_incomplete_ranks()):
        say(
            console, f"{count(len(left), 'task')} did not finish: {out / ENGINE / 'logs'} says why."
        )
        raise typer.Exit(1)


def main() -> None:
    """Run the command; an error that claimx raises on purpose is one line and exit code 2."""
    app = typer.Typer(pretty_exceptions_enable=False, add_completion=False, rich_markup_mode="rich")
    app.command()(pipeline)
    try:
        app()
    except ClaimxError as error:
        say(Console(stderr=True, highlight=False), str(error))
        sys.exit(2)
