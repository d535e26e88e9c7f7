"""Health and science news: the task that claimx exists for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from benchmarks.tasks.base import Data, Task
from claimx.labelled import Labelled


class NewsTask(Task):
    """Articles drawn at random. Models are chosen here, so that hidden sets may come out lower."""

    name = "news"
    title = "sentences of health and science news"
    source = "FakeHealth (github EnyanDai/FakeHealth) and NLTK's abc corpus, labelled by claimx"
    licence = "labels CC BY 4.0; texts not given away"
    split = "dev: 97 articles drawn at random"
    citation = "claimx news gold (datasets/news-gold)"
    readers: ClassVar[dict[str, float] | None] = {
        "finding": 0.94,
        "mechanism": 0.87,
        "attribution": 0.97,
        "caution": 0.92,
    }

    def read(self, data: Data) -> Sequence[Labelled]:
        """Its sentences."""
        return data.gold("news-gold/dev")
