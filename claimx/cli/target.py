"""Where `claimx extract` writes, and in which format."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from claimx.cli.console import results
from claimx.corpus.atomic import AtomicFile, atomic
from claimx.corpus.records import Problem, Source
from claimx.corpus.table import TableWriter
from claimx.corpus.writers import Format, LineWriter, Writer
from claimx.errors import InputError

STDOUT = "-"
_IN_A_FILE = {".jsonl": Format.JSONL, ".csv": Format.CSV}


@dataclass(frozen=True, slots=True)
class Target:
    """Where rows go, and how.

    Attributes:
        path: A file, or None for standard output.
        format: How.
    """

    path: Path | None
    format: Format

    @property
    def name(self) -> str:
        """How a sentence names it."""
        return "standard output" if self.path is None else str(self.path)

    @property
    def on_screen(self) -> bool:
        """Whether rows appear on a terminal."""
        return self.path is None and sys.stdout.isatty()


def choose(output: Path | None, wanted: Format | None, stem: str) -> Target:
    """Where to write.

    Args:
        output: A file that ends in .jsonl or .csv, or else a folder; None is standard output.
        wanted: The format; None takes the one that the file's name tells, jsonl in a folder or a
            pipe, and a table on a terminal.
        stem: Name of the file in a folder, without suffix.

    Raises:
        InputError: If the two contradict each other.
    """
    if output is None or str(output) == STDOUT:
        return Target(None, wanted or (Format.TABLE if sys.stdout.isatty() else Format.JSONL))
    if wanted is Format.TABLE:
        raise InputError("a table is for the terminal: with --output, use --format jsonl or csv.")
    told = None if output.is_dir() else _IN_A_FILE.get(output.suffix.lower())
    if told is None and output.is_file():
        raise InputError(f"{output} is a file that ends in neither .jsonl nor .csv; name another.")
    if told is None:
        how = wanted or Format.JSONL
        return Target(output / f"{stem}.{how}", how)
    if wanted not in (None, told):
        raise InputError(f"{output} is named for {told}, but --format says {wanted}.")
    return Target(output, told)


def _state(path: Path | None, standard: int) -> os.stat_result | None:
    """What the system says of a regular file, or of a standard stream that leads to one."""
    with suppress(OSError):
        state = os.fstat(standard) if path is None else path.stat()
        return state if stat.S_ISREG(state.st_mode) else None
    return None


def refuse_overwriting(target: Target, sources: Iterable[Source | Problem]) -> None:
    """Let no input be written over, or be read while it grows.

    Raises:
        InputError: If the target is one of the sources.
    """
    written = _state(target.path, standard=1)
    if written is None:
        return
    for one in sources:
        if isinstance(one, Problem):
            continue
        read = _state(one.path, standard=0)
        if read is not None and os.path.samestat(read, written):
            raise InputError(f"{target.name} would write over the input {one.name}.")


@contextmanager
def open_writer(target: Target) -> Iterator[tuple[Writer, AtomicFile | None]]:
    """A writer for the target, and the file to commit at the end if there is one.

    Raises:
        OutputError: If it cannot be written.
        BrokenPipeError: If whoever read standard output has gone.
    """
    if target.path is not None:
        with atomic(target.path) as file:
            yield LineWriter(file.stream, target.name, target.format), file
    elif target.format is Format.TABLE:
        yield TableWriter(results()), None
    else:
        yield LineWriter(sys.stdout.buffer, target.name, target.format), None
