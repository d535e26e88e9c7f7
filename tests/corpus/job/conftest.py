"""A small job: its inputs, what it gives undisturbed, and the command that does it."""

import json
import shutil
from types import SimpleNamespace

import pytest

from benchmarks.faults.command import Command
from benchmarks.faults.material import extract, write_inputs
from claimx.corpus.job.folder import RunFolder


@pytest.fixture(scope="session")
def whole(tmp_path_factory):
    """A folder in which the job has run to its end, undisturbed; nobody writes to it."""
    folder = tmp_path_factory.mktemp("whole")
    write_inputs(folder / "in", 9)
    ended = Command(folder).run(*extract())
    assert ended.code == 1, ended  # one record of it is broken
    return folder


@pytest.fixture
def job(whole, tmp_path):
    """The job before its beginning: `claimx` runs a command in its folder; OUT is the output."""
    folder = tmp_path / "job"
    folder.mkdir()
    shutil.copytree(whole / "in", folder / "in")
    command = Command(folder)
    return SimpleNamespace(
        folder=folder,
        claimx=command.run,
        started=command.started,
        state=command.state,
        out=command.output,
        run=RunFolder(command.output),
        jsonl=folder / "in" / "a.jsonl",
    )


@pytest.fixture
def done(whole, job):
    """The job at its end."""
    shutil.copytree(whole / "OUT", job.out)
    return job


@pytest.fixture
def undo():
    """Make parts of a run undone, as a run that is killed leaves them."""

    def parts(out, *numbers):
        for number in numbers:
            (out / ".claimx" / "parts" / f"{number:05d}.json").unlink()
            for path in out.glob(f"*/part-{number:05d}.*"):
                path.unlink()

    return parts


@pytest.fixture(scope="session")
def rows():
    """All rows of jsonl in an output folder, part after part."""

    def read(out, folder="claims"):
        paths = sorted((out / folder).glob("part-*.jsonl"))
        return [json.loads(line) for path in paths for line in path.open(encoding="utf-8")]

    return read


@pytest.fixture(scope="session")
def listed():
    """The lines of errors.jsonl or skipped.jsonl."""

    def read(out, name="errors.jsonl"):
        return [json.loads(line) for line in (out / name).open(encoding="utf-8")]

    return read
