"""One recipe for every size: the encoder, and how long and how fast it learns."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from math import ceil
from pathlib import Path
from typing import Any

from benchmarks.opponents.base import NotRunError
from benchmarks.opponents.minilm import ENCODER, weights
from claimx.labelled import sha256
from claimx.train.loop import native_bf16
from claimx.train.recipe import Settings

THRESHOLD = 0.5
"""Probability from which a label holds."""

_ELSEWHERE = ("base_model", "epochs", "folds", "cross_fit", "seed")
"""Settings of claimx's training that are recorded under other names, or play no part here."""


@dataclass(frozen=True, slots=True)
class CurveRecipe:
    """What all points of one line share.

    Attributes:
        encoder: Hub id, or folder.
        learning_rate: Peak rate.
        least_epochs: Passes over a sample, at least.
        least_steps: Steps, at least: a small sample is passed over more often.
        frozen_layers: Lowest layers, with the embeddings, that stay as they are.
        seed: Of the draw of documents, the head, order and dropout.
    """

    encoder: str = ENCODER
    learning_rate: float = 1e-4
    least_epochs: int = 3
    least_steps: int = 400
    frozen_layers: int = 0
    seed: int = 13

    @property
    def name(self) -> str:
        """Last part of the encoder's name, with what is not as usual."""
        base = _shown(self.encoder).rpartition("/")[2]
        frozen = f"-frozen-{self.frozen_layers}" if self.frozen_layers else ""
        return base + frozen + (f"-seed-{self.seed}" if self.seed != CurveRecipe().seed else "")

    def settings(self, folder: Path, sentences: int) -> Settings:
        """Settings of the training loop for a sample.

        Args:
            folder: The encoder's files.
            sentences: In the sample.
        """
        steps = steps_a_pass(sentences)
        return Settings(
            base_model=str(folder),
            epochs=max(self.least_epochs, ceil(self.least_steps / steps)),
            learning_rate=self.learning_rate,
            precision="bf16" if native_bf16() else "fp32",
            frozen_layers=self.frozen_layers,
            seed=self.seed,
        )

    def record(self, folder: Path) -> dict[str, Any]:
        """All of it that shapes every point's figures, as a run keeps it."""
        loop = asdict(self.settings(folder, sentences=1))
        return {
            **{name: value for name, value in loop.items() if name not in _ELSEWHERE},
            "encoder": _shown(self.encoder),
            "weights": fingerprint_of(folder),
            "least_epochs": self.least_epochs,
            "least_steps": self.least_steps,
            "optimiser": "AdamW, linear warm-up and decay",
            "loss": "binary cross-entropy",
            "input": "one sentence alone",
            "threshold": THRESHOLD,
        }


def steps_a_pass(sentences: int) -> int:
    """Batches of one pass."""
    return ceil(sentences / Settings().batch_size)


def _shown(encoder: str) -> str:
    """The Hub id, or the folder's own name."""
    return Path(encoder).resolve().name if Path(encoder).is_dir() else encoder


def located(encoder: str) -> Path:
    """Folder of an encoder's files; nothing is fetched.

    Raises:
        NotRunError: If they are not at hand.
    """
    return Path(encoder) if Path(encoder).is_dir() else Path(weights(encoder))


def fingerprint_of(folder: Path) -> str:
    """First 16 hex digits of a sha256 over an encoder's weights.

    Raises:
        NotRunError: If it has none as safetensors.
    """
    digest = hashlib.sha256()
    paths = sorted(folder.glob("*.safetensors"))
    if not paths:
        raise NotRunError(f"{folder} holds no weights as safetensors.")
    for path in paths:
        digest.update(bytes.fromhex(sha256(path)))
    return digest.hexdigest()[:16]
