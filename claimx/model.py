"""A model folder: what it must hold, what it must not, and what its config says of decisions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from claimx.errors import ModelError
from claimx.labels import LABELS
from claimx.types import ModelStamp, Scores
from claimx.untrusted import check_config, check_files, read_json

CONFIG, TOKENIZER, WEIGHTS = "config.json", "tokenizer.json", "model.safetensors"
ONNX_INT8, ONNX_FP32 = "onnx/model_quantized.onnx", "onnx/model.onnx"
RELATIONS = "relations"
"""Folder, inside a model's, of what finds relations."""
WORDS, CASCADE = "claimx-words", "claimx-cascade"
"""Model types of claimx's own: hashed words, and two models of which one asks the other."""
_DIGITS = 10
"""Of a label's number, at most; Python reads none of thousands of digits."""

DEFAULT_POINT = "f1"
"""Operating point of a model's own thresholds, those with the best F1."""


def _scores(stated: Mapping[str, Any]) -> Scores:
    return Scores(*(float(stated.get(label, 0.5)) for label in LABELS))


def write_config(config: Mapping[str, Any], folder: Path) -> None:
    """Write a model folder's config.json."""
    text = json.dumps(config, indent=2, ensure_ascii=False) + "\n"
    (folder / CONFIG).write_text(text, encoding="utf-8")


def _read_config(folder: Path) -> dict[str, Any]:
    path = folder / CONFIG
    if not folder.is_dir():
        raise ModelError(f"{folder}: there is no such model folder.")
    if not path.is_file():
        raise ModelError(f"{folder}: not a model folder, it holds no {CONFIG}.")
    check_files(folder)
    config = read_json(path)
    check_config(config, path)
    return config


def _is_number(key: object) -> bool:
    return str(key).isdecimal() and len(str(key)) < _DIGITS


def label_order(config: Mapping[str, Any]) -> tuple[str, ...]:
    """The labels of a config in the order of the network's outputs; none where it is unsound."""
    names = config.get("id2label")
    if not isinstance(names, Mapping) or not all(map(_is_number, names)):
        return ()
    return tuple(str(names[key]) for key in sorted(names, key=int))


def _is_name(name: object) -> bool:
    """Whether this names a folder right beside or inside another, and nowhere else."""
    return isinstance(name, str) and name not in {"", ".", ".."} and Path(name).name == name


def _beside(folder: Path, name: str) -> Path:
    inside = folder / name
    return inside if inside.is_dir() else folder.resolve().parent / name


def _check_settings(model: Model) -> None:
    try:
        points = model.operating_points.values()
        sound = all(0 <= value <= 1 for scores in points for value in scores.values())
        sound = sound and model.max_length > 2 and model.pad_id >= 0
    except (TypeError, ValueError, OverflowError, AttributeError):
        sound = False
    if not sound:
        raise ModelError(
            f'{model.folder / CONFIG}: thresholds must be numbers from 0 to 1, "max_length" '
            'a number of tokens and "pad_token_id" one of them.'
        )


def _add_file(digest: hashlib._Hash, name: str, path: Path) -> None:
    digest.update(name.encode() + b"\0")
    digest.update(path.read_bytes())


