"""A model's labels on articles, judged against gold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from claimx.errors import DataError
from claimx.evaluation import metrics
from claimx.evaluation.articles import Article, fingerprint, group
from claimx.evaluation.counts import Counts, Floats, tally
from claimx.evaluation.intervals import Bootstrap, Figure, figures, resample
from claimx.evaluation.report import ArticleFigures, LabelFigures, PerArticle, Report
from claimx.labelled import Labelled
from claimx.labels import LABELS
from claimx.types import Sentence

if TYPE_CHECKING:
    from claimx.extractor import Extractor

WORST = 5
"""Articles named in a report."""


class Labeller(Protocol):
    """Anything that labels the sentences of one text, as `Extractor.label` does."""

    def label(self, sentences: Sequence[str], title: str | None = None) -> Sequence[Sentence]:
        """One record a sentence, in order."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Predictions:
    """What was predicted for n sentences.

    Attributes:
        labels: bool[n, labels].
        scores: float[n, labels].
        truncated: bool[n].
    """

    labels: NDArray[np.bool_]
    scores: Floats
    truncated: NDArray[np.bool_]


def collect(records: Sequence[Sentence], article: Article) -> Predictions:
    """One article's records as arrays.

    Raises:
        DataError: If there are more or fewer records than sentences, or a score is not finite.
    """
    if len(records) != len(article.sentences):
        raise DataError(
            f"the model gave {len(records)} records for the {len(article.sentences)} sentences "
            f"of {article.doc}: it must give one for each."
        )
    scores = np.array([list(one.scores.values()) for one in records], dtype=np.float64)
    try:
        metrics.check_scores(scores)
    except DataError as broken:
        raise DataError(f"{article.doc}: {broken}") from broken
    return Predictions(
        labels=np.array([[label in one.labels for label in LABELS] for one in records], dtype=bool),
        scores=scores,
        truncated=np.array([one.truncated for one in records], dtype=bool),
    )


def predict(
    labeller: Labeller, articles: Sequence[Article], progress: Callable[[int], None] | None = None
) -> Predictions:
    """Label articles one after another.

    Args:
        labeller: What to judge.
        articles: What it reads: each whole, in order, with its title.
        progress: Called after each article with its number of sentences.

    Raises:
        DataError: If the records of an article do not fit its sentences.
    """
    parts = []
    for article in articles:
        records = labeller.label(list(article.sentences), title=article.title)
        parts.append(collect(records, article))
        if progress is not None:
            progress(len(article.sentences))
    return Predictions(
        labels=np.concatenate([part.labels for part in parts]),
        scores=np.concatenate([part.scores for part in parts]),
        truncated=np.concatenate([part.truncated for part in parts]),
    )


def checked(predictions: Predictions, articles: Sequence[Article], name: str = "it") -> Predictions:
    """Refuse predictions that do not fit the sentences.

    Args:
        predictions: Of the sentences of all articles, in order.
        articles: What was read.
        name: Of what predicted, for the message.

    Raises:
        DataError: If rows are missing or too many, or a score is not finite.
    """
    sentences = sum(len(article.sentences) for article in articles)
    if len(predictions.labels) != sentences or len(predictions.scores) != sentences:
        raise DataError(
            f"{name} gave {len(predictions.labels)} rows for {sentences} sentences: one each is "
            "wanted."
        )
    metrics.check_scores(np.asarray(predictions.scores))
    return predictions


def count(articles: Sequence[Article], predictions: Predictions) -> Counts:
    """Outcomes article by article, ready for metrics and resampling."""
    lengths = [len(article.sentences) for article in articles]
    document = np.repeat(np.arange(len(articles)), lengths)
    targets = np.concatenate([article.targets for article in articles])
    return tally(targets, predictions.labels, document, len(articles))


