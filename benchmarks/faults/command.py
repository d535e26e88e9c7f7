"""The real command in processes of its own, broken on demand, and what it leaves behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, Literal

from benchmarks.faults.disk import cut_power, prepare

HOME = Path(__file__).parents[2]
INJECT = Path(__file__).parent / "inject"
What = Literal["ENOSPC", "EIO", "EACCES", "kill", "cut"]
ERRNOS: tuple[What, ...] = ("ENOSPC", "EIO", "EACCES")

_PATIENCE = 300.0
_PUBLISHED = ("errors.jsonl", "skipped.jsonl", "manifest.json")
_ROWS = ("claims", "sentences", "documents")


@dataclass(frozen=True, slots=True, order=True)
class Operation:
    """One thing that a process does to a file.

    Attributes:
        kind: "open r", "open w", "write", "fsync", "replace", "mkdir" or "unlink".
        path: Relative to the output folder; a file that has a temporary name goes by its final one.
        nth: The how manyth of these in its process, from 1.
    """

    kind: str
    path: str
    nth: int = 1


@dataclass(frozen=True, slots=True)
class Fault:
    """An operation that breaks, once in a run.

    Attributes:
        operation: Which one.
        what: The name of an errno; "kill" kills the process that comes to it, "cut" all of the run,
            and the disk forgets what was not synced.
    """

    operation: Operation
    what: What

    def wish(self) -> dict[str, Any]:
        """As `inject/sitecustomize.py` reads it; a disk that is full stays full."""
        one = self.operation
        named = {"kind": one.kind, "path": one.path, "nth": one.nth, "what": self.what}
        return named | {"stays": self.what == "ENOSPC"}


@dataclass(frozen=True, slots=True)
class Strike:
    """A text at which a worker is hit.

    Attributes:
        text: A part of it.
        what: "kill" it, let it "crash" on its own (a segmentation fault), "pause" for 3 seconds or
            "sleep" for ten minutes; "begin": it dies at its start, whatever the text.
        times: How often.
    """

    text: str
    what: Literal["kill", "crash", "pause", "sleep", "begin"]
    times: int = 1

    def wish(self) -> dict[str, Any]:
        """As `inject/sitecustomize.py` reads it."""
        return {"text": self.text, "record": self.what, "times": self.times}


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended.

    Attributes:
        code: Exit code; a signal's number below zero.
        out: Standard output.
        err: Standard error.
        seconds: That it took.
        peak: Most bytes that any process of it had in memory; 0 where that cannot be told.
        operations: On files of the output folder, where they were watched.
        fired: Whether what was to break was come to.
    """

    code: int
    out: str
    err: str
    seconds: float
    peak: int = 0
    operations: tuple[Operation, ...] = ()
    fired: bool = False

    @property
    def said(self) -> list[str]:
        """Lines of standard error."""
        return self.err.splitlines()


class Running:
    """A command at work, in a process group of its own."""

    def __init__(self, process: subprocess.Popen[bytes], files: Sequence[IO[bytes]]) -> None:
        """Watch a process whose output goes to two files."""
        self.process = process
        self._files = files
        self._began = time.monotonic()
        self._peak = 0

    def kill(self) -> None:
        """SIGKILL to every process of it."""
        if os.name != "posix":
            self.process.kill()
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def signal(self, number: int) -> None:
        """A signal to the command itself, as `kill` sends it."""
        self.process.send_signal(number)

    @property
    def children(self) -> list[int]:
        """Its processes beside the command itself, where that can be told."""
        return _family(self.process.pid)[1:]

    def until(self, happened: Callable[[], bool]) -> None:
        """Wait for something; it must happen while the command goes.

        Raises:
            AssertionError: If the command ends, or a minute goes by, before.
        """
        end = time.monotonic() + _PATIENCE
        while not happened():
            if self._over() or time.monotonic() > end:
                raise AssertionError(f"it did not happen; {self.wait()}")
            time.sleep(0.02)

    def _over(self) -> bool:
        if self.process.returncode is not None:
            return True
        self._peak = max(self._peak, *map(_peak, _family(self.process.pid)))
        return self.process.poll() is not None

    def wait(self, seconds: float = _PATIENCE) -> Ended:
        """Wait for the end.

        Args:
            seconds: After which it is killed.
        """
        end = self._began + seconds
        while not self._over():
            if time.monotonic() > end:
                self.kill()
            time.sleep(0.01)
        out, err = (_whole(file) for file in self._files)
        seconds = time.monotonic() - self._began
        return Ended(self.process.returncode, out, err, seconds, self._peak)


def _family(pid: int) -> list[int]:
    """A process and its children, on Linux."""
    path = Path(f"/proc/{pid}/task/{pid}/children")
    with suppress(OSError):
        return [pid, *map(int, path.read_text(encoding="ascii").split())]
    return [pid]


