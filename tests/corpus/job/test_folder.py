"""The folder of a run: one writer, and nothing of the user's is touched."""

import json
import os

import pytest

from claimx.corpus.job.folder import RunFolder
from claimx.corpus.job.plan import Plan
from claimx.errors import InputError, OutputError


def test_a_second_writer_is_told_who_the_first_one_is(tmp_path):
    with RunFolder(tmp_path / "OUT").locked():
        second = RunFolder(tmp_path / "OUT")
        assert second.is_locked()
        said = rf"process {os.getpid()} on .*many machines"
        with pytest.raises(OutputError, match=said), second.locked():
            pass
    assert not second.is_locked()
    with second.locked():
        pass


def test_whether_a_folder_is_locked_can_be_asked_before_it_exists(tmp_path):
    assert not RunFolder(tmp_path / "OUT").is_locked()
    assert list(tmp_path.iterdir()) == []


def theirs(out):
    """Files of the user's that lie in the output folder."""
    for name in ("notes.txt", "claims/mine.txt", "pictures/part-1.png", ".hidden"):
        path = out / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("mine", encoding="utf-8")
        yield path


def test_a_run_is_removed_and_nothing_else(done):
    kept = list(theirs(done.out))
    done.run.clear()
    assert not done.run.exists
    left = sorted(path for path in done.out.rglob("*") if path.is_file())
    assert left == sorted([*kept, done.out / ".claimx" / "lock"])


def test_half_written_files_are_swept_and_nothing_else(done):
    kept = list(theirs(done.out))
    before = sorted(done.out.rglob("*"))
    for name in (".errors.jsonl", "claims/.part-00001.jsonl", ".claimx/parts/.00001.json"):
        path = (done.out / name).with_name(f"{name.rsplit('/', 1)[-1]}.0123abcd.partial")
        path.write_text("{", encoding="utf-8")
    done.run.sweep()
    assert sorted(done.out.rglob("*")) == before
    assert all(path.exists() for path in kept)


@pytest.mark.parametrize(
    "name",
    [
        "errors.jsonl",
        "manifest.json",
        "claims/part-00000.jsonl",
        "documents/part-00000.csv.zst",
        ".claimx/plan.json",
        ".errors.jsonl.0123abcd.partial",
        "claims/.part-00000.jsonl.0123abcd.partial",
    ],
)
def test_what_a_run_writes_is_its_own(done, name):
    assert done.run.owns(done.out / name)


@pytest.mark.parametrize(
    "name", ["notes.txt", "claims/mine.txt", "pictures/part-1.png", "../in/a.jsonl", ".hidden"]
)
def test_what_a_run_does_not_write_is_not_its_own(done, name):
    assert not done.run.owns(done.out / name)
    assert not done.run.owns(None)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[]", b"{}", b"null"])
@pytest.mark.parametrize("name", ["plan.json", "parts/00001.json"])
def test_a_damaged_state_is_one_sentence(done, name, content):
    (done.run.state / name).write_bytes(content)
    with pytest.raises(InputError, match=r"damaged|layout") as refusal:
        done.run.plan()
        done.run.parts()
    assert "\n" not in str(refusal.value)
    assert "--fresh" in str(refusal.value)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'{"pid": 1}'])
@pytest.mark.parametrize("name", ["progress.json", "holder.json"])
def test_damaged_notes_are_no_notes(done, name, content):
    (done.run.state / name).write_bytes(content)
    assert done.run.holder() is None
    done.run.progress()


def test_parts_come_by_number_and_are_what_was_committed(done):
    parts = done.run.parts()
    assert [part.number for part in parts] == [0, 1, 2]
    done.run.forget([0, 1, 2])
    assert done.run.parts() == []
    for part in reversed(parts):
        done.run.commit(part)
    assert done.run.parts() == parts


def test_lists_are_made_from_the_parts_alone(done, undo):
    plan, (_, last) = done.run.plan(), (done.run.parts()[0], done.run.parts()[-1])
    undo(done.out, 0, 1)
    done.run.publish(plan, [], finished=False)
    manifest = json.loads((done.out / "manifest.json").read_bytes())
    assert manifest["finished"] is False
    assert [part["number"] for part in manifest["parts"]] == [last.number]
    assert manifest["total"]["documents"] == last.counts.documents
    assert Plan.from_dict(manifest) == plan
    assert (done.out / "errors.jsonl").read_bytes() == b""  # the broken record is in part 0


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    folder = RunFolder(tmp_path / "file" / "OUT")
    with pytest.raises(OutputError, match=r"OUT cannot be written"), folder.locked():
        pass
