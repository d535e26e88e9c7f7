"""One process that labels shards: told what to do through a pipe, it answers with parts."""

from __future__ import annotations

import hashlib
import os
import signal
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from claimx.corpus.atomic import atomic, writing
from claimx.corpus.duplicates import digest
from claimx.corpus.inputs.readers import read
from claimx.corpus.inputs.records import SHOWN, Problem, Record, Source
from claimx.corpus.inputs.warc import Page
from claimx.corpus.job.cut import Item, Shard
from claimx.corpus.job.parts import Counts, Part
from claimx.corpus.job.plan import Settings
from claimx.corpus.labelling import Skip, attempt
from claimx.corpus.outputs.rows import Labelled
from claimx.corpus.outputs.writers import ShardWriter, open_shard
from claimx.errors import ClaimxError
from claimx.extractor import Extractor
from claimx.labels import LABELS
from claimx.types import ModelStamp, Sentence

NOWHERE = -1
"""Position of a worker that is at no item."""

_SECONDS_BETWEEN_REPORTS = 0.3


@dataclass(frozen=True, slots=True)
class Work:
    """A shard to label, and the items of it that are given up, by their place in it, and why."""

    shard: Shard
    given_up: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ready:
    """The model is loaded."""

    model: ModelStamp
    engine: str


@dataclass(frozen=True, slots=True)
class Advanced:
    """Sentences scored since the last report, and bytes of input behind them."""

    sentences: int
    size: float


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing more can be done: the model does not load, or the output cannot be written."""

    error: ClaimxError


Answer = Ready | Advanced | Part | Refused


def _die_with_parent() -> None:
    """A parent that is killed cannot say so; without it, nobody wants what is done here."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


class _Tally:
    """Counts what goes through, and reports now and then."""

    def __init__(self, answer: Connection) -> None:
        self._answer = answer
        self._unsaid, self._size, self._last = 0, 0.0, time.monotonic()
        self.documents = self.sentences = self.size = 0
        self.labels = dict.fromkeys(LABELS, 0)

    def sentences_of(self, found: Labelled) -> Iterator[Sentence]:
        for sentence in found.sentences:
            self.sentences += 1
            for label in sentence.labels:
                self.labels[label] += 1
            yield sentence

    def report(self, sentences: int, size: float) -> None:
        self._unsaid += sentences
        self._size += size
        if time.monotonic() - self._last > _SECONDS_BETWEEN_REPORTS:
            self.flush()

    def flush(self) -> None:
        self._answer.send(Advanced(self._unsaid, self._size))
        self._unsaid, self._size, self._last = 0, 0.0, time.monotonic()


class _Labeller:
    """Labels one shard."""

    def __init__(
        self,
        extractor: Extractor,
        settings: Settings,
        writer: ShardWriter,
        name: str,
        tally: _Tally,
    ) -> None:
        self._extractor = extractor
        self._settings = settings
        self._writer = writer
        self._name = name
        self._tally = tally
        self.rows = 0
        self.problems: list[Problem] = []
        self.skips: list[Skip] = []
        self.digests: list[bytes] = []

    def item(self, item: Item) -> None:
        """Label what an item is or holds."""
        if isinstance(item, Skip):
            self.skips.append(item)
            return
        for one in self._parsed(item):
            self._tally.size += one.size
            self._one(one)

    def _parsed(self, item: Record | Problem | Source | Page) -> Iterable[Record | Problem]:
        if isinstance(item, Source):
            return read(item, self._settings.reading)
        return item.records(self._settings.reading) if isinstance(item, Page) else (item,)

    def _one(self, one: Record | Problem) -> None:
        result = one if isinstance(one, Problem) else self._labelled(one)
        if isinstance(result, Problem):
            self.problems.append(result)
            self._tally.report(0, one.size)
        elif isinstance(result, Skip):
            self.skips.append(result)
            self._tally.report(0, one.size)
        else:
            self._tally.documents += 1
            counted = self._tally.sentences_of(result)
            with writing(self._name):
                self.rows += self._writer.write(_with_sentences(result, counted))

    def _labelled(self, record: Record) -> Labelled | Skip | Problem:
        seen = 0

        def progress(done: int, total: int) -> None:
            nonlocal seen
            self._tally.report(done - seen, record.size * (done - seen) / total)
            seen = done

        result = attempt(self._extractor, record, self._settings.labelling, progress)
        if isinstance(result, Labelled):
            self.digests.append(digest(record.text.text))
        return result


