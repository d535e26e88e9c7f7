"""How far a run is, or all tasks of a job together, from the folder alone."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from claimx.corpus.job.folder import RunFolder
from claimx.corpus.job.folders import Tasks, finished, run_folders, tasks_of
from claimx.corpus.job.parts import Counts, total


@dataclass(frozen=True, slots=True)
class TaskCounts:
    """How many tasks there are, and how they stand; what has not begun may wait in a queue."""

    all: int
    begun: int
    running: int
    finished: int


@dataclass(frozen=True, slots=True)
class Status:
    """How far a run is, or all tasks of a job together.

    Attributes:
        state: "running", "stopped" or "finished"; of tasks, "running" as soon as one is.
        holder: Who is writing, where somebody is.
        counts: Of the shards that are done.
        shards: How many they are.
        share: Of the inputs' bytes that is done, from 0 to 1; None where that is not known.
        rate: Sentences a second of the present or the last run, or of the tasks that are running;
            None where there are none, or they said nothing.
        seconds_left: At that rate; None where it is not known, or the run is not going on.
        tasks: How many stand how; None for one run.
    """

    state: str
    holder: str | None
    counts: Counts
    shards: int
    share: float | None
    rate: float | None
    seconds_left: float | None
    tasks: TaskCounts | None = None

    def to_dict(self) -> dict[str, Any]:
        """The status as plain JSON values."""
        return {
            "state": self.state,
            "holder": self.holder,
            "shards": self.shards,
            **self.counts.to_dict(),
            "share": self.share,
            "rate": self.rate,
            "seconds_left": self.seconds_left,
            "tasks": None if self.tasks is None else asdict(self.tasks),
        }


@dataclass(frozen=True, slots=True)
class _Stand:
    """What one run folder tells.

    Attributes:
        said: What the run last noted, see `RunFolder.progress`; empty where it noted nothing.
    """

    running: bool
    finished: bool
    holder: str | None
    counts: Counts
    shards: int
    said: Mapping[str, Any]

    @property
    def done(self) -> int:
        """Bytes of input that are done, those of shards in hand included."""
        noted = 0
        if self.running and self.said:
            noted = int(self.said["input_bytes_before"] + self.said["input_bytes"])
        return max(noted, self.counts.input_bytes)


def _stand(folder: RunFolder) -> _Stand:
    folder.plan()
    parts = folder.parts()
    running = folder.is_locked()
    return _Stand(
        running,
        not running and finished(folder),
        folder.holder() if running else None,
        total(parts),
        len(parts),
        folder.progress(),
    )


def _holder(stands: Sequence[_Stand]) -> str | None:
    names = [one.holder for one in stands if one.holder]
    more = f" and {len(names) - 1:,} more" if len(names) > 1 else ""
    return f"{names[0]}{more}" if names else None


def _speed(stands: Sequence[_Stand], what: str) -> float | None:
    """Of all tasks that go on, together; of one run, its last as well.

    Args:
        stands: Of all run folders.
        what: "sentences" or "input_bytes".
    """
    last = len(stands) == 1
    said = [one.said for one in stands if one.said and (one.running or last)]
    rates = [one[what] / max(one["updated"] - one["started"], 1e-9) for one in said]
    return float(sum(rates)) if rates else None


def _whole(stands: Sequence[_Stand], tasks: Tasks | None) -> int | None:
    """Bytes of all inputs, where they are known."""
    if tasks is not None:
        return tasks.size
    found: int | None = stands[0].said.get("input_bytes_total")
    return found


def _left(stands: Sequence[_Stand], left: int) -> float | None:
    """Seconds that this many bytes take, counted from now."""
    speed = _speed(stands, "input_bytes")
    noted = [one.said["updated"] for one in stands if one.running and one.said]
    if not speed or not noted:
        return None
    return max(left / speed - (time.time() - float(max(noted))), 0.0)


def status(folder: RunFolder) -> Status:
    """Read a folder, of one run or of tasks; works while they write it and after a crash.

    Raises:
        InputError: If it holds no run, or a damaged one.
    """
    tasks = tasks_of(folder.root)
    stands = [_stand(one) for one in run_folders(folder.root)]
    every = 1 if tasks is None else len(tasks.sizes)
    running = sum(one.running for one in stands)
    ended = sum(one.finished for one in stands)
    whole = _whole(stands, tasks)
    done = sum(one.done for one in stands)
    part = min(done / whole, 1.0) if whole else None
    return Status(
        "running" if running else "finished" if ended == every else "stopped",
        _holder(stands),
        sum((one.counts for one in stands), Counts()),
        sum(one.shards for one in stands),
        1.0 if ended == every else part,
        _speed(stands, "sentences"),
        _left(stands, whole - done) if running and whole else None,
        None if tasks is None else TaskCounts(every, len(stands), running, ended),
    )
