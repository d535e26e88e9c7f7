"""A claimx model: a tier, a folder or a Hub id, with its own thresholds."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.opponents.base import Opponent
from claimx.api import load
from claimx.evaluation.articles import Article
from claimx.evaluation.run import Predictions, predict


class ClaimxModel(Opponent):
    """What is judged."""

    name = "claimx"
    title = "a claimx model as anyone loads it"
    libraries = ("claimx",)
    learns = False

    def __init__(self, model: str = "base", *, download: bool = False) -> None:
        super().__init__()
        self.extractor = load(model, spans=False, download=download)
        self.model = model
        settings = self.extractor.model.settings
        self.settings = {
            "model": self.extractor.model.name,
            "version": settings["version"],
            "hash": self.extractor.model.hash,
            "engine": self.extractor.scorer.name,
        }

    @property
    def entry(self) -> str:
        """The model's name, such as "claimx-base"."""
        return self.extractor.model.name

    def predict(self, articles: Sequence[Article]) -> Predictions:
        """Its labels, article by article."""
        return predict(self.extractor, articles)
