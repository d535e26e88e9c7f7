"""A job in tasks: each is an ordinary run, and together they give what one run gives."""

import json
import os
import shutil
import signal
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

import claimx
from benchmarks.faults.command import Command, Strike
from claimx.corpus.inputs.sources import Inputs, survey
from claimx.corpus.job.folder import RunFolder
from claimx.corpus.job.folders import (
    Tasks,
    clear,
    finished,
    marked,
    run_folders,
    task_folder,
    tasks_of,
    unmark,
    write_tasks,
)
from claimx.corpus.job.plan import ModelChoice, Settings
from claimx.corpus.job.status import status
from claimx.corpus.job.verify import verify
from claimx.errors import InputError, ModelError
from claimx.gold import load_gold

pytest.importorskip("datatrove")

posix = pytest.mark.skipif(sys.platform == "win32", reason="process groups")
SENTENCES = [one.text for one in load_gold("article")]
SETTINGS = Settings(model=ModelChoice("fast"), shard=3000)


def text(number, sentences=10):
    every = len(SENTENCES)
    return f"Number {number} came out. " + " ".join(
        SENTENCES[(number * 3 + k) % every] for k in range(sentences)
    )


def write_input(path, numbers):
    path.parent.mkdir(exist_ok=True)
    rows = (json.dumps({"id": f"{path.stem}{n}", "text": text(n)}) + "\n" for n in numbers)
    path.write_text("".join(rows), encoding="utf-8")


def write_inputs(folder):
    """Five inputs: three of articles, one of them with a broken line, a text, one left out."""
    write_input(folder / "a.jsonl", range(6))
    write_input(folder / "b.jsonl", range(10, 13))
    with (folder / "b.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"text": "cut\n')
    write_input(folder / "c.jsonl", range(20, 23))
    (folder / "d.txt").write_text(text(30), encoding="utf-8")
    (folder / "e.bin").write_bytes(b"\0")


def run_local(task, tasks, workers=1):
    from datatrove.executor import LocalPipelineExecutor

    logs = str(task.root / ".datatrove")
    LocalPipelineExecutor([task], tasks=tasks, workers=workers, logging_dir=logs).run()


def task_of(given, out, tasks, settings=SETTINGS, **how):
    from claimx.corpus.job.tasks import ExtractTask, split

    inputs = survey([str(given)])
    write_tasks(out, split(inputs, tasks))
    return ExtractTask(settings, inputs, out, **how)


@pytest.fixture(scope="module")
def finished_tasks(tmp_path_factory):
    """Inputs, and a folder in which two tasks have come to their end; nobody writes to either."""
    folder = tmp_path_factory.mktemp("tasks")
    write_inputs(folder / "in")
    run_local(task_of(folder / "in", folder / "out", 2), 2)
    return SimpleNamespace(given=folder / "in", out=folder / "out")


@pytest.fixture
def tasks(finished_tasks, tmp_path):
    """A copy of the output."""
    shutil.copytree(finished_tasks.out, tmp_path / "out")
    return SimpleNamespace(given=finished_tasks.given, out=tmp_path / "out")


def lines(out):
    """All rows below an output folder, in no order."""
    return sorted(line for path in out.rglob("part-*.jsonl") for line in path.open("rb"))


def everything(out):
    """What every task wrote, the plan and the parts, but no times and no logs."""
    left_out = {"progress.json", "lock"}
    return {
        str(path.relative_to(out)): path.read_bytes()
        for path in sorted((out / "tasks").rglob("*"))
        if path.is_file() and path.name not in left_out
    }


def committed(out):
    return len(list(out.glob("tasks/*/.claimx/parts/*.json")))


def wait_for(condition, seconds=40):
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.01)
    assert condition()


# ---- what tasks give


def test_tasks_give_the_rows_of_one_run(finished_tasks, tmp_path):
    from claimx.corpus.job.run import Limits, Run

    class Nobody:
        def advanced(self, sentences, size): ...
        def failed(self, problem): ...

    one = RunFolder(tmp_path / "one")
    Run(one, SETTINGS, survey([str(finished_tasks.given)]), Limits(), Nobody()).go()
    assert lines(finished_tasks.out) == lines(one.root)
    assert lines(one.root)
    errors = [folder.root / "errors.jsonl" for folder in run_folders(finished_tasks.out)]
    assert b"".join(path.read_bytes() for path in errors) == (
        (one.root / "errors.jsonl").read_bytes()
    )


def test_every_input_is_in_one_task_and_what_is_left_out_is_listed_once(finished_tasks):
    plans = [folder.plan() for folder in run_folders(finished_tasks.out)]
    names = [[Path(one["name"]).name for one in plan.inputs] for plan in plans]
    assert names == [["a.jsonl", "c.jsonl"], ["b.jsonl", "d.txt"]]
    skipped = [
        (folder.root / "skipped.jsonl").read_text().count("e.bin")
        for folder in run_folders(finished_tasks.out)
    ]
    assert skipped == [1, 0]


