"""Advice in health papers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks.transfer.base import Transfer


class HealthAdvice(Transfer):
    """Three classes, conclusions of structured abstracts: the part of the first published figure.

    The second figure, .907, is on unstructured abstracts and discussions with a model that learned
    from structured ones.
    """

    name = "health_advice"
    title = "advice in conclusions of structured abstracts"
    corpus = "health_advice"
    source = "github junwang4/detecting-health-advice"
    split = "five-fold cross-validation by abstract"
    citation = "Li, Wang and Yu 2021"
    metric = "macro-F1"
    classes = ("no_advice", "weak_advice", "strong_advice")
    published = 0.933
    folds = 5

    def class_of(self, record: Mapping[str, Any]) -> str | None:
        """The published label, in structured abstracts."""
        if record["orig"]["section"] != "structured_abstract":
            return None
        return super().class_of(record)
