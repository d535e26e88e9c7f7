"""Runs of the real command are killed, or their disk fails: they go on to the same bytes.

A few faults of each kind. All of them: `python -m benchmarks.faults`, figures in
benchmarks/results/faults.md.
"""

import os
import random
import shutil

import pytest

from benchmarks.faults.cases import break_at, kill_after, kill_at
from benchmarks.faults.command import Fault, Operation, contents, half_written
from benchmarks.faults.material import extract

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals and process groups")


@pytest.mark.parametrize(("workers", "power"), [(1, True), (2, False)])
def test_a_run_killed_at_random_instants_goes_on_to_the_same_bytes(job, workers, power):
    chance = random.Random(workers)
    for _ in range(2):
        seconds = chance.uniform(0.5, 1.2) * job.seconds
        outcome = kill_after(job, seconds, workers, power=power)
        assert outcome.wrong == (), outcome


KILLS = [
    Operation("replace", ".claimx/plan.json"),
    Operation("write", "claims/part-00000.jsonl", 1),
    Operation("replace", "claims/part-00000.jsonl"),
    Operation("fsync", "claims", 1),
    Operation("open r", "claims/part-00000.jsonl"),
    Operation("write", ".claimx/parts/00000.json"),
    Operation("fsync", ".claimx/parts", 1),
    Operation("replace", ".claimx/parts/00001.json"),
    Operation("write", "manifest.json"),
    Operation("fsync", ".", 3),
]
"""In the order in which a run comes to them."""


def test_a_run_whose_power_is_cut_again_and_again_goes_on_to_the_same_bytes(job):
    assert set(KILLS) <= set(job.operations)
    job.clear()
    for operation in KILLS:
        ended = job.command.run(*extract(), fault=Fault(operation, "cut"))
        assert ended.fired, operation
        assert ended.code < 0, (operation, ended)
        assert job.left() == [], operation
    assert job.resume(1) == []


def test_a_worker_that_is_killed_at_the_disk_is_replaced(job):
    job.clear()
    operation = Operation("fsync", "claims", 2)
    ended = job.command.run(*extract(), fault=Fault(operation, "kill"))
    assert ended.fired
    assert job.differences(ended) == []


def test_power_cut_with_two_workers_at_work(job):
    outcome = kill_at(job, Operation("replace", ".claimx/parts/00001.json"), "cut", workers=2)
    assert outcome.fired
    assert outcome.wrong == ()


BREAKS = [
    (Operation("write", ".claimx/holder.json"), "ENOSPC"),
    (Operation("replace", ".claimx/plan.json"), "EIO"),
    (Operation("mkdir", "claims"), "EACCES"),
    (Operation("write", "claims/part-00000.jsonl", 2), "ENOSPC"),
    (Operation("fsync", "claims/part-00000.jsonl"), "EIO"),
    (Operation("open r", "claims/part-00000.jsonl"), "EIO"),
    (Operation("write", ".claimx/parts/00000.json"), "ENOSPC"),
    (Operation("open w", "claims/part-00001.jsonl"), "EACCES"),
    (Operation("replace", "claims/part-00001.jsonl"), "ENOSPC"),
    (Operation("fsync", "errors.jsonl"), "ENOSPC"),
    (Operation("replace", "manifest.json"), "EACCES"),
]
"""In the order in which a run comes to them."""


def test_a_disk_that_fails_again_and_again_is_said_each_time_and_tears_nothing(job):
    assert {operation for operation, _ in BREAKS} <= set(job.operations)
    job.clear()
    for operation, what in BREAKS:
        outcome = break_at(job, operation, what)
        assert outcome.fired, outcome
        assert outcome.wrong == (), outcome
    assert job.resume(1) == []


TOLERATED = [
    (Operation("write", ".claimx/progress.json"), "EIO"),
    (Operation("fsync", "claims", 1), "EIO"),
]


@pytest.mark.parametrize(("operation", "what"), TOLERATED)
def test_what_does_not_matter_for_the_result_may_fail(job, operation, what):
    job.clear()
    ended = job.command.run(*extract(), fault=Fault(operation, what))
    assert ended.fired
    assert job.differences(ended) == []


def test_a_removal_that_is_killed_leaves_no_run_to_be_taken_for_a_whole_one(job):
    operation = Operation("unlink", ".claimx/progress.json")  # the rows have gone by then
    outcome = kill_at(job, operation, "cut", fresh=True)
    assert outcome.fired
    assert outcome.wrong == ()


def test_a_torn_file_is_seen(job):
    """The eye that all of these look with."""
    job.clear()
    shutil.copytree(job.whole, job.command.output)
    assert job.left() == []
    for name, content in contents(job.whole).items():
        path = job.command.output / name
        path.write_bytes(content[: len(content) // 2])
        assert half_written(job.command.output, job.whole) == [name]
        path.write_bytes(content)
