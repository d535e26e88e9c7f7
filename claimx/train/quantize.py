"""An int8 graph whose scores do not depend on a sentence's neighbours in a batch.

onnxruntime's own dynamic quantisation takes one scale for a whole batch, so that a sentence's
scores move with the company it keeps. Here every token has a scale of its own:

* activations: uint8, one scale a token. Inputs of the second feed-forward layer come out of GELU,
  never below -0.17, and use a zero point near the bottom; all others are symmetric around 128;
* before that, channels are evened out by a factor that moves range from activations to weights
  (SmoothQuant: Xiao et al., 2023), found on sample sentences;
* weights: 7 bits, one scale an output channel. Products of 8 by 7 bits cannot overflow the 16-bit
  sums of processors without VNNI, so that every processor computes the same integers;
* the word embeddings: int8, one scale a word.

The rounded weights go back into the network as well, so that the safetensors file, the fp32 graph
and the int8 graph hold the same numbers, and differ by the rounding of activations alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from claimx.extras import require

if TYPE_CHECKING:
    import torch

WEIGHT_LEVELS = 63
EMBEDDING_LEVELS = 127
GELU_MINIMUM = 0.17
GELU_ZERO = 16
SMOOTHING = 0.7
"""How much of a channel's range moves into the weights; chosen on dev sentences by score error."""

_GROUPS = (
    ("attention.self.query", "attention.self.key", "attention.self.value"),
    ("attention.output.dense",),
    ("intermediate.dense",),
    ("output.dense",),
)
_AFTER_GELU = "output.dense"


@dataclass(frozen=True, slots=True)
class QuantizedLinear:
    """One linear layer in integers; `weights * scale / smooth[:, None]` are its rounded weights.

    Attributes:
        weights: int8[inputs, outputs].
        scale: float32[outputs].
        smooth: float32[inputs]: the input is divided by it before it is rounded; None: by nothing.
    """

    weights: NDArray[np.int8]
    scale: NDArray[np.float32]
    smooth: NDArray[np.float32] | None


@dataclass(frozen=True, slots=True)
class QuantizedNetwork:
    """Every matrix that the int8 graph holds in integers.

    Attributes:
        linear: By module path, such as "encoder.layer.0.intermediate.dense".
        words: int8[vocabulary, dim]; None where no words are read.
        word_scale: float32[vocabulary, 1].
    """

    linear: dict[str, QuantizedLinear]
    words: NDArray[np.int8] | None = None
    word_scale: NDArray[np.float32] | None = None

    @property
    def matrices(self) -> int:
        """How many there are."""
        return len(self.linear) + (self.words is not None)


