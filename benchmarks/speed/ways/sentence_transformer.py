"""sentence-transformers' encoder with a linear head on its vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from benchmarks.speed.ways.base import Label, Way


def _load(threads: int) -> Label:
    import numpy as np
    import torch

    from benchmarks.opponents.minilm import encoder

    torch.set_num_threads(threads)
    model = encoder()
    head = np.zeros((384, 4), dtype=np.float32)

    def label(sentences: Sequence[str]) -> Any:
        return model.encode(list(sentences), batch_size=32, show_progress_bar=False) @ head

    return label


SENTENCE_TRANSFORMER = Way(
    "sentence-transformers",
    "sentence-transformers encode (batches of 32, fp32) + linear head",
    ("sentence-transformers",),
    _load,
    entrant="frozen-minilm",
)
