"""Engines that turn sentences into logits; one file each, loaded when used."""

from __future__ import annotations

from dataclasses import replace

from claimx.errors import ModelError
from claimx.model import CASCADE, WORDS, Model
from claimx.scorers.base import Engine, Scored, Scorer, refuse_spans

__all__ = ["Engine", "Scored", "Scorer", "open_scorer"]


def open_scorer(model: Model, engine: Engine) -> Scorer:
    """Open the engine that suits a model and a machine.

    Raises:
        ModelError: If the engine is unknown, or the model holds nothing that it can run.
        MissingExtra: If the engine's library is not installed.
    """
    if engine.share is not None and model.kind != CASCADE:
        raise ModelError(f"{model.name} passes nothing on: share is for a cascade.")
    if model.kind == CASCADE:
        from claimx.scorers.cascade import CascadeScorer

        refuse_spans(model, engine.spans)
        first, second = model.stages
        plain = replace(engine, share=None, spans=False)
        return CascadeScorer(
            model, open_scorer(first, Engine()), open_scorer(second, plain), engine.share
        )
    if model.kind == WORDS:
        return _open_words(model, engine)
    name = engine.name
    if name == "auto":
        name = "torch" if engine.device != "cpu" or model.onnx is None else "onnx"
    if name == "onnx" and engine.device != "cpu":
        raise ModelError(
            f'engine="onnx" runs on the processor: for device="{engine.device}" use engine="torch".'
        )
    if name == "onnx":
        from claimx.scorers.onnx import OnnxScorer

        return OnnxScorer(model, engine)
    if name == "torch":
        from claimx.scorers.torch import TorchScorer

        return TorchScorer(model, engine)
    raise ModelError(f'{name!r} is no engine: use "auto", "onnx" or "torch".')


def _open_words(model: Model, engine: Engine) -> Scorer:
    from claimx.scorers.static import NAME, StaticScorer

    if engine.name not in {"auto", NAME} or engine.device != "cpu":
        raise ModelError(
            f'{model.name} runs in {NAME} on the processor: leave engine="auto" and device="cpu".'
        )
    return StaticScorer(model, engine)
