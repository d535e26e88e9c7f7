"""`claimx extract`: files in, labelled sentences out."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from claimx.api import load
from claimx.cli.console import abandon_stdout, say, until_closed
from claimx.cli.interrupts import interrupts_held
from claimx.cli.options import OperatingPoint
from claimx.cli.target import Target, choose, open_writer, refuse_overwriting
from claimx.cli.watch import Aside, watching
from claimx.corpus.decoding import check_encoding
from claimx.corpus.records import Kind, Problem, Reading, Source
from claimx.corpus.rows import Selection
from claimx.corpus.run import Outcome, run
from claimx.corpus.sources import expand
from claimx.corpus.writers import Format
from claimx.errors import InputError, OutputError
from claimx.labels import Label
from claimx.model import DEFAULT_POINT

if TYPE_CHECKING:
    from claimx.extractor import Extractor

FAILED, INTERRUPTED = 1, 130


@dataclass(frozen=True, slots=True)
class Job:
    """What one call of the command is to do."""

    sources: Sequence[Source | Problem]
    target: Target
    reading: Reading
    selection: Selection
    quiet: bool


def _plan(job: Job) -> None:
    """Refuse what cannot work before the model is loaded.

    Raises:
        InputError: If there is nothing to read, the encoding is unknown, or an input would be
            written over.
    """
    check_encoding(job.reading.encoding or "utf-8")
    if not any(isinstance(one, Source) for one in job.sources):
        *others, last = job.sources
        console = Console(stderr=True, highlight=False)
        for one in others:
            say(console, str(one))
        raise InputError(str(last))
    refuse_overwriting(job.target, job.sources)


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


def _carry_out(job: Job, extractor: Extractor) -> Outcome:
    with watching(job.sources, job.quiet) as watch, open_writer(job.target) as (writer, file):
        outcome = run(
            job.sources,
            extractor,
            Aside(writer, watch) if job.target.on_screen else writer,
            reading=job.reading,
            selection=job.selection,
            watch=watch,
        )
        if file is not None and outcome.documents:
            file.commit()
    return outcome


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"


def _summary(job: Job, outcome: Outcome) -> str:
    rows = _count(outcome.rows, "sentence" if job.selection.all else "claim")
    said = f"{_count(outcome.documents, 'document')}, {rows}"
    if outcome.problems:
        said += f", {_count(outcome.problems, 'input')} failed"
    if job.target.path is not None:
        said += f"; written to {job.target.path}" if outcome.documents else "; nothing written"
    return f"{said}."


def extract(  # noqa: PLR0913, PLR0917 (one an option)
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATHS",
            help="Files, folders (searched to the bottom for txt, html and jsonl), patterns such "
            'as "news/**/*.txt", or - for standard input. A file with any other suffix is read '
            "as plain text.",
            show_default=False,
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="OUT",
            help="A file if it ends in .jsonl or .csv; any other name is a folder, which gets "
            "claims.jsonl (sentences.jsonl with --all; or .csv). Without it: standard output.",
            show_default=False,
        ),
    ] = None,
    format_: Annotated[
        Format | None,
        typer.Option(
            "--format",
            "-f",
            help="By default what OUT's suffix says, a table on a terminal, jsonl elsewhere.",
            show_default=False,
        ),
    ] = None,
    every: Annotated[
        bool,
        typer.Option(
            "--all",
            help="Sentences without a label as well. With --min-score, whatever scores that much, "
            "above the label's threshold or not.",
        ),
    ] = False,
    only: Annotated[
        list[Label] | None,
        typer.Option(help="Let only this label count; may be given again.", show_default=False),
    ] = None,
    min_score: Annotated[
        float,
        typer.Option(min=0, max=1, help="Only sentences with a label that scores at least this."),
    ] = 0.0,
    model: Annotated[
        str, typer.Option(help="A shipped model (base, auto, fast), a folder, or a Hub id.")
    ] = "base",
    share: Annotated[
        float | None,
        typer.Option(
            min=0,
            max=1,
            help="Part of the sentences that auto passes on to base.",
            show_default=False,
        ),
    ] = None,
    operating_point: OperatingPoint = DEFAULT_POINT,
    engine: Annotated[str, typer.Option(help="onnx, torch, or auto: what suits.")] = "auto",
    threads: Annotated[
        int | None,
        typer.Option(min=1, help="By default as many as this process may use.", show_default=False),
    ] = None,
    download: Annotated[
        bool, typer.Option("--download", help="Fetch a Hub id that is not in the cache.")
    ] = False,
    encoding: Annotated[
        str | None,
        typer.Option(
            help="Of every input. By default UTF-8, with or without a byte order mark, and for "
            "html what the page declares.",
            show_default=False,
        ),
    ] = None,
    read_as: Annotated[
        Kind | None,
        typer.Option(
            "--read-as",
            help="Read every input so, whatever its suffix; for standard input txt by default.",
            show_default=False,
        ),
    ] = None,
    text_field: Annotated[
        str, typer.Option(help="Field of a jsonl record with its text.")
    ] = "text",
    id_field: Annotated[
        str | None,
        typer.Option(
            help='Field with its id. By default "id"; a record without one, and every other '
            "document, gets an id made from its text.",
            show_default=False,
        ),
    ] = None,
    title_field: Annotated[str, typer.Option(help="Field with its title, if any.")] = "title",
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="No progress and no summary; failures are named.")
    ] = False,
) -> None:
    """Label the sentences of files.

    One record a claim: source, document, offsets, text, labels, all four scores, and the model
    with version, hash and thresholds. Results go to standard output or OUT, all else to standard
    error; progress is shown on a terminal only. OUT appears whole or not at all.

    Exit code 0: all is well. 1: some inputs failed, each named, and the rest is done. 2: nothing
    was done, for wrong usage, nothing to read, or an output that cannot be written.
    """
    job = Job(
        sources=expand(paths, read_as),
        target=choose(output, format_, "sentences" if every else "claims"),
        reading=Reading(encoding, text_field, id_field, title_field),
        selection=Selection(every, frozenset(only or ()), min_score),
        quiet=quiet,
    )
    _plan(job)
    console = Console(stderr=True, highlight=False)
    with _ending(job.target, console):
        with interrupts_held():
            extractor = load(
                model,
                engine=engine,
                threads=threads,
                operating_point=operating_point,
                share=share,
                download=download,
            )
            _ = extractor.scorer
        outcome = _carry_out(job, extractor)
    if sys.stderr.isatty() and not quiet:
        say(console, _summary(job, outcome))
    if outcome.problems:
        raise typer.Exit(FAILED)
