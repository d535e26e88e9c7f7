"""Models from and to places: a tier's name, a folder, the Hugging Face Hub."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from claimx.errors import ClaimxError, InputError, MissingExtra, ModelError
from claimx.extras import require
from claimx.model import (
    CONFIG,
    ONNX_FP32,
    ONNX_INT8,
    RELATIONS,
    TOKENIZER,
    WEIGHTS,
    Model,
    write_config,
)
from claimx.resources import model_folder
from claimx.types import Scores
from claimx.untrusted import check_files

_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*", re.ASCII)
_FETCHED = ["*.json", "*.safetensors", "*.onnx", "*.txt", "*.md"]
_BESIDE = ("*.json", "*.txt", "*.md", "LICENSE*", "NOTICE*")


def locate(model: str | Path, *, download: bool) -> Path:
    """Find a model's folder.

    The network is used only for a Hub id that is not in the local cache, and only if allowed.

    Args:
        model: A tier ("base"), a folder, or a Hub id ("owner/name"), tried in this order.
        download: Allow the network.

    Raises:
        ModelError: If there is no such model, or the Hub does not give it.
        MissingExtra: If a download is asked for without huggingface_hub.
    """
    from claimx.api import TIERS

    if isinstance(model, str) and model in TIERS:
        return model_folder(TIERS[model])
    if (folder := Path(model).expanduser()).is_dir():
        return folder
    if isinstance(model, str) and _HUB_ID.fullmatch(model):
        return _from_hub(model, download=download)
    raise ModelError(
        f"{model}: there is no such model folder; claimx has a model of its own called "
        f"{' or '.join(TIERS)}, and one of the Hugging Face Hub is named owner/name."
    )


def _from_hub(repo_id: str, *, download: bool) -> Path:
    try:
        hub = require("huggingface_hub", extra="hf")
    except MissingExtra as missing:
        if download:
            raise
        raise ModelError(
            f"{repo_id}: no such folder; to look for it on the Hub, {missing}"
        ) from None
    cached = _in_cache(hub.snapshot_download, repo_id)
    if cached is not None:
        return cached
    if not download:
        raise ModelError(
            f"{repo_id}: neither a folder nor a whole model in the local Hugging Face cache; "
            "pass download=True to fetch it from the Hub."
        )
    try:
        return Path(hub.snapshot_download(repo_id, allow_patterns=_FETCHED))
    except Exception as failed:  # the Hub's client raises classes of whatever HTTP library it uses
        raise ModelError(
            f"{repo_id}: the Hugging Face Hub did not give it ({_first_line(failed)})."
        ) from failed


def _in_cache(snapshot_download: Callable[..., str], repo_id: str) -> Path | None:
    """The cached model, unless only some of its files were ever fetched.

    Raises:
        ModelError: If it holds what no model folder may hold.
    """
    try:
        folder = Path(snapshot_download(repo_id, allow_patterns=_FETCHED, local_files_only=True))
    except (OSError, ValueError):  # LocalEntryNotFoundError is both
        return None
    check_files(folder)  # a snapshot that is refused would be refused again once it is whole
    return folder if _whole(folder) else None


def _whole(folder: Path) -> bool:
    """Whether a folder holds a model with all that it needs to run."""
    try:
        model = Model.open(folder)
        stages = [stage.folder for stage in model.stages]
    except ModelError:
        return False
    if stages:
        return all(map(_whole, stages))
    return any((folder / name).is_file() for name in (WEIGHTS, ONNX_INT8, ONNX_FP32))


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(error).__name__


def _files(folder: Path) -> list[Path]:
    """Files of a model worth keeping, relative to its folder, config.json last.

    The fp32 graph is left out where the int8 one exists: it can be made again and nothing runs it.
    """
    graph = ONNX_INT8 if (folder / ONNX_INT8).is_file() else ONNX_FP32
    found = {path.relative_to(folder) for pattern in _BESIDE for path in folder.glob(pattern)}
    found |= {Path(name) for name in (WEIGHTS, graph)}
    found |= {path.relative_to(folder) for path in (folder / RELATIONS).glob("*")}
    whole = (path for path in found if (folder / path).is_file())
    return sorted(whole, key=lambda path: (path == Path(CONFIG), path))


def save(model: Model, folder: Path, thresholds: Scores | None = None) -> Path:
    """Copy a model to a folder that `claimx.load`, transformers and the Hub take.

    All files are written under a temporary name first and config.json is moved into place last,
    so a copy that was interrupted is no model folder. Files of an older model are replaced.

    Args:
        model: What to copy.
        folder: Where to; made if absent.
        thresholds: Written into the copy's config; None keeps the model's own.

    Raises:
        ModelError: If it is the model's own folder, cannot be written, or is no longer sound.
    """
    folder = folder.resolve()
    if folder.exists() and folder.samefile(model.folder):
        raise ModelError(f"{folder}: the model lies in this folder already; name another one.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".claimx-", dir=folder) as staging:
            _copy(model, Path(staging), thresholds)
            _move(model, Path(staging), folder)
    except OSError as failed:
        raise ModelError(
            f"{folder}: the model cannot be saved there ({failed.strerror or failed})."
        ) from failed
    return folder


def _copy(model: Model, folder: Path, thresholds: Scores | None) -> None:
    check_files(model.folder)  # a link made since it was opened would publish what it leads to
    for stage in model.stages:
        _copy(stage, folder / stage.folder.name, None)
    for name in _files(model.folder):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(model.folder / name, folder / name)
    if thresholds is not None and thresholds != model.thresholds:
        settings = {**model.settings, "thresholds": dict(thresholds)}
        write_config({**model.config, "claimx": settings}, folder)


def _move(model: Model, staging: Path, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for stage in model.stages:
        inner = stage.folder.name
        _move(stage, staging / inner, folder / inner)
    for old in (CONFIG, TOKENIZER, WEIGHTS, ONNX_INT8, ONNX_FP32):
        (folder / old).unlink(missing_ok=True)
    shutil.rmtree(folder / RELATIONS, ignore_errors=True)
    for name in _files(staging):
        (folder / name).parent.mkdir(exist_ok=True)
        (staging / name).replace(folder / name)


def push(
    model: Model,
    repo_id: str,
    *,
    thresholds: Scores | None = None,
    private: bool = False,
    token: str | None = None,
    commit_message: str | None = None,
) -> str:
    """Upload a model to the Hugging Face Hub; the repository is made if it is not there.

    Args:
        model: What to upload.
        repo_id: Where to, as "owner/name".
        thresholds: Written into the uploaded config; None keeps the model's own.
        private: Make a new repository private; an existing one stays as it is.
        token: Access token; None takes the one that `hf auth login` stored.
        commit_message: What the commit says; None names model and version.

    Returns:
        Address of the repository.

    Raises:
        InputError: If the repository's name is not of the form owner/name.
        ClaimxError: If the Hub refuses, or cannot be reached.
        MissingExtra: If huggingface_hub is not installed.
    """
    if not _HUB_ID.fullmatch(repo_id):
        raise InputError(f"{repo_id!r} is no repository of the Hub: name it as owner/name.")
    api: Any = require("huggingface_hub", extra="hf").HfApi(token=token)
    version = str(model.settings.get("version", "")).strip()
    message = commit_message or f"Upload {model.name} {version}".strip()
    with tempfile.TemporaryDirectory(prefix="claimx-") as staging:
        save(model, Path(staging), thresholds)
        try:
            url = api.create_repo(repo_id, private=private, exist_ok=True)
            api.upload_folder(repo_id=repo_id, folder_path=staging, commit_message=message)
        except Exception as failed:  # see _from_hub
            raise ClaimxError(
                f"{repo_id}: the Hugging Face Hub did not take the model ({_first_line(failed)})."
            ) from failed
    return str(url)
