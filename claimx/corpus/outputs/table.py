"""Rows as tables for a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from claimx.corpus.atomic import writing
from claimx.corpus.outputs.rows import Labelled, Row, Selection
from claimx.report.facts import facts
from claimx.report.terminal import labelled, printable, told
from claimx.types import Sentence

_ROWS = 200
"""Rows laid out at once: rich holds them all."""

_INDENT = (0, 0, 0, 2)


def _cell(sentence: Sentence, inside: bool) -> RenderableType:
    """A sentence and, below it, what was read in it."""
    text = Text(printable(sentence.text))
    lines = told(facts(sentence.reading)) if inside else []
    below = (Padding(Text(line, style="dim"), _INDENT) for line in lines)
    return Group(text, *below) if lines else text


def _table(rows: Iterable[Row], header: bool, inside: bool) -> Table:
    table = Table(
        box=box.SIMPLE_HEAD, show_header=header, expand=True, pad_edge=False, padding=(0, 1)
    )
    table.add_column("place", width=13, justify="right", style="dim")
    table.add_column("labels", width=16)
    table.add_column("sentence", ratio=1)
    for row in rows:
        one = row.sentence
        table.add_row(
            f"{one.start}-{one.end}", labelled(one.labels, one.scores), _cell(one, inside)
        )
    return table


class TableWriter:
    """Prints a table a document; on a terminal, with what was read inside its sentences."""

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
                self._console.print(_table(chunk, count == 0, self._console.is_terminal))
                count += len(chunk)
        return count

    def close(self) -> None:
        """Nothing is held back."""


def _heading(row: Row) -> Text:
    name = Text(printable(row.source), style="bold")
    if row.title:
        name.append(f"  {printable(row.title)}", style="default")
    return name.append(f"  {printable(row.document)}", style="dim")
