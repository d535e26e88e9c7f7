"""The default engine: onnxruntime on the processor."""

from __future__ import annotations

from collections.abc import Sequence

from claimx.batches import Batch
from claimx.cpus import available_cpus
from claimx.errors import ModelError
from claimx.model import ONNX_INT8, Model
from claimx.relations.reader import Look
from claimx.scorers.base import Engine, Floats, Scored, open_tokenizer, score
from claimx.scorers.session import open_session
from claimx.scorers.spans import open_spans


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
        self.spans = open_spans(model, engine.spans, threads)
        self._session = open_session(
            model.onnx, threads, *([] if self.spans is None else [self.spans.heads.hidden])
        )

    def _compute(self, batch: Batch, hidden: bool) -> tuple[Floats, Floats, Floats | None]:
        names = ["logits", "vectors"]
        if hidden and self.spans is not None:
            names.append(self.spans.heads.hidden)
        logits, vectors, *tokens = self._session.run(
            names, {"input_ids": batch.ids, "attention_mask": batch.mask}
        )
        return logits, vectors, tokens[0] if tokens else None

    def run(self, sentences: Sequence[str], look: Look | None = None) -> Scored:
        """See `Scorer.run`."""
        return score(self._tokenizer, self._pad_id, self._compute, sentences, look)
