"""Read, extract, write: one text after another, failures named and the rest done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from claimx.corpus.readers import read
from claimx.corpus.records import Problem, Reading, Record, Source
from claimx.corpus.rows import Row, Selection
from claimx.corpus.writers import Writer
from claimx.extractor import Extractor, text_id

_Labelled = Iterator[Row] | Problem


class Watch(Protocol):
    """Who looks on while a run goes."""

    def advanced(self, sentences: int, size: float) -> None:
        """Sentences that were scored since the last call, and the bytes of input behind them."""
        ...

    def failed(self, problem: Problem) -> None:
        """An input, or one record of it, that failed; its bytes are done with as well."""
        ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to.

    Attributes:
        documents: Texts that were read and labelled, empty ones included.
        rows: Rows that were written.
        problems: Inputs and records that failed.
    """

    documents: int
    rows: int
    problems: int


def _items(sources: Iterable[Source | Problem], reading: Reading) -> Iterator[Record | Problem]:
    for one in sources:
        if isinstance(one, Problem):
            yield one
        else:
            yield from read(one, reading)


def _progress(watch: Watch, size: int) -> Callable[[int, int], None]:
    """From the sentences of a text that are done to those that are newly done."""
    seen = 0

    def progress(done: int, total: int) -> None:
        nonlocal seen
        watch.advanced(done - seen, size * (done - seen) / total)
        seen = done

    return progress


def _rows(
    extractor: Extractor, record: Record, selection: Selection, watch: Watch
) -> Iterator[Row]:
    """Score a text; its rows are made as they are taken."""
    item = record.text
    document = text_id(item.text) if item.id is None else item.id
    model = extractor.model.stamp(extractor.thresholds)
    if not item.text or item.text.isspace():
        watch.advanced(0, record.size)
    sentences = extractor.iter_sentences(item.text, progress=_progress(watch, record.size))
    return (
        Row(record.source, document, item.title, model, sentence)
        for sentence in sentences
        if selection.takes(sentence)
    )


def _tried(item: Record | Problem, label: Callable[[Record], Iterator[Row]]) -> _Labelled:
    if isinstance(item, Problem):
        return item
    try:
        return label(item)
    except MemoryError:
        return Problem(item.source, item.line, "does not fit into memory")
    except Exception as error:  # engines raise classes of their own
        reason = " ".join(str(error).split()).removesuffix(".")
        return Problem(item.source, item.line, f"cannot be labelled ({reason})")


def run(
    sources: Iterable[Source | Problem],
    extractor: Extractor,
    writer: Writer,
    *,
    reading: Reading,
    selection: Selection,
    watch: Watch,
) -> Outcome:
    """Label every text of the sources and write the rows; one text is held at a time.

    A text's rows are written when all of it is scored: one that fails leaves none.

    Args:
        sources: As `claimx.corpus.sources.expand` gives them.
        extractor: Labels the texts.
        writer: Takes the rows.
        reading: How to read the sources.
        selection: Which sentences to write.
        watch: Told of progress and of problems as they come.

    Raises:
        ModelError: If the model cannot run.
        OutputError: If the rows cannot be written.
        BrokenPipeError: If whoever read the rows has gone.
    """
    _ = extractor.scorer  # a model that cannot run is no problem of an input
    label = partial(_rows, extractor, selection=selection, watch=watch)

    def step(item: Record | Problem) -> int | None:
        """Rows written for one text; None where it failed."""
        found = _tried(item, label)
        if isinstance(found, Problem):
            watch.failed(found)
            return None
        return writer.write(found)

    documents = written = problems = 0
    for count in map(step, _items(sources, reading)):  # map lets go of a text before the next
        documents += count is not None
        problems += count is None
        written += count or 0
    return Outcome(documents, written, problems)
