"""Raw text in, labelled spans out: here a wrong sentence boundary is a wrong claim."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from benchmarks.judging import Outcome, mean_f1, with_interval
from benchmarks.opponents.base import Opponent
from benchmarks.tasks.base import Data, MissingDataError, Task
from benchmarks.tasks.spans import Span, matches, tokens
from claimx.evaluation import metrics
from claimx.evaluation.articles import Article
from claimx.evaluation.counts import Counts
from claimx.labelled import Labelled
from claimx.labels import LABELS
from claimx.segment import segment


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """A text put together from gold sentences.

    Attributes:
        text: The sentences with a blank between them.
        gold: Spans of each label.
    """

    text: str
    gold: tuple[list[Span], ...]


def passage(article: Article) -> Passage:
    """The text of an article's sentences, and where its labelled ones lie in it."""
    spans, at = [], 0
    for sentence in article.sentences:
        spans.append((at, at + len(sentence)))
        at += len(sentence) + 1
    gold = tuple(
        [span for span, row in zip(spans, article.targets, strict=True) if row[column] == 1]
        for column in range(len(LABELS))
    )
    return Passage(" ".join(article.sentences), gold)


class ExtractionTask(Task):
    """Sentences were split by hand, and are joined by a blank: entrants have to split them again.

    Entrants that label sentences split with claimx's own segmenter.
    """

    name = "extraction"
    title = "raw text to labelled spans"
    source = "the bundled article and GUM, split by hand, labelled by claimx"
    licence = "by genre, as GUM states; labels CC BY 4.0"
    split = "the article and the 18 passages of varied"
    citation = "claimx article and varied gold"

    def read(self, data: Data) -> Sequence[Labelled]:
        """Sentences of both; the article alone where the passages are not at hand."""
        article = list(data.gold("article/test"))
        try:
            return article + list(data.gold("varied-gold/test"))
        except MissingDataError:
            return article

    @property
    def metric(self) -> str:
        """The figure that ranks."""
        return "macro-F1 of exact spans"

    def outcome(self, entrant: Opponent, articles: Sequence[Article]) -> Outcome:
        """Exact spans rank; spans that share half of their tokens are reported beside them."""
        passages = [passage(article) for article in articles]
        found = list(_extracted(entrant, articles, passages))
        exact = _counts(passages, found, 0)
        shared = _counts(passages, found, 1)
        decided = [label for label in LABELS if label in entrant.labels]
        return Outcome(
            figures={
                "documents": len(articles),
                "sentences": sum(len(article.sentences) for article in articles),
                "labels": [_label(label, exact) for label in LABELS],
                "score": with_interval(exact, mean_f1(decided)),
                "score_labels": decided,
                "micro_f1": with_interval(exact, metrics.micro_f1),
                "half_macro_f1": with_interval(shared, mean_f1(decided)),
                "half_micro_f1": with_interval(shared, metrics.micro_f1),
            },
            counts={"all": exact, "half of the tokens": shared},
        )


def _label(label: str, counts: Counts) -> dict[str, Any]:
    column = LABELS.index(label)
    total = counts.total()
    return {
        "label": label,
        "gold": int(total.hits[column] + total.misses[column]),
        "f1": with_interval(counts, mean_f1([label])),
        "average_precision": None,
        "calibration_error": None,
    }


def _extracted(
    entrant: Opponent, articles: Sequence[Article], passages: Sequence[Passage]
) -> Iterator[tuple[list[Span], ...]]:
    """Spans of each label in each passage."""
    spans = [segment(one.text) for one in passages]
    cut = [
        replace(
            article,
            sentences=tuple(one.text[start:end] for start, end in found),
            targets=np.full((len(found), len(LABELS)), np.nan),
            meta=tuple({} for _ in found),
        )
        for article, one, found in zip(articles, passages, spans, strict=True)
    ]
    labels = entrant.predict(cut).labels
    at = 0
    for found in spans:
        rows = labels[at : at + len(found)]
        at += len(found)
        yield tuple(
            [
                (int(start), int(end))
                for (start, end), row in zip(found, rows, strict=True)
                if row[k]
            ]
            for k in range(len(LABELS))
        )


def _counts(
    passages: Sequence[Passage], found: Sequence[tuple[list[Span], ...]], which: int
) -> Counts:
    """Counts by passage: spans that are right exactly (0) or by half of their tokens (1)."""
    hits, alarms, misses = (np.zeros((len(passages), len(LABELS))) for _ in range(3))
    for row, (one, labels) in enumerate(zip(passages, found, strict=True)):
        words = tokens(one.text)
        for column, (gold, spans) in enumerate(zip(one.gold, labels, strict=True)):
            right = matches(gold, spans, words)[which]
            hits[row, column] = right
            alarms[row, column] = len(spans) - right
            misses[row, column] = len(gold) - right
    nothing = np.zeros(len(passages))
    return Counts(hits, alarms, misses, hits + misses, nothing, nothing)
