"""A frozen sentence encoder and logistic regression: what needs no fine-tuning."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from benchmarks.opponents.base import Gold, NotRunError, Scoring
from benchmarks.opponents.linear import PerLabel
from claimx.evaluation.counts import Floats

ENCODER = "sentence-transformers/all-MiniLM-L6-v2"


def encoder(name: str = ENCODER) -> Any:
    """A sentence-transformers encoder on the CPU.

    Raises:
        NotRunError: If its weights are not at hand.
    """
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceTransformer(name, device="cpu", trust_remote_code=False)
    except (OSError, ValueError) as absent:
        raise NotRunError(
            f"the weights of {name} are not at hand and cannot be fetched."
        ) from absent


class FrozenMiniLM(Scoring):
    """The embeddings that most people have at hand, with the simplest head."""

    name = "frozen-minilm"
    title = "all-MiniLM-L6-v2, frozen + logistic regression"
    libraries = ("sentence-transformers", "scikit-learn")
    variants = {"default": {"C": 1.0}, "tuned": {"C": 16.0}}

    def fit(self, gold: Gold) -> None:
        """Embed the sentences and fit the classifiers."""
        self.encoder = encoder()
        features = self._embed(gold.texts)
        self.classifiers = PerLabel(self.settings["C"]).fit(features, gold.targets)

    def _embed(self, texts: Sequence[str]) -> Floats:
        return np.asarray(self.encoder.encode(list(texts), batch_size=64), dtype=np.float64)

    def logits(self, texts: Sequence[str]) -> Floats:
        """Log-odds of each label."""
        return self.classifiers.logits(self._embed(texts))
