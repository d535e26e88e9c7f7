"""Nested samples of whole documents, with nothing in them that is judged on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain

from claimx.errors import DataError
from claimx.labelled import Labelled


@dataclass(frozen=True, slots=True)
class Pool:
    """What samples are cut from.

    Attributes:
        documents: Sentences of each document, documents in the order that they were drawn in.
        overlap: Sentences that were left out, since they stand word for word in dev.
    """

    documents: tuple[tuple[Labelled, ...], ...]
    overlap: int

    def sample(self, size: int) -> list[Labelled]:
        """The first documents that hold `size` sentences together, or all if they hold fewer.

        A smaller sample is a part of every larger one.
        """
        ends = accumulate(map(len, self.documents))
        short = sum(end < size for end in ends)
        return list(chain.from_iterable(self.documents[: short + 1]))


def plain_words(text: str) -> str:
    """A text without what two prints of it differ in: capitals and spaces."""
    return " ".join(text.casefold().split())


def _drawn(doc: str, seed: int) -> bytes:
    """Rank of a document: from its id alone, so that others may come or go."""
    return hashlib.sha256(f"{seed}:{doc}".encode()).digest()


def draw(train: Iterable[Labelled], dev: Sequence[Labelled], seed: int) -> Pool:
    """Shuffle documents, and leave out the sentences that dev holds too.

    Args:
        train: Sentences to learn from.
        dev: Sentences that are judged on.
        seed: Of the order.

    Raises:
        DataError: If a document lies in both, or nothing is left.
    """
    judged_docs, judged = {one.doc for one in dev}, {plain_words(one.text) for one in dev}
    documents: dict[str, list[Labelled]] = {}
    overlap = 0
    for one in train:
        if one.doc in judged_docs:
            raise DataError(f"{one.doc} is a document of the training data and of dev.")
        if plain_words(one.text) in judged:
            overlap += 1
        else:
            documents.setdefault(one.doc, []).append(one)
    if not documents:
        raise DataError("no sentence is left to learn from.")
    order = sorted(documents, key=lambda doc: _drawn(doc, seed))
    return Pool(tuple(tuple(documents[doc]) for doc in order), overlap)
