"""`claimx extract` into a folder: a run that may be stopped and goes on."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from claimx.cli.console import count, say
from claimx.cli.watch import watching
from claimx.corpus.inputs.records import Problem, Source
from claimx.corpus.inputs.sources import STDIN, Inputs, survey
from claimx.corpus.job.folder import ERRORS, RunFolder
from claimx.corpus.job.plan import Settings
from claimx.corpus.job.run import Finished, Limits, Run, StoppedError
from claimx.cpus import available_cpus
from claimx.errors import InputError

_MEMORY_OF_A_WORKER = 600 << 20
"""Bytes that one worker with the largest shipped model stays under, and the parent's part of it."""

Workers = Annotated[
    str,
    typer.Option(
        metavar="N",
        help="Processes, each on one thread; auto: one a processor, as --memory allows.",
        rich_help_panel="Runs into a folder",
    ),
]

_UNITS = {"k": 10, "m": 20, "g": 30, "t": 40}


def bytes_of(size: str) -> int:
    """A size as people write it: "500M", "2G", a number of bytes.

    Raises:
        InputError: If it is none.
    """
    bare = size.strip().lower().removesuffix("b").removesuffix("i")
    power = _UNITS.get(bare[-1:], 0)
    number = bare[:-1] if power else bare
    try:
        found = int(float(number) * 2**power)
    except (ValueError, OverflowError):
        found = 0
    if found <= 0:
        raise InputError(f"{size!r} is no size: give one such as 500M or 2G.")
    return found


def count_workers(wanted: str, memory: int | None) -> int:
    """How many processes to start.

    Args:
        wanted: A number from 1, or "auto".
        memory: Bytes for all of them; None for no limit.

    Raises:
        InputError: If it is neither.
    """
    if wanted != "auto":
        if not wanted.isdecimal() or int(wanted) < 1:
            raise InputError(f"--workers {wanted}: give a number from 1, or auto.")
        return int(wanted)
    fitting = available_cpus() if memory is None else memory // _MEMORY_OF_A_WORKER
    return max(1, min(available_cpus(), fitting))


def without_own(inputs: Inputs, folder: RunFolder) -> Inputs:
    """Inputs without what this very run writes, where its folder lies among the inputs."""
    sources = [
        one for one in inputs.sources if isinstance(one, Problem) or not folder.owns(one.path)
    ]
    skipped = [one for one in inputs.skipped if not folder.owns(Path(one.source))]
    return Inputs(sources, skipped)


def _refuse_stdin_again(
    folder: RunFolder, sources: Sequence[Source | Problem], fresh: bool
) -> None:
    if folder.exists and not fresh and any(_is_stdin(one) for one in sources):
        raise InputError(
            "standard input cannot be read a second time, so this run cannot go on: "
            "--fresh begins anew."
        )


def _is_stdin(one: Source | Problem) -> bool:
    return isinstance(one, Source) and one.name == STDIN


def _summary(folder: RunFolder, settings: Settings, done: Finished) -> str:
    counts = done.counts
    rows = count(counts.rows, settings.shape.rows)
    said = f"{count(counts.documents, 'document')}, {count(counts.sentences, 'sentence')}"
    said += f", {rows} in {folder.root / settings.shape.folder}"
    if done.resumed:
        said += f"; {count(done.resumed, 'part')} done before"
    if done.duplicates:
        said += f"; {count(done.duplicates, 'text')} came before to the letter"
    if counts.skipped:
        said += f"; {counts.skipped:,} left out (skipped.jsonl)"
    if counts.errors:
        said += f"; {count(counts.errors, 'record')} failed ({ERRORS})"
    return f"{said}."


def run_in_folder(
    folder: RunFolder,
    settings: Settings,
    inputs: Inputs,
    limits: Limits,
    quiet: bool,
    redo: bool = False,
) -> None:
    """Carry out a run, tell what it came to, and exit with its code.

    Raises:
        typer.Exit: 1 if records failed; 128 and the signal's number if one came.
        ClaimxError: See `Run.go`.
    """
    console = Console(stderr=True, highlight=False)
    if any(map(_is_stdin, inputs.sources)) and not quiet:
        say(console, "standard input can be read once only: if this run stops, it cannot go on.")
    try:
        with watching(inputs.sources, quiet) as watch:
            done = Run(folder, settings, inputs, limits, watch).go(redo)
    except StoppedError as stopped:
        name = signal.Signals(stopped.signal).name
        how = "the same command goes on from here"
        say(console, f"stopped by {name}; what is done is in {folder.root}, {how}.")
        raise typer.Exit(128 + stopped.signal) from None
    if not quiet and (sys.stderr.isatty() or done.resumed or redo):
        say(console, _summary(folder, settings, done))
    if done.counts.errors:
        raise typer.Exit(1)


def start(
    folder: RunFolder,
    settings: Settings,
    inputs: Inputs,
    limits: Limits,
    quiet: bool,
) -> None:
    """Begin a run or go on with it; see `run_in_folder`.

    Raises:
        InputError: If standard input would have to be read a second time.
    """
    _refuse_stdin_again(folder, inputs.sources, limits.fresh)
    run_in_folder(folder, settings, without_own(inputs, folder), limits, quiet)


def _each(names: Sequence[str], settings: Settings) -> list[Source | Problem]:
    """The inputs of a run as they are now, each in its old place: shards are known by places."""
    found = []
    for name in names:
        now = survey([name], settings.reading.kind, download=settings.model.download).sources
        many = Problem(name, None, "stands for several inputs now: label them into another folder")
        found.append(now[0] if len(now) == 1 else many)
    return found


def go_on(folder: RunFolder, workers: str, quiet: bool) -> None:
    """Try again what failed in a run, with its own settings and the inputs as they are now.

    Raises:
        InputError: If the inputs were standard input.
    """
    plan = folder.plan()
    names = [one["name"] for one in plan.inputs]
    if STDIN in names:
        raise InputError("standard input cannot be read a second time: nothing can be tried again.")
    inputs = Inputs(_each(names, plan.settings), folder.skipped_files())
    limits = Limits(workers=count_workers(workers, None))
    try:
        run_in_folder(folder, plan.settings, inputs, limits, quiet, redo=True)
    except typer.Exit as ended:
        if ended.exit_code != 1:  # what still fails is listed by the caller
            raise


def folder_of(output: Path) -> RunFolder:
    """The run folder of an output.

    Raises:
        InputError: If a file has that name.
    """
    if output.is_file():
        raise InputError(f"{output} is a file; name a folder, or a file by its ending.")
    return RunFolder(output)
