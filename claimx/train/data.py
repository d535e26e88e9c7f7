"""Training sentences: reading the sources of a recipe, and cutting documents into folds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from claimx.errors import DataError
from claimx.gold.loader import standoff, standoff_path
from claimx.gold.records import checksum
from claimx.labelled import Labelled, as_labelled, read_records, sha256
from claimx.train.recipe import Recipe, Source

Floats = NDArray[np.float32]
Sources = Sequence[tuple[Source, list[Labelled]]]
"""The sources of a recipe, each with its sentences."""


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """Sentences ready to be learned from.

    Attributes:
        texts: The sentences, n of them.
        targets: float32[n, 4]: 1, 0, or NaN where the label is not decided.
        weights: float32[n]: factor of each sentence's loss.
        folds: int[n]: fold that a sentence is held out in, -1 for those always learned from. Where
            some of a source's documents were drawn at random, those alone are held out: label
            shares of the others are not those of news at large.
        random: bool[n]: the sentence's document was drawn at random.
    """

    texts: list[str]
    targets: Floats
    weights: Floats
    folds: NDArray[np.int64]
    random: NDArray[np.bool_]

    def take(self, mask: NDArray[np.bool_]) -> TrainingSet:
        """The sentences where `mask` (bool[n]) holds."""
        return TrainingSet(
            list(compress(self.texts, mask)),
            self.targets[mask],
            self.weights[mask],
            self.folds[mask],
            self.random[mask],
        )

    def as_at_large(self, mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Those of `mask` (bool[n]) whose label shares are those of news at large.

        That is, those of documents drawn at random; all of them where no document was.
        """
        return np.asarray(mask & self.random if self.random.any() else mask)

    def __len__(self) -> int:
        return len(self.texts)


def fold_of(doc: str, folds: int) -> int:
    """Fold of a document, from its id alone: stays when other documents come or go."""
    return int.from_bytes(hashlib.sha256(doc.encode()).digest()[:8], "big") % folds


def _wanted(record: Mapping[str, Any], source: Source) -> bool:
    return all(record.get(name) in allowed for name, allowed in source.keep.items())


def _own(source: Source, root: Path) -> Iterator[Labelled]:
    """Sentences with the labels of the file itself."""
    for where, record in read_records(root / source.path):
        if _wanted(record, source):
            yield as_labelled(record, where)


def _name_and_split(gold: str) -> tuple[str, str]:
    """The two parts of a stand-off gold set's name, such as "news-gold/train"."""
    name, _, split = gold.partition("/")
    return name, split


def _joined(source: Source, gold: str, root: Path) -> Iterator[Labelled]:
    """Sentences with the labels that a stand-off gold set has for them.

    Raises:
        DataError: If a text is not the one that was labelled.
    """
    rows = {(row.doc, row.i): row for row in standoff(*_name_and_split(gold))}
    for where, record in read_records(root / source.path):
        row = rows.get((str(record["doc"]), int(record["i"])))
        if row is None or not _wanted(row.to_dict(), source):
            continue
        if row.sha != checksum(record["text"]):
            raise DataError(f"{where}: not the sentence that {gold} holds labels for.")
        yield as_labelled({**record, **row.to_dict()}, where)


def _examples(source: Source, root: Path) -> list[Labelled]:
    """Sentences of a source that have a decided label.

    Raises:
        DataError: If nothing is left.
    """
    found = _joined(source, source.labels, root) if source.labels else _own(source, root)
    kept = [one for one in found if any(target is not None for target in one.targets)]
    if not kept:
        raise DataError(f"{root / source.path}: no sentence is left to learn from.")
    return kept


def as_array(examples: list[Labelled]) -> Floats:
    """Targets as float32[n, 4], NaN where a label is not decided."""
    rows = [[np.nan if t is None else t for t in example.targets] for example in examples]
    return np.array(rows, dtype=np.float32).reshape(len(rows), -1)


def _is_random(example: Labelled) -> bool:
    return example.meta.get("selection") == "random"


def _folds(examples: list[Labelled], folds: int) -> list[int]:
    """Fold of each sentence, -1 where it is always learned from."""
    some = any(map(_is_random, examples))
    return [
        fold_of(one.doc, folds) if folds and (_is_random(one) or not some) else -1
        for one in examples
    ]


def read_sources(recipe: Recipe, root: Path) -> Sources:
    """The sources of a recipe and their sentences, those that an earlier source has left out.

    So a text that is annotated later no longer counts with the soft labels that it had.

    Raises:
        DataError: If a file is absent or malformed, or a source's filter leaves nothing.
    """
    known: set[tuple[str, str]] = set()
    found = []
    for source in recipe.train:
        kept = [one for one in _examples(source, root) if (one.doc, one.text) not in known]
        known |= {(one.doc, one.text) for one in kept}
        found.append((source, kept))
    return found


def join(sources: Sources, folds: int) -> TrainingSet:
    """All sentences of the sources, those of held-out ones in this many folds."""
    examples: list[Labelled] = []
    weights: list[float] = []
    places: list[int] = []
    for source, kept in sources:
        examples += kept
        weights += [source.weight] * len(kept)
        places += _folds(kept, folds if source.held_out else 0)
    return TrainingSet(
        texts=[one.text for one in examples],
        targets=as_array(examples),
        weights=np.array(weights, dtype=np.float32),
        folds=np.array(places),
        random=np.array([_is_random(one) for one in examples]),
    )


def read_training_set(recipe: Recipe, root: Path) -> TrainingSet:
    """Read and join the sources of a recipe.

    Raises:
        DataError: As `read_sources`.
    """
    return join(read_sources(recipe, root), recipe.settings.folds)


def data_hashes(recipe: Recipe, root: Path) -> dict[str, str]:
    """sha256 of every file that a recipe reads, by its path in the recipe."""
    paths = [source.path for source in recipe.train] + [recipe.dev, *recipe.protected]
    hashes = {shown(path): sha256(root / path) for path in paths}
    for gold in sorted({source.labels for source in recipe.train if source.labels}):
        hashes[gold] = sha256(standoff_path(*_name_and_split(gold)))
    return hashes


def shown(path: str) -> str:
    """A path as a card may show it: a file from elsewhere by its name alone."""
    return Path(path).name if Path(path).is_absolute() else path


def describe(sources: Sources) -> list[dict[str, Any]]:
    """One row a source for the model card: path, licence, sentences, positives per label."""
    rows = []
    for source, kept in sources:
        positives = np.nansum(as_array(kept), axis=0).astype(int).tolist()
        rows.append(
            {
                "path": shown(source.path),
                "source": source,
                "sentences": len(kept),
                "positives": positives,
            }
        )
    return rows
