"""All faults, and the page that tells what came of them."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.faults.cases import Job, Outcome, break_all, kill_after, kill_at
from benchmarks.faults.command import ERRNOS, Command, Operation, contents
from benchmarks.faults.material import texts
from benchmarks.machine import machine

PAGE = Path(__file__).parents[1] / "results" / "faults.md"
INSTANTS = 20
SMALL, LARGE = 9, 240
"""Records of the jobs; four make a part."""

_KILLS = {"write", "fsync", "replace"}
_HUGE = 2 << 30

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Group:
    """Faults of one sort.

    Attributes:
        title: What was done.
        outcomes: Of each, those that came to nothing left out.
    """

    title: str
    outcomes: tuple[Outcome, ...]

    @property
    def fine(self) -> int:
        """How many went as they should."""
        return sum(not one.wrong for one in self.outcomes)


def _group(title: str, outcomes: Iterable[Outcome], say: Say) -> Group:
    began = time.monotonic()
    group = Group(title, tuple(one for one in outcomes if one.fired))
    seconds = time.monotonic() - began
    say(f"{title}: {group.fine} of {len(group.outcomes)} in {seconds:.0f} s")
    for one in group.outcomes:
        for wrong in one.wrong:
            say(f"  {one.fault}: {wrong}")
    return group


def _instants(folder: Path, workers: int, *, power: bool) -> Iterator[Outcome]:
    """Kills at random moments of a run that takes a while."""
    job = Job.begin(folder, LARGE, workers)
    chance = random.Random(workers)
    for _ in range(INSTANTS):
        yield kill_after(job, chance.uniform(0, job.seconds), workers, power=power)


def _kills(folder: Path, workers: int) -> Iterator[Outcome]:
    """A power cut at each operation that changes a file; with two workers those of the parts."""
    job = Job.begin(folder, SMALL, workers)
    for operation in job.operations:
        if operation.kind in _KILLS and (workers == 1 or "part" in operation.path):
            yield kill_at(job, operation, "cut", workers)


def _worker_kills(folder: Path) -> Iterator[Outcome]:
    """A worker is killed at each operation of its own, and replaced within the run."""
    job = Job.begin(folder, SMALL)
    for operation in job.operations:
        if operation.path.startswith("claims"):
            yield kill_at(job, operation, "kill")


def _removals(folder: Path) -> Iterator[Outcome]:
    """A power cut at each step of --fresh."""
    job = Job.begin(folder, SMALL)
    for path in sorted(contents(job.whole)):
        yield kill_at(job, Operation("unlink", path), "cut", fresh=True)


def _errors(folder: Path) -> Iterator[tuple[str, list[Outcome]]]:
    job = Job.begin(folder, SMALL)
    for what in ERRNOS:
        yield what, break_all(job, job.operations, what)


def _line(folder: Path) -> Outcome:
    """A line of two gigabytes between two good ones."""
    folder.mkdir(parents=True)
    records = ({"id": str(number), "text": text} for number, text in enumerate(texts(2)))
    first, last = (f"{json.dumps(one)}\n" for one in records)
    with (folder / "a.jsonl").open("wb") as file:
        file.write(first.encode() + b'{"text": "')
        file.seek(_HUGE, 1)
        file.write(b'"}\n' + last.encode())
    command = Command(folder)
    ended = command.run("extract", "a.jsonl", "-o", "OUT", "--model", "fast", "--workers", "1")
    wrong = [] if ended.code == 1 and len(ended.said) == 1 else [f"{ended.code}: {ended.err}"]
    rows = contents(command.output).get("claims/part-00000.jsonl", b"")
    wrong += [f"{one} is lost" for one in ("0", "1") if f'"document": "{one}"'.encode() not in rows]
    if ended.peak > 700 << 20:
        wrong.append(f"{ended.peak >> 20} MB")
    fault = f"a line of 2 GB ({ended.seconds:.0f} s, a process has {ended.peak >> 20} MB at most)"
    return Outcome(fault, tuple(wrong))


def campaign(folder: Path, say: Say) -> list[Group]:
    """Play all faults, one after another.

    Args:
        folder: Empty; for jobs.
        say: Told of each sort when it is done, in a line.
    """
    groups = [
        _group(
            "power cut at a random instant, 1 worker", _instants(folder / "a", 1, power=True), say
        ),
        _group(
            "SIGKILL of the command alone at a random instant, 2 workers",
            _instants(folder / "b", 2, power=False),
            say,
        ),
        _group("power cut at each write, fsync and rename, 1 worker", _kills(folder / "c", 1), say),
        _group(
            "power cut at each write, fsync and rename of a part, 2 workers",
            _kills(folder / "d", 2),
            say,
        ),
        _group("a worker killed at each of its operations", _worker_kills(folder / "e"), say),
        _group("power cut at each step of --fresh", _removals(folder / "f"), say),
    ]
    for what, outcomes in _errors(folder / "g"):
        groups.append(_group(f"{what} at each operation in turn", outcomes, say))
    groups.append(_group("input", [_line(folder / "h")], say))
    return groups


def page(groups: list[Group], seconds: float) -> str:
    """The page of results."""
    about = machine()
    lines = [
        "# Faults",
        "",
        "Printed by `python -m benchmarks.faults`. The real command labels a small job into a "
        f"folder ({SMALL} records and a few more in 3 parts; {LARGE} in some 60 for random "
        "instants), is broken from inside or killed, and then the same command goes on. What it "
        "has written in the end (every part, errors.jsonl, skipped.jsonl, manifest.json) is "
        "compared byte by byte with what an undisturbed run writes.",
        "",
        "A power cut kills all processes at once; bytes that were not brought to the disk with "
        "fsync are gone, and so are names that a file was given without an fsync of the folder. A "
        "write that is broken has written its first half. A disk that is full stays full. Where an "
        "operation fails, the run must exit with 2 and one sentence, unless it can do without the "
        "operation (notes for `claimx status`, a folder that cannot be synced), and leave nothing "
        "half-written under a final name; the run with the next fault goes on from what is there, "
        "and at last one without a fault, which is counted too.",
        "",
        f"{seconds / 60:.0f} minutes; Python {about['python']}, {about['processor']}, one core.",
        "",
        "| fault | faults | as it should be |",
        "| --- | ---: | ---: |",
        *(f"| {one.title} | {len(one.outcomes)} | {one.fine} |" for one in groups[:-1]),
        "",
        *(f"{one.fault[:1].upper()}{one.fault[1:]}." for one in groups[-1].outcomes),
    ]
    for group in groups:
        for one in group.outcomes:
            lines += [f"- {group.title}, {one.fault}: {wrong}" for wrong in one.wrong]
    return "\n".join(lines) + "\n"
