"""Headline claims of medical abstracts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks.transfer.base import Transfer


class Claim(Transfer):
    """Binary; the published figure is a discourse model carried over to claims."""

    name = "claim"
    title = "headline claims of abstracts"
    corpus = "claim"
    source = "github titipata/detecting-scientific-claim"
    split = "published train and test"
    citation = "Achakulvisut et al. 2019"
    metric = "F1"
    classes = ("other", "claim")
    published = 0.79

    def class_of(self, record: Mapping[str, Any]) -> str | None:
        """The published label."""
        return self.classes[int(record["orig"]["claim"])]
