"""The default engine: onnxruntime on the processor."""

from __future__ import annotations

from collections.abc import Sequence

from claimx.batches import Batch
from claimx.cpus import available_cpus
from claimx.errors import ModelError
from claimx.model import ONNX_INT8, Model
from claimx.scorers.base import Engine, Floats, Scored, open_tokenizer, said, score
from claimx.scorers.runtime import onnxruntime as ort


def _options(threads: int) -> ort.SessionOptions:
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Spinning threads would burn the processors of whoever runs beside us between two batches.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # The arena would keep the largest batch's memory for good.
    options.enable_cpu_mem_arena = False
    # A pattern is kept for each shape of batch, and few shapes come twice.
    options.enable_mem_pattern = False
    options.log_severity_level = 3
    return options


class OnnxScorer:
    """Runs the model's ONNX graph: int8 where the folder holds it."""

    second = ""

    def __init__(self, model: Model, engine: Engine) -> None:
        if model.onnx is None:
            raise ModelError(f'{model.folder}: no ONNX graph in it; use engine="torch".')
        threads = engine.threads or available_cpus()
        self.name = "onnx-int8" if model.onnx == model.folder / ONNX_INT8 else "onnx-fp32"
        self._pad_id = model.pad_id
        self._tokenizer = open_tokenizer(model)
        try:
            self._session = ort.InferenceSession(
                str(model.onnx), _options(threads), providers=["CPUExecutionProvider"]
            )
        except Exception as broken:  # onnxruntime raises its own unrelated classes
            raise ModelError(
                f"{model.onnx}: onnxruntime cannot load it ({said(broken)})."
            ) from broken

    def _compute(self, batch: Batch) -> tuple[Floats, Floats]:
        logits, vectors = self._session.run(
            ["logits", "vectors"], {"input_ids": batch.ids, "attention_mask": batch.mask}
        )
        return logits, vectors

    def run(self, sentences: Sequence[str]) -> Scored:
        """See `Scorer.run`."""
        return score(self._tokenizer, self._pad_id, self._compute, sentences)
