"""Where `claimx extract` writes, and in which format."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from claimx.cli.console import results
from claimx.corpus.atomic import AtomicFile, atomic
from claimx.corpus.inputs.records import Problem, Source
from claimx.corpus.job.plan import Shape
from claimx.corpus.outputs.rows import RowKind
from claimx.corpus.outputs.table import TableWriter
from claimx.corpus.outputs.writers import Format, LineWriter, Writer
from claimx.errors import InputError

STDOUT = "-"
_PACKINGS = {".zst": "zst", ".gz": "gz"}
_IN_A_FILE = {f".{form}": form for form in (Format.JSONL, Format.CSV, Format.PARQUET)}


@dataclass(frozen=True, slots=True)
class Target:
    """Where rows go, and how; to a file, to a folder, or to standard output.

    Attributes:
        path: A file, or None.
        format: How.
        packing: "zst" or "gz", or None for plain files.
        folder: A folder, or None.
    """

    path: Path | None
    format: Format
    packing: str | None = None
    folder: Path | None = None

    @property
    def name(self) -> str:
        """How a sentence names it."""
        return "standard output" if self.path is None else str(self.path)

    @property
    def on_screen(self) -> bool:
        """Whether rows appear on a terminal."""
        return self.path is None and sys.stdout.isatty()


def _told(output: Path) -> tuple[Format | None, str | None]:
    """Format and packing that a file's name tells."""
    packing = _PACKINGS.get(output.suffix.lower())
    inner = output.with_suffix("") if packing else output
    return _IN_A_FILE.get(inner.suffix.lower()), packing


def choose(output: Path | None, wanted: Format | None, compress: str | None = None) -> Target:
    """Where to write.

    Args:
        output: A file that ends in .jsonl, .csv or .parquet, the first two plain or .gz or .zst, or
            else a folder; None is standard output.
        wanted: The format; None takes the one that the file's name tells, jsonl in a folder or a
            pipe, and a table on a terminal.
        compress: "zst", "gz" or None, for the files of a folder.

    Raises:
        InputError: If these contradict each other.
    """
    if compress is not None and compress not in _PACKINGS.values():
        raise InputError(f"--compress {compress}: give {' or '.join(_PACKINGS.values())}.")
    if output is None or str(output) == STDOUT:
        return _printed(wanted, compress)
    if wanted is Format.TABLE:
        raise InputError(
            "a table is for the terminal: with --output, use --format jsonl, csv or parquet."
        )
    told, packing = (None, None) if output.is_dir() else _told(output)
    if told is None:
        return _in_folder(output, wanted or Format.JSONL, compress)
    if wanted not in (None, told):
        raise InputError(f"{output} is named for {told}, but --format says {wanted}.")
    if compress not in (None, packing):
        raise InputError(f"{output} is not named for {compress}: add .{compress} to its name.")
    return Target(output, told, packing)


def _in_folder(output: Path, form: Format, compress: str | None) -> Target:
    if output.is_file():
        raise InputError(
            f"{output} is a file that ends in neither .jsonl nor .csv nor .parquet; name another."
        )
    if form is Format.PARQUET and compress:
        raise InputError("parquet packs its columns itself: leave --compress out.")
    return Target(None, form, compress, output)


def _printed(wanted: Format | None, compress: str | None) -> Target:
    if compress is not None:
        raise InputError("--compress is for files: name one, or a folder, with --output.")
    if wanted is Format.PARQUET and sys.stdout.isatty():
        raise InputError("parquet is no text: name a file with --output, or use a pipe.")
    return Target(None, wanted or (Format.TABLE if sys.stdout.isatty() else Format.JSONL))


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


def _lines(stream: BinaryIO, target: Target, shape: Shape, keep: Sequence[str]) -> LineWriter:
    return LineWriter(
        stream,
        target.name,
        target.format,
        shape.rows,
        keep,
        shape.selection,
        packing=target.packing,
        safe=shape.safe,
    )


@contextmanager
def open_writer(
    target: Target, shape: Shape, keep: Sequence[str]
) -> Iterator[tuple[Writer, AtomicFile | None]]:
    """A writer for the target, and the file to commit after closing it if there is one.

    Raises:
        InputError: If documents are to be a table.
        OutputError: If it cannot be written.
        BrokenPipeError: If whoever read standard output has gone.
    """
    if target.path is not None:
        with atomic(target.path) as file:
            yield _lines(file.stream, target, shape, keep), file
    elif target.format is Format.TABLE and shape.rows is RowKind.DOCUMENT:
        raise InputError("documents do not fit into a table: use --format jsonl or csv.")
    elif target.format is Format.TABLE:
        yield TableWriter(results(), shape.selection), None
    else:
        yield _lines(sys.stdout.buffer, target, shape, keep), None
