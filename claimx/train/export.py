"""A trained network to a model folder: calibrated head, fp16 safetensors, ONNX fp32 and int8."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claimx.extras import require
from claimx.labels import LABELS
from claimx.model import ONNX_FP32, ONNX_INT8, WEIGHTS, write_config
from claimx.train.calibrate import Calibration
from claimx.train.loop import Fitted, load_fitted, predict
from claimx.train.quantize import round_weights, write_int8

if TYPE_CHECKING:
    import torch
    from transformers import BertForSequenceClassification

OPSET = 17


def fold_calibration(network: BertForSequenceClassification, calibration: Calibration) -> None:
    """Put scale and shift into the last linear layer, so that every engine gives probabilities."""
    import torch

    scale = torch.tensor(calibration.scale, dtype=torch.float32)
    shift = torch.tensor(calibration.shift, dtype=torch.float32)
    with torch.no_grad():
        network.classifier.weight.mul_(scale[:, None])
        network.classifier.bias.mul_(scale).add_(shift)


def save_weights(fitted: Fitted, settings: Mapping[str, Any], folder: Path) -> None:
    """Write config, tokenizer and fp16 weights, with "dtype": "float32".

    transformers computes in the dtype that the config names, under "torch_dtype" before 4.56;
    without it in that of the weights, and fp16 products are slow on a CPU.
    """
    require("safetensors.torch", extra="train").save_file(
        {name: tensor.half().contiguous() for name, tensor in fitted.model.state_dict().items()},
        folder / WEIGHTS,
        metadata={"format": "pt"},
    )
    fitted.tokenizer.save_pretrained(folder)
    config = {**fitted.model.config.to_dict(), "claimx": dict(settings)}
    config["dtype"] = config["torch_dtype"] = "float32"
    config.pop("_name_or_path", None)
    config["id2label"] = {str(key): label for key, label in enumerate(LABELS)}
    write_config(config, folder)


def _graph_module(network: BertForSequenceClassification) -> torch.nn.Module:
    import torch

    class Graph(torch.nn.Module):
        """Logits, and the vector that they are linear in."""

        def __init__(self) -> None:
            super().__init__()
            self.network = network

        def forward(
            self, input_ids: torch.Tensor, attention_mask: torch.Tensor
        ) -> tuple[torch.Tensor, torch.Tensor]:
            vectors = self.network.bert(input_ids, attention_mask).pooler_output
            return self.network.classifier(vectors), vectors

    return Graph().eval()


def export_fp32(fitted: Fitted, path: Path) -> None:
    """Write the fp32 graph: token ids and mask in, logits and sentence vectors out."""
    fitted.model.set_attn_implementation("eager")
    batch = fitted.tokenizer(["One.", "And two."], padding=True, return_tensors="pt")
    path.parent.mkdir(parents=True, exist_ok=True)
    inputs = {name: batch[name] for name in ("input_ids", "attention_mask")}
    axes = {0: "sentences"}
    write_graph(_graph_module(fitted.model), inputs, {"logits": axes, "vectors": axes}, path)


def write_graph(
    network: torch.nn.Module,
    inputs: Mapping[str, torch.Tensor],
    outputs: Mapping[str, Mapping[int, str]],
    path: Path,
) -> None:
    """Write a network's graph.

    Args:
        network: In evaluation mode, with eager attention.
        inputs: An example of each input by its name, [sentences, tokens, ...], in their order.
        outputs: Names of the outputs in their order, and of their axes that vary.
        path: The file.
    """
    import torch

    varying = {name: {0: "sentences", 1: "tokens"} for name in inputs}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about the attention mask's constants, which are right
        torch.onnx.export(
            network,
            tuple(inputs.values()),
            str(path),
            opset_version=OPSET,
            dynamo=False,
            input_names=[*inputs],
            output_names=[*outputs],
            dynamic_axes={**varying, **{name: dict(axes) for name, axes in outputs.items()}},
        )


@contextmanager
def replaced(folder: Path) -> Iterator[Path]:
    """A temporary folder that takes the place of `folder` if all goes well, and goes if not."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    partial.chmod(0o755)
    try:
        yield partial
        if folder.exists():
            shutil.rmtree(folder)
        partial.rename(folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def export(
    fitted: Fitted,
    calibration: Calibration,
    settings: Mapping[str, Any],
    samples: list[str],
    folder: Path,
) -> None:
    """Write a whole model folder under a temporary name, then move it into place.

    Args:
        fitted: The trained network; it is changed: calibrated and rounded.
        calibration: Scale and shift of each label.
        settings: The config's entry for claimx.
        samples: Sentences that show how large activations get.
        folder: The model folder, replaced if it exists.
    """
    fold_calibration(fitted.model, calibration)
    integers = round_weights(fitted.model.bert, lambda: predict(fitted, samples))
    with replaced(folder) as partial:
        save_weights(fitted, settings, partial)
        export_fp32(load_fitted(partial), partial / ONNX_FP32)
        write_int8(partial / ONNX_FP32, partial / ONNX_INT8, integers)
