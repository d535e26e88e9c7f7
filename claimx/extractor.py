"""One noun: an Extractor reads texts and gives Documents."""

from __future__ import annotations

import ctypes
import hashlib
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

import numpy as np
from numpy.typing import NDArray

from claimx.columns import claim_columns
from claimx.decide import decide, rounded_scores
from claimx.errors import InputError, ModelError
from claimx.labels import LABELS
from claimx.model import Model
from claimx.scorers.base import Engine, Scorer
from claimx.segment import segments
from claimx.types import Document, ModelStamp, Scores, Sentence

if TYPE_CHECKING:
    from claimx.relations.reader import FoundReading, Look

Offsets = tuple[int, int]
Progress = Callable[[int, int], None]
Spans = NDArray[np.int64]
Pieces = Callable[[slice], Sequence[str]]

SHARD = 4096
"""Sentences tokenised, sorted and scored together."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text to read, with what is known of it.

    Attributes:
        text: The text itself.
        id: Its id; None makes one from the text.
        title: Its title, if it has one.
        sentences: Its sentences as offsets, where they are known already.
    """

    text: str
    id: str | None = None
    title: str | None = None
    sentences: Sequence[Offsets] | None = None


def text_id(text: str) -> str:
    """An id made from the text alone: the first 16 hex digits of its sha256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _found(text: str) -> Spans:
    """int64[n, 2]: where the sentences are; tuples would take a tenfold of the memory."""
    return np.fromiter(segments(text), dtype=np.dtype((np.int64, 2)))


def _checked(text: str, spans: Sequence[Offsets]) -> Spans:
    """int64[n, 2]: spans of the caller, which lie inside the text and in order.

    Raises:
        InputError: If one is empty, outside the text, or overlaps the one before.
    """
    pairs = [(int(start), int(end)) for start, end in spans]
    for start, end in pairs:
        if not 0 <= start < end <= len(text):
            raise InputError(
                f"sentence {start}:{end} does not lie in a text of {len(text)} characters."
            )
    for (_, end), (start, _) in pairwise(pairs):
        if start < end:
            raise InputError(f"sentence starting at {start} overlaps the one that ends at {end}.")
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def _shards(count: int) -> Iterator[slice]:
    """Slices of `SHARD` places that cover all, the last as long as it must be."""
    return (slice(first, min(first + SHARD, count)) for first in range(0, count, SHARD))


_LIVE: WeakSet[Extractor] = WeakSet()


class Extractor:
    """Labels the sentences of texts with one model.

    Cheap to make: the model is loaded at first use. May be shared between threads, survives a
    fork, and pickles as its folder and settings.
    """

    def __init__(
        self, model: Model, *, engine: Engine | None = None, thresholds: Scores | None = None
    ) -> None:
        """Wrap a model.

        Args:
            model: What to run.
            engine: How to run it.
            thresholds: Scores from which labels hold; None takes the model's own.
        """
        self.model = model
        self.engine = engine or Engine()
        self.thresholds = thresholds or model.thresholds
        self._lock = threading.Lock()
        self._scorer: Scorer | None = None
        _LIVE.add(self)

    def __repr__(self) -> str:
        return f"<Extractor {self.model.name} at {self.model.folder}>"

    def __reduce__(self) -> tuple[Any, ...]:
        # The hash makes a pickle, and so a fingerprint of `datasets`, that changes with the model.
        return _reopen, (str(self.model.folder), self.model.hash, self.engine, self.thresholds)

    @property
    def scorer(self) -> Scorer:
        """The engine, opened at first use and, in a forked child, at first use there."""
        return self._scorer or self._open()

    @property
    def stamp(self) -> ModelStamp:
        """What every output says of the model; its hash covers relation heads that run."""
        return self.model.stamp(self.thresholds, spans=self.scorer.spans is not None)

    def _open(self) -> Scorer:
        from claimx.scorers import open_scorer

        with self._lock:
            if self._scorer is None:
                self._scorer = open_scorer(self.model, self.engine)
            return self._scorer

    def _forget_parent(self) -> None:
        """In a forked child: take a new lock, and leave the parent's engine alone.

        Its threads did not come along, and its destructor would wait for them for ever, at the
        latest when the child exits (onnxruntime's pull request 31961): it is never destroyed.
        """
        self._lock = threading.Lock()
        if self._scorer is not None:
            ctypes.pythonapi.Py_IncRef(ctypes.py_object(self._scorer))
            self._scorer = None

    def _records(
        self,
        pieces: Pieces,
        spans: Spans,
        progress: Progress | None = None,
        independent: bool = False,
    ) -> Iterator[Sentence]:
        """Score all pieces, then give their records one by one.

        Shard by shard: the vectors of one, not of a whole book, are in memory at a time.
        """
        found: dict[int, FoundReading] = {}
        logits = np.empty((len(spans), len(LABELS)), dtype=np.float32)
        truncated = np.empty(len(spans), dtype=bool)
        second = np.zeros(len(spans), dtype=bool)
        for shard in _shards(len(spans)):
            look = self._look()
            scored = self.scorer.run(pieces(shard), look)
            if look is not None:
                found.update((shard.start + place, one) for place, one in look.found.items())
            logits[shard], truncated[shard] = scored.logits, scored.truncated
            if scored.second is not None:
                second[shard] = scored.second
            if progress:
                progress(shard.stop, len(spans))
        decided = self._decided(pieces, spans, logits, truncated, second)
        if self.scorer.spans is None:
            return decided
        from claimx.relations.document import with_readings

        return with_readings(decided, found, pieces, spans, independent)

    def _look(self) -> Look | None:
        """A search for relations, where the engine can tell them."""
        spans = self.scorer.spans
        return None if spans is None else spans.look(self.thresholds)

    def _decided(
        self,
        pieces: Pieces,
        spans: Spans,
        logits: NDArray[np.float32],
        truncated: NDArray[np.bool_],
        second: NDArray[np.bool_],
    ) -> Iterator[Sentence]:
        engines, limits = (self.scorer.name, self.scorer.second), tuple(self.thresholds.values())
        for shard in _shards(len(spans)):
            scores = rounded_scores(logits[shard])
            parts = zip(
                pieces(shard),
                spans[shard].tolist(),
                decide(scores, limits),
                scores.tolist(),
                truncated[shard].tolist(),
                second[shard].tolist(),
                strict=True,
            )
            for index, (piece, span, held, row, cut, asked) in enumerate(parts, shard.start):
                start, end = span
                engine = engines[asked]
                yield Sentence(start, end, piece, index, held, Scores(*row), cut, engine)

    def extract(
        self,
        text: str,
        *,
        sentences: Sequence[Offsets] | None = None,
        title: str | None = None,
        id: str | None = None,
        progress: Progress | None = None,
    ) -> Document:
        """Label every sentence of a text.

        Args:
            text: The text; offsets in the result are indices into it as it is given here.
            sentences: (start, end) of each sentence or chunk, in order; None finds them.
            title: Kept on the document.
            id: Kept on the document; None makes one from the text.
            progress: Called now and then with the sentences done and those there are.

        Raises:
            InputError: If the text is not a string, or a given sentence does not lie in it.
        """
        return Document(
            text=text,
            sentences=tuple(self.iter_sentences(text, sentences=sentences, progress=progress)),
            id=text_id(text) if id is None else id,
            model=self.stamp,
            title=title,
        )

    def iter_sentences(
        self,
        text: str,
        *,
        sentences: Sequence[Offsets] | None = None,
        progress: Progress | None = None,
    ) -> Iterator[Sentence]:
        """Label every sentence of a text, then give their records one by one.

        For texts so long that all records at once would take too much memory; all sentences are
        scored when this returns. Arguments and errors are those of `extract`.
        """
        if not isinstance(text, str):
            raise InputError(f"a text must be a str, this is {type(text).__name__}.")
        spans = _found(text) if sentences is None else _checked(text, sentences)
        return self._records(
            lambda shard: [text[start:end] for start, end in spans[shard].tolist()],
            spans,
            progress,
        )

    def extract_many(self, texts: Iterable[str | Text]) -> Iterator[Document]:
        """Label texts one after another, as they are asked for, holding one at a time.

        Args:
            texts: Strings, or `Text` records that carry id, title or sentences.
        """
        for one in texts:
            item = Text(one) if isinstance(one, str) else one
            yield self.extract(item.text, sentences=item.sentences, title=item.title, id=item.id)

    def label(
        self, sentences: Sequence[str], title: str | None = None, independent: bool = False
    ) -> list[Sentence]:
        """Label sentences that are already apart.

        Args:
            sentences: The sentences of one text in order.
            title: The text's title.
            independent: The sentences come from different texts: none is context of another.

        Returns:
            One record a sentence, in order; each spans its own string, from 0 to its length.

        Raises:
            InputError: If one string is given instead of a sequence of them.
        """
        if isinstance(sentences, str):
            raise InputError("label takes a list of sentences; extract takes a text.")
        pieces = list(sentences)
        spans = np.array([(0, len(piece)) for piece in pieces], dtype=np.int64).reshape(-1, 2)
        return list(self._records(pieces.__getitem__, spans, independent=independent))

    def map_batch(
        self, batch: Mapping[str, Sequence[str]], column: str = "text"
    ) -> dict[str, list[Any]]:
        """Add claims to a batch of texts, for `dataset.map(extractor.map_batch, batched=True)`.

        Args:
            batch: Columns of a batch, one of them holding texts.
            column: Name of that one.

        Returns:
            A column "claims": for each text, a list of claim records as `Claim.to_dict` gives, but
            with columns that Arrow can type in the place of "reading": "attributions",
            "mechanisms", "hedges", "strength" and "caution"; see `claimx.columns.claim_columns`.

        `datasets` takes a column's type from the first batch that it writes, and not every batch
        holds claims and relations of all kinds: give it
        `features=extractor.map_features(dataset)`.
        """
        documents = self.extract_many(batch[column])
        return {"claims": [[claim_columns(claim) for claim in doc.claims] for doc in documents]}

    def map_features(self, dataset: Any) -> Any:
        """Features of a data set after `map_batch`; see `claimx.columns.with_claims`."""
        from claimx.columns import with_claims

        return with_claims(dataset.features)

    def save_pretrained(self, folder: str | Path) -> Path:
        """Copy the model with these thresholds to a folder; see `claimx.hub.save`."""
        from claimx.hub import save

        return save(self.model, Path(folder), self.thresholds)

    def push_to_hub(self, repo_id: str, **options: Any) -> str:
        """Upload the model with these thresholds to the Hub; see `claimx.hub.push`."""
        from claimx.hub import push

        return push(self.model, repo_id, thresholds=self.thresholds, **options)


def _reopen(folder: str, expected: str, engine: Engine, thresholds: Scores) -> Extractor:
    model = Model.open(Path(folder))
    if model.hash != expected:
        raise ModelError(
            f"{folder}: the model has changed since this extractor was pickled; load it anew."
        )
    return Extractor(model, engine=engine, thresholds=thresholds)


def _after_fork() -> None:
    for extractor in list(_LIVE):
        extractor._forget_parent()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
