"""Training sentences: reading the sources of a recipe, and cutting documents into folds."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from claimx.errors import DataError
from claimx.labelled import Labelled, read_labelled, sha256
from claimx.train.recipe import Recipe, Source

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """Sentences ready to be learned from.

    Attributes:
        texts: The sentences, n of them.
        targets: float32[n, 4]: 1, 0, or NaN where the label is not decided.
        weights: float32[n]: factor of each sentence's loss.
        folds: int[n]: fold that a sentence is held out in, -1 for those always learned from.
        random: bool[n]: the sentence's document was drawn at random.
    """

    texts: list[str]
    targets: Floats
    weights: Floats
    folds: NDArray[np.int64]
    random: NDArray[np.bool_]

    def take(self, mask: NDArray[np.bool_]) -> TrainingSet:
        """The sentences where `mask` (bool[n]) holds."""
        texts = [text for text, kept in zip(self.texts, mask, strict=True) if kept]
        return TrainingSet(
            texts, self.targets[mask], self.weights[mask], self.folds[mask], self.random[mask]
        )

    def __len__(self) -> int:
        return len(self.texts)


def fold_of(doc: str, folds: int) -> int:
    """Fold of a document, from its id alone: stays when other documents come or go."""
    return int.from_bytes(hashlib.sha256(doc.encode()).digest()[:8], "big") % folds


def _kept(example: Labelled, source: Source) -> bool:
    decided = any(target is not None for target in example.targets)
    return decided and all(example.meta.get(k) in allowed for k, allowed in source.keep.items())


def as_array(examples: list[Labelled]) -> Floats:
    """Targets as float32[n, 4], NaN where a label is not decided."""
    rows = [[np.nan if t is None else t for t in example.targets] for example in examples]
    return np.array(rows, dtype=np.float32).reshape(len(rows), -1)


def read_training_set(recipe: Recipe, root: Path) -> TrainingSet:
    """Read and join the sources of a recipe.

    Raises:
        DataError: If a file is absent or malformed, or a source's filter leaves nothing.
    """
    examples: list[Labelled] = []
    weights: list[float] = []
    folds: list[int] = []
    for source in recipe.train:
        kept = [one for one in read_labelled(root / source.path) if _kept(one, source)]
        if not kept:
            raise DataError(f"{root / source.path}: no sentence is left to learn from.")
        examples += kept
        weights += [source.weight] * len(kept)
        count = recipe.settings.folds if source.held_out else 0
        folds += [fold_of(one.doc, count) if count else -1 for one in kept]
    return TrainingSet(
        texts=[one.text for one in examples],
        targets=as_array(examples),
        weights=np.array(weights, dtype=np.float32),
        folds=np.array(folds),
        random=np.array([one.meta.get("selection") == "random" for one in examples]),
    )


def data_hashes(recipe: Recipe, root: Path) -> dict[str, str]:
    """sha256 of every file that a recipe reads, by its path in the recipe."""
    paths = [source.path for source in recipe.train] + [recipe.dev]
    return {shown(path): sha256(root / path) for path in paths}


def shown(path: str) -> str:
    """A path as a card may show it: a file from elsewhere by its name alone."""
    return Path(path).name if Path(path).is_absolute() else path


def describe(recipe: Recipe, root: Path) -> list[dict[str, Any]]:
    """One row a source for the model card: path, licence, sentences, positives per label."""
    rows = []
    for source in recipe.train:
        kept = [one for one in read_labelled(root / source.path) if _kept(one, source)]
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
