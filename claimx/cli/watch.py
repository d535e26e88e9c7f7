"""Who looks on while `claimx extract` runs: failures, and progress where a terminal shows it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from claimx.cli.console import say
from claimx.corpus.inputs.records import Problem, Source
from claimx.corpus.outputs.rows import Labelled
from claimx.corpus.outputs.writers import Writer


class Silent:
    """Names failures on standard error and shows nothing else."""

    def __init__(self, console: Console) -> None:
        """Write to a console on standard error."""
        self._console = console

    def advanced(self, sentences: int, size: float) -> None:
        """See `claimx.corpus.run.Watch`."""

    def failed(self, problem: Problem) -> None:
        """See `claimx.corpus.run.Watch`."""
        say(self._console, str(problem))

    def aside(self) -> AbstractContextManager[None]:
        """A moment in which others may write to the terminal."""
        return nullcontext()


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        rate = task.fields["sentences"] / (task.elapsed or 1.0)
        return Text(f"{rate:,.0f} sentences/s")


class Bar(Silent):
    """Shows a bar as well: share of the bytes, sentences, rate, time left."""

    def __init__(self, console: Console, total: int | None) -> None:
        """Show nothing before `shown`.

        Args:
            console: On standard error.
            total: Bytes to read; None where that is not known.
        """
        super().__init__(console)
        self._progress = Progress(
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[sentences]:,} sentences"),
            _Rate(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            # a shard of sentences takes seconds: rich would forget the one before
            speed_estimate_period=600,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._task = self._progress.add_task("", total=total, sentences=0)

    def advanced(self, sentences: int, size: float) -> None:
        """See `claimx.corpus.run.Watch`."""
        seen = self._progress.tasks[0].fields["sentences"] + sentences
        self._progress.update(self._task, advance=size, sentences=seen)

    def failed(self, problem: Problem) -> None:
        """See `claimx.corpus.run.Watch`."""
        super().failed(problem)
        self._progress.advance(self._task, problem.size)

    @contextmanager
    def shown(self) -> Iterator[None]:
        """The bar stands below what else is printed, and is gone at the end."""
        with self._progress:
            yield

    @contextmanager
    def aside(self) -> Iterator[None]:
        """The bar makes room for others who write to the same terminal."""
        self._progress.stop()
        try:
            yield
        finally:
            self._progress.start()


class Aside:
    """A writer to the terminal on which a bar stands."""

    def __init__(self, writer: Writer, watch: Silent) -> None:
        """Write through a writer while the watch stands aside."""
        self._writer = writer
        self._watch = watch

    def write(self, labelled: Labelled) -> int:
        """See `claimx.corpus.outputs.writers.Writer`."""
        with self._watch.aside():
            return self._writer.write(labelled)

    def close(self) -> None:
        """See `claimx.corpus.outputs.writers.Writer`."""
        self._writer.close()


def total_size(sources: Iterable[Source | Problem]) -> int | None:
    """Bytes of all sources; None if one does not know its own."""
    sizes = [one.size for one in sources if isinstance(one, Source)]
    known = [size for size in sizes if size is not None]
    return sum(known) if len(known) == len(sizes) else None


@contextmanager
def watching(sources: Iterable[Source | Problem], quiet: bool) -> Iterator[Silent]:
    """A watch on standard error: a bar if it is a terminal, unless quiet is asked for."""
    console = Console(stderr=True, highlight=False)
    if quiet or not sys.stderr.isatty():
        yield Silent(console)
        return
    bar = Bar(console, total_size(sources))
    with bar.shown():
        yield bar
