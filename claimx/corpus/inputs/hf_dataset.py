"""Data sets of Hugging Face: folders made by `save_to_disk`, the local cache, the Hub."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from claimx.corpus.inputs.arrow import Rows, batch_rows
from claimx.corpus.inputs.fields import lacking, needed
from claimx.corpus.inputs.records import Kind, Problem, Reading, Record, Source
from claimx.corpus.inputs.unpack import reason
from claimx.errors import ClaimxError, InputError
from claimx.extras import require

_NAME = re.compile(r"hf:([\w.-]+/[\w.-]+)(?:/([\w.-]+))?(?::([\w.-]+))?", re.ASCII)
_STATE, _INFO, _SPLITS = "state.json", "dataset_info.json", "dataset_dict.json"
_STREAMED = 256
"""Rows of a batch from the Hub."""


def is_named(name: str) -> bool:
    """Whether a name is meant for a data set of the Hub."""
    return name.startswith("hf:") and not name.startswith("hf://")


def is_saved(folder: Path) -> bool:
    """Whether a folder is a data set that was saved, or one of several splits."""
    whole = (folder / _STATE).is_file() and (folder / _INFO).is_file()
    return whole or (folder / _SPLITS).is_file()


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as broken:
        raise InputError(f"its {path.name} cannot be read ({reason(broken)})") from broken
    if not isinstance(found, dict):
        raise InputError(f"its {path.name} is no description of a data set")
    return found


def saved(name: str, folder: Path) -> Iterator[Source]:
    """The splits of a data set that was saved.

    Raises:
        OSError: If the folder cannot be read.
        InputError: If it is not a whole data set.
    """
    if (folder / _SPLITS).is_file():
        for split in _json(folder / _SPLITS).get("splits", ()):
            yield _saved(str(Path(name, str(split))), folder / str(split))
    else:
        yield _saved(name, folder)


def _saved(name: str, folder: Path) -> Source:
    state = _json(folder / _STATE)
    size = sum(one.stat().st_size for one in folder.glob("*.arrow"))
    return Source(name, folder, Kind.DATASET, size, state=str(state.get("_fingerprint", "")))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What was asked for of the Hub."""

    repo: str
    config: str | None
    split: str | None

    def source(self, config: str, split: str, state: str, folder: Path | None = None) -> Source:
        address = f"{self.repo}/{config}:{split}"
        files = [] if folder is None else _arrow_files(folder, split)
        size = sum(one.stat().st_size for one in files) if files else None
        return Source(f"hf:{address}", folder, Kind.DATASET, size, address=address, state=state)


def _parsed(name: str) -> _Wanted:
    found = _NAME.fullmatch(name)
    if found is None:
        raise InputError("no name of a data set: write hf:owner/name or hf:owner/name/config:split")
    return _Wanted(*found.groups())


def on_hub(name: str, *, download: bool) -> list[Source]:
    """The splits of a data set that is named, from the local cache or, if that is allowed, the Hub.

    Args:
        name: "hf:owner/name", "hf:owner/name/config", with ":split" behind it for one split only.
        download: Allow the network. A set that is in the cache is read there all the same; any
            other is read from the Hub as it comes, at the revision that is the newest now.

    Raises:
        InputError: If there is no such set. The message is the end of a sentence.
        MissingExtra: If datasets is not installed.
    """
    wanted = _parsed(name)
    datasets = require("datasets", extra="hf")
    found = _cached(datasets, wanted)
    if found:
        return found
    if not download:
        raise InputError(
            "this data set is not in the local Hugging Face cache; pass --download to read it "
            "from the Hub"
        )
    try:
        return _listed(datasets, wanted)
    except ClaimxError:
        raise
    except Exception as failed:  # the Hub's client raises classes of its HTTP library
        raise InputError(
            f"the Hugging Face Hub did not give it ({_first_line(failed)})"
        ) from failed


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")


def _arrow_files(folder: Path, split: str) -> list[Path]:
    found = sorted(folder.glob(f"*-{split}.arrow"))
    return found or sorted(folder.glob(f"*-{split}-[0-9]*-of-[0-9]*.arrow"))


def _choice(wanted: _Wanted, configs: list[str]) -> str:
    """The configuration that is meant.

    Raises:
        InputError: If it is not there, or there are several and none is named.
    """
    names = ", ".join(configs)
    if wanted.config is not None:
        if wanted.config not in configs:
            raise InputError(f"it has no configuration {wanted.config}; there are {names}")
        return wanted.config
    if len(configs) == 1:
        return configs[0]
    if "default" in configs:
        return "default"
    raise InputError(
        f"it has several configurations: name one of {names}, as in hf:{wanted.repo}/{configs[0]}"
    )


