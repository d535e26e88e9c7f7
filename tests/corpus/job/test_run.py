"""A run in a folder: goes on where it stopped, refuses to mix, stops when asked to."""

import json
import os
import shutil
import signal
from contextlib import suppress
from pathlib import Path

import pytest

from benchmarks.faults.command import Command, Strike, contents
from benchmarks.faults.material import OPTIONS, WHEN, extract, write_inputs
from claimx.corpus.job.folder import RunFolder

pytestmark = pytest.mark.skipif(
    os.name != "posix", reason="signals, process groups, and paths in messages"
)


def times(out):
    """When each file was written last."""
    return {path.name: path.stat().st_mtime_ns for path in out.glob("claims/*")}


def edited(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


# ---- going on


def test_what_is_done_is_not_done_again_and_what_was_left_half_done_is(done, whole, undo):
    before = times(done.out)
    undo(done.out, 1)
    (done.out / ".claimx" / "parts" / "00002.json").unlink()  # its rows are there but not listed
    (done.out / "claims" / "part-00002.jsonl").write_bytes(b"{")
    for name in ("claims/.part-00001.jsonl.0123abcd.partial", ".manifest.json.0123abcd.partial"):
        (done.out / name).write_bytes(b"{")
    ended = done.claimx(*extract())
    assert ended.code == 1, ended
    assert "1 part done before" in ended.err
    after = times(done.out)
    assert {name for name, when in before.items() if after.pop(name) == when} == {
        "part-00000.jsonl"
    }
    assert not list(done.out.rglob("*.partial"))
    assert contents(done.out) == contents(whole / "OUT")


def test_a_finished_run_is_finished(done, whole):
    before = times(done.out)
    ended = done.claimx(*extract())
    assert ended.code == 1, ended  # a record of it has failed, and still has
    assert times(done.out) == before
    assert contents(done.out) == contents(whole / "OUT")


@pytest.mark.parametrize("left", [None, b"{}\n"])
def test_a_part_whose_rows_are_gone_or_cut_short_is_done_again(done, whole, left):
    path = done.out / "claims" / "part-00001.jsonl"
    path.unlink() if left is None else path.write_bytes(left)
    assert done.claimx(*extract()).code == 1
    assert contents(done.out) == contents(whole / "OUT")


def test_the_number_of_workers_and_the_order_of_shards_change_no_byte(job, whole):
    slow = Strike("Report 0.", "pause", times=1)
    ended = job.claimx(*extract(workers=2), fault=slow)
    assert ended.code == 1, ended
    written = times(job.out)
    assert written["part-00000.jsonl"] > written["part-00001.jsonl"]
    assert contents(job.out) == contents(whole / "OUT")


# ---- refusing to mix


def refused(ended, said):
    assert ended.code == 2, ended
    (line,) = ended.said
    how = "--fresh begins anew, --force goes on with what is done so far."
    assert line == f"claimx: OUT holds another run: {said}; {how}"


def test_a_changed_input_is_refused_and_a_run_begun_anew_leaves_nothing_of_the_old_one(done):
    with done.jsonl.open("a", encoding="utf-8") as file:
        file.write('{"id": "new", "text": "A study found that tea helps."}\n')
    os.utime(done.jsonl, ns=(WHEN, WHEN))  # its size tells
    before = contents(done.out)
    refused(done.claimx(*extract()), "input in/a.jsonl has changed")
    assert contents(done.out) == before
    ended = done.claimx(*extract("--fresh", "--rows", "document", "--format", "csv"))
    assert ended.code == 1, ended
    names = {name for name in contents(done.out) if "/" in name}
    assert names == {f"documents/part-0000{n}.csv" for n in range(3)}
    assert json.loads((done.out / "manifest.json").read_bytes())["total"]["documents"] == 11


def test_an_input_that_was_only_touched_is_refused_and_may_be_forced(done, undo):
    os.utime(done.jsonl, ns=(WHEN + 1, WHEN + 1))
    undo(done.out, 1)
    refused(done.claimx(*extract()), "input in/a.jsonl has changed")
    ended = done.claimx(*extract("--force"))
    assert ended.code == 1, ended
    assert "2 parts done before" in ended.err


def test_other_settings_are_refused(done):
    options = ("--operating-point", "precision")
    refused(done.claimx(*extract(*options)), "model operating_point is precision and was f1")


@pytest.mark.parametrize(
    ("key", "other", "said"),
    [
        ("instruction_set", "arm64 neon", "instruction set is {} and was arm64 neon"),
        ("model.hash", "0123456789abcdef", "model is {} and was 0123456789abcdef"),
    ],
)
def test_another_model_or_processor_is_refused_unless_asked_for(done, undo, key, other, said):
    path = done.out / ".claimx" / "plan.json"
    plan = json.loads(path.read_bytes())
    *above, last = key.split(".")
    place = plan[above[0]] if above else plan
    was, place[last] = place[last], other
    path.write_text(json.dumps(plan), encoding="utf-8")
    undo(done.out, 2)
    refused(done.claimx(*extract()), said.format(was))
    if key == "instruction_set":
        assert done.claimx(*extract("--force")).code == 1
        assert done.claimx(*extract()).code == 1


def test_a_removal_that_was_cut_short_is_no_run(done, whole):
    (done.out / ".claimx" / "plan.json").unlink()
    (done.out / "claims" / "part-00001.jsonl").unlink()
    ended = done.claimx(*extract("--rows", "document"))
    assert ended.code == 1, ended
    names = {name for name in contents(done.out) if "/" in name}
    assert names == {f"documents/part-0000{n}.jsonl" for n in range(3)}


# ---- failures


def test_a_run_stops_when_too_many_records_have_failed_and_goes_on_when_more_are_allowed(job):
    lines = "".join(f'{{"id": "x{n}"}}\n' for n in range(30))
    (job.folder / "in" / "x.jsonl").write_text(lines, encoding="utf-8")
    ended = job.claimx(*extract("--max-errors", "1"))
    assert ended.code == 2, ended
    assert "records failed and 1 are allowed: the run has stopped" in ended.said[-1]
    done = job.run.parts()
    assert 1 < sum(part.counts.errors for part in done) < 31
    assert (job.out / "errors.jsonl").read_bytes().count(b"\n") == sum(
        part.counts.errors for part in done
    )
    ended = job.claimx(*extract("--max-errors", "31"))
    assert ended.code == 1, ended
    assert (job.out / "errors.jsonl").read_bytes().count(b"\n") == 31


def test_a_strict_run_stops_at_the_first_failure(job):
    ended = job.claimx(*extract("--strict"))
    assert ended.code == 2, ended
    assert "1 records failed and 0 are allowed" in ended.said[-1]
    assert len(job.run.parts()) < 3


def test_a_strict_run_without_failures_is_well(job):
    edited(job.jsonl, '{"id": "broken", "text": \n', "")
    ended = job.claimx(*extract("--strict"))
    assert ended.code == 0, ended
    assert ended.said == []
    assert (job.out / "errors.jsonl").read_bytes() == b""


def test_failed_records_are_named_and_tried_again_when_the_input_is_mended(done, listed, rows):
    named = done.claimx("errors", "OUT")
    assert named.code == 1
    assert "in/a.jsonl, line 3: not JSON" in named.out
    (as_json,) = map(json.loads, done.claimx("errors", "OUT", "--json").out.splitlines())
    assert as_json["record"] == '{"id": "broken", "text": '

    others = {n: rows(done.out)[n] for n in range(len(rows(done.out)))}
    claims = "A study found that tea helps against colds. " * 100  # many times a shard
    edited(done.jsonl, '{"id": "broken", "text": \n', f'{{"id": "m", "text": "{claims}"}}\n')
    before = times(done.out)
    retried = done.claimx("errors", "OUT", "--retry", "--workers", "1")
    assert retried.code == 0, retried
    assert listed(done.out) == []
    after = times(done.out)
    assert {name for name in before if after[name] != before[name]} == {"part-00000.jsonl"}
    found = [row for row in rows(done.out) if row["document"] != "m"]
    assert found == list(others.values())
    assert [one["source"] for one in listed(done.out, "skipped.jsonl")] == ["in/c.log"]
    assert len(rows(done.out)) - len(found) == 100


def test_a_retry_that_is_killed_loses_no_record(done, rows):
    claims = "A study found that tea helps against colds. " * 100
    edited(done.jsonl, '{"id": "broken", "text": \n', f'{{"id": "m", "text": "{claims}"}}\n')
    with done.state() as state:
        wish = {"state": str(state), **Strike("Report 0.", "sleep", times=1).wish()}
        with done.started("errors", "OUT", "--retry", "--workers", "1", wish=wish) as running:
            running.until((state / "struck-0").exists)
            running.kill()
            running.wait()
    assert [part.number for part in done.run.parts()] == [1, 2]
    ended = done.claimx(*extract())
    assert ended.code == 0, ended
    found = json.loads((done.out / "manifest.json").read_bytes())["total"]
    assert found["documents"] == 11
    assert [row["document"] for row in rows(done.out)].count("m") == 100
    assert found["duplicates"] == 0


def test_a_vanished_input_is_named_and_counts_again_when_it_is_back(job, listed, whole):
    text = job.folder / "in" / "b.txt"
    shutil.move(text, job.folder / "b.txt")
    named = ("extract", "in/a.jsonl", "in/b.txt", "-o", "OUT", "--workers", "1", *OPTIONS)
    assert job.claimx(*named).code == 1
    assert [one["source"] for one in listed(job.out)] == ["in/a.jsonl", "in/b.txt"]
    shutil.move(job.folder / "b.txt", text)
    job.claimx("errors", "OUT", "--retry", "--workers", "1")
    assert [one["source"] for one in listed(job.out)] == ["in/a.jsonl"]
    rows_of = {name: found for name, found in contents(job.out).items() if "part-" in name}
    assert b"".join(rows_of.values()) == b"".join(
        found for name, found in contents(whole / "OUT").items() if "part-" in name
    )


def test_an_input_that_has_become_several_does_not_displace_the_others(job, listed, rows):
    named = ("extract", "later", "in/a.jsonl", "-o", "OUT", "--workers", "1", *OPTIONS)
    assert job.claimx(*named).code == 1
    before = rows(job.out)
    assert [one["source"] for one in listed(job.out)] == ["later", "in/a.jsonl"]
    (job.folder / "later").mkdir()
    for name in "xyz":
        (job.folder / "later" / f"{name}.txt").write_text("Tea helps, they found.")
    job.claimx("errors", "OUT", "--retry", "--workers", "1")
    assert rows(job.out) == before
    several, _ = listed(job.out)
    assert several["source"] == "later"
    assert "stands for several inputs now" in several["reason"]


# ---- stopping


def stopped(job, how, until):
    """Stop a run that is at record 5, in the second of its parts."""
    with job.state() as state:
        wish = {"state": str(state), **Strike("Report 5.", how, times=1).wish()}
        with job.started(*extract(), wish=wish) as running:
            running.until((state / "struck-0").exists)
            until(running)
            return running.wait()


@pytest.mark.parametrize(
    ("number", "name", "code"), [(signal.SIGINT, "SIGINT", 130), (signal.SIGTERM, "SIGTERM", 143)]
)
def test_a_signal_lets_the_part_in_hand_end_and_says_how_to_go_on(job, whole, number, name, code):
    # to the group, as a terminal and a service manager send it
    ended = stopped(job, "pause", lambda running: os.killpg(running.process.pid, number))
    assert ended.code == code, ended
    assert ended.said == [
        "claimx: in/a.jsonl, line 3: not JSON (Expecting value at character 26).",
        f"claimx: stopped by {name}; what is done is in OUT, the same command goes on from here.",
    ]
    assert [part.number for part in job.run.parts()] == [0, 1]
    manifest = json.loads((job.out / "manifest.json").read_bytes())
    assert manifest["finished"] is False
    assert not list(job.out.rglob("*.partial"))
    ended = job.claimx(*extract())
    assert ended.code == 1, ended
    assert contents(job.out) == contents(whole / "OUT")


def test_a_signal_while_the_model_loads_ends_a_run_as_well(job):
    with job.started(*extract()) as running:
        running.until((job.out / ".claimx" / "holder.json").exists)
        os.killpg(running.process.pid, signal.SIGINT)
        ended = running.wait()
    assert ended.code == 130, ended
    (said,) = ended.said
    assert "the same command goes on from here" in said
    assert not job.run.parts()


def test_workers_do_not_heed_signals_from_their_first_moment_on(job, whole):
    def signalled():
        for child in running.children:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGINT)
                os.kill(child, signal.SIGTERM)
        return len(job.run.parts()) > 1

    with job.started(*extract()) as running:
        running.until(signalled)
        ended = running.wait()
    assert ended.said == ["claimx: in/a.jsonl, line 3: not JSON (Expecting value at character 26)."]
    assert contents(job.out) == contents(whole / "OUT")


