"""Figures of one entrant on one task, and its counts part by part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import compress
from typing import Any

import numpy as np

from benchmarks.statistics.paired import Statistic
from claimx.evaluation import metrics
from claimx.evaluation.articles import Article
from claimx.evaluation.counts import Counts, Floats, tally
from claimx.evaluation.intervals import Bootstrap, resample
from claimx.evaluation.intervals import figures as intervals
from claimx.evaluation.report import plain
from claimx.evaluation.run import Predictions, count, judge
from claimx.evaluation.slices import members
from claimx.labels import LABELS, NONE, PRIMARY_ORDER, primary


def mean_f1(labels: Sequence[str]) -> Statistic:
    """A statistic: the mean F1 of these labels, over those that have one."""
    return partial(metrics.macro_f1, columns=[LABELS.index(label) for label in labels])


def with_interval(counts: Counts, of: Statistic) -> dict[str, float | None]:
    """A figure with its interval as JSON values; one document alone gives none."""
    how = Bootstrap()
    drawn = of(resample(counts, how))[:, None] if len(counts.exact) > 1 else None
    found = intervals(np.asarray(of(counts.total()))[None], drawn, how.level)[0]
    values: dict[str, float | None] = plain(
        {"value": found.value, "low": found.low, "high": found.high}
    )
    return values


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an entrant did on a task.

    Attributes:
        figures: JSON values by name.
        counts: Counts by document of all sentences and of each slice.
    """

    figures: Mapping[str, Any]
    counts: Mapping[str, Counts]


def outcome(
    wanted: Sequence[str],
    decides: Sequence[str],
    articles: Sequence[Article],
    predictions: Predictions,
) -> Outcome:
    """Every figure of a run.

    Args:
        wanted: Labels that the task's score averages over.
        decides: Labels that the entrant decides; where it leaves some of `wanted` out, the score
            is over those that are left.
        articles: The gold.
        predictions: What the entrant said, in order.
    """
    labels = [label for label in wanted if label in decides]
    values = judge(articles, predictions).to_dict()
    for name in ("data", "data_hash", "model", "engine", "articles", "claimx_version"):
        values.pop(name, None)
    found = parts(articles, predictions)
    return Outcome(
        figures={
            **values,
            "score": with_interval(found["all"], mean_f1(labels)),
            "score_labels": labels,
            "reliability": _reliability(articles, predictions),
            "confusion": confusion(articles, predictions),
        },
        counts=found,
    )


def _targets(articles: Sequence[Article]) -> Floats:
    return np.concatenate([article.targets for article in articles])


def _reliability(articles: Sequence[Article], predictions: Predictions) -> dict[str, Any]:
    targets, found = _targets(articles), {}
    for column, label in enumerate(LABELS):
        bins = metrics.reliability(targets[:, column], predictions.scores[:, column], 10)
        found[label] = plain(
            {
                "count": bins.count.tolist(),
                "score": bins.score.tolist(),
                "share": bins.share.tolist(),
            }
        )
    return found


def confusion(articles: Sequence[Article], predictions: Predictions) -> dict[str, Any]:
    """How often one primary label is taken for another, over sentences with every label decided."""
    targets = _targets(articles)
    whole = ~np.isnan(targets).any(axis=1)
    names = [*PRIMARY_ORDER, NONE]
    table = np.zeros((len(names),) * 2, dtype=int)
    for rows in zip(targets[whole] == 1, predictions.labels[whole], strict=True):
        gold, found = (names.index(primary(compress(LABELS, row))) for row in rows)
        table[gold, found] += 1
    return {"names": names, "gold_by_predicted": table.tolist()}


def parts(articles: Sequence[Article], predictions: Predictions) -> dict[str, Counts]:
    """Counts by document of all sentences and of each slice, so that runs can be paired later."""
    lengths = [len(article.sentences) for article in articles]
    document = np.repeat(np.arange(len(articles)), lengths)
    targets = _targets(articles)
    found = {"all": count(articles, predictions)}
    for by, name, places in members(articles):
        masked = np.full_like(targets, np.nan)
        masked[places] = targets[places]
        found[f"{by}: {name}"] = tally(masked, predictions.labels, document, len(articles))
    return found
