"""What an opponent is: anything a user could label sentences with instead of claimx."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from claimx.errors import ClaimxError
from claimx.evaluation.articles import Article, all_sentences
from claimx.evaluation.counts import Floats
from claimx.evaluation.run import Predictions
from claimx.labels import LABELS

Settings = Mapping[str, Any]


class NotRunError(ClaimxError):
    """An opponent cannot run here; the message says why."""


class NotMeantError(ClaimxError):
    """A task is not one for this opponent; nobody misses it there."""


@dataclass(frozen=True, slots=True, eq=False)
class Gold:
    """Gold sentences to learn from.

    Attributes:
        texts: n sentences.
        targets: float[n, labels]: 1, 0, or NaN where a label is not decided.
        seed: Of everything that is drawn at random.
    """

    texts: Sequence[str]
    targets: Floats
    seed: int = 0


class Opponent(ABC):
    """Labels sentences, after learning from gold where it has anything to learn.

    Attributes:
        name: As tables name it.
        title: One line on what it is.
        libraries: Distributions that it stands on; the first is the one that it represents.
        extra: What to install when one is absent.
        variants: Settings by the name of the variant: the library's own defaults, and a tuned one.
        learns: Whether it needs gold to learn from.
        labels: Labels that it decides; it never gives the others.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    libraries: ClassVar[tuple[str, ...]] = ()
    extra: ClassVar[str] = "benchmark"
    variants: ClassVar[Mapping[str, Settings]] = {"default": {}}
    learns: ClassVar[bool] = True
    labels: ClassVar[tuple[str, ...]] = LABELS

    def __init__(self, variant: str = "default") -> None:
        if variant not in self.variants:
            raise ClaimxError(
                f"{self.name} has no variant {variant!r}: use one of {', '.join(self.variants)}."
            )
        self.variant = variant
        self.settings = dict(self.variants[variant])

    @property
    def entry(self) -> str:
        """Its name in tables and file names, such as "tfidf" or "tfidf-tuned"."""
        return self.name if self.variant == "default" else f"{self.name}-{self.variant}"

    def versions(self) -> dict[str, str]:
        """Versions of its libraries.

        Raises:
            NotRunError: If one is not installed.
        """
        try:
            return {library: version(library) for library in self.libraries}
        except PackageNotFoundError as absent:
            raise NotRunError(
                f'{self.name} needs {absent.name}: pip install "claimx[{self.extra}]".'
            ) from absent

    def fit(self, gold: Gold) -> None:  # noqa: B027 (those that do not learn have nothing to do)
        """Learn from gold; called once, before anything else, where `learns`."""

    @abstractmethod
    def predict(self, articles: Sequence[Article]) -> Predictions:
        """Labels and scores of the sentences of all articles, in order."""


class Scoring(Opponent):
    """An opponent with a real-valued score a label, whose thresholds the harness chooses."""

    @abstractmethod
    def logits(self, texts: Sequence[str]) -> Floats:
        """float[n, labels], higher where the label is more likely; log-odds where it has them."""

    def calibrate(self, held_out: Gold) -> None:
        """Fit scale, shift and thresholds as claimx's own are, on sentences not learned from.

        See `claimx.train.calibrate`.
        """
        from claimx.train.calibrate import calibrate

        logits = self.logits(held_out.texts).astype(np.float32)
        self.calibration = calibrate(logits, held_out.targets.astype(np.float32))

    def predict(self, articles: Sequence[Article]) -> Predictions:
        """Calibrated scores, and the labels whose score reaches its threshold."""
        from claimx.decide import sigmoid

        logits = self.logits(all_sentences(articles))
        found = self.calibration
        scores = sigmoid(found.scale * logits + found.shift)
        return Predictions(scores >= found.thresholds, scores, np.zeros(len(scores), dtype=bool))


class Deciding(Opponent):
    """An opponent that gives labels without scores."""

    @abstractmethod
    def decide(self, texts: Sequence[str]) -> NDArray[np.bool_]:
        """bool[n, labels]."""

    def predict(self, articles: Sequence[Article]) -> Predictions:
        """Its labels, with 1 and 0 as scores."""
        labels = self.decide(all_sentences(articles))
        return Predictions(labels, labels.astype(np.float64), np.zeros(len(labels), dtype=bool))


def log_odds(probabilities: Floats) -> Floats:
    """Log-odds of probabilities, which are kept a little away from 0 and 1."""
    kept = np.clip(probabilities, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(kept / (1 - kept)))
