"""Where a model and gold differ, most confident mistakes first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from claimx.decide import named
from claimx.evaluation.articles import Article
from claimx.evaluation.run import Predictions
from claimx.labels import LABELS
from claimx.types import Scores


@dataclass(frozen=True, slots=True)
class Mistake:
    """One label of one sentence that the model gave and gold has not, or the other way round.

    Attributes:
        label: Its name.
        given: The model gave it; False: it missed it.
        score: What the model gave it.
        threshold: What it holds from.
        doc: Id of the document.
        title: Its title, if it has one.
        index: Place of the sentence among those of its document that were judged, from 0.
        before: The sentence before; empty at the beginning.
        text: The sentence.
        after: The sentence after; empty at the end.
        gold: Labels of gold.
        predicted: Labels of the model.
    """

    label: str
    given: bool
    score: float
    threshold: float
    doc: str
    title: str | None
    index: int
    before: str
    text: str
    after: str
    gold: tuple[str, ...]
    predicted: tuple[str, ...]

    @property
    def confidence(self) -> float:
        """How far the score lies on the wrong side of the threshold."""
        return abs(self.score - self.threshold)


def _of_article(
    article: Article, predictions: Predictions, first: int, thresholds: Scores
) -> Iterator[Mistake]:
    around = ("", *article.sentences, "")
    stop = first + len(article.sentences)
    predicted, scores = predictions.labels[first:stop], predictions.scores[first:stop]
    wrong = (predicted != (article.targets == 1)) & ~np.isnan(article.targets)
    for index, column in np.argwhere(wrong).tolist():
        yield Mistake(
            label=LABELS[column],
            given=bool(predicted[index, column]),
            score=float(scores[index, column]),
            threshold=thresholds[LABELS[column]],
            doc=article.doc,
            title=article.title,
            index=index,
            before=around[index],
            text=article.sentences[index],
            after=around[index + 2],
            gold=named(article.targets[index] == 1),
            predicted=named(predicted[index]),
        )


def mistakes(
    articles: Sequence[Article], predictions: Predictions, thresholds: Scores
) -> list[Mistake]:
    """Every wrong label, those the model was surest of first.

    Args:
        articles: With their gold; labels that it does not decide are passed over.
        predictions: Of all their sentences, in order.
        thresholds: That the predictions were made with.
    """
    found: list[Mistake] = []
    first = 0
    for article in articles:
        found += _of_article(article, predictions, first, thresholds)
        first += len(article.sentences)
    return sorted(found, key=lambda one: (-one.confidence, one.doc, one.index))
