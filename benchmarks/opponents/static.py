"""Static embeddings distilled from a sentence encoder, with the head that their library trains."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from benchmarks.opponents.base import Gold, Scoring, log_odds
from benchmarks.opponents.minilm import weights
from claimx.evaluation.counts import Floats
from claimx.labels import LABELS


@cache
def distilled(dimensions: int | None) -> Any:
    """A static model of the encoder's own vocabulary, made once and kept in memory.

    Args:
        dimensions: Of its vectors after PCA; None for the encoder's own, without PCA.

    Raises:
        NotRunError: If the encoder's weights are not at hand.
    """
    from model2vec.distill import distill

    return distill(weights(), device="cpu", pca_dims=dimensions)


def decided(gold: Gold) -> tuple[list[str], list[list[str]]]:
    """Sentences whose every label is decided, and the names of the labels that each carries."""
    whole = np.flatnonzero(~np.isnan(gold.targets).any(axis=1))
    names = [
        [label for label, holds in zip(LABELS, row == 1, strict=True) if holds]
        for row in gold.targets[whole]
    ]
    return [gold.texts[row] for row in whole.tolist()], names


class Static(Scoring):
    """model2vec's own classifier, on sentences whose every label is decided.

    The default variant is `distill` and `fit` as they come; early stopping watches a tenth of the
    gold that the library draws itself. The tuned one keeps the encoder's own dimensions and drops
    a tenth of the tokens while it learns, for eight epochs at most, which bounds its minutes.
    """

    name = "static"
    title = "static embeddings distilled from all-MiniLM-L6-v2 + model2vec's classifier"
    libraries = ("model2vec",)
    variants = {
        "default": {"dimensions": 256, "fit": {}},
        "tuned": {"dimensions": None, "fit": {"token_dropout": 0.1, "max_epochs": 8}},
    }

    def fit(self, gold: Gold) -> None:
        """Distil the encoder and train the classifier."""
        from model2vec.train import StaticModelForClassification

        texts, names = decided(gold)
        static = distilled(self.settings["dimensions"])
        self.model = StaticModelForClassification.from_static_model(model=static)
        self.model.fit(texts, names, device="cpu", random_seed=gold.seed, **self.settings["fit"])

    def logits(self, texts: Sequence[str]) -> Floats:
        """Log-odds of the probabilities."""
        found = self.model.predict_proba(list(texts)).astype(np.float64)
        classes = list(self.model.classes)
        return log_odds(found[:, [classes.index(label) for label in LABELS]])