@dataclass(frozen=True)
class Model:
    """A model folder that was found sound.

    Attributes:
        folder: Where it lies.
        config: Its config.json; the entry "claimx" holds version, thresholds and figures.
    """

    folder: Path
    config: Mapping[str, Any]

    @classmethod
    def open(cls, folder: Path) -> Model:
        """Read and check a model folder; weights are not loaded.

        Raises:
            ModelError: If it is not a model of the four labels, or not data alone: see
                `claimx.untrusted`.
        """
        config = _read_config(folder)
        if (labels := label_order(config)) != LABELS:
            raise ModelError(
                f"{folder / CONFIG}: id2label must be {', '.join(LABELS)} in this order; "
                f"it is {', '.join(labels) or 'absent'}."
            )
        model = cls(folder, config)
        for name in model.needed:
            if not (folder / name).is_file():
                raise ModelError(f"{folder}: {name} is missing.")
        _check_settings(model)
        return model

    @property
    def kind(self) -> str:
        """The config's model type: an encoder's, `WORDS` or `CASCADE`."""
        return str(self.config.get("model_type", ""))

    @property
    def needed(self) -> tuple[str, ...]:
        """Files without which the model cannot run, the weights of an encoder aside."""
        return {WORDS: (WEIGHTS,), CASCADE: ()}.get(self.kind, (TOKENIZER,))

    @cached_property
    def stages(self) -> tuple[Model, ...]:
        """The two models of a cascade, the one that reads everything first; none for others.

        They lie in folders inside the cascade's own, or beside it.

        Raises:
            ModelError: If the config does not name two, or one is missing or unsound.
        """
        if self.kind != CASCADE:
            return ()
        names = self.settings.get("stages")
        if not isinstance(names, list) or len(names) != 2 or not all(map(_is_name, names)):
            raise ModelError(f'{self.folder / CONFIG}: "stages" must name two model folders.')
        found = tuple(Model.open(_beside(self.folder, name)) for name in names)
        if any(model.kind == CASCADE for model in found):
            raise ModelError(f"{self.folder / CONFIG}: a stage cannot be a cascade itself.")
        return found

    @property
    def settings(self) -> Mapping[str, Any]:
        """The config's own entry for claimx; empty for a model trained elsewhere."""
        own = self.config.get("claimx", {})
        return own if isinstance(own, dict) else {}

    @property
    def name(self) -> str:
        """The model's name, or its folder's."""
        return str(self.settings.get("name", self.folder.name))

    @property
    def thresholds(self) -> Scores:
        """Score from which each label holds; 0.5 where the model states none."""
        return _scores(self.settings.get("thresholds", {}))

    @property
    def operating_points(self) -> Mapping[str, Scores]:
        """Thresholds by the name of what they are chosen for; those of `DEFAULT_POINT` first."""
        stated = self.settings.get("operating_points", {})
        return {
            DEFAULT_POINT: self.thresholds,
            **{name: _scores(values) for name, values in stated.items()},
        }

    def thresholds_at(self, point: str) -> Scores:
        """Thresholds of one operating point.

        Raises:
            ModelError: If the model has no such point.
        """
        points = self.operating_points
        if point not in points:
            raise ModelError(
                f"{self.folder / CONFIG}: the model has no operating point {point!r}: "
                f"use {' or '.join(points)}."
            )
        return points[point]

    @property
    def max_length(self) -> int:
        """Tokens that an encoder cuts a sentence to, the two special ones counted."""
        limit = int(self.config.get("max_position_embeddings", 512))
        return min(int(self.settings.get("max_length", limit)), limit)

    @property
    def pad_id(self) -> int:
        """Token id that fills the end of shorter sentences in a batch."""
        return int(self.config.get("pad_token_id") or 0)

    @property
    def onnx(self) -> Path | None:
        """The graph to run: int8 if there is one, else fp32, else None."""
        for name in (ONNX_INT8, ONNX_FP32):
            if (self.folder / name).is_file():
                return self.folder / name
        return None

    @cached_property
    def hash(self) -> str:
        """First 16 hex digits of the sha256 over config, tokenizer, weights and graph."""
        digest = hashlib.sha256()
        for path in (*(self.folder / name for name in (CONFIG, TOKENIZER, WEIGHTS)), self.onnx):
            if path is not None and path.is_file():
                _add_file(digest, path.relative_to(self.folder).as_posix(), path)
        for stage in self.stages:
            digest.update(stage.hash.encode())
        return digest.hexdigest()[:16]

    @cached_property
    def _hash_with_relations(self) -> str:
        digest = hashlib.sha256(self.hash.encode())
        for path in sorted((self.folder / RELATIONS).iterdir()):
            _add_file(digest, path.name, path)
        return digest.hexdigest()[:16]

    def stamp(self, thresholds: Scores, *, spans: bool = False) -> ModelStamp:
        """What every output says of the model.

        Args:
            thresholds: From which labels hold.
            spans: Relations are found as well: the hash covers what finds them.
        """
        version = str(self.settings.get("version", "unversioned"))
        digest = self._hash_with_relations if spans else self.hash
        return ModelStamp(self.name, version, digest, thresholds)
