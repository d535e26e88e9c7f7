"""What a speed depends on besides the way: other load, the machine's peak, sizes, cold starts."""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

QUIET = 15.0
"""Percent of all cores that others may use while a speed is measured."""


def other_load(seconds: float = 0.5) -> float:
    """Percent of all cores that is in use while this process sleeps.

    Ways wait for their turn meanwhile, so that whatever runs is somebody else's.
    """
    import psutil

    return float(psutil.cpu_percent(interval=seconds))


_GEMM = """
import sys, time
sys.path.insert(0, {root!r})
from benchmarks.speed.worker import pin
pin({cores})
import numpy as np
a = np.ones((2048, 2048), dtype=np.float32)
b = a.copy()
a @ b
best = 1e9
for _ in range({rounds}):
    began = time.perf_counter()
    a @ b
    best = min(best, time.perf_counter() - began)
print(2 * 2048 ** 3 / best / 1e9)
"""


def gemm_peak(cores: list[int], rounds: int = 8) -> float:
    """GFLOP/s of multiplying fp32 matrices of 2048 x 2048 with numpy on these cores, the best."""
    from benchmarks.machine import ROOT
    from benchmarks.speed.worker import THREADS

    program = _GEMM.format(root=str(ROOT), cores=cores, rounds=rounds)
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS_")
    }
    environment |= dict.fromkeys(THREADS, str(len(cores)))
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    return float(done.stdout)


def start_seconds(program: str, times: int = 3) -> float:
    """Median seconds of a program in a fresh interpreter, less those of an empty one."""
    return max(0.0, _timed(program, times) - _timed("pass", times))


def _timed(program: str, times: int) -> float:
    def once() -> float:
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
        return time.perf_counter() - began

    return statistics.median(once() for _ in range(times))


def install_size(names: tuple[str, ...]) -> float:
    """MiB of the files of these distributions and of all that they require, extras aside.

    Raises:
        PackageNotFoundError: If one of them is not installed.
    """
    found = {one.name.lower(): one for name in names for one in _with_requirements(name, set())}
    return sum(_size(one) for one in found.values()) / (1 << 20)


def _with_requirements(name: str, seen: set[str]) -> Iterator[Distribution]:
    from packaging.requirements import Requirement

    one = distribution(name)
    seen.add(_plain(name))
    yield one
    for line in one.requires or ():
        needed = Requirement(line)
        if needed.marker is not None and not needed.marker.evaluate({"extra": ""}):
            continue
        if _plain(needed.name) not in seen:
            try:
                yield from _with_requirements(needed.name, seen)
            except PackageNotFoundError:
                continue


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _size(one: Distribution) -> int:
    paths = (Path(str(one.locate_file(file))) for file in one.files or ())
    return sum(path.stat().st_size for path in paths if path.is_file())
