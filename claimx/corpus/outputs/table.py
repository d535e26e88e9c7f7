"""Rows as tables for a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from claimx.corpus.atomic import writing
from claimx.corpus.outputs.rows import Labelled, Row, Selection
from claimx.report.terminal import labelled, printable

_ROWS = 200
"""Rows laid out at once: rich holds them all."""


def _table(rows: Iterable[Row], header: bool) -> Table:
    table = Table(
        box=box.SIMPLE_HEAD, show_header=header, expand=True, pad_edge=False, padding=(0, 1)
    )
    table.add_column("place", width=13, justify="right", style="dim")
    table.add_column("labels", width=16)
    table.add_column("sentence", ratio=1)
    for row in rows:
        one = row.sentence
        table.add_row(
            f"{one.start}-{one.end}", labelled(one.labels, one.scores), Text(printable(one.text))
        )
    return table


class TableWriter:
    """Prints a table a document."""

    def __init__(self, console: Console, selection: Selection) -> None:
        """Print on a console the sentences that a selection takes."""
        self._console = console
        self._selection = selection

    def write(self, labelled: Labelled) -> int:
        """Print the rows of one document and return how many they were.

        Raises:
            OutputError: If standard output cannot be written.
            BrokenPipeError: If whoever read it has gone.
        """
        count = 0
        left = labelled.rows(self._selection)
        with writing("standard output"):
            while chunk := list(islice(left, _ROWS)):
                if count == 0:
                    self._console.print(_heading(chunk[0]))
                self._console.print(_table(chunk, header=count == 0))
                count += len(chunk)
        return count

    def close(self) -> None:
        """Nothing is held back."""


def _heading(row: Row) -> Text:
    name = Text(printable(row.source), style="bold")
    if row.title:
        name.append(f"  {printable(row.title)}", style="default")
    return name.append(f"  {printable(row.document)}", style="dim")
