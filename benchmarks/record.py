"""One run on disk: figures, settings, versions, hashes, machine; one JSON file each."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from claimx.corpus.atomic import write_text
from claimx.errors import DataError
from claimx.evaluation.counts import Counts

RESULTS = Path(__file__).parent / "results"
RUNS = RESULTS / "runs"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Run:
    """What one entrant did on one task.

    Attributes:
        task: Name of the task.
        entrant: Name of the entrant with its variant.
        status: "done", "failed" (it broke) or "not run" (it cannot run here).
        reason: Why, where it is not done.
        key: Hash of all that decides the figures; a rerun with the same key is skipped.
        about: Title, settings, versions, commit, machine, hashes of data and training data.
        seconds: Of fitting and of predicting.
        figures: JSON values by name.
        counts: Packed counts by part ("all", or "length: up to 10 words"), by document; see `pack`.
    """

    task: str
    entrant: str
    status: str
    reason: str = ""
    key: str = ""
    about: Mapping[str, Any] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    figures: Mapping[str, Any] = field(default_factory=dict)
    counts: Mapping[str, str] = field(default_factory=dict)

    @property
    def done(self) -> bool:
        """Whether it has figures."""
        return self.status == "done"


def pack(counts: Counts) -> str:
    """Counts by document as text: uint16[documents, 4 * labels + 2], zlib, base64.

    The columns are hits, alarms, misses and decided of every label, then exact and whole.
    """
    parts = [counts.hits, counts.alarms, counts.misses, counts.decided]
    table = np.concatenate([*parts, counts.exact[:, None], counts.whole[:, None]], axis=1)
    packed = zlib.compress(table.astype("<u2").tobytes(), 9)
    return f"{table.shape[0]}x{table.shape[1]}:{base64.b64encode(packed).decode('ascii')}"


def unpack(text: str) -> Counts:
    """The counts that `pack` made a text of.

    Raises:
        DataError: If it is none.
    """
    try:
        shape, _, packed = text.partition(":")
        rows, columns = (int(size) for size in shape.split("x"))
        raw = zlib.decompress(base64.b64decode(packed, validate=True))
        table = np.frombuffer(raw, dtype="<u2").reshape(rows, columns).astype(np.float64)
    except (ValueError, zlib.error) as broken:
        raise DataError(f"the counts of the run are damaged ({broken}).") from broken
    hits, alarms, misses, decided = np.split(table[:, :-2], 4, axis=1)
    return Counts(hits, alarms, misses, decided, table[:, -2], table[:, -1])


def key_of(values: Mapping[str, Any]) -> str:
    """First 16 hex digits of a sha256 over JSON values."""
    text = json.dumps(values, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def path_of(run: Run, folder: Path = RUNS) -> Path:
    """Where a run lies: a folder a task, a file an entrant."""
    return folder / run.task / f"{run.entrant}.json"


def write(run: Run, folder: Path = RUNS) -> Path:
    """Write a run; the file appears whole or not at all."""
    path = path_of(run, folder)
    text = json.dumps({"format": FORMAT, **asdict(run)}, indent=1, sort_keys=True) + "\n"
    write_text(path, text)
    return path


def read(path: Path) -> Run:
    """Read a run.

    Raises:
        DataError: If the file is absent or is none.
    """
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        if values.pop("format") != FORMAT:
            raise DataError(f"{path}: a run of another format: run the benchmark again.")
        return Run(**values)
    except FileNotFoundError as absent:
        raise DataError(f"{path}: there is no such run.") from absent
    except (ValueError, KeyError, TypeError, AttributeError) as broken:
        raise DataError(f"{path}: not a stored run ({broken}).") from broken


def stored(folder: Path = RUNS) -> Iterator[Run]:
    """All runs in a folder, by task and entrant."""
    for path in sorted(folder.glob("*/*.json")):
        yield read(path)