def test_a_record_that_fails_does_not_fail_its_task(finished_tasks):
    assert [marked(finished_tasks.out, rank) for rank in (0, 1)] == [True, True]
    _, second = run_folders(finished_tasks.out)
    (problem,) = [one for part in second.records() for one in part.problems]
    assert "b.jsonl, line 4: not JSON" in str(problem)
    log = (finished_tasks.out / ".datatrove" / "logs" / "task_00001.log").read_text()
    assert "b.jsonl, line 4: not JSON" in log
    stats = json.loads((finished_tasks.out / ".datatrove" / "stats.json").read_text())
    counted = {name: one["total"] for name, one in stats[0]["stats"].items()}
    assert (counted["documents"], counted["errors"]) == (13, 1)


def test_a_task_whose_model_does_not_load_fails_and_goes_on_once_it_does(tmp_path):
    write_input(tmp_path / "in" / "a.jsonl", range(2))
    out = tmp_path / "out"
    settings = replace(SETTINGS, model=ModelChoice(str(tmp_path / "model")))
    task = task_of(tmp_path / "in", out, 1, settings)
    with pytest.raises(ModelError, match="there is no such model folder"):
        run_local(task, 1)
    assert not marked(out, 0)
    shutil.copytree(claimx.model_path("fast"), tmp_path / "model")
    run_local(task, 1)
    assert marked(out, 0)
    assert status(RunFolder(out)).counts.documents == 2


def test_inputs_and_models_are_found_from_where_the_job_was_submitted(tmp_path, monkeypatch):
    write_input(tmp_path / "in" / "a.jsonl", range(2))
    shutil.copytree(claimx.model_path("fast"), tmp_path / "model")
    monkeypatch.chdir(tmp_path)
    settings = replace(SETTINGS, model=ModelChoice("model"))
    task = task_of("in", Path("out"), 1, settings)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    task.run()
    assert Path.cwd() == tmp_path / "elsewhere"
    assert status(RunFolder(tmp_path / "out")).counts.documents == 2
    task.home = tmp_path / "gone"
    with pytest.raises(InputError, match="is not on this machine"):
        task.run()


def test_a_task_may_run_in_a_thread(tmp_path):
    write_input(tmp_path / "in" / "a.jsonl", range(2))
    task = task_of(tmp_path / "in", tmp_path / "out", 1)
    thread = threading.Thread(target=task.run)
    thread.start()
    thread.join()
    assert finished(task_folder(tmp_path / "out", 0))


# ---- stopped and gone on with

COMMAND = ("extract", "in", "--model", "fast", "--shard-size", "3k", "-o", "OUT")
COMMAND += ("--executor", "local", "--tasks", "2", "--workers", "2")
HALT = "Number 7 came out."


@pytest.fixture
def halted(tmp_path):
    """Two tasks, each in a process of its own, that stand still at the last text of their input."""
    write_input(tmp_path / "in" / "a.jsonl", range(8))
    write_input(tmp_path / "in" / "b.jsonl", range(8))
    command = Command(tmp_path)
    with command.state() as state:
        wish = {"state": str(state), **Strike(HALT, "sleep", times=2).wish()}
        with command.started(*COMMAND, wish=wish) as running:
            running.until(lambda: len(list(state.glob("struck-*"))) == 2)
            yield SimpleNamespace(command=command, running=running, out=command.output)


@posix
def test_tasks_that_were_killed_go_on_to_the_same_bytes(halted, tmp_path):
    halted.running.kill()
    wait_for(lambda: status(RunFolder(halted.out)).state == "stopped")
    first = task_folder(halted.out, 0)
    before = first.file(first.parts()[0]).stat().st_mtime_ns
    done = committed(halted.out)
    assert done > 2
    ended = halted.command.run(*COMMAND)
    assert ended.code == 0, ended
    assert committed(halted.out) > done
    assert first.file(first.parts()[0]).stat().st_mtime_ns == before
    undisturbed = Command(tmp_path, out="other")
    assert undisturbed.run(*COMMAND, "-o", "other").code == 0
    assert everything(undisturbed.output) == everything(halted.out)
    assert status(RunFolder(halted.out)).counts.documents == 16


@posix
def test_tasks_end_with_the_process_that_started_them(halted):
    assert status(RunFolder(halted.out)).state == "running"
    halted.running.signal(signal.SIGKILL)
    wait_for(lambda: status(RunFolder(halted.out)).state == "stopped", seconds=20)


