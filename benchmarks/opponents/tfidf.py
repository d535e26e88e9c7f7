"""TF-IDF and logistic regression, one classifier a label: the field's usual baseline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from benchmarks.opponents.base import Gold, Scoring
from benchmarks.opponents.linear import PerLabel
from claimx.evaluation.counts import Floats


class TfIdf(Scoring):
    """scikit-learn's own defaults, or word and character n-grams."""

    name = "tfidf"
    title = "TF-IDF + logistic regression"
    libraries = ("scikit-learn",)
    variants = {
        "default": {"characters": False, "words": 1, "C": 1.0, "sublinear": False, "min_df": 1},
        "tuned": {"characters": True, "words": 3, "C": 4.0, "sublinear": True, "min_df": 2},
    }

    def fit(self, gold: Gold) -> None:
        """Fit the vocabulary and the classifiers."""
        self.vectorizer = self._vectorizer()
        features = self.vectorizer.fit_transform(gold.texts)
        self.classifiers = PerLabel(self.settings["C"]).fit(features, gold.targets)

    def _vectorizer(self) -> Any:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.pipeline import make_union

        shared = {"sublinear_tf": self.settings["sublinear"], "min_df": self.settings["min_df"]}
        words = TfidfVectorizer(ngram_range=(1, self.settings["words"]), **shared)
        if not self.settings["characters"]:
            return words
        return make_union(words, TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), **shared))

    def logits(self, texts: Sequence[str]) -> Floats:
        """Log-odds of each label."""
        return self.classifiers.logits(self.vectorizer.transform(texts))
