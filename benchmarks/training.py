"""The gold that opponents learn from: the sentences that claimx's own recipe names, cut alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.opponents.base import Gold
from benchmarks.tasks.base import Data
from claimx.evaluation.articles import fingerprint, group
from claimx.labelled import Labelled
from claimx.train.data import as_array, fold_of
from claimx.train.recipe import Recipe, named_recipe


@dataclass(frozen=True, slots=True, eq=False)
class Training:
    """Gold to learn from, and gold to fit thresholds on.

    Attributes:
        learn: All sentences but those of `held_out`'s fold.
        held_out: News sentences of documents drawn at random, one fold of four: the same that
            claimx's own calibration and thresholds come from.
        docs: Ids of the documents of both.
        texts: Texts of both.
        hash: First 16 hex digits of a sha256 over texts and labels.
    """

    learn: Gold
    held_out: Gold
    docs: frozenset[str]
    texts: frozenset[str]
    hash: str


def _sets(recipe: Recipe, data: Data) -> list[Labelled]:
    """Sentences of the gold sets that the recipe names, with the filters it puts on them."""
    found = []
    for name in dict.fromkeys(source.labels for source in recipe.train if source.labels):
        keep = next(source.keep for source in recipe.train if source.labels == name)
        found += [
            one
            for one in data.gold(name)
            if all(one.meta.get(field) in values for field, values in keep.items())
        ]
    return found


def _gold(sentences: list[Labelled], seed: int) -> Gold:
    return Gold([one.text for one in sentences], as_array(sentences).astype(np.float64), seed)


def training(data: Data, seed: int = 0) -> Training:
    """Read the gold of claimx-base's recipe.

    Raises:
        MissingDataError: If its texts are not at hand.
    """
    recipe = named_recipe("claimx-base")
    sentences = _sets(recipe, data)
    held = [
        one.meta.get("selection") == "random" and fold_of(one.doc, recipe.settings.folds) == 0
        for one in sentences
    ]
    pairs = list(zip(sentences, held, strict=True))
    return Training(
        learn=_gold([one for one, out in pairs if not out], seed),
        held_out=_gold([one for one, out in pairs if out], seed),
        docs=frozenset(one.doc for one in sentences),
        texts=frozenset(one.text for one in sentences),
        hash=fingerprint(group(sentences)),
    )
