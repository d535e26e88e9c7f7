"""Causal sentences in news of protests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks.transfer.base import Transfer


class CausalNews(Transfer):
    """Binary; the corpus at hand holds train and dev, and figures on dev are what papers give."""

    name = "cnc"
    title = "causal sentences in news (CNC, subtask 1)"
    corpus = "cnc"
    source = "github tanfiona/CausalNewsCorpus"
    licence = "CC0 1.0"
    split = "published train and dev"
    citation = "Tan et al. 2022"
    metric = "F1"
    classes = ("not causal", "causal")
    published = 0.862
    judged_on = "dev"

    def class_of(self, record: Mapping[str, Any]) -> str | None:
        """The published label."""
        return self.classes[int(record["causal"])]
