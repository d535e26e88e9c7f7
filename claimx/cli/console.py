"""Standard output and standard error, as every command uses them."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import typer
from rich.console import Console
from rich.text import Text

from claimx.report.terminal import printable


class ResultConsole(Console):
    """Standard output that leaves it to the command what a closed pipe means."""

    def on_broken_pipe(self) -> None:
        """Raise what rich would turn into an exit."""
        raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))


def results() -> Console:
    """A console on standard output; a character that its encoding lacks becomes a question mark."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    return ResultConsole(highlight=False)


def say(console: Console, message: str) -> None:
    """One line to the user, unwrapped and free of what could steer a terminal."""
    console.print(Text(printable(f"claimx: {message}")), soft_wrap=True)


def abandon_stdout() -> None:
    """Have the interpreter's last flush of standard output go nowhere: nobody can take it."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())


@contextmanager
def until_closed() -> Iterator[None]:
    """Whoever reads standard output may go when they have enough, as in `| head`: exit code 0."""
    try:
        yield
    except BrokenPipeError:
        abandon_stdout()
        raise typer.Exit from None


def count(number: int, noun: str) -> str:
    """A number and its noun: "1 claim", "2,000 claims"."""
    return f"{number:,} {noun}{'s' * (number != 1)}"
