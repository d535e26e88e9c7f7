"""The bundled article: a demonstration that needs no other file."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.tasks.base import Data, Task
from claimx.labelled import Labelled


class ArticleTask(Task):
    """One article, so that there are no intervals: it shows, and proves nothing."""

    name = "article"
    title = "the bundled article, a demonstration"
    source = "datasets/article in this repository"
    licence = "as the article's card says"
    split = "all 15 sentences"
    citation = "claimx"

    def read(self, data: Data) -> Sequence[Labelled]:
        """Its sentences."""
        return data.gold("article/test")
