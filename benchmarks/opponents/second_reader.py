"""Another person with the same guidelines: what a model could reach."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from benchmarks.opponents.base import NotMeantError, Opponent
from claimx.evaluation.articles import Article
from claimx.evaluation.run import Predictions
from claimx.labels import LABELS


class SecondReader(Opponent):
    """Labels that the second reader gave, on the task of sentences that two have read."""

    name = "second-reader"
    title = "a second human reader"
    learns = False

    def predict(self, articles: Sequence[Article]) -> Predictions:
        """The second reader's labels; none on sentences without, which are not judged.

        Raises:
            NotMeantError: If a judged sentence has no second reader.
        """
        if not any(meta.get("labels_b") for article in articles for meta in article.meta):
            raise NotMeantError("its sentences have one reader.")
        rows = []
        for article in articles:
            for meta, targets in zip(article.meta, article.targets, strict=True):
                given = meta.get("labels_b")
                if given is None and not np.isnan(targets).all():
                    raise NotMeantError("its sentences have one reader.")
                rows.append([label in (given or ()) for label in LABELS])
        labels = np.array(rows, dtype=bool)
        return Predictions(labels, labels.astype(np.float64), np.zeros(len(labels), dtype=bool))