def test_a_second_signal_does_not_wait_for_a_part_in_hand(job):
    def twice(running):
        running.signal(signal.SIGINT)
        running.until(lambda: not signal_is_pending(running.process.pid))
        running.signal(signal.SIGINT)

    ended = stopped(job, "sleep", twice)
    assert ended.code == 130, ended
    assert [part.number for part in job.run.parts()] == [0]
    assert not list(job.out.rglob("*.partial"))


def signal_is_pending(pid):
    path = Path(f"/proc/{pid}/status")
    if not path.exists():
        return False
    lines = path.read_text(encoding="utf-8").splitlines()
    pending = next(line for line in lines if line.startswith("ShdPnd"))
    return int(pending.split()[1], 16) != 0


# ---- what goes in


def test_a_run_from_standard_input_says_that_it_cannot_go_on(job):
    lines = job.jsonl.read_bytes()
    arguments = ("extract", "-", "--read-as", "jsonl", "-o", "OUT", "--workers", "1", *OPTIONS)
    ended = job.claimx(*arguments, stdin=lines)
    assert ended.code == 1, ended
    assert ended.said[0] == (
        "claimx: standard input can be read once only: if this run stops, it cannot go on."
    )
    assert json.loads((job.out / "manifest.json").read_bytes())["total"]["documents"] == 9
    before = contents(job.out)
    again = job.claimx(*arguments, stdin=lines)
    assert again.code == 2, again
    (said,) = again.said
    assert "standard input cannot be read a second time" in said
    assert "--fresh" in said
    retry = job.claimx("errors", "OUT", "--retry")
    assert retry.code == 2, retry
    assert contents(job.out) == before
    assert job.claimx(*arguments, "--fresh", stdin=lines).code == 1
    assert contents(job.out) == before


