"""One way in a process of its own: loads, waits for the word, reports the seconds of each round."""

from __future__ import annotations

import multiprocessing as mp
import os
import resource
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Self

from claimx.errors import ClaimxError

THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS")
PATIENCE = 900.0
"""Seconds after which a way that does not answer is given up."""


class WayError(ClaimxError):
    """A way broke or does not answer; the message says how."""


def pin(cores: Sequence[int]) -> None:
    """Keep this process on these cores, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, set(cores))


def usable_cores() -> list[int]:
    """Cores that this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))


def peak_memory() -> float:
    """Largest resident size of this process so far, in MiB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def serve(name: str, cores: Sequence[int], pipe: Connection) -> None:
    """What the process does: load, then time one call for each list of sentences it is sent."""
    from benchmarks.speed.ways import WAYS

    try:
        pin(cores)
        began = time.perf_counter()
        label = WAYS[name].load(len(cores))
        pipe.send({"load": time.perf_counter() - began})
        while (sentences := pipe.recv()) is not None:
            began = time.perf_counter()
            label(sentences)
            pipe.send({"seconds": time.perf_counter() - began, "memory": peak_memory()})
    except EOFError:
        return
    except BaseException as broken:
        pipe.send({"broken": f"{type(broken).__name__}: {broken}"[:300]})


@dataclass(slots=True)
class Worker:
    """A way that runs elsewhere; as a context manager it ends with the block.

    Attributes:
        name: The way's.
        process: The process.
        pipe: To and from it.
        load: Seconds it took to load.
    """

    name: str
    process: Any
    pipe: Connection
    load: float = 0.0

    @classmethod
    def start(cls, name: str, cores: Sequence[int]) -> Worker:
        """Start a way on these cores, one thread a core, and wait until it is ready.

        Raises:
            WayError: If it breaks while loading.
        """
        here, there = mp.Pipe()
        before = {key: os.environ.get(key) for key in THREADS}
        os.environ.update(dict.fromkeys(THREADS, str(len(cores))))
        try:
            process = mp.get_context("spawn").Process(
                target=serve, args=(name, list(cores), there), daemon=True
            )
            process.start()
        finally:
            for key, value in before.items():
                os.environ.pop(key) if value is None else os.environ.__setitem__(key, value)
        there.close()
        worker = cls(name, process, here)
        worker.load = worker._answer()["load"]
        return worker

    def _answer(self) -> dict[str, Any]:
        try:
            if not self.pipe.poll(PATIENCE):
                raise WayError(f"{self.name}: no answer within {PATIENCE:.0f} s.")
            found: dict[str, Any] = self.pipe.recv()
        except EOFError as dead:
            self.process.join(5)
            raise WayError(f"{self.name}: its process died ({self.process.exitcode}).") from dead
        if "broken" in found:
            raise WayError(f"{self.name}: {found['broken']}")
        return found

    def round(self, sentences: Sequence[str]) -> tuple[float, float]:
        """Seconds of labelling these sentences, and the process's peak memory in MiB.

        Raises:
            WayError: If it breaks.
        """
        self.pipe.send(list(sentences))
        found = self._answer()
        return found["seconds"], found["memory"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        with suppress(OSError, ValueError):
            self.pipe.send(None)
        self.process.join(5)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
