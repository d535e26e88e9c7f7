"""A model folder may come from anyone: what could run, leads out of it or poses is refused."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from claimx.errors import ModelError
from claimx.onnx_external import refuse_external_data

_PICKLED = {".bin", ".pkl", ".pickle", ".pt", ".pth", ".ckpt", ".joblib", ".npy", ".npz", ".h5"}
_CODE = {".py", ".pyc", ".pyd", ".so", ".dll", ".dylib"}
_ADAPTER = "adapter_config.json"

_LARGEST, _DEEPEST = 1 << 22, 64
"""Bytes and levels of a JSON file that describes a model; that of a shipped one has 5 KB and 6."""

_ATTENTION = (None, "eager", "sdpa")
"""What a config may ask of transformers; any other name would be fetched from the Hub as code."""


def _paths(folder: Path) -> Iterator[Path]:
    """All that lies in a folder and below; links to folders are given and not followed."""
    for name, below, files in os.walk(folder):
        yield from (Path(name, one) for one in sorted([*below, *files]))


def _repository(own: Path) -> Path:
    """Where links may lead: the folder itself, in the Hub's cache that of its whole repository."""
    for inner in (own, *own.parents):
        if inner.parent.name == "snapshots" and inner.parent.parent.name.startswith("models--"):
            return inner.parent.parent
    return own


def _check_link(path: Path, own: Path, repository: Path) -> None:
    """Refuse a path that is not where it seems to be.

    What a link to a folder leads to is not looked through, so that must lie in the model's own.
    """
    if path.is_symlink() or path.is_dir():  # a junction of Windows is a folder and no link
        real = Path(os.path.realpath(path))
        if not real.is_relative_to(own if path.is_dir() else repository):
            raise ModelError(
                f"{path}: a link that leads out of the model folder; put the file itself there."
            )


def _check_kind(path: Path) -> None:
    suffix = path.suffix.lower()
    if suffix in _PICKLED:
        raise ModelError(
            f"{path}: claimx loads safetensors, ONNX and JSON only; remove the file or convert it."
        )
    if suffix in _CODE:
        raise ModelError(f"{path}: a model folder with code in it is not opened; remove the file.")
    if path.name == _ADAPTER:
        raise ModelError(
            f"{path}: an adapter is not applied; merge it into the weights and remove the file."
        )


def _posing_as(start: bytes) -> str:
    if start.startswith(b"PK"):
        return "a zip archive, as torch writes its pickles"
    if start[:1] == b"\x80" and start[1:2] in {b"\x02", b"\x03", b"\x04", b"\x05"}:
        return "a pickle"
    return "damaged or something else"


def _check_safetensors(path: Path) -> None:
    """Refuse what does not begin as safetensors do: a length, and as much JSON, inside the file."""
    with path.open("rb") as file:
        start = file.read(9)
    length = int.from_bytes(start[:8], "little")
    if start[8:] != b"{" or 8 + length > path.stat().st_size:
        raise ModelError(f"{path}: not a safetensors file but {_posing_as(start)}.")


def _check_content(path: Path) -> None:
    if path.is_file() and path.suffix.lower() == ".safetensors":
        _check_safetensors(path)
    if path.is_file() and path.suffix.lower() == ".onnx":
        refuse_external_data(path)


def check_files(folder: Path) -> None:
    """Refuse a folder that holds more than data of its own.

    Weights are not read, but for the few bytes that tell what they are.

    Raises:
        ModelError: If a link leads out of it, or it holds code, a pickle under whatever name, or a
            graph with weights elsewhere; with the path.
    """
    own = Path(os.path.realpath(folder))
    repository = _repository(own)
    try:
        for path in _paths(folder):
            _check_link(path, own, repository)
            _check_kind(path)
            _check_content(path)
    except OSError as failed:
        raise ModelError(
            f"{failed.filename or folder}: cannot be read ({failed.strerror})."
        ) from failed


def _check_depth(path: Path, value: Any) -> None:
    level, depth = [value], 0
    while level := [
        child
        for one in level
        if isinstance(one, dict | list)
        for child in (one.values() if isinstance(one, dict) else one)
    ]:
        depth += 1
        if depth > _DEEPEST:
            raise ModelError(f"{path}: nested deeper than {_DEEPEST} levels.")


def read_json(path: Path) -> dict[str, Any]:
    """The object in a JSON file of a model folder.

    Raises:
        ModelError: If there is none, or it is larger or nested deeper than such a file ever is.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST + 1)
        if len(raw) > _LARGEST:
            raise ModelError(f"{path}: larger than {_LARGEST >> 20} MB.")
        found = json.loads(raw.decode("utf-8"))
    except ValueError as broken:
        raise ModelError(f"{path}: not JSON ({broken}).") from broken
    except RecursionError as broken:
        raise ModelError(f"{path}: nested deeper than {_DEEPEST} levels.") from broken
    except OSError as failed:
        raise ModelError(f"{path}: cannot be read ({failed.strerror}).") from failed
    if not isinstance(found, dict):
        raise ModelError(f"{path}: must hold a JSON object.")
    _check_depth(path, found)
    return found


def check_config(config: Mapping[str, Any], path: Path) -> None:
    """Refuse a config that has transformers fetch code, or read weights in another library's way.

    Raises:
        ModelError: With the entry.
    """
    if "auto_map" in config:
        raise ModelError(f'{path}: "auto_map" asks for remote code, which never runs.')
    for entry in ("attn_implementation", "_attn_implementation"):
        if (value := config.get(entry)) not in _ATTENTION:
            raise ModelError(
                f'{path}: "{entry}" asks for {value!r}, which may be code from elsewhere; '
                "remove the entry."
            )
    for entry in ("experts_implementation", "quantization_config"):
        if config.get(entry) is not None:
            raise ModelError(f'{path}: "{entry}" is for other models; remove the entry.')
