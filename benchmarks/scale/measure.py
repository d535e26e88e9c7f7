"""One run of the command, its seconds, bytes and memory."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from typing import Any

import psutil

from benchmarks.machine import ROOT

_BETWEEN_LOOKS = 0.05
_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run into a folder took.

    Attributes:
        sentences: Labelled.
        rows: Written.
        bytes_in: Of the input.
        bytes_out: Of all rows.
        seconds: Of the command, its start and the model's loading included.
        parent_mib: Most memory that the command's own process held.
        worker_mib: The same of the worker that held most.
    """

    sentences: int
    rows: int
    bytes_in: int
    bytes_out: int
    seconds: float
    parent_mib: float
    worker_mib: float


def _memory(process: psutil.Process) -> float:
    with suppress(psutil.Error):
        return float(process.memory_info().rss)
    return 0.0


def _children(process: psutil.Process) -> list[psutil.Process]:
    with suppress(psutil.Error):
        return list(process.children(recursive=True))
    return []


def _watched(command: list[str]) -> tuple[float, float, float]:
    """Seconds of a command, and most bytes that it, and any child of it, held.

    Raises:
        subprocess.CalledProcessError: If it fails.
    """
    own = child = 0.0
    began = time.perf_counter()
    with psutil.Popen(command, cwd=ROOT) as process:
        while process.poll() is None:
            own = max(own, _memory(process))
            child = max([child, *map(_memory, _children(process))])
            time.sleep(_BETWEEN_LOOKS)
        seconds = time.perf_counter() - began
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return seconds, own, child


@contextmanager
def extracted(given: Path, out: Path, *options: str, workers: int = 1) -> Iterator[Cost]:
    """Run the fast tier over a file into a folder, which is removed at the end of the block."""
    command = [sys.executable, "-m", "claimx", "extract", str(given), "-o", str(out)]
    command += ["--model", "fast", "--workers", str(workers), "--quiet", *options]
    seconds, own, child = _watched(command)
    manifest = json.loads((out / "manifest.json").read_bytes())
    counts = manifest["total"]
    written = sum(part["bytes"] for part in manifest["parts"])
    try:
        yield Cost(
            counts["sentences"],
            counts["rows"],
            given.stat().st_size,
            written,
            round(seconds, 2),
            round(own / _MIB, 1),
            round(child / _MIB, 1),
        )
    finally:
        rmtree(out)


def in_memory(given: Path) -> dict[str, Any]:
    """Seconds and sentences of `extract_many` over the same texts, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.scale.memory", str(given)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found
