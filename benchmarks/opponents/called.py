"""A user's own model: any Python callable, named `module:function`."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.opponents.base import Opponent
from claimx.evaluation.articles import Article
from claimx.evaluation.callables import THRESHOLD, called, resolve, source_hash
from claimx.evaluation.run import Predictions


class CalledModel(Opponent):
    """It takes a list of sentences and gives labels or scores for each; see `callables.called`."""

    name = "callable"
    title = "a Python callable"
    learns = False

    def __init__(self, target: str) -> None:
        super().__init__()
        self.target = target
        self.function = resolve(target)
        self.settings = {
            "callable": target,
            "source": source_hash(self.function),
            "threshold": THRESHOLD,
        }

    @property
    def entry(self) -> str:
        """The callable's name, fit for a file name."""
        return self.target.replace(":", "-")

    def predict(self, articles: Sequence[Article]) -> Predictions:
        """Its labels."""
        return called(self.target, self.function, articles)
