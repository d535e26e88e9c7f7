"""An output folder that one run wrote, or many tasks, each of them a run of its own.

OUT/tasks/00000/ ...        a run folder a task, see `claimx.corpus.job`
OUT/.claimx/tasks.json      how many tasks there are, and how large their inputs
OUT/.datatrove/             what datatrove logs, and which tasks it takes for done
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from claimx.corpus.atomic import write_text, writing
from claimx.corpus.job.folder import MANIFEST, STATE, RunFolder, read_json
from claimx.errors import InputError

TASKS, ENGINE = "tasks", ".datatrove"
VERSION = 1
"""Of the layout of a folder of tasks."""


@dataclass(frozen=True, slots=True)
class Tasks:
    """Into which tasks a job was split.

    Attributes:
        sizes: Bytes of each task's inputs; None where one of them does not know its own.
    """

    sizes: tuple[int | None, ...]

    @property
    def size(self) -> int | None:
        """Bytes of all inputs; None where they are not known."""
        known = [size for size in self.sizes if size is not None]
        return sum(known) if len(known) == len(self.sizes) else None


def _file(root: Path) -> Path:
    return root / STATE / "tasks.json"


def tasks_of(root: Path) -> Tasks | None:
    """The tasks of a folder; None where it holds none, but perhaps one run.

    Raises:
        InputError: If what is kept of them is damaged, or of another claimx.
    """
    if not _file(root).is_file():
        return None
    found = read_json(_file(root))
    if not isinstance(found, dict) or found.get("version") != VERSION or "sizes" not in found:
        raise InputError(
            f"{_file(root)} is damaged, or of another claimx: begin anew with --fresh."
        )
    return Tasks(tuple(found["sizes"]))


def write_tasks(root: Path, tasks: Tasks) -> None:
    """Keep into which tasks a job is split, before any of them begins.

    Raises:
        OutputError: If it cannot be written.
    """
    with writing(str(root)):
        (root / STATE).mkdir(parents=True, exist_ok=True)
    write_text(_file(root), json.dumps({"version": VERSION, **asdict(tasks)}) + "\n")


def task_folder(root: Path, rank: int) -> RunFolder:
    """The run folder of a task, whether or not it has begun."""
    return RunFolder(root / TASKS / f"{rank:05d}")


def run_folders(root: Path) -> list[RunFolder]:
    """The folders of all runs that have begun in an output folder, in the order of their inputs.

    Of a folder that one run wrote this is the folder itself; of one with tasks, that of each task
    that has begun.

    Raises:
        InputError: If the folder holds neither.
    """
    tasks = tasks_of(root)
    if tasks is None:
        folder = RunFolder(root)
        folder.plan()
        return [folder]
    folders = [task_folder(root, rank) for rank in range(len(tasks.sizes))]
    return [one for one in folders if one.exists]


def finished(folder: RunFolder) -> bool:
    """Whether the last run in a folder came to its end."""
    path = folder.root / MANIFEST
    if not folder.exists or not path.is_file():
        return False
    manifest = read_json(path)
    return bool(manifest.get("finished")) and len(manifest["parts"]) == folder.count_parts()


def _mark(root: Path, rank: int) -> Path:
    return root / ENGINE / "completions" / f"{rank:05d}"


def marked(root: Path, rank: int) -> bool:
    """Whether datatrove takes a task for done, so that it will not be started again."""
    return _mark(root, rank).exists()


def unmark(root: Path, ranks: Iterable[int]) -> None:
    """Have datatrove start tasks again.

    Raises:
        OutputError: If a mark cannot be removed.
    """
    with writing(str(root)):
        for rank in ranks:
            _mark(root, rank).unlink(missing_ok=True)


def clear(root: Path) -> None:
    """Remove all tasks and their output, and nothing else that lies in the folder.

    Raises:
        OutputError: If something cannot be removed.
    """
    tasks = tasks_of(root)
    if tasks is None:
        return
    shutil.rmtree(root / ENGINE, ignore_errors=True)
    for rank in range(len(tasks.sizes)):
        folder = task_folder(root, rank)
        if folder.state.exists():
            folder.clear()
    with writing(str(root)):
        _file(root).unlink()


def owns(root: Path, path: Path | None) -> bool:
    """Whether a file is part of the output or the state of a folder's tasks."""
    if path is None:
        return False
    whole, found = root.resolve(), path.resolve()
    return any(whole / name in found.parents for name in (TASKS, ENGINE, STATE))


def only_tasks(root: Path) -> None:
    """Let no tasks be mixed with one run.

    Raises:
        InputError: If the folder holds one run.
    """
    if RunFolder(root).exists:
        raise InputError(
            f"{root} holds a run of one machine: name another folder for many tasks, or go on "
            "without --executor."
        )


def only_one_run(root: Path) -> None:
    """Let no run be mixed with tasks.

    Raises:
        InputError: If the folder holds tasks.
    """
    if _file(root).is_file():
        raise InputError(
            f"{root} holds the tasks of many machines: go on with the same --executor and --tasks, "
            "or name another folder."
        )
