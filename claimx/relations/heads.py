"""The relation heads of a model folder: files, weights, and what they make of token vectors."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from claimx.errors import ModelError
from claimx.relations.cues import counts
from claimx.relations.decode import READINGS, ROLES
from claimx.types import CAUTIONS, STRENGTHS
from claimx.untrusted import read_json

CONFIG, WEIGHTS, GRAPH = "config.json", "model.safetensors", "model_quantized.onnx"

Floats = NDArray[np.float32]

_SHAPES: Mapping[str, tuple[int | None, ...]] = {
    "distance": (None, None),
    "roles.weight": (len(ROLES) * READINGS, None),
    "roles.bias": (len(ROLES) * READINGS,),
    "strength.weight": (len(STRENGTHS), None),
    "strength.bias": (len(STRENGTHS),),
    "caution.weight": (len(CAUTIONS), None),
    "caution.bias": (len(CAUTIONS),),
}


@dataclass(frozen=True, slots=True)
class Heads:
    """Weights that are applied in numpy.

    Attributes:
        layer: Layer of the encoder after which the relation layers branch off, from 1.
        hidden: Name of that layer's output in the encoder's graph.
        weights: By name; see `claimx.train.relations`.
    """

    layer: int
    hidden: str
    weights: Mapping[str, Floats]

    @classmethod
    def open(cls, folder: Path) -> Heads:
        """Read the heads of a model folder's `relations/`.

        Raises:
            ModelError: If a file is missing, or holds something else.
        """
        from safetensors import SafetensorError
        from safetensors.numpy import load_file

        config = read_json(folder / CONFIG)
        path = folder / WEIGHTS
        try:
            weights = {name: one.astype(np.float32) for name, one in load_file(path).items()}
        except (OSError, SafetensorError, ValueError) as broken:
            raise ModelError(f"{path}: no weights of relation heads ({broken}).") from broken
        return cls(*_stated(config, folder), _checked(weights, path))

    def roles(self, keys: Floats, query: Floats, place: float) -> Floats:
        """float32[tokens, 4, 3]: scores of each role for one anchor.

        Args:
            keys: float32[tokens, dim].
            query: float32[dim]: mean over the anchor's tokens.
            place: Mean row of the anchor's tokens.
        """
        distance = self.weights["distance"]
        most = len(distance) // 2
        steps = np.arange(len(keys)) - round(place)
        near = distance[np.clip(steps, -most, most) + most]
        inner = _gelu(keys + query + near)
        scores = inner @ self.weights["roles.weight"].T + self.weights["roles.bias"]
        return np.asarray(scores.reshape(len(keys), len(ROLES), READINGS))

    def strength(self, sentence: str, vector: Floats) -> str:
        """The strength of a finding.

        Args:
            sentence: The finding.
            vector: float32[dim]: mean of its tokens' vectors.
        """
        return STRENGTHS[self._best("strength", sentence, vector)]

    def caution(self, sentence: str, vector: Floats) -> str:
        """What a caution is about; arguments as those of `strength`."""
        return CAUTIONS[self._best("caution", sentence, vector)]

    def _best(self, name: str, sentence: str, vector: Floats) -> int:
        read = np.concatenate([vector, counts(sentence, name)])
        scores = self.weights[f"{name}.weight"] @ read + self.weights[f"{name}.bias"]
        return int(scores.argmax())


def _stated(config: Mapping[str, Any], folder: Path) -> tuple[int, str]:
    layer, hidden = config.get("layer"), config.get("hidden")
    if not isinstance(layer, int) or layer < 1 or not isinstance(hidden, str) or not hidden:
        raise ModelError(
            f'{folder / CONFIG}: "layer" must be a number from 1, and "hidden" name its output.'
        )
    return layer, hidden


def _checked(weights: Mapping[str, Floats], path: Path) -> Mapping[str, Floats]:
    for name, shape in _SHAPES.items():
        found = weights.get(name)
        if found is None or found.ndim != len(shape):
            raise ModelError(f"{path}: {name} is missing or of another shape.")
        if any(want not in {None, have} for want, have in zip(shape, found.shape, strict=True)):
            raise ModelError(f"{path}: {name} is missing or of another shape.")
    return weights


_ERF_P, _ERF = 0.3275911, (0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429)


def _erf(x: Floats) -> Floats:
    """The error function to 1.5e-7: Abramowitz and Stegun 1964, 7.1.26."""
    t = 1 / (1 + _ERF_P * np.abs(x))
    series = t * (_ERF[0] + t * (_ERF[1] + t * (_ERF[2] + t * (_ERF[3] + t * _ERF[4]))))
    return np.asarray(np.sign(x) * (1 - series * np.exp(-x * x)))


def _gelu(x: Floats) -> Floats:
    return np.asarray(x * 0.5 * (1 + _erf(x / math.sqrt(2))))
