"""Read, extract, write: one text after another, failures named and the rest done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from claimx.corpus.inputs.readers import read
from claimx.corpus.inputs.records import Problem, Reading, Record, Source
from claimx.corpus.labelling import AS_IT_IS, Labelling, Skip, attempt
from claimx.corpus.outputs.rows import Labelled
from claimx.corpus.outputs.writers import Writer
from claimx.extractor import Extractor


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
        skipped: Texts that were left out on purpose.
    """

    documents: int
    rows: int
    problems: int
    skipped: int = 0


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


def _labelled(
    extractor: Extractor, item: Record | Problem, how: Labelling, watch: Watch
) -> Labelled | Skip | Problem:
    if isinstance(item, Problem):
        return item
    found = attempt(extractor, item, how, _progress(watch, item.size))
    if isinstance(found, Skip) or not item.text.text or item.text.text.isspace():
        watch.advanced(0, item.size)
    return found


def run(
    sources: Iterable[Source | Problem],
    extractor: Extractor,
    writer: Writer,
    *,
    reading: Reading,
    labelling: Labelling = AS_IT_IS,
    watch: Watch,
) -> Outcome:
    """Label every text of the sources and write the rows; one text is held at a time.

    A text's rows are written when all of it is scored: one that fails leaves none.

    Args:
        sources: As `claimx.corpus.inputs.sources.expand` gives them.
        extractor: Labels the texts.
        writer: Takes the documents; stays open.
        reading: How to read the sources.
        labelling: How to label the texts.
        watch: Told of progress and of problems as they come.

    Raises:
        ModelError: If the model cannot run.
        OutputError: If the rows cannot be written.
        BrokenPipeError: If whoever read the rows has gone.
    """
    _ = extractor.scorer  # a model that cannot run is no problem of an input

    documents = written = problems = skipped = 0
    for item in _items(sources, reading):
        found = _labelled(extractor, item, labelling, watch)
        if isinstance(found, Problem):
            problems += 1
            watch.failed(found)
        elif isinstance(found, Skip):
            skipped += 1
        else:
            documents += 1
            written += writer.write(found)
        del item, found  # let go of a text before the next
    return Outcome(documents, written, problems, skipped)
