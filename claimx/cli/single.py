"""`claimx extract` to one file or to standard output: whole documents, one after another."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer
from rich.console import Console

from claimx.api import load
from claimx.cli.console import abandon_stdout, count, say, until_closed
from claimx.cli.interrupts import interrupts_held
from claimx.cli.target import Target, open_writer, refuse_overwriting
from claimx.cli.watch import Aside, watching
from claimx.corpus.inputs.records import Problem, Source
from claimx.corpus.job.plan import Settings
from claimx.corpus.run import Outcome, run
from claimx.errors import OutputError

if TYPE_CHECKING:
    from claimx.extractor import Extractor

FAILED, INTERRUPTED = 1, 130


@dataclass(frozen=True, slots=True)
class Job:
    """What one call of the command is to do.

    Attributes:
        sources: What to read.
        target: Where rows go.
        settings: How all of it is done.
        threads: To compute with; None takes what the process may use.
        quiet: No progress and no summary.
    """

    sources: Sequence[Source | Problem]
    target: Target
    settings: Settings
    threads: int | None
    quiet: bool


@contextmanager
def _ending(target: Target, console: Console) -> Iterator[None]:
    """End well when interrupted, or when standard output cannot take more."""
    try:
        with until_closed():
            yield
    except KeyboardInterrupt:
        say(console, f"interrupted; {_left(target)}.")
        raise typer.Exit(INTERRUPTED) from None
    except OutputError:
        if target.path is None:
            abandon_stdout()
        raise


def _left(target: Target) -> str:
    if target.path is None:
        return "what was printed so far is whole documents"
    return f"{target.path} was not written"


def _label(job: Job, extractor: Extractor) -> Outcome:
    settings = job.settings
    with (
        watching(job.sources, job.quiet) as watch,
        open_writer(job.target, settings.shape, settings.reading.keep) as (writer, file),
    ):
        outcome = run(
            job.sources,
            extractor,
            Aside(writer, watch) if job.target.on_screen else writer,
            reading=settings.reading,
            labelling=settings.labelling,
            watch=watch,
        )
        writer.close()
        if file is not None and outcome.documents:
            file.commit()
    return outcome


def _summary(job: Job, outcome: Outcome) -> str:
    said = f"{count(outcome.documents, 'document')}, {count(outcome.rows, job.settings.shape.rows)}"
    if outcome.skipped:
        said += f", {count(outcome.skipped, 'text')} left out"
    if outcome.problems:
        said += f", {count(outcome.problems, 'input')} failed"
    if job.target.path is not None:
        said += f"; written to {job.target.path}" if outcome.documents else "; nothing written"
    return f"{said}."


def carry_out(job: Job) -> None:
    """Label everything, tell what it came to, and exit with its code.

    Raises:
        typer.Exit: 1 if inputs failed, 130 if the user interrupts.
        ClaimxError: If nothing can be done.
    """
    refuse_overwriting(job.target, job.sources)
    console = Console(stderr=True, highlight=False)
    chosen = job.settings.model
    with _ending(job.target, console):
        with interrupts_held():
            extractor = load(
                chosen.name,
                engine=chosen.engine,
                threads=job.threads,
                operating_point=chosen.operating_point,
                share=chosen.share,
                spans=chosen.spans,
                download=chosen.download,
            )
            _ = extractor.scorer
        outcome = _label(job, extractor)
    if sys.stderr.isatty() and not job.quiet:
        say(console, _summary(job, outcome))
    if outcome.problems:
        raise typer.Exit(FAILED)
