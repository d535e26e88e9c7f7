"""What a new model folder reaches: dev figures through the public API, int8 against fp32."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from claimx.api import load
from claimx.evaluation.articles import group
from claimx.evaluation.report import Report
from claimx.evaluation.run import Predictions, judge, predict
from claimx.labelled import Labelled


def report_figures(report: Report) -> dict[str, Any]:
    """The part of a report that a model's config keeps, rounded to four digits."""

    def rounded(figure: Any) -> dict[str, float]:
        return {name: round(value, 4) for name, value in asdict(figure).items()}

    return {
        "documents": report.documents,
        "sentences": report.sentences,
        "macro_f1": rounded(report.macro_f1),
        "micro_f1": rounded(report.micro_f1),
        "exact": rounded(report.exact),
        "labels": {
            one.label: {
                "gold": one.gold,
                "precision": round(one.precision.value, 4),
                "recall": round(one.recall.value, 4),
                "f1": rounded(one.f1),
                "average_precision": round(one.average_precision, 4),
                "calibration_error": round(one.calibration_error, 4),
            }
            for one in report.labels
        },
    }


def _agreement(int8: Predictions, fp32: Predictions) -> dict[str, Any]:
    """How far the int8 graph's scores are from those of the fp32 weights on the same sentences."""
    apart = np.abs(int8.scores - fp32.scores)
    return {
        "largest_score_difference": round(float(apart.max()), 4),
        "score_difference_99th_percentile": round(float(np.quantile(apart, 0.99)), 4),
        "mean_score_difference": round(float(apart.mean()), 5),
    }


def figures(folder: Path, examples: list[Labelled]) -> dict[str, Any]:
    """Figures of a model folder on labelled sentences, with its own thresholds.

    Args:
        folder: A model folder with an int8 graph.
        examples: Sentences that it neither learned from nor was calibrated on.
    """
    articles = group(examples)
    int8, fp32 = (
        predict(load(folder, engine=engine, spans=False), articles) for engine in ("onnx", "torch")
    )
    dev = judge(articles, int8)
    return {
        "dev": report_figures(dev),
        "int8_against_fp32": {
            "fp32_macro_f1": round(judge(articles, fp32).macro_f1.value, 4),
            "int8_macro_f1": round(dev.macro_f1.value, 4),
            **_agreement(int8, fp32),
        },
    }