def _splits(wanted: _Wanted, there: list[str]) -> list[str]:
    if wanted.split is None:
        return there
    if wanted.split not in there:
        raise InputError(f"it has no split {wanted.split}; there are {', '.join(there)}")
    return [wanted.split]


def _cached(datasets: Any, wanted: _Wanted) -> list[Source]:
    """Splits in the local cache, of the copy that was made last; none if it is not there."""
    owner, _, name = wanted.repo.partition("/")
    folder = f"{owner}___{datasets.naming.camelcase_to_snakecase(name)}"
    root = Path(datasets.config.HF_DATASETS_CACHE).expanduser() / folder
    infos = [one for one in root.glob(f"*/*/*/{_INFO}") if one.parent.suffix != ".incomplete"]
    configs = sorted({one.parts[-4] for one in infos})
    if not configs or (wanted.config is not None and wanted.config not in configs):
        return []
    config = _choice(wanted, configs)
    own = [one for one in infos if one.parts[-4] == config]
    last = max(own, key=lambda one: (one.stat().st_mtime_ns, one)).parent
    splits = _splits(wanted, list(_json(last / _INFO).get("splits") or ()))
    return [wanted.source(config, split, last.name, last) for split in splits]


def _refuse_folder(repo: str) -> None:
    """Refuse a name that `datasets` would take for that of a folder."""
    if Path(repo).exists():
        raise InputError(
            f"there is a folder {repo} here, which hides the one on the Hub: name it without hf:, "
            "or run this elsewhere"
        )


def _listed(datasets: Any, wanted: _Wanted) -> list[Source]:
    hub = require("huggingface_hub", extra="hf")
    _refuse_folder(wanted.repo)
    revision = hub.HfApi().dataset_info(wanted.repo).sha
    configs = datasets.get_dataset_config_names(wanted.repo, revision=revision)
    config = _choice(wanted, configs)
    there = datasets.get_dataset_split_names(wanted.repo, config, revision=revision)
    return [wanted.source(config, split, revision) for split in _splits(wanted, there)]


def read_dataset(source: Source, reading: Reading) -> Iterator[Record | Problem]:
    """Records of a data set, a batch of rows in memory.

    Args:
        source: As `saved` or `on_hub` gives it; the network is used where it has no path.
        reading: Names of the columns.

    Raises:
        InputError: If it cannot be opened, or lacks a column that is needed.
        MissingExtra: If datasets is not installed.
    """
    found = _opened(require("datasets", extra="hf"), source)
    names = found.column_names
    if names is not None:
        _check(names, reading)
        found = found.select_columns([name for name in needed(reading) if name in names])
    total = 0 if source.path is None else len(found)
    rows, done = Rows(source.name, source.size or 0, total), 0
    size = _STREAMED if source.path is None else batch_rows(rows.size, total)
    for table in _tables(found.with_format("arrow"), size):
        if isinstance(table, Exception):
            yield Problem(
                source.name, done + 1, f"cannot be read from this row on ({reason(table)})"
            )
        else:
            if done == 0:
                _check(table.column_names, reading)
            yield from rows.read(table, done, reading)
            done += table.num_rows


def _check(names: list[str], reading: Reading) -> None:
    lack = lacking(names, reading)
    if lack is not None:
        raise InputError(lack)


def _opened(datasets: Any, source: Source) -> Any:
    try:
        if source.path is None:
            return _streamed(datasets, source)
        if source.address is None:
            return datasets.load_from_disk(str(source.path))
        files = _arrow_files(source.path, source.address.rpartition(":")[2])
        parts = [datasets.Dataset.from_file(str(one)) for one in files]
        return datasets.concatenate_datasets(parts)
    except ClaimxError:
        raise
    except Exception as error:  # of Arrow, of the Hub's client, of datasets
        raise InputError(f"the data set cannot be opened ({reason(error)})") from error


def _streamed(datasets: Any, source: Source) -> Any:
    name, _, split = (source.address or "").rpartition(":")
    repo, _, config = name.rpartition("/")
    _refuse_folder(repo)
    return datasets.load_dataset(
        repo, config, split=split, streaming=True, revision=source.state or None
    )


def _tables(found: Any, size: int) -> Iterator[Any]:
    """Batches of rows; at the end what went wrong, if anything did."""
    try:
        yield from found.iter(size)
    except Exception as error:  # of Arrow, of the Hub's client, of datasets
        yield error
