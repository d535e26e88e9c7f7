"""Commands run in this process, and in one of their own where signals and pipes matter."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import claimx
from claimx.cli import main

TEXT = "The drug cut deaths by a fifth, the trial found. The hall was full."
HOME = str(Path(claimx.__file__).parents[1])


@pytest.fixture
def claimx_command(capfdbinary, monkeypatch):
    """Run `claimx ARGUMENTS` here; gives exit code, stdout and stderr."""

    def command(*arguments):
        monkeypatch.setattr(sys, "argv", ["claimx", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capfdbinary.readouterr()
        return ended.value.code or 0, printed.out.decode("utf-8"), printed.err.decode("utf-8")

    return command


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The folder that a test works in, with one good text."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


@pytest.fixture
def start(tmp_path):
    """Start `claimx ARGUMENTS` as a process of its own, in the test's folder."""
    processes = []

    def begin(*arguments, **options):
        environment = {**os.environ, "PYTHONPATH": HOME, "COLUMNS": "100", "TERM": "xterm"}
        process = subprocess.Popen(
            [sys.executable, "-m", "claimx", *map(str, arguments)],
            **{"cwd": tmp_path, "env": environment, "stderr": subprocess.PIPE, **options},
        )
        processes.append(process)
        return process

    yield begin
    for process in processes:
        with process:  # closes its pipes and waits for it
            process.kill()
