"""SetFit: a sentence encoder fine-tuned on few examples by contrast, which is what it is for."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.opponents.base import Gold, Scoring, log_odds
from benchmarks.opponents.minilm import weights
from claimx.evaluation.counts import Floats
from claimx.extras import require
from claimx.labels import LABELS


def few_shot(gold: Gold, examples: int) -> NDArray[np.intp]:
    """Places of the examples to learn from, drawn with the gold's seed, in order.

    As many of each label and as many without any label, from sentences whose every label is
    decided; one that is drawn for two labels counts for both. SetFit's own helper for several
    labels draws none without a label, with which most news sentences could not be told apart.

    Args:
        gold: What to draw from.
        examples: How many of each kind; all, where there are fewer.
    """
    whole = ~np.isnan(gold.targets).any(axis=1)
    kinds = [whole & (column == 1) for column in gold.targets.T]
    kinds.append(whole & ~np.any(kinds, axis=0))
    rng, drawn = np.random.default_rng(gold.seed), []
    for kind in kinds:
        places = np.flatnonzero(kind)
        drawn.append(rng.choice(places, min(examples, len(places)), replace=False))
    return np.unique(np.concatenate(drawn))


class SetFit(Scoring):
    """The library's defaults and its one-vs-rest head, on 16 or 64 examples a label.

    Its pairs grow with the square of the examples, so that the tuned variant stops after a fixed
    number of steps, of 16 pairs each.
    """

    name = "setfit"
    title = "SetFit from all-MiniLM-L6-v2, few examples a label"
    libraries = ("setfit",)
    variants = {
        "default": {"examples_per_label": 16, "max_steps": -1},
        "tuned": {"examples_per_label": 64, "max_steps": 1000},
    }

    def fit(self, gold: Gold) -> None:
        """Draw the examples, fine-tune the encoder by contrast, fit the head."""
        from setfit import Trainer

        places = few_shot(gold, self.settings["examples_per_label"])
        examples = require("datasets", extra="benchmark").Dataset.from_dict(
            {
                "text": [gold.texts[place] for place in places.tolist()],
                "label": gold.targets[places].astype(int).tolist(),
            }
        )
        self.model = _untrained()
        with tempfile.TemporaryDirectory() as folder:
            trainer = Trainer(
                model=self.model, args=self._arguments(gold.seed, folder), train_dataset=examples
            )
            trainer.train()

    def _arguments(self, seed: int, folder: str) -> Any:
        """The defaults, but for steps and seed; nothing is written or reported."""
        from setfit import TrainingArguments

        return TrainingArguments(
            output_dir=folder,
            max_steps=self.settings["max_steps"],
            seed=seed,
            save_strategy="no",
            report_to="none",
            show_progress_bar=False,
        )

    def logits(self, texts: Sequence[str]) -> Floats:
        """Log-odds of the head's probabilities."""
        found = self.model.predict_proba(list(texts), as_numpy=True, show_progress_bar=False)
        return log_odds(np.asarray(found, dtype=np.float64).reshape(len(texts), len(LABELS)))


def _untrained() -> Any:
    """The encoder with a logistic regression a label.

    Raises:
        NotRunError: If the encoder's weights are not at hand.
    """
    from setfit import SetFitModel

    return SetFitModel.from_pretrained(weights(), device="cpu", multi_target_strategy="one-vs-rest")
