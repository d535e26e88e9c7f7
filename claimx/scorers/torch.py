"""The torch engine: the safetensors weights in fp32, on the processor or a GPU."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from claimx.batches import Batch
from claimx.cpus import available_cpus
from claimx.errors import ModelError
from claimx.extras import require
from claimx.model import WEIGHTS, Model
from claimx.relations.reader import Look
from claimx.scorers.base import Engine, Floats, Scored, open_tokenizer, said, score
from claimx.scorers.spans import open_spans

_FIRST_PROCESS = os.getpid()
"""Where this module was imported. OpenMP's threads stay behind in a fork and a child that counts on
them hangs, so a forked child computes on one thread, as a torch data loader's workers do."""


def _head_reads(network: Any) -> Any:
    """The last linear layer, whose input is the sentence vector."""
    for name in ("classifier", "score"):
        if hasattr(network, name):
            return getattr(network, name)
    raise ModelError(f"{type(network).__name__}: no classification head that claimx knows.")


def _threads(torch: Any, wanted: int | None) -> int:
    if os.getpid() != _FIRST_PROCESS:
        return 1
    return wanted or min(int(torch.get_num_threads()), available_cpus())


def _open_device(torch: Any, name: str) -> Any:
    try:
        device = torch.device(name)
        torch.empty(0, device=device)
    except (RuntimeError, AssertionError) as absent:  # torch built without CUDA asserts
        raise ModelError(
            f'device="{name}": torch cannot use it here ({str(absent).partition(". ")[0]}); '
            'use device="cpu".'
        ) from absent
    return device


def _open_network(transformers: Any, model: Model) -> Any:
    if not (model.folder / WEIGHTS).is_file():  # transformers would look for weights in parts
        raise ModelError(f"{model.folder}: torch cannot load it ({WEIGHTS} is missing).")
    try:
        network = transformers.AutoModelForSequenceClassification.from_pretrained(
            model.folder, use_safetensors=True, trust_remote_code=False, local_files_only=True
        )
    except Exception as broken:  # transformers lets errors of many libraries through
        raise ModelError(
            f"{model.folder}: transformers cannot load it ({said(broken)})."
        ) from broken
    if not hasattr(network, "bert"):
        raise ModelError(f"{model.folder}: torch runs BERT here, and this is {model.kind!r}.")
    return network.float().eval()


class TorchScorer:
    """Runs the model with transformers."""

    second = ""

    def __init__(self, model: Model, engine: Engine) -> None:
        self._torch = require("torch", extra="hf")
        transformers = require("transformers", extra="hf")
        self._device = _open_device(self._torch, engine.device)
        threads = _threads(self._torch, engine.threads)
        self._torch.set_num_threads(threads)
        self._network = _open_network(transformers, model).to(self._device)
        self._head = _head_reads(self._network)
        self._pad_id = model.pad_id
        self._tokenizer = open_tokenizer(model)
        self.name = f"torch-fp32-{self._device.type}"
        self.spans = open_spans(model, engine.spans, threads)

    def _compute(self, batch: Batch, hidden: bool) -> tuple[Floats, Floats, Floats | None]:
        torch = self._torch
        with torch.inference_mode():
            inputs = {
                "input_ids": torch.from_numpy(batch.ids).to(self._device),
                "attention_mask": torch.from_numpy(batch.mask).to(self._device),
            }
            made = self._network.bert(**inputs, output_hidden_states=hidden)
            logits = self._head(made.pooler_output)
        tokens = None
        if hidden and self.spans is not None:
            tokens = made.hidden_states[self.spans.heads.layer].float().cpu().numpy()
        return logits.float().cpu().numpy(), made.pooler_output.float().cpu().numpy(), tokens

    def run(self, sentences: Sequence[str], look: Look | None = None) -> Scored:
        """See `Scorer.run`."""
        return score(self._tokenizer, self._pad_id, self._compute, sentences, look)
