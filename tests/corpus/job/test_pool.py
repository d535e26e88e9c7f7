"""Workers die and are replaced; what kills them twice, or takes for ever, is given up alone."""

import os
import signal

import pytest

from benchmarks.faults.command import Strike, contents
from benchmarks.faults.material import extract

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals and process groups")

MARK = "Report 5."
"""Stands in the text of record d5, in line 7, alone."""


@pytest.mark.parametrize(("how", "workers"), [("kill", 1), ("crash", 2)])
def test_a_worker_that_dies_is_replaced_and_nobody_can_tell(job, whole, how, workers):
    ended = job.claimx(*extract(workers=workers), fault=Strike(MARK, how, times=1))
    assert ended.code == 1, ended
    assert contents(job.out) == contents(whole / "OUT")


def test_a_record_that_kills_its_worker_twice_is_quarantined_and_the_rest_is_there(
    job, whole, rows, listed
):
    ended = job.claimx(*extract(), fault=Strike(MARK, "kill", times=9))
    assert ended.code == 1, ended
    assert rows(job.out) == [row for row in rows(whole / "OUT") if row["document"] != "d5"]
    broken, given_up = listed(job.out)
    assert (broken["line"], given_up["line"]) == (3, 7)
    reason = f"a worker died twice while it had this in hand (signal {signal.SIGKILL:d})"
    assert given_up["reason"] == reason
    assert MARK in given_up["record"]
    assert f"in/a.jsonl, line 7: {reason}." in ended.err


def test_records_that_kill_their_workers_one_after_another_are_all_quarantined(
    job, whole, rows, listed
):
    (job.folder / "in" / "x.txt").write_text(MARK, encoding="utf-8")
    ended = job.claimx(*extract(), fault=Strike(MARK, "kill", times=99))
    assert ended.code == 1, ended
    assert [one["source"] for one in listed(job.out)] == ["in/a.jsonl", "in/a.jsonl", "in/x.txt"]
    assert rows(job.out) == [row for row in rows(whole / "OUT") if row["document"] != "d5"]


def test_a_record_that_takes_too_long_is_given_up_and_the_rest_is_there(job, whole, rows, listed):
    ended = job.claimx(*extract("--record-timeout", "4"), fault=Strike(MARK, "sleep", times=9))
    assert ended.code == 1, ended
    assert rows(job.out) == [row for row in rows(whole / "OUT") if row["document"] != "d5"]
    broken, given_up = listed(job.out)
    assert (broken["line"], given_up["line"]) == (3, 7)
    assert given_up["reason"] == "took longer than 4 seconds"


def test_records_that_take_their_time_one_after_another_are_not_given_up(job, listed):
    for name in ("l", "slow", "slower"):  # the first fills a shard; each other is one of its own
        text = f"This is {name}. " + "Tea helps, they found. " * 120
        (job.folder / "in" / f"{name}.txt").write_text(text, encoding="utf-8")
    slow = Strike("This is slow", "pause", times=2)
    ended = job.claimx(*extract("--record-timeout", "5"), fault=slow)
    assert ended.code == 1, ended
    assert [one["line"] for one in listed(job.out)] == [3]


def test_workers_that_die_whatever_is_done_end_the_run(job):
    ended = job.claimx(*extract(), fault=Strike("", "begin"))
    assert ended.code == 2, ended
    assert ended.said == [
        "claimx: a worker died while it loads the model (exit code 3), and so did those that took "
        "its place."
    ]


def test_a_model_that_is_not_there_is_said_once(job):
    ended = job.claimx("extract", "in", "-o", "OUT", "--model", "no/such", "--workers", "2")
    assert ended.code == 2, ended
    assert len(ended.said) == 1
    assert "no/such" in ended.err
    assert contents(job.out) == {}