def _peak(pid: int) -> int:
    """Most bytes that a process has had in memory; 0 where that cannot be told."""
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) << 10
    return 0


def _whole(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")


@dataclass(slots=True)
class Command:
    """Runs `claimx` in a folder.

    Attributes:
        folder: Working directory.
        out: Output folder, relative to it, whose operations are watched.
        before: Words that stand before the command; for limits of the system.
    """

    folder: Path
    out: str = "OUT"
    before: tuple[str, ...] = ()

    @property
    def output(self) -> Path:
        """The output folder."""
        return self.folder / self.out

    @contextmanager
    def started(
        self, *arguments: str, wish: dict[str, Any] | None = None, stdin: bytes | None = None
    ) -> Iterator[Running]:
        """Start it; all that is left of it at the end of the block is killed.

        Args:
            arguments: Of `claimx`.
            wish: What to break; see `inject/sitecustomize.py`.
            stdin: Standard input.
        """
        environment = {**os.environ, "COLUMNS": "200", "PYTHONPATH": str(HOME)}
        environment.pop("CLAIMX_FAULTS", None)
        if wish is not None:
            environment["PYTHONPATH"] = os.pathsep.join((str(INJECT), str(HOME)))
            environment["CLAIMX_FAULTS"] = json.dumps({"under": str(self.output), **wish})
        with (
            tempfile.TemporaryFile() as out,
            tempfile.TemporaryFile() as err,
            tempfile.TemporaryFile() as given,
        ):
            given.write(stdin or b"")
            given.seek(0)
            process = subprocess.Popen(
                [*self.before, sys.executable, "-m", "claimx", *arguments],
                cwd=self.folder,
                env=environment,
                stdin=given,
                stdout=out,
                stderr=err,
                start_new_session=True,
            )
            running = Running(process, (out, err))
            try:
                yield running
            finally:
                running.kill()
                running.wait(0)

    def run(
        self,
        *arguments: str,
        fault: Fault | Strike | None = None,
        watched: bool = False,
        stdin: bytes | None = None,
    ) -> Ended:
        """Run it to its end, or to the fault's.

        Args:
            arguments: Of `claimx`.
            fault: What breaks.
            watched: Whether operations are listed in what is returned.
            stdin: Standard input.
        """
        if fault is None and not watched:
            with self.started(*arguments, stdin=stdin) as running:
                return running.wait()
        with self.state() as state:
            wish = {"state": str(state), **(fault.wish() if fault else {})}
            with self.started(*arguments, wish=wish, stdin=stdin) as running:
                ended = running.wait()
            if isinstance(fault, Fault) and fault.what == "cut":
                cut_power(state)
            fired = (state / "fired").exists() or (state / "struck-0").exists()
            return replace(ended, operations=_operations(state), fired=fired)

    @contextmanager
    def state(self) -> Iterator[Path]:
        """A folder for what the processes of one run must know of each other."""
        with tempfile.TemporaryDirectory(dir=self.folder.parent) as name:
            prepare(Path(name))
            yield Path(name)


def _operations(state: Path) -> tuple[Operation, ...]:
    lines = (state / "log").read_text(encoding="utf-8").splitlines()
    return tuple(Operation(*json.loads(line)) for line in lines)


def contents(out: Path) -> dict[str, bytes]:
    """What a run gives its user: every file but its state, by name."""
    paths = [path for name in _ROWS for path in (out / name).glob("*")]
    paths += [out / name for name in _PUBLISHED if (out / name).exists()]
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(paths)}


def records(out: Path) -> dict[str, bytes]:
    """Records of finished parts, by name."""
    folder = out / ".claimx" / "parts"
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.json"))}


def half_written(out: Path, whole: Path) -> list[str]:
    """Files under a final name that are not whole.

    Args:
        out: What a broken run left.
        whole: What the same run left undisturbed. Rows and part records must be these; of the
            lists, which are made from the parts that are done, each line must be whole.
    """
    expected = contents(whole) | records(whole)
    found = contents(out) | records(out)
    wrong = []
    for name, content in found.items():
        if name in _PUBLISHED:
            if not _is_whole(name, content):
                wrong.append(name)
        elif not Path(name).name.startswith(".") and content != expected.get(name):
            wrong.append(name)
    plan = out / ".claimx" / "plan.json"
    if plan.exists() and not _is_whole(plan.name, plan.read_bytes()):
        wrong.append(plan.name)
    return wrong


def _is_whole(name: str, content: bytes) -> bool:
    if content and not content.endswith(b"\n"):
        return False
    try:
        for one in content.splitlines() if name.endswith(".jsonl") else [content]:
            json.loads(one)
    except ValueError:
        return False
    return True
