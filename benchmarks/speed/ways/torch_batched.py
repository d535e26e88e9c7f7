"""torch by hand: sorted by length, batches of 32, no gradients; what a careful user writes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from benchmarks.speed.ways.base import Label, Way


def _load(threads: int) -> Label:
    import torch
    import transformers

    import claimx

    torch.set_num_threads(threads)
    folder = claimx.model_path()
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    model = transformers.AutoModelForSequenceClassification.from_pretrained(
        folder, dtype=torch.float32
    ).eval()

    def label(sentences: Sequence[str]) -> list[Any]:
        ordered = sorted(sentences, key=len)
        found = []
        with torch.inference_mode():
            for start in range(0, len(ordered), 32):
                batch = tokenizer(
                    ordered[start : start + 32],
                    padding=True,
                    truncation=True,
                    max_length=256,
                    return_tensors="pt",
                )
                found.append(model(**batch).logits.sigmoid())
        return found

    return label


TORCH_BATCHED = Way(
    "torch-32",
    "torch, sorted by length, batches of 32, fp32",
    ("transformers", "torch"),
    _load,
)