@posix
def test_a_request_to_end_keeps_what_is_done_and_the_command_goes_on(tmp_path):
    write_input(tmp_path / "in" / "a.jsonl", range(60))
    write_input(tmp_path / "in" / "b.jsonl", range(60))
    command = Command(tmp_path)
    with command.state() as state:
        wish = {"state": str(state), **Strike(HALT, "pause", times=2).wish()}
        with command.started(*COMMAND, wish=wish) as running:
            running.until(lambda: len(list(state.glob("struck-*"))) == 2)
            running.signal(signal.SIGTERM)
            ended = running.wait()
    assert ended.code == 128 + signal.SIGTERM
    assert ended.said[-1] == (
        "claimx: stopped; what is done is in OUT, the same command goes on from here."
    )
    found = status(RunFolder(command.output))
    assert (found.state, found.tasks.finished) == ("stopped", 0)
    assert 0 < found.share < 1
    assert command.run(*COMMAND).code == 0
    assert status(RunFolder(command.output)).counts.documents == 120


# ---- status, verify, errors of all tasks together


def test_status_tells_the_sum(tasks):
    found = status(RunFolder(tasks.out))
    assert (found.state, found.share) == ("finished", 1.0)
    assert (found.counts.documents, found.counts.errors) == (13, 1)
    assert found.shards == sum(len(one.parts()) for one in run_folders(tasks.out))
    assert found.to_dict()["tasks"] == {"all": 2, "begun": 2, "running": 0, "finished": 2}


def test_status_knows_of_tasks_that_have_not_begun(tasks):
    shutil.rmtree(task_folder(tasks.out, 1).root)
    found = status(RunFolder(tasks.out))
    sizes = tasks_of(tasks.out).sizes
    assert found.state == "stopped"
    assert found.share == pytest.approx(sizes[0] / sum(sizes))
    assert (found.tasks.all, found.tasks.begun, found.tasks.finished) == (2, 1, 1)
    shutil.rmtree(task_folder(tasks.out, 0).root)
    found = status(RunFolder(tasks.out))
    assert (found.state, found.share, found.counts.documents) == ("stopped", 0.0, 0)


def test_a_task_that_runs_makes_all_run(tasks):
    folder = task_folder(tasks.out, 1)
    folder.forget([0])
    with folder.locked():
        found = status(RunFolder(tasks.out))
    assert (found.state, found.tasks.running, found.tasks.finished) == ("running", 1, 1)
    assert found.holder == f"process {os.getpid()} on {os.uname().nodename}"


def test_the_share_is_unknown_where_the_size_of_an_input_is(tasks):
    write_tasks(tasks.out, Tasks((100, None)))
    task_folder(tasks.out, 1).forget([0])
    assert status(RunFolder(tasks.out)).share is None


def test_verify_looks_at_every_task(tasks):
    checked = list(verify(RunFolder(tasks.out)))
    assert checked == [None] * status(RunFolder(tasks.out)).shards
    second = task_folder(tasks.out, 1)
    path = second.file(second.parts()[0])
    path.write_bytes(path.read_bytes().replace(b"a", b"b", 1))
    (wrong,) = [one for one in verify(RunFolder(tasks.out)) if one]
    assert str(path) in wrong
    assert "sha256 differs" in wrong


def test_verify_misses_a_task_that_was_done(tasks):
    shutil.rmtree(task_folder(tasks.out, 1).root)
    (wrong,) = [one for one in verify(RunFolder(tasks.out)) if one]
    assert "00001 was done and is gone" in wrong
    unmark(tasks.out, [1])
    assert not [one for one in verify(RunFolder(tasks.out)) if one]


def test_a_folder_of_neither_is_refused(tmp_path):
    with pytest.raises(InputError, match="holds no run of claimx extract"):
        run_folders(tmp_path)


@pytest.mark.parametrize("content", ["{", "[]", '{"version": 2, "sizes": [1]}', '{"version": 1}'])
def test_a_damaged_list_of_tasks_is_named(tmp_path, content):
    write_tasks(tmp_path, Tasks((1,)))
    (tmp_path / ".claimx" / "tasks.json").write_text(content)
    with pytest.raises(InputError, match=r"tasks.json.* is damaged"):
        run_folders(tmp_path)


def test_clearing_takes_the_tasks_and_nothing_else(tasks):
    (tasks.out / "mine.txt").write_text("mine")
    (task_folder(tasks.out, 0).root / "claims" / "mine.txt").write_text("mine")
    clear(tasks.out)
    assert tasks_of(tasks.out) is None
    assert not (tasks.out / ".datatrove").exists()
    left = [path for path in tasks.out.rglob("*") if path.is_file() and path.name != "lock"]
    assert sorted(path.name for path in left) == ["mine.txt", "mine.txt"]


def test_shares_cover_all_inputs_once():
    from claimx.corpus.job.tasks import share

    inputs = Inputs([f"source {n}" for n in range(11)], ["skipped"])
    for tasks in (1, 2, 3, 11):
        shares = [share(inputs, rank, tasks) for rank in range(tasks)]
        assert sorted(one for each in shares for one in each.sources) == sorted(inputs.sources)
        assert [each.skipped for each in shares] == [["skipped"]] + [[]] * (tasks - 1)
