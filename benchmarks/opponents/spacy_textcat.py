"""spaCy's text categoriser for several labels at once."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np

from benchmarks.opponents.base import Gold, Scoring, log_odds
from claimx.evaluation.counts import Floats
from claimx.labels import LABELS


class SpacyTextcat(Scoring):
    """A blank English pipeline with `textcat_multilabel`: its default ensemble, or a bag of words.

    Settings other than those named here are the library's own. The ensemble (a convolutional
    network and a linear model) takes minutes an epoch, hence fewer of them.
    """

    name = "spacy-textcat"
    title = "spaCy textcat_multilabel"
    libraries = ("spacy",)
    variants = {
        "default": {"architecture": None, "epochs": 3},
        "tuned": {"architecture": "spacy.TextCatBOW.v3", "ngrams": 3, "epochs": 5},
    }

    def fit(self, gold: Gold) -> None:
        """Train on fully labelled sentences in shuffled batches that grow."""
        import spacy
        from spacy.training import Example
        from spacy.util import compounding, fix_random_seed, minibatch

        fix_random_seed(gold.seed)
        self.nlp = spacy.blank("en")
        categoriser = self.nlp.add_pipe("textcat_multilabel", config=self._config())
        for label in LABELS:
            categoriser.add_label(label)
        whole = np.flatnonzero(~np.isnan(gold.targets).any(axis=1)).tolist()
        examples = [
            Example.from_dict(
                self.nlp.make_doc(gold.texts[place]),
                {"cats": dict(zip(LABELS, gold.targets[place].tolist(), strict=True))},
            )
            for place in whole
        ]
        optimizer = self.nlp.initialize(lambda: examples[:100])
        order = random.Random(gold.seed)
        for _ in range(self.settings["epochs"]):
            order.shuffle(examples)
            for batch in minibatch(examples, size=compounding(16.0, 128.0, 1.01)):
                self.nlp.update(batch, sgd=optimizer)

    def _config(self) -> dict[str, object]:
        if self.settings["architecture"] is None:
            return {}
        return {
            "model": {
                "@architectures": self.settings["architecture"],
                "exclusive_classes": False,
                "ngram_size": self.settings["ngrams"],
                "no_output_layer": False,
            }
        }

    def logits(self, texts: Sequence[str]) -> Floats:
        """Log-odds of each label."""
        found = [[doc.cats[label] for label in LABELS] for doc in self.nlp.pipe(texts)]
        return log_odds(np.array(found, dtype=np.float64))