def _label_figures(
    targets: Floats, scores: Floats, counts: Counts, draws: Counts | None, level: float
) -> tuple[LabelFigures, ...]:
    total = counts.total()
    ratios = [
        figures(of(total), None if draws is None else of(draws), level)
        for of in (metrics.precision, metrics.recall, metrics.f1)
    ]
    return tuple(
        LabelFigures(
            label=label,
            decided=int(total.decided[k]),
            gold=int(total.hits[k] + total.misses[k]),
            predicted=int(total.hits[k] + total.alarms[k]),
            precision=ratios[0][k],
            recall=ratios[1][k],
            f1=ratios[2][k],
            average_precision=metrics.average_precision(targets[:, k], scores[:, k]),
            brier=metrics.brier(targets[:, k], scores[:, k]),
            calibration_error=metrics.calibration_error(targets[:, k], scores[:, k]),
        )
        for k, label in enumerate(LABELS)
    )


def _over(values: Floats, statistic: Callable[[Floats], np.floating]) -> float:
    defined = values[~np.isnan(values)]
    return float(statistic(defined)) if len(defined) else float("nan")


def per_article(articles: Sequence[Article], counts: Counts) -> PerArticle:
    """Means and medians over articles, and the worst of them.

    Args:
        articles: The articles.
        counts: Their counts, in the same order.
    """
    exact, f1 = metrics.exact_share(counts), metrics.micro_f1(counts)
    judged = [int((~np.isnan(article.targets)).any(axis=1).sum()) for article in articles]
    every = [
        ArticleFigures(article.doc, n, float(right), float(score))
        for article, n, right, score in zip(articles, judged, exact, f1, strict=True)
    ]
    ranked = sorted(
        (one for one in every if not np.isnan(one.micro_f1)),
        key=lambda one: (one.micro_f1, np.nan_to_num(one.exact), one.doc),
    )
    return PerArticle(
        exact_mean=_over(exact, np.mean),
        exact_median=_over(exact, np.median),
        micro_f1_mean=_over(f1, np.mean),
        micro_f1_median=_over(f1, np.median),
        worst=tuple(ranked[:WORST]),
    )


def judge(
    articles: Sequence[Article], predictions: Predictions, bootstrap: Bootstrap | None = None
) -> Report:
    """Every figure of a report from gold and predictions; no model is run.

    Raises:
        DataError: If there are more or fewer predictions than sentences, a score is no
            probability, or gold is not 1, 0 or NaN.
    """
    how = bootstrap or Bootstrap()
    targets = np.concatenate([article.targets for article in articles])
    counts = count(articles, predictions)
    draws = resample(counts, how) if len(articles) > 1 else None

    def overall(of: Callable[[Counts], Floats]) -> Figure:
        drawn = None if draws is None else of(draws)[:, None]
        return figures(of(counts.total())[None], drawn, how.level)[0]

    judged = (~np.isnan(targets)).any(axis=1)
    return Report(
        documents=len(articles),
        sentences=int(judged.sum()),
        whole=int(counts.total().whole),
        truncated=int(predictions.truncated[judged].sum()),
        labels=_label_figures(targets, predictions.scores, counts, draws, how.level),
        macro_f1=overall(metrics.macro_f1),
        micro_f1=overall(metrics.micro_f1),
        exact=overall(metrics.exact_share),
        articles=per_article(articles, counts),
        bootstrap=how,
        data_hash=fingerprint(articles),
    )


def evaluate(
    extractor: Extractor,
    examples: Sequence[Labelled],
    *,
    bootstrap: Bootstrap | None = None,
    data: str = "",
    progress: Callable[[int], None] | None = None,
) -> Report:
    """Label the articles that the examples come from, and judge the labels.

    Args:
        extractor: The model, with the thresholds it would use for anyone.
        examples: Labelled sentences, those of one document in order.
        bootstrap: How intervals are made: by default 2,000 draws of documents with seed 0.
        data: What the examples are, for the report.
        progress: Called after each article with its number of sentences.

    Raises:
        DataError: If there are no examples, or gold or predictions are malformed.
    """
    articles = group(examples)
    return report_on(extractor, articles, predict(extractor, articles, progress), bootstrap, data)


def report_on(
    extractor: Extractor,
    articles: Sequence[Article],
    predictions: Predictions,
    bootstrap: Bootstrap | None = None,
    data: str = "",
) -> Report:
    """A report that names the model; arguments and errors as those of `evaluate` and `judge`."""
    return replace(
        judge(articles, predictions, bootstrap),
        data=data,
        model=extractor.model.stamp(extractor.thresholds),
        engine=extractor.scorer.name,
    )
