"""One fault, what it left, and whether the same command went on to the same bytes."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.faults.command import (
    Command,
    Ended,
    Fault,
    Operation,
    What,
    contents,
    half_written,
)
from benchmarks.faults.disk import cut_power
from benchmarks.faults.material import extract, write_inputs

_FAILED = 2
"""Exit code for an output that cannot be written."""

_TOLERATED = re.compile(
    r"unlink |mkdir \.claimx 1|(open r|fsync) [^ ]*(?<!json)(?<!jsonl) |progress"
)
"""Operations whose failure ends nothing: folders that cannot be synced, notes for `status`, a file
that is removed, and a folder that is made again with those above it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one fault.

    Attributes:
        fault: What it was.
        wrong: What should not be; empty if all is well.
        fired: Whether it happened; an operation may be over before a resumed run.
    """

    fault: str
    wrong: tuple[str, ...] = ()
    fired: bool = True


@dataclass(frozen=True, slots=True)
class Job:
    """A job, and what it leaves undisturbed.

    Attributes:
        command: Runs it, in a folder with its inputs.
        whole: Its output folder after an undisturbed run.
        code: Exit code of that run.
        seconds: That run took.
        operations: On files, of that run.
    """

    command: Command
    whole: Path
    code: int
    seconds: float
    operations: tuple[Operation, ...]

    @classmethod
    def begin(cls, folder: Path, records: int, workers: int = 1) -> Job:
        """Write inputs, and run the job once without a fault.

        Args:
            folder: For inputs and outputs.
            records: Of the largest input; four make a part.
            workers: Processes.
        """
        write_inputs(folder / "in", records)
        command = Command(folder)
        ended = command.run(*extract(workers=workers), watched=True)
        whole = folder / "WHOLE"
        command.output.rename(whole)
        return cls(command, whole, ended.code, ended.seconds, ended.operations)

    def clear(self) -> None:
        """Remove what runs left."""
        shutil.rmtree(self.command.output, ignore_errors=True)

    def left(self) -> list[str]:
        """What is wrong with what a broken run left."""
        return [f"{name} is half-written" for name in half_written(self.command.output, self.whole)]

    def resume(self, workers: int) -> list[str]:
        """Go on to the end; what is wrong then."""
        ended = self.command.run(*extract(workers=workers))
        return self.differences(ended)

    def differences(self, ended: Ended) -> list[str]:
        """In what a run that came to its end differs from the undisturbed one."""
        if ended.code != self.code:
            return [f"exit code {ended.code}: {ended.err}"]
        found, expected = contents(self.command.output), contents(self.whole)
        names = sorted(found.keys() | expected.keys())
        return [f"{name} differs" for name in names if found.get(name) != expected.get(name)]


def kill_at(
    job: Job, operation: Operation, what: What, workers: int = 1, *, fresh: bool = False
) -> Outcome:
    """Kill a run as it comes to an operation, and go on.

    Args:
        job: The job.
        operation: Before which, or in the middle of which if it is a write.
        what: "kill" for the process that comes to it, "cut" for a power cut.
        workers: Processes.
        fresh: Whether the run removes a finished one first.
    """
    job.clear()
    if fresh:
        shutil.copytree(job.whole, job.command.output)
    begin = ("--fresh",) if fresh else ()
    ended = job.command.run(*extract(*begin, workers=workers), fault=Fault(operation, what))
    wrong = job.left() if ended.fired else []
    wrong += job.resume(workers) if ended.code < 0 else job.differences(ended)
    return Outcome(f"{what} at {_name(operation)}", tuple(wrong), ended.fired)


def kill_after(job: Job, seconds: float, workers: int = 1, *, power: bool) -> Outcome:
    """Kill a run after a time, and go on at once.

    Args:
        job: The job.
        seconds: When.
        workers: Processes.
        power: Whether the disk forgets what was not synced; else the command alone is killed, and
            its workers find out for themselves.
    """
    job.clear()
    with job.command.state() as state:
        wish: dict[str, Any] = {"state": str(state)}
        with job.command.started(
            *extract(workers=workers), wish=wish if power else None
        ) as running:
            time.sleep(seconds)
            if power:
                running.kill()
            else:
                running.process.kill()
                running.wait()
                wrong = job.resume(workers)  # while workers may still be there
        if power:
            cut_power(state)
            wrong = job.left() + job.resume(workers)
    return Outcome(f"SIGKILL after {seconds:.2f} s", tuple(wrong))


def break_at(job: Job, operation: Operation, what: What, workers: int = 1) -> Outcome:
    """Have an operation fail in a run that goes on from what there is.

    If the run comes to its end all the same, what there was is laid back.
    """
    before = job.command.folder / "BEFORE"
    shutil.rmtree(before, ignore_errors=True)
    if job.command.output.exists():
        shutil.copytree(job.command.output, before)
    ended = job.command.run(*extract(workers=workers), fault=Fault(operation, what))
    if ended.code != job.code:
        wrong = [*_unclear(ended, operation), *job.left()]
    else:
        wrong = job.differences(ended)
        if ended.fired and not _TOLERATED.search(f"{_name(operation)} "):
            wrong.append("its exit code says that all is well")
        job.clear()
        if before.exists():
            shutil.copytree(before, job.command.output)
    return Outcome(f"{what} at {_name(operation)}", tuple(wrong), ended.fired)


def break_all(job: Job, operations: Sequence[Operation], what: What) -> list[Outcome]:
    """Have one operation after another fail, each in a run that goes on from the one before.

    One that such a run does not come to again fails in a run of its own. The last outcome is that
    of a run without a fault, from what all of them left.
    """
    job.clear()
    outcomes: list[Outcome] = []
    missed: list[Operation] = []
    for operation in operations:
        outcome = break_at(job, operation, what)
        if outcome.fired:
            outcomes.append(outcome)
        else:
            missed.append(operation)
    outcomes.append(Outcome("the run after all", tuple(job.resume(1))))
    for operation in missed:
        job.clear()
        outcome = break_at(job, operation, what)
        outcomes.append(replace(outcome, wrong=(*outcome.wrong, *job.resume(1))))
    return outcomes


def _unclear(ended: Ended, operation: Operation) -> list[str]:
    """What is wrong with how a run said that it could not go on."""
    wrong = []
    if ended.code != _FAILED:
        wrong.append(f"exit code {ended.code}")
    told = [line for line in ended.said if not line.startswith("claimx: in/")]
    if len(told) != 1 or not re.fullmatch(r"claimx: OUT\S* cannot be \w+ \(.+\)\.", told[0]):
        wrong.append(f"not one clear sentence: {ended.err}")
    return wrong


def _name(operation: Operation) -> str:
    return f"{operation.kind} {operation.path} {operation.nth}"
