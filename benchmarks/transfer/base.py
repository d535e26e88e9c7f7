"""What a transfer task is: a public corpus, its classes, its split, its published figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from benchmarks.tasks.base import Data
from claimx.errors import DataError
from claimx.labelled import read_records

Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Classified:
    """Sentences of one class each.

    Attributes:
        texts: n sentences.
        classes: int[n]: index of each sentence's class.
        docs: Id of each sentence's document; its own where the corpus names none.
        splits: Published split of each sentence, or None.
    """

    texts: Sequence[str]
    classes: Ints
    docs: Sequence[str]
    splits: Sequence[str | None]


@dataclass(frozen=True, slots=True, eq=False)
class Fold:
    """What one network learns from and what it predicts: places of sentences."""

    learn: Ints
    judge: Ints


class Transfer:
    """A single-label classification task.

    Attributes:
        name: As the command line names it.
        title: One line on what is asked.
        corpus: Name of its file.
        source: Where the corpus is published.
        licence: Of the corpus.
        split: In words.
        citation: Whom to cite.
        metric: "macro-F1", "micro-F1", or "F1" of the second class.
        classes: Their names.
        published: The published figure.
        folds: Folds of a cross-validation; 0 where the corpus has a split.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    corpus: ClassVar[str]
    source: ClassVar[str]
    licence: ClassVar[str] = "none stated"
    split: ClassVar[str]
    citation: ClassVar[str]
    metric: ClassVar[str]
    classes: ClassVar[tuple[str, ...]]
    published: ClassVar[float]
    folds: ClassVar[int] = 0
    learns_on: ClassVar[tuple[str, ...]] = ("train",)
    judged_on: ClassVar[str] = "test"

    def class_of(self, record: Mapping[str, Any]) -> str | None:
        """Name of a record's class, its published label; None where it is not part of the task."""
        return str(record["orig"]["label"])

    def read(self, data: Data) -> Classified:
        """Its sentences.

        Raises:
            MissingDataError: If they are not at hand.
            DataError: If none is left.
        """
        path = data.corpus(self.corpus, self.source)
        rows = [
            (record, name)
            for _, record in read_records(path)
            if (name := self.class_of(record)) is not None
        ]
        if not rows:
            raise DataError(f"{path}: no sentence belongs to {self.name}.")
        return Classified(
            texts=[record["text"] for record, _ in rows],
            classes=np.array([self.classes.index(name) for _, name in rows]),
            docs=[str(record["doc"]) for record, _ in rows],
            splits=[record.get("split") for record, _ in rows],
        )

    def cut(self, found: Classified, seed: int) -> list[Fold]:
        """The published split, or folds in which no document is learned from and judged."""
        if self.folds:
            return cross_validation(found, self.folds, seed)
        splits = np.array([split or "" for split in found.splits])
        return [
            Fold(
                np.flatnonzero(np.isin(splits, self.learns_on)),
                np.flatnonzero(splits == self.judged_on),
            )
        ]


def cross_validation(found: Classified, folds: int, seed: int) -> list[Fold]:
    """Folds with like shares of the classes and no document in two of them."""
    from sklearn.model_selection import StratifiedGroupKFold

    cutter = StratifiedGroupKFold(folds, shuffle=True, random_state=seed)
    cuts = cutter.split(np.zeros(len(found.texts)), found.classes, np.array(found.docs))
    return [Fold(learn, judge) for learn, judge in cuts]


def without_overlap(found: Classified, fold: Fold) -> tuple[Fold, int]:
    """The fold without sentences to learn from that are judged word for word, and their number."""
    judged = {found.texts[place] for place in fold.judge}
    apart = np.array([found.texts[place] not in judged for place in fold.learn], dtype=bool)
    return Fold(fold.learn[apart], fold.judge), int((~apart).sum())
