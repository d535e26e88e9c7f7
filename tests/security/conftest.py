"""The real command in a process of its own, on a terminal or not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import claimx

HOME = str(Path(claimx.__file__).parents[1])


def started(folder, arguments, **options):
    environment = {**os.environ, "PYTHONPATH": HOME, "COLUMNS": "200", "TERM": "xterm"}
    command = [sys.executable, "-m", "claimx", *map(str, arguments)]
    return subprocess.Popen(command, **{"cwd": folder, "env": environment, **options})


@pytest.fixture
def run(tmp_path):
    """Run `claimx ARGUMENTS` in the test's folder; gives exit code, output and errors."""

    def command(*arguments):
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        process = started(tmp_path, arguments, **pipes)
        out, err = process.communicate(timeout=120)
        return process.returncode, out.decode("utf-8"), err.decode("utf-8")

    return command


def drain(descriptor):
    parts = []
    while True:
        try:
            part = os.read(descriptor, 65536)
        except OSError:  # Linux: the other side is closed
            break
        if not part:
            break
        parts.append(part)
    os.close(descriptor)
    return b"".join(parts).decode("utf-8")


@pytest.fixture
def on_terminal(tmp_path):
    """Run `claimx ARGUMENTS` on a terminal; gives exit code and all that the terminal was sent."""
    pty = pytest.importorskip("pty")

    def command(*arguments):
        ours, theirs = pty.openpty()
        process = started(tmp_path, arguments, stdout=theirs, stderr=theirs)
        os.close(theirs)
        shown = drain(ours)
        return process.wait(), shown

    return command
