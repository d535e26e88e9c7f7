"""Ways to label sentences, one file a kind; each is loaded in a process of its own."""

from __future__ import annotations

from benchmarks.speed.ways.base import Way
from benchmarks.speed.ways.claimx_tier import CLAIMX
from benchmarks.speed.ways.onnx_fp32 import ONNX_FP32
from benchmarks.speed.ways.pipeline import PIPELINE, PIPELINE_BATCHED
from benchmarks.speed.ways.sentence_transformer import SENTENCE_TRANSFORMER
from benchmarks.speed.ways.torch_batched import TORCH_BATCHED

WAYS: dict[str, Way] = {
    way.name: way
    for way in (
        PIPELINE,
        PIPELINE_BATCHED,
        TORCH_BATCHED,
        SENTENCE_TRANSFORMER,
        ONNX_FP32,
        *CLAIMX,
    )
}
"""Ways by name; ratios are to the first."""

__all__ = ["WAYS", "Way"]