def _groups(modules: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """Module paths of linear layers, those that read the same input together."""
    for layer in range(len(modules["encoder.layer"])):
        for group in _GROUPS:
            yield tuple(f"encoder.layer.{layer}.{name}" for name in group)


def _input_ranges(
    modules: Mapping[str, Any], run: Callable[[], object]
) -> dict[str, NDArray[np.float32]]:
    """Largest magnitude of every input channel of each group's first layer."""
    ranges: dict[str, NDArray[np.float32]] = {}

    def watch(name: str) -> Any:
        def hook(_: Any, inputs: tuple[torch.Tensor]) -> None:
            largest = inputs[0].abs().flatten(0, -2).amax(0).numpy()
            ranges[name] = np.maximum(ranges.get(name, 0), largest)

        return hook

    first = [group[0] for group in _groups(modules)]
    handles = [modules[name].register_forward_pre_hook(watch(name)) for name in first]
    run()
    for handle in handles:
        handle.remove()
    return ranges


def _smoothing(
    ranges: NDArray[np.float32], weights: list[NDArray[np.float32]]
) -> NDArray[np.float32]:
    """Factor of each input channel, mean 1."""
    largest = np.maximum.reduce([np.abs(matrix).max(axis=1) for matrix in weights])
    factor = np.maximum(ranges, 1e-5) ** SMOOTHING / np.maximum(largest, 1e-5) ** (1 - SMOOTHING)
    return np.asarray(factor / factor.mean(), dtype=np.float32)


def _round(matrix: NDArray[np.float32], levels: int, axis: int) -> tuple[Any, Any]:
    scale = np.maximum(np.abs(matrix).max(axis=axis, keepdims=True), 1e-12) / levels
    return np.round(matrix / scale).astype(np.int8), scale.astype(np.float32)


def round_weights(bert: torch.nn.Module, run: Callable[[], object]) -> QuantizedNetwork:
    """Round a network's weights to integers, in place, and return the integers.

    Args:
        bert: Layers of BERT under `encoder.layer`, and its `embeddings` where it reads words; its
            weights become the rounded ones.
        run: Has it read a few hundred sentences like those it will read.
    """
    import torch

    modules = dict(bert.named_modules())
    ranges = _input_ranges(modules, run)
    linear = {}
    for group in _groups(modules):
        matrices = [modules[name].weight.detach().numpy().T for name in group]
        after_gelu = group[0].endswith(_AFTER_GELU) and "attention" not in group[0]
        smooth = None if after_gelu else _smoothing(ranges[group[0]], matrices)
        factor = np.ones((len(matrices[0]), 1), np.float32) if smooth is None else smooth[:, None]
        for name, matrix in zip(group, matrices, strict=True):
            integers, scale = _round(matrix * factor, WEIGHT_LEVELS, axis=0)
            linear[name] = QuantizedLinear(integers, scale[0], smooth)
            rounded = integers * scale / factor
            modules[name].weight.data = torch.from_numpy(np.ascontiguousarray(rounded.T))
    if "embeddings.word_embeddings" not in modules:
        return QuantizedNetwork(linear)
    embedding = modules["embeddings.word_embeddings"].weight
    words, word_scale = _round(embedding.detach().numpy(), EMBEDDING_LEVELS, axis=1)
    embedding.data = torch.from_numpy(words * word_scale)
    return QuantizedNetwork(linear, words, word_scale)


class _Rewriter:
    """Rewrites the nodes of an fp32 graph one by one."""

    def __init__(self, graph: Any, network: QuantizedNetwork) -> None:
        onnx = require("onnx", extra="train")
        self._node = onnx.helper.make_node
        self._tensor = onnx.numpy_helper.from_array
        self._graph = graph
        self._network = network
        self._nodes: list[Any] = []
        self._constants: dict[str, Any] = {one.name: one for one in graph.initializer}
        self._rounded_inputs: dict[str, tuple[str, str, str]] = {}

    def _constant(self, name: str, value: NDArray[Any]) -> str:
        if name not in self._constants:
            self._constants[name] = self._tensor(value, name)
        return name

    def _add(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self._nodes.append(self._node(kind, inputs, [output], name=output, **attributes))
        return output

    def _number(self, value: float) -> str:
        return self._constant(f"number_{value:g}", np.array(value, dtype=np.float32))

    def _scale(self, source: str, name: str, after_gelu: bool) -> str:
        """One scale a token: [..., 1]."""
        if not after_gelu:
            source = self._add("Abs", [source], f"{name}/abs")
        top = self._add("ReduceMax", [source], f"{name}/max", axes=[-1], keepdims=1)
        levels = 255 - GELU_ZERO if after_gelu else 127
        floor = GELU_MINIMUM / GELU_ZERO if after_gelu else 1e-8
        scaled = self._add("Mul", [top, self._number(1 / levels)], f"{name}/fit")
        return self._add("Max", [scaled, self._number(floor)], f"{name}/scale")

    def _round_input(self, source: str, layer: QuantizedLinear) -> tuple[str, str, str]:
        """Names of the input in integers, its scale and its zero point; shared between readers."""
        if source in self._rounded_inputs:
            return self._rounded_inputs[source]
        name, after_gelu, width = f"{source}/int8", layer.smooth is None, len(layer.weights)
        even = source
        if layer.smooth is not None:
            factor = self._constant(f"{name}/smooth", 1 / layer.smooth)
            even = self._add("Mul", [source, factor], f"{name}/even")
        scale = self._scale(even, name, after_gelu)
        zero = self._constant(
            "zero_gelu" if after_gelu else "zero_middle",
            np.array(GELU_ZERO if after_gelu else 128, np.uint8),
        )
        flat = self._constant("shape_flat", np.array([-1], np.int64))
        rows = self._constant(f"shape_rows_{width}", np.array([-1, width], np.int64))
        scales = self._add("Reshape", [scale, flat], f"{name}/scales")
        count = self._add("Shape", [scales], f"{name}/count")
        zeros = self._add("Expand", [zero, count], f"{name}/zeros")
        matrix = self._add("Reshape", [even, rows], f"{name}/matrix")
        integers = self._add("QuantizeLinear", [matrix, scales, zeros], f"{name}/flat", axis=0)
        shape = self._add("Shape", [source], f"{name}/shape")
        self._add("Reshape", [integers, shape], name)
        self._rounded_inputs[source] = (name, scale, zero)
        return self._rounded_inputs[source]

    def _matmul(self, node: Any, layer: QuantizedLinear) -> None:
        source, weight = node.input
        integers, scale, zero = self._round_input(source, layer)
        product = self._add(
            "MatMulIntegerToFloat",
            [
                integers,
                self._constant(f"{weight}/int8", layer.weights),
                self._number(1),
                self._constant(f"{weight}/scale", layer.scale),
                zero,
            ],
            f"{node.output[0]}/int32",
            domain="com.microsoft",
        )
        self._add("Mul", [product, scale], node.output[0])
        self._constants.pop(weight, None)

    def _gather_words(
        self, node: Any, vectors: NDArray[np.int8], scale_of: NDArray[np.float32]
    ) -> None:
        table, ids = node.input
        words = self._constant(f"{table}/int8", vectors)
        scales = self._constant(f"{table}/scale", scale_of)
        name = node.output[0]
        integers = self._add("Gather", [words, ids], f"{name}/int8", axis=0)
        scale = self._add("Gather", [scales, ids], f"{name}/scale", axis=0)
        floats = self._add("Cast", [integers], f"{name}/cast", to=1)
        self._add("Mul", [floats, scale], name)
        self._constants.pop(table, None)

    def _rewrite(self, node: Any) -> None:
        module = node.name.partition("/bert/")[2].rpartition("/")[0].replace("/", ".")
        if node.op_type == "MatMul" and module in self._network.linear:
            self._matmul(node, self._network.linear[module])
        elif node.op_type == "Gather" and module == "embeddings.word_embeddings":
            words, scale = self._network.words, self._network.word_scale
            assert words is not None and scale is not None
            self._gather_words(node, words, scale)
        else:
            self._nodes.append(node)

    def run(self) -> int:
        """Rewrite the graph in place; returns how many matrices became integers."""
        for node in list(self._graph.node):
            self._rewrite(node)
        del self._graph.node[:], self._graph.initializer[:]
        self._graph.node.extend(self._nodes)
        self._graph.initializer.extend(self._constants.values())
        return sum(name.endswith("/int8") for name in self._constants)


def write_int8(fp32: Path, int8: Path, network: QuantizedNetwork) -> None:
    """Write the int8 graph of an fp32 graph.

    Raises:
        RuntimeError: If a matrix was not found in the graph.
    """
    onnx = require("onnx", extra="train")
    model = onnx.load(fp32)
    found = _Rewriter(model.graph, network).run()
    if found != network.matrices:
        raise RuntimeError(f"{fp32}: {found} of {network.matrices} matrices were found.")
    model.opset_import.append(onnx.helper.make_opsetid("com.microsoft", 1))
    onnx.save(model, int8)
