"""`claimx status`: while a run goes, after it was killed, at its end."""

import json
import os
import socket

import pytest

from benchmarks.faults.command import Strike
from benchmarks.faults.material import extract
from claimx.corpus.job.folder import RunFolder
from claimx.corpus.job.status import status
from claimx.errors import InputError

pytestmark = pytest.mark.skipif(
    os.name != "posix", reason="signals, process groups, and paths in messages"
)


def told(job):
    ended = job.claimx("status", "OUT", "--json")
    assert ended.code == 0, ended
    return json.loads(ended.out)


def test_a_finished_run_is_finished(done):
    found = status(done.run)
    assert found.state == "finished"
    assert (found.holder, found.share, found.seconds_left) == (None, 1.0, None)
    assert (found.shards, found.counts.documents, found.counts.errors) == (3, 10, 1)
    assert found.rate > 0


def test_a_folder_without_a_run_is_refused(tmp_path):
    with pytest.raises(InputError, match="holds no run of claimx extract"):
        status(RunFolder(tmp_path))


def test_a_run_is_told_while_it_goes_and_after_it_was_killed(job):
    with job.state() as state:
        wish = {"state": str(state), **Strike("Report 9.", "sleep", times=9).wish()}
        with job.started(*extract(), wish=wish) as running:
            running.until(lambda: len(job.run.parts()) == 2)
            while_running = told(job)
            process = running.process.pid
            second = job.claimx(*extract())
            running.kill()
            running.wait()
    assert while_running["state"] == "running"
    assert while_running["holder"] == f"process {process} on {socket.gethostname()}"
    assert while_running["shards"] == 2
    assert 0 < while_running["share"] < 1
    assert while_running["documents"] == 9
    assert second.code == 2, second
    assert len(second.said) == 1
    assert f"process {process} on {socket.gethostname()}" in second.err
    assert "many machines" in second.err

    killed = told(job)
    assert (killed["state"], killed["holder"], killed["shards"]) == ("stopped", None, 2)
    assert 0 < killed["share"] < 1
    assert killed["seconds_left"] is None
    table = job.claimx("status", "OUT")
    assert table.code == 0
    assert "stopped" in table.out
    assert job.claimx(*extract()).code == 1
    assert told(job)["state"] == "finished"


def test_a_retry_that_was_stopped_is_not_finished(done):
    done.run.forget([0])
    assert status(done.run).state == "stopped"


def test_damaged_notes_do_not_matter(done):
    (done.run.state / "progress.json").write_text("{", encoding="utf-8")
    found = status(done.run)
    assert (found.state, found.shards) == ("finished", 3)
    (done.run.state / "progress.json").write_text("{}", encoding="utf-8")
    assert status(done.run).state == "finished"
