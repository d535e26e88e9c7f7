"""What an evaluation found, as records: JSON through `to_dict`, a table when rich prints it."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from claimx.evaluation.intervals import Bootstrap, Figure
from claimx.types import ModelStamp

if TYPE_CHECKING:
    from rich.console import RenderableType


@dataclass(frozen=True, slots=True)
class LabelFigures:
    """One label.

    Attributes:
        label: Its name.
        decided: Sentences whose gold decides it.
        gold: Sentences that carry it.
        predicted: Decided sentences that the model gave it to.
        precision: With interval, as recall and F1.
        recall: Share of the gold sentences that were found.
        f1: Harmonic mean of the two.
        average_precision: Over all thresholds.
        brier: Mean squared error of the probability.
        calibration_error: Expected calibration error.
    """

    label: str
    decided: int
    gold: int
    predicted: int
    precision: Figure
    recall: Figure
    f1: Figure
    average_precision: float
    brier: float
    calibration_error: float


@dataclass(frozen=True, slots=True)
class ArticleFigures:
    """One article.

    Attributes:
        doc: Its id.
        sentences: Sentences of it that were judged.
        exact: Share of its fully decided sentences with every label right.
        micro_f1: NaN where it has no label in gold and none predicted.
    """

    doc: str
    sentences: int
    exact: float
    micro_f1: float


@dataclass(frozen=True, slots=True)
class PerArticle:
    """How articles fare, each counting once however long it is.

    Attributes:
        exact_mean: Mean over articles of the share of sentences with every label right.
        exact_median: Median of the same.
        micro_f1_mean: Mean over the articles whose micro-F1 is defined.
        micro_f1_median: Median of the same.
        worst: Up to five articles with the lowest micro-F1, worst first.
    """

    exact_mean: float
    exact_median: float
    micro_f1_mean: float
    micro_f1_median: float
    worst: tuple[ArticleFigures, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What one model does on one set of labelled sentences.

    Attributes:
        documents: Documents that were judged; with one alone there are no intervals.
        sentences: Sentences with at least one label decided.
        whole: Sentences with every label decided, over which `exact` is a share.
        truncated: Sentences that the model did not read to their end.
        labels: One entry a label, in the order of `claimx.LABELS`.
        macro_f1: Mean F1 of the labels.
        micro_f1: F1 of all (sentence, label) pairs.
        exact: Share of sentences with every label right.
        articles: The same, article by article.
        bootstrap: How the intervals were made.
        data: What the sentences were, in words.
        data_hash: First 16 hex digits of a sha256 over ids, sentences and gold.
        model: Which model, with its thresholds; None for predictions from elsewhere.
        engine: What ran it, such as "onnx-int8".
    """

    documents: int
    sentences: int
    whole: int
    truncated: int
    labels: tuple[LabelFigures, ...]
    macro_f1: Figure
    micro_f1: Figure
    exact: Figure
    articles: PerArticle
    bootstrap: Bootstrap
    data: str = ""
    data_hash: str = ""
    model: ModelStamp | None = None
    engine: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The report as plain JSON values; a figure that is not defined is null."""
        from claimx import __version__

        values: dict[str, Any] = plain(asdict(self))
        model = None if self.model is None else self.model.to_dict()
        return {"claimx_version": __version__, **values, "model": model}

    def __rich__(self) -> RenderableType:
        from claimx.evaluation.render import render

        return render(self)


def plain(value: Any) -> Any:
    """Records as JSON values; a figure that is not defined is null."""
    if isinstance(value, float):
        return None if math.isnan(value) else value
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return value
