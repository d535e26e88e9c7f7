"""A frozen sentence encoder and logistic regression: what needs no fine-tuning."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

import numpy as np

from benchmarks.opponents.base import Gold, NotRunError, Scoring
from benchmarks.opponents.linear import PerLabel
from claimx.evaluation.counts import Floats

ENCODER = "sentence-transformers/all-MiniLM-L6-v2"


def weights(name: str = ENCODER) -> str:
    """Folder of a Hub model that was fetched earlier; nothing is fetched here.

    Raises:
        NotRunError: If it was not.
    """
    from huggingface_hub import snapshot_download

    try:
        return snapshot_download(name, local_files_only=True)
    except (OSError, ValueError) as absent:
        raise NotRunError(
            f"the weights of {name} are not at hand: fetch them once with `hf download {name}`."
        ) from absent


@cache
def encoder() -> Any:
    """The encoder on the CPU.

    Raises:
        NotRunError: If its weights are not at hand.
    """
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(weights(), device="cpu", trust_remote_code=False)


@lru_cache(maxsize=16)
def embedded(texts: tuple[str, ...]) -> Floats:
    """Vectors of sentences, float[n, 384]; kept, since both variants learn from the same ones."""
    return np.asarray(encoder().encode(list(texts), batch_size=64), dtype=np.float64)


class FrozenMiniLM(Scoring):
    """The embeddings that most people have at hand, with the simplest head."""

    name = "frozen-minilm"
    title = "all-MiniLM-L6-v2, frozen + logistic regression"
    libraries = ("sentence-transformers", "scikit-learn")
    variants = {"default": {"C": 1.0}, "tuned": {"C": 16.0}}

    def fit(self, gold: Gold) -> None:
        """Embed the sentences and fit the classifiers."""
        features = embedded(tuple(gold.texts))
        self.classifiers = PerLabel(self.settings["C"]).fit(features, gold.targets)

    def logits(self, texts: Sequence[str]) -> Floats:
        """Log-odds of each label."""
        return self.classifiers.logits(embedded(tuple(texts)))