def _with_sentences(found: Labelled, sentences: Iterator[Sentence]) -> Labelled:
    return replace(found, sentences=sentences)


def given_up(item: Item, reason: str) -> Problem:
    """The problem that stands for an item that no worker could get through."""
    if isinstance(item, Record):
        text = item.text.text if len(item.text.text) <= SHOWN else None
        return Problem(item.source, item.line, reason, item.size, None, text)
    if isinstance(item, Source):
        return Problem(item.name, None, reason, item.size or 0)
    if isinstance(item, Page):
        return Problem(item.source, item.line, reason, item.size, item.frame.offset)
    raise AssertionError(f"{item} is not worked on")


def label_shard(
    extractor: Extractor,
    settings: Settings,
    root: Path,
    work: Work,
    position: Any,
    answer: Connection,
) -> Part:
    """Label a shard and bring its rows to the disk.

    Args:
        extractor: Labels.
        settings: Of the run.
        root: Folder of the run.
        work: What to label.
        position: Shared integer that tells the parent which item is in hand.
        answer: Takes reports of progress.

    Raises:
        OutputError: If the rows cannot be written.
    """
    shape, shard = settings.shape, work.shard
    path = root / shape.folder / f"part-{shard.number:05d}{shape.suffix}"
    tally = _Tally(answer)
    with atomic(path) as file:
        with writing(str(path)):
            writer = open_shard(
                file.stream,
                shape.format,
                shape.rows,
                settings.reading.keep,
                shape.selection,
                shape.packing,
                shape.safe,
            )
        labeller = _Labeller(extractor, settings, writer, str(path), tally)
        for place, item in enumerate(shard.items):
            position.value = place
            if place in work.given_up:
                labeller.problems.append(given_up(item, work.given_up[place]))
            else:
                labeller.item(item)
        position.value = NOWHERE
        with writing(str(path)):
            writer.close()
        file.commit()
    tally.flush()
    with writing(str(path)), path.open("rb") as stream:
        digest_of_file = hashlib.file_digest(stream, "sha256").hexdigest()
    counts = Counts(
        documents=tally.documents,
        sentences=tally.sentences,
        rows=labeller.rows,
        labels=tally.labels,
        errors=len(labeller.problems),
        skipped=len(labeller.skips),
        input_bytes=tally.size,
    )
    return Part(
        shard.number,
        shard.begin,
        shard.end,
        f"{shape.folder}/{path.name}",
        path.stat().st_size,
        digest_of_file,
        counts,
        tuple(labeller.problems),
        tuple(labeller.skips),
        b"".join(labeller.digests).hex(),
    )


def work(pipe: Connection, settings: Settings, root: Path, position: Any) -> None:
    """Load the model, then label what comes through the pipe until it closes.

    The parent handles interrupts; a worker goes on until it is told to end.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    _die_with_parent()
    try:
        extractor = _load(settings)
        pipe.send(Ready(extractor.stamp, extractor.scorer.name))
        while (order := pipe.recv()) is not None:
            pipe.send(label_shard(extractor, settings, root, order, position, pipe))
    except ClaimxError as error:
        pipe.send(Refused(error))
    except (EOFError, BrokenPipeError):
        return


def _load(settings: Settings) -> Extractor:
    from claimx.api import load

    chosen = settings.model
    return load(
        chosen.name,
        engine=chosen.engine,
        threads=chosen.threads,
        operating_point=chosen.operating_point,
        share=chosen.share,
        spans=chosen.spans,
        download=chosen.download,
    )
