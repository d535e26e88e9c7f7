"""Rows as cells, one a column: what csv and parquet are made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any, Protocol

from claimx.corpus.outputs.columns import SENTENCES, Column, values
from claimx.corpus.outputs.rows import COLUMNS, Labelled, Row, Selection
from claimx.labels import LABELS
from claimx.types import Reading, Scores, Sentence

_OWN = slice(COLUMNS.index("id"), COLUMNS.index("hedges") + 1)
"""Columns in which the sentences of a document differ; so they do in the page."""

_PAGE = COLUMNS.index("page")
_ANY = Sentence(0, 0, "", 0, (), Scores(0, 0, 0, 0))
_scores = attrgetter(*LABELS)


_READ = [column for column in SENTENCES if column.path[0] == "reading"]
_UNREAD = [None] * len(_READ)


def _cells(reading: Reading) -> list[Any]:
    return values({"reading": reading.to_dict()}, _READ)


def sentence_values(
    one: Labelled, selection: Selection, columns: Sequence[Column]
) -> Iterator[list[Any]]:
    """What `columns.values` gives of a document's rows, several times as fast.

    What its rows share is looked up once.

    Args:
        one: The document.
        selection: Which of its sentences go out.
        columns: Of a sentence, and those of kept fields.
    """
    row = Row(one.source, one.document, one.title, one.model, _ANY, one.kept, None, one.language)
    shared = values(row.to_dict(), columns)
    for sentence in one.sentences:
        if selection.takes(sentence):
            cells = shared.copy()
            cells[_OWN] = (
                f"{one.document}:{sentence.start}-{sentence.end}",
                sentence.index,
                sentence.start,
                sentence.end,
                sentence.text,
                list(sentence.labels),
                sentence.primary,
                *_scores(sentence.scores),
                sentence.truncated,
                sentence.engine,
                *(_UNREAD if sentence.reading is None else _cells(sentence.reading)),
            )
            cells[_PAGE] = one.page(sentence)
            yield cells


class Table(Protocol):
    """What takes cells."""

    def put(self, values: list[Any]) -> None:
        """Take a row, a value a column."""
        ...

    def close(self) -> None:
        """Nothing more comes."""
        ...


class CellRows:
    """Writes rows to a table."""

    def __init__(self, table: Table, columns: Sequence[Column]) -> None:
        """Write to a table with these columns."""
        self._table = table
        self._columns = columns

    def put(self, row: Mapping[str, Any]) -> None:
        """Write a row as JSON has it."""
        self._table.put(values(row, self._columns))

    def put_sentences(self, one: Labelled, selection: Selection) -> int:
        """Write the sentences of a document that a selection takes; returns how many."""
        count = 0
        for cells in sentence_values(one, selection, self._columns):
            self._table.put(cells)
            count += 1
        return count

    def close(self) -> None:
        """Nothing more comes."""
        self._table.close()