def test_texts_and_files_that_came_before_are_left_out_when_that_is_asked_for(job, listed, undo):
    first = json.loads(job.jsonl.read_text(encoding="utf-8").splitlines()[0])
    again = json.dumps({"id": "again", "text": f" {first['text']}\n"})
    (job.folder / "in" / "x.jsonl").write_text(f"{again}\n{again}\n", encoding="utf-8")
    shutil.copy(job.folder / "in" / "b.txt", job.folder / "in" / "y.txt")
    ended = job.claimx(*extract("--dedup"))
    assert ended.code == 1, ended
    skipped = [(one["source"], one["line"]) for one in listed(job.out, "skipped.jsonl")]
    assert skipped == [
        ("in/c.log", None),
        ("in/x.jsonl", 1),
        ("in/x.jsonl", 2),
        ("in/y.txt", None),
    ]
    before = contents(job.out)
    undo(job.out, 1, 2)
    assert job.claimx(*extract("--dedup")).code == 1
    assert contents(job.out) == before


def test_repeats_are_counted_though_nobody_asked(job):
    shutil.copy(job.folder / "in" / "b.txt", job.folder / "in" / "y.txt")
    job.claimx(*extract())
    assert json.loads((job.out / "manifest.json").read_bytes())["total"]["duplicates"] == 1


def test_an_output_folder_inside_the_input_folder_is_not_read(tmp_path):
    write_inputs(tmp_path / "in", 9)
    command = Command(tmp_path, out="in/OUT")
    arguments = ("extract", "in", "-o", "in/OUT", "--workers", "1", *OPTIONS)
    ended = command.run(*arguments)
    assert ended.code == 1, ended
    before = contents(command.output)
    (command.output / ".manifest.json.0123abcd.partial").write_bytes(b"{")  # as a killed run leaves
    parts = command.output / ".claimx" / "parts"
    (parts / "00001.json").unlink()
    again = command.run(*arguments)
    assert again.code == 1, again
    assert contents(command.output) == before
    assert len(RunFolder(command.output).plan().inputs) == 2
