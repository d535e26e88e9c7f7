"""From gold of relations to the `relations/` folder inside a model's."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from claimx.errors import DataError
from claimx.extras import require
from claimx.gold.spans import read_kinds
from claimx.labelled import sha256
from claimx.model import RELATIONS, Model
from claimx.relations.cues import counts
from claimx.relations.heads import CONFIG, GRAPH, WEIGHTS
from claimx.resources import data_path
from claimx.scorers.base import open_tokenizer
from claimx.train.branch import Branch, Settings, fit, hidden_states, stored
from claimx.train.export import replaced, write_graph
from claimx.train.loop import Fitted, load_fitted, machine
from claimx.train.quantize import round_weights, write_int8
from claimx.train.spans import Texts, read_examples, read_texts, tokenize
from claimx.types import CAUTIONS, STRENGTHS

if TYPE_CHECKING:
    import torch

Floats = NDArray[np.float32]

SAMPLES = 256
"""Gold sentences that show how large activations get."""

_INVERSE_PENALTY, _CUES = 0.01, 6.0
"""Of the logistic regressions, and the weight of counted words beside vectors; chosen by five folds
over documents of train."""

log = logging.getLogger("claimx.train")


def _vectors(fitted: Fitted, model: Model, layer: int, texts: Sequence[str]) -> Floats:
    """float32[n, dim]: the mean of each sentence's token vectors."""
    encodings = open_tokenizer(model).encode_batch(list(texts))
    made = hidden_states(fitted, layer, [one.ids for one in encodings])
    return np.stack([one.mean(dim=0).numpy() for one in made])


def _linear(
    vectors: Floats, words: Floats, names: Sequence[str], classes: Sequence[str]
) -> tuple[Floats, Floats]:
    """Weights and bias of a logistic regression on scaled inputs, the scaling folded in."""
    require("sklearn", extra="train", distribution="scikit-learn")
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    read = np.hstack([vectors, words])
    scaler = StandardScaler().fit(read)
    scaler.scale_[vectors.shape[1] :] /= _CUES
    regression = LogisticRegression(C=_INVERSE_PENALTY, max_iter=3000, class_weight="balanced")
    regression.fit(scaler.transform(read), [classes.index(name) for name in names])
    if list(regression.classes_) != list(range(len(classes))):
        raise DataError(f"the gold of kinds lacks one of {', '.join(classes)}.")
    weight = regression.coef_ / scaler.scale_
    bias = regression.intercept_ - weight @ scaler.mean_
    # safetensors writes an array's bytes as they lie, and believes them to lie row by row
    return np.ascontiguousarray(weight, dtype=np.float32), bias.astype(np.float32)


def _kinds(fitted: Fitted, model: Model, layer: int, texts: Texts) -> dict[str, Floats]:
    weights, gold = dict[str, Floats](), read_kinds()
    for name, classes in (("strength", STRENGTHS), ("caution", CAUTIONS)):
        rows = [row for row in gold if getattr(row, name) is not None]
        read = [texts[row.source, row.doc, row.i] for row in rows]
        words = np.stack([counts(text, name) for text in read])
        vectors = _vectors(fitted, model, layer, read)
        weight, bias = _linear(vectors, words, [getattr(row, name) for row in rows], classes)
        weights |= {f"{name}.weight": weight, f"{name}.bias": bias}
    return weights


def _export(branch: Branch, path: Path, width: int) -> None:
    import torch

    for layer in branch.bert.modules():
        if (config := getattr(layer, "config", None)) is not None:
            config._attn_implementation = "eager"
    inputs = {
        "hidden": torch.zeros(2, 7, width),
        "attention_mask": torch.ones(2, 7, dtype=torch.long),
    }
    axes = {0: "sentences", 1: "tokens"}
    write_graph(branch, inputs, dict.fromkeys(("tags", "keys", "queries"), axes), path)


def _read_through(branch: Branch, hidden: Sequence[torch.Tensor]) -> None:
    import torch

    with torch.inference_mode():
        for one in hidden:
            branch(one[None], torch.ones(1, len(one), dtype=torch.long))


def build_relations(folder: Path, settings: Settings, source: Path | None = None) -> dict[str, Any]:
    """Train relation heads for a model and write them into its folder.

    Args:
        folder: The model folder; its own files stay as they are.
        settings: How.
        source: Where the gold's texts are; see `claimx.gold.loader.load_gold`.

    Returns:
        What the heads' config says.

    Raises:
        ClaimxError: If a text is not at hand, or the folder holds no such model.
    """
    from safetensors.numpy import save_file

    model = Model.open(folder)
    fitted = load_fitted(folder)
    texts = read_texts("train", source)
    examples = read_examples("train", texts)
    log.info("%d sentences with relations", len(examples))
    tokens = tokenize(open_tokenizer(model), examples)
    branch = fit(fitted, tokens, settings)
    hidden = hidden_states(fitted, settings.layer, [one.ids for one in tokens[:SAMPLES]])
    integers = round_weights(branch.bert, lambda: _read_through(branch, hidden))
    weights = {**stored(branch), **_kinds(fitted, model, settings.layer, texts)}
    config = {
        "layer": settings.layer,
        "hidden": (
            f"/bert/encoder/layer.{settings.layer - 1}/output/LayerNorm/LayerNormalization_output_0"
        ),
        "training": asdict(settings),
        "sentences": len(examples),
        "machine": machine(),
        "data_sha256": {
            name: sha256(data_path("news-gold") / name) for name in ("spans.jsonl", "kinds.jsonl")
        },
    }
    with replaced(folder / RELATIONS) as partial:
        fp32 = partial / "model.onnx"
        _export(branch, fp32, hidden[0].shape[1])
        write_int8(fp32, partial / GRAPH, integers)
        fp32.unlink()
        save_file(weights, partial / WEIGHTS)
        (partial / CONFIG).write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
        for path in partial.iterdir():
            path.chmod(0o644)
    return config
