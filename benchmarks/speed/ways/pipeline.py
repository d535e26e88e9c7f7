"""transformers' text-classification pipeline over the shipped weights, in fp32."""

from __future__ import annotations

from typing import Any

from benchmarks.speed.ways.base import Label, Way


def pipeline(threads: int) -> Any:
    """The pipeline as its documentation loads it; fp16 files are computed in fp32 on a CPU."""
    import torch
    import transformers

    import claimx

    torch.set_num_threads(threads)
    transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    return transformers.pipeline(
        "text-classification", model=claimx.model_path(), top_k=None, dtype=torch.float32
    )


def _one_by_one(threads: int) -> Label:
    pipe = pipeline(threads)
    return lambda sentences: [pipe(sentence) for sentence in sentences]


def _batched(threads: int) -> Label:
    pipe = pipeline(threads)
    return lambda sentences: pipe(list(sentences), batch_size=32)


_FIRST = """
import claimx
from transformers import pipeline
pipe = pipeline("text-classification", model=claimx.model_path(), top_k=None)
print(pipe("The drug cut deaths by a fifth, the trial found."))
"""

PIPELINE = Way(
    "pipeline",
    "transformers pipeline as documented, a sentence at a time, fp32",
    ("transformers", "torch"),
    _one_by_one,
    _FIRST,
)
PIPELINE_BATCHED = Way(
    "pipeline-32", "the same with batch_size=32", ("transformers", "torch"), _batched, _FIRST
)
