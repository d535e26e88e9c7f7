"""onnxruntime over the shipped network in fp32, exported on the spot."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.speed.ways.base import Label, Way


def _load(threads: int) -> Label:
    from tokenizers import Tokenizer

    import claimx
    from claimx.scorers.runtime import onnxruntime
    from claimx.train.export import export_fp32
    from claimx.train.loop import load_fitted

    folder = claimx.model_path()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    with tempfile.TemporaryDirectory() as made:
        graph = Path(made) / "model.onnx"
        export_fp32(load_fitted(Path(folder)), graph)
        session = onnxruntime.InferenceSession(str(graph), options)
    tokenizer = Tokenizer.from_file(str(Path(folder) / "tokenizer.json"))
    tokenizer.enable_truncation(256)
    tokenizer.enable_padding()

    def label(sentences: Sequence[str]) -> list[Any]:
        return [session.run(None, _inputs(tokenizer, batch)) for batch in _batches(sentences)]

    return label


def _batches(sentences: Sequence[str]) -> list[list[str]]:
    ordered = sorted(sentences, key=len)
    return [ordered[start : start + 32] for start in range(0, len(ordered), 32)]


def _inputs(tokenizer: Any, batch: list[str]) -> dict[str, Any]:
    import numpy as np

    encoded = tokenizer.encode_batch(batch)
    return {
        "input_ids": np.array([one.ids for one in encoded], dtype=np.int64),
        "attention_mask": np.array([one.attention_mask for one in encoded], dtype=np.int64),
    }


ONNX_FP32 = Way(
    "onnx-fp32",
    "onnxruntime, fp32 graph, Rust tokenizer, batches of 32 sorted by length",
    ("onnxruntime", "tokenizers"),
    _load,
)
