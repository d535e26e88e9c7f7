"""The run itself: cut, hand out, list what is done, stop well."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from types import FrameType
from typing import Any

import claimx
from claimx.corpus.duplicates import repeats
from claimx.corpus.inputs.records import Problem, Source
from claimx.corpus.inputs.sources import Inputs
from claimx.corpus.job.cut import Feed, Place, Shard, shards
from claimx.corpus.job.first import without_repeats
from claimx.corpus.job.folder import RunFolder
from claimx.corpus.job.parts import Counts, Part, total
from claimx.corpus.job.plan import Plan, Settings, difference, identity
from claimx.corpus.job.pool import Pool
from claimx.corpus.job.worker import Advanced, Ready
from claimx.corpus.run import Watch
from claimx.cpus import instruction_set
from claimx.errors import ClaimxError, InputError

_GRACE = 10.0
"""Seconds that shards in hand are waited for when a run is to stop."""
_SECONDS_BETWEEN_NOTES = 2.0


class TooManyErrorsError(ClaimxError):
    """More records failed than were allowed."""


class StoppedError(Exception):
    """A signal asked for the end; what is done is kept.

    Attributes:
        signal: Its number.
    """

    def __init__(self, number: int) -> None:
        """Keep the number."""
        super().__init__(number)
        self.signal = number


@dataclass(frozen=True, slots=True)
class Limits:
    """How a run goes about it; none of this changes a byte.

    Attributes:
        workers: Processes.
        max_errors: Failed records after which the run stops; None for no limit.
        force: Go on although inputs, settings, model or processor are not those of the plan.
        fresh: Begin anew.
    """

    workers: int = 1
    max_errors: int | None = None
    force: bool = False
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Finished:
    """What a run came to.

    Attributes:
        counts: Of all parts, earlier runs' included.
        resumed: Shards that were done before.
        duplicates: Labelled texts that are the same as one before.
    """

    counts: Counts
    resumed: int
    duplicates: int


class _Signals:
    """Turns the first interrupt into a wish; the second one is as sudden as ever."""

    def __init__(self) -> None:
        self.number: int | None = None

    @contextmanager
    def heeded(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield  # Python gives signals to the main thread, which stops what it has started
            return
        before = {one: signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)}
        for one in before:
            signal.signal(one, self._came)
        try:
            yield
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)

    def _came(self, number: int, frame: FrameType | None) -> None:
        if self.number is not None:
            raise StoppedError(number)
        self.number = number


@dataclass(slots=True)
class _Notes:
    """What `claimx status` reads while a run goes."""

    folder: RunFolder
    total: int | None
    workers: int
    started: float = field(default_factory=time.time)
    sentences: int = 0
    size: float = 0.0
    before: int = 0
    last: float = 0.0

    def add(self, found: Advanced) -> None:
        self.sentences += found.sentences
        self.size += found.size

    def write(self, now: bool = False) -> None:
        if now or time.monotonic() - self.last > _SECONDS_BETWEEN_NOTES:
            self.last = time.monotonic()
            self.folder.write_progress(self.values())

    def values(self) -> dict[str, Any]:
        return {
            "started": self.started,
            "updated": time.time(),
            "workers": self.workers,
            "sentences": self.sentences,
            "input_bytes": round(self.size),
            "input_bytes_before": self.before,
            "input_bytes_total": self.total,
        }


def total_size(sources: Sequence[Source | Problem]) -> int | None:
    """Bytes of all sources as they lie there; None where one does not know its own."""
    known = [one.size for one in sources if isinstance(one, Source)]
    return None if None in known else sum(size for size in known if size is not None)


class Run:
    """One go at a job in a folder."""

    def __init__(
        self,
        folder: RunFolder,
        settings: Settings,
        inputs: Inputs,
        limits: Limits,
        watch: Watch,
    ) -> None:
        """Name all that is needed; nothing happens before `go`.

        Args:
            folder: Where rows and state go.
            settings: What decides on the bytes.
            inputs: What to read, and what is not.
            limits: How to go about it.
            watch: Told of progress and failures.
        """
        self._folder = folder
        self._settings = settings
        self._sources = inputs.sources
        self._skipped = inputs.skipped
        self._limits = limits
        self._watch = watch
        self._signals = _Signals()
        self._errors = 0

    def go(self, redo: bool = False) -> Finished:
        """Do all that is not done yet.

        Args:
            redo: Do shards with failed records again; their inputs may have changed.

        Raises:
            InputError: If the folder holds another run, or a damaged one.
            OutputError: If another process holds the folder, or it cannot be written.
            ModelError: If the model cannot be loaded.
            TooManyErrorsError: If more records failed than allowed.
            StoppedError: If a signal came.
        """
        with self._signals.heeded(), self._folder.locked():
            if self._limits.fresh or self._folder.half_cleared:
                self._folder.clear()
            self._folder.sweep()
            pool = Pool(self._limits.workers, self._settings, self._folder.root)
            try:
                return self._with(pool, redo)
            finally:
                pool.close()
                self._folder.sweep()  # workers may have been killed

    def _plan(self, pool: Pool, redo: bool) -> Plan:
        """Write the plan, or see that it is the one that was begun."""
        ready = self._ready(pool)
        plan = Plan(
            self._settings,
            tuple(map(identity, self._sources)),
            ready.model,
            ready.engine,
            instruction_set(),
            claimx.__version__,
        )
        if not self._folder.exists:
            self._folder.write_plan(plan)
            return plan
        old = self._folder.plan()
        changed = difference(old.with_inputs(self._sources) if redo else old, plan)
        if changed and not self._limits.force:
            raise InputError(
                f"{self._folder.root} holds another run: {changed}; --fresh begins anew, --force "
                "goes on with what is done so far."
            )
        if plan != old:
            self._folder.write_plan(plan)
        return plan

    def _ready(self, pool: Pool) -> Ready:
        while pool.ready is None:
            for _ in pool.turn():
                pass
            self._stop_if_asked()
        return pool.ready

    def _stop_if_asked(self) -> None:
        if self._signals.number is not None:
            raise StoppedError(self._signals.number)

    def _with(self, pool: Pool, redo: bool) -> Finished:
        plan = self._plan(pool, redo)
        parts = {part.number: part for part in self._folder.parts()}
        ends = {number: part.end for number, part in parts.items()}
        parts = {number: part for number, part in parts.items() if self._folder.holds(part)}
        if redo:
            failed = [number for number, part in parts.items() if part.counts.errors]
            self._folder.forget(failed)
            parts = {number: part for number, part in parts.items() if number not in failed}
        self._errors = total(parts.values()).errors
        resumed = len(parts)
        try:
            self._all(pool, parts, ends)
        except BaseException:
            self._folder.publish(plan, self._skipped, finished=False)
            raise
        digests = b"".join(bytes.fromhex(part.digests) for part in self._folder.records())
        duplicates = repeats(digests)
        self._folder.publish(plan, self._skipped, finished=True, duplicates=duplicates)
        return Finished(total(parts.values()), resumed, duplicates)

    def _all(self, pool: Pool, parts: dict[int, Part], ends: dict[int, Place]) -> None:
        before = total(parts.values()).input_bytes
        size = total_size(self._sources)
        notes = _Notes(self._folder, size, self._limits.workers, before=before)
        self._watch.advanced(0, before)
        notes.write(now=True)
        begins = {number: part.begin for number, part in parts.items()}
        left = self._shards(ends, begins)
        following = next(left, None)
        while following is not None or pool.busy:
            self._heed(pool, parts, notes)
            if following is not None and pool.idle:
                pool.give(following)
                following = next(left, None)  # read while the workers work
                continue
            for found in pool.turn():
                self._take(found, parts, notes)
        notes.write(now=True)

    def _shards(self, ends: dict[int, Place], begins: dict[int, Place]) -> Iterator[Shard]:
        feed = Feed(self._sources, self._settings.reading)
        size = self._settings.shard
        if not self._settings.dedup:
            return shards(feed, ends, begins, size, begins)
        # Which text came first can only be told by whoever has seen all: nothing is passed over.
        cut = without_repeats(shards(feed, ends, (), size, begins))
        return (shard for shard in cut if shard.number not in begins)

    def _take(self, found: Part | Advanced, parts: dict[int, Part], notes: _Notes) -> None:
        if isinstance(found, Advanced):
            notes.add(found)
            notes.write()
            self._watch.advanced(found.sentences, found.size)
            return
        self._folder.commit(found)
        parts[found.number] = found.light()
        for problem in found.problems:
            self._watch.failed(replace(problem, size=0))  # its bytes were reported by the worker
        self._errors += len(found.problems)
        allowed = self._limits.max_errors
        if allowed is not None and self._errors > allowed:
            raise TooManyErrorsError(
                f"{self._errors:,} records failed and {allowed:,} are allowed: the run has "
                f"stopped; `claimx errors {self._folder.root}` lists them, and the same command "
                "with a larger --max-errors goes on."
            )

    def _heed(self, pool: Pool, parts: dict[int, Part], notes: _Notes) -> None:
        """If a signal came, wait a little for shards in hand, then stop."""
        if self._signals.number is None:
            return
        until = time.monotonic() + _GRACE
        while pool.working and time.monotonic() < until:
            for found in pool.turn(hand_out=False):
                self._take(found, parts, notes)
        raise StoppedError(self._signals.number)
