"""Seven other kinds of text, most of them without a claim: what a model must keep quiet about."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.tasks.base import Data, Task
from claimx.labelled import Labelled


class VariedTask(Task):
    """Held out: no model was chosen on it."""

    name = "varied"
    title = "sentences of essays, speeches, interviews, textbooks, ..."
    source = "GUM (github amir-zeldes/gum), labelled by claimx"
    licence = "by genre, as GUM states; labels CC BY 4.0"
    split = "test: 18 passages of seven genres"
    citation = "claimx varied gold (datasets/varied-gold)"
    labels = ("finding", "attribution", "caution")

    def read(self, data: Data) -> Sequence[Labelled]:
        """Its sentences."""
        return data.gold("varied-gold/test")
