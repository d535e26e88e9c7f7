"""GLiClass: zero-shot classification from the labels' descriptions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from benchmarks.opponents.base import Gold, Scoring, log_odds
from benchmarks.opponents.minilm import weights
from claimx.evaluation.counts import Floats
from claimx.labels import LABELS

WEIGHTS = "knowledgator/gliclass-small-v1.0"
DESCRIPTIONS = {
    "finding": "a result or conclusion of research",
    "mechanism": "an explanation of how or why something comes about",
    "attribution": "a statement attributed to a source",
    "caution": "a limitation, uncertainty or warning",
}


class GLiClass(Scoring):
    """No example is learned from; gold sets its thresholds alone, as for everyone."""

    name = "gliclass"
    title = "GLiClass small, zero-shot"
    libraries = ("gliclass",)

    def fit(self, gold: Gold) -> None:
        """Load it.

        Raises:
            NotRunError: If its weights are not at hand.
        """
        from gliclass import GLiClassModel, ZeroShotClassificationPipeline
        from transformers import AutoTokenizer

        folder = weights(WEIGHTS)
        model = GLiClassModel.from_pretrained(folder)
        tokenizer = AutoTokenizer.from_pretrained(folder)
        self.pipe = ZeroShotClassificationPipeline(
            model, tokenizer, classification_type="multi-label", device="cpu"
        )

    def logits(self, texts: Sequence[str]) -> Floats:
        """Log-odds of each label, from its description's score."""
        asked = [DESCRIPTIONS[label] for label in LABELS]
        rows = []
        for found in self.pipe(list(texts), asked, threshold=0.0):
            scores = {one["label"]: one["score"] for one in found}
            rows.append([scores.get(name, 0.0) for name in asked])
        return log_odds(np.array(rows, dtype=np.float64))
