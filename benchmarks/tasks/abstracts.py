"""Abstracts of medical papers: the same labels where nobody reports but the authors."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.tasks.base import Data, Task
from claimx.labelled import Labelled


class AbstractsTask(Task):
    """Held out: no model was chosen on it."""

    name = "abstracts"
    title = "sentences of medical abstracts"
    source = "PubMedQA (github pubmedqa/pubmedqa), labelled by claimx"
    licence = "MIT; labels CC BY 4.0"
    split = "test: 41 abstracts"
    citation = "claimx abstracts gold (datasets/abstracts-gold)"
    labels = ("finding", "caution")

    def read(self, data: Data) -> Sequence[Labelled]:
        """Its sentences."""
        return data.gold("abstracts-gold/test")
