"""Causal language in press releases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks.transfer.base import Transfer


class EurekaCausal(Transfer):
    """Four classes; no press release is learned from and judged."""

    name = "eureka_causal"
    title = "causal language in press releases"
    corpus = "eureka_causal"
    source = "github junwang4/correlation-to-causation-exaggeration"
    split = "five-fold cross-validation by press release"
    citation = "Yu, Wang, Guo and Li 2020"
    metric = "macro-F1"
    classes = ("none", "correlational", "conditional_causal", "direct_causal")
    published = 0.892
    folds = 5

    def class_of(self, record: Mapping[str, Any]) -> str | None:
        """The published label."""
        return str(record["orig"]["label"])
