"""News sentences that two people read: how far is a model from a second reader?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from benchmarks.tasks.base import Data
from benchmarks.tasks.news import NewsTask
from claimx.labelled import Labelled
from claimx.labels import LABELS


class NewsTwiceTask(NewsTask):
    """Everyone is judged against the first reader, the second reader too."""

    name = "news-twice"
    title = "sentences of health and science news that two readers labelled"
    split = "the part of dev that has two readers"
    readers = None

    def read(self, data: Data) -> Sequence[Labelled]:
        """Dev with the first reader's labels; what one reader alone has read is not judged."""
        return [replace(one, targets=_first_reader(one)) for one in super().read(data)]


def _first_reader(one: Labelled) -> tuple[float | None, ...]:
    labels = one.meta.get("labels_a")
    if labels is None or one.meta.get("labels_b") is None:
        return (None,) * len(LABELS)
    return tuple(float(label in labels) for label in LABELS)
