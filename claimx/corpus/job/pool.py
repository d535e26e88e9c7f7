"""Worker processes: one that dies is replaced, and a record that kills twice is given up."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

from claimx.corpus.job.cut import Shard
from claimx.corpus.job.parts import Part
from claimx.corpus.job.plan import Settings
from claimx.corpus.job.worker import NOWHERE, Advanced, Answer, Ready, Refused, Work, work
from claimx.errors import ClaimxError

_DEATHS_OF_A_RECORD = 2
_DEATHS_OUTSIDE_RECORDS = 3
_BLAS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
_TURN = 0.2
"""Seconds after which `turn` looks up though nothing has come."""


class PoolError(ClaimxError):
    """Workers die whatever is done."""


@dataclass(slots=True)
class _Worker:
    process: SpawnProcess
    pipe: Connection
    position: Any
    ready: bool = False
    work: Work | None = None
    at: int = NOWHERE
    since: float = 0.0

    def elapsed(self) -> float:
        """Seconds in which it has been at the same item of its shard."""
        now, place = time.monotonic(), self.position.value
        if place != self.at:
            self.at, self.since = place, now
        return now - self.since if self.work and place != NOWHERE else 0.0


@contextmanager
def _signals_held() -> Iterator[None]:
    """A process that is started here never sees what asks this one for the end.

    An interrupt goes to all processes of a terminal, a request to end to all of a service.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # else it is started with the first process, and lets them in
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _threads_of_blas(count: int) -> Iterator[None]:
    """Have processes that start meanwhile compute on so many threads in numpy as well.

    The libraries below numpy take this from the environment, when they are loaded.
    """
    before = {name: os.environ.get(name) for name in _BLAS}
    os.environ.update(dict.fromkeys(_BLAS, str(count)))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _died(process: SpawnProcess) -> str:
    code = process.exitcode
    return f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"


class Pool:
    """Hands shards to processes.

    Attributes:
        ready: What the first worker said of the model; None before.
    """

    def __init__(self, count: int, settings: Settings, root: Path) -> None:
        """Start the processes.

        Args:
            count: How many.
            settings: Of the run.
            root: Its folder.
        """
        self._context = multiprocessing.get_context("spawn")
        self._settings = settings
        self._root = root
        self._again: deque[Work] = deque()
        self._deaths: Counter[tuple[int, int]] = Counter()
        self.ready: Ready | None = None
        self._workers = [self._start() for _ in range(count)]

    def _start(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        position = self._context.RawValue("q", NOWHERE)
        process = self._context.Process(
            target=work, args=(theirs, self._settings, self._root, position), daemon=True
        )
        with _signals_held(), _threads_of_blas(self._settings.model.threads):
            process.start()
        theirs.close()
        return _Worker(process, ours, position)

    @property
    def busy(self) -> bool:
        """Whether a shard is in hand, or waits to be tried again."""
        return bool(self._again) or any(one.work for one in self._workers)

    @property
    def working(self) -> bool:
        """Whether a worker has a shard in hand."""
        return any(one.work for one in self._workers)

    @property
    def idle(self) -> bool:
        """Whether a worker waits for a shard."""
        return any(one.ready and not one.work for one in self._workers)

    def give(self, shard: Shard) -> None:
        """Hand over a shard; a worker must be idle."""
        self._again.append(Work(shard))
        self._hand_out()

    def _hand_out(self) -> None:
        for one in self._workers:
            if self._again and one.ready and not one.work:
                one.work = self._again.popleft()
                try:
                    one.pipe.send(one.work)
                except OSError:
                    continue  # it is dead: the next turn says so

    def turn(self, hand_out: bool = True) -> Iterator[Part | Advanced]:
        """Wait a moment and give what came.

        Args:
            hand_out: Whether shards of workers that died are tried again.

        Raises:
            ClaimxError: What stopped a worker for good.
            PoolError: If workers die without a record to blame.
        """
        if hand_out:
            self._hand_out()
        wait([one.pipe for one in self._workers] + self._sentinels(), _TURN)
        for number, one in enumerate(self._workers):
            yield from self._answers(one)
            if one.elapsed() > self._settings.timeout:
                self._give_up(one, f"took longer than {self._settings.timeout:g} seconds")
                one.process.kill()
                one.process.join()
            if not one.process.is_alive():
                yield from self._answers(one)
                self._bury(one)
                self._workers[number] = self._start()

    def _sentinels(self) -> list[Any]:
        return [one.process.sentinel for one in self._workers]

    def _answers(self, one: _Worker) -> Iterator[Part | Advanced]:
        try:
            while one.pipe.poll():
                answer: Answer = one.pipe.recv()
                if isinstance(answer, Refused):
                    raise answer.error
                if isinstance(answer, Ready):
                    one.ready, self.ready = True, answer
                    continue
                if isinstance(answer, Part):
                    one.work = None
                yield answer
        except (EOFError, OSError):
            return  # it died; what it had in hand is tried again

    def _give_up(self, one: _Worker, reason: str) -> None:
        if one.work is not None:
            given_up = {**one.work.given_up, one.position.value: reason}
            self._again.appendleft(Work(one.work.shard, given_up))
            one.work = None

    def _bury(self, one: _Worker) -> None:
        """Take back what a dead worker had in hand."""
        one.pipe.close()
        how, place = _died(one.process), one.position.value
        shard = one.work.shard.number if one.work else NOWHERE
        if one.work is None and one.ready:
            return
        self._deaths[shard, place] += 1
        if place == NOWHERE and self._deaths[shard, place] >= _DEATHS_OUTSIDE_RECORDS:
            when = "at work" if one.ready else "while it loads the model"
            raise PoolError(f"a worker died {when} ({how}), and so did those that took its place.")
        if place != NOWHERE and self._deaths[shard, place] >= _DEATHS_OF_A_RECORD:
            self._give_up(one, f"a worker died twice while it had this in hand ({how})")
        elif one.work is not None:
            self._again.appendleft(one.work)

    def close(self) -> None:
        """End all processes; what they have in hand is lost."""
        for one in self._workers:
            one.process.kill()
        for one in self._workers:
            one.process.join()
            one.pipe.close()
