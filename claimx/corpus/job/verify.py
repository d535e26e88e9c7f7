"""Whether a run's files are still what was written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from claimx.corpus.job.folder import MANIFEST, RunFolder, read_json
from claimx.corpus.job.folders import marked, run_folders, task_folder, tasks_of
from claimx.corpus.job.parts import Part


def _wrong(path: Path, part: Part) -> str | None:
    try:
        if path.stat().st_size != part.bytes:
            return f"{path} has {path.stat().st_size:,} bytes and had {part.bytes:,}"
        with path.open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() != part.sha256:
                return f"{path} is not what was written: its sha256 differs"
    except OSError as error:
        return f"{path} cannot be read ({error.strerror})"
    return None


def _run(folder: RunFolder) -> Iterator[str | None]:
    plan = folder.plan()
    parts = folder.parts()
    for part in parts:
        yield _wrong(folder.file(part), part)
    known = {folder.file(part) for part in parts}
    for path in sorted((folder.root / plan.settings.shape.folder).glob("part-*")):
        if path not in known:
            yield f"{path} is listed in no part: the run that wrote it was stopped"
    if (folder.root / MANIFEST).is_file() and _undone(folder, parts):
        yield f"{folder.root} lacks parts: run the same claimx extract again"


def _undone(folder: RunFolder, parts: Sequence[Part]) -> bool:
    numbers = {part.number for part in parts}
    listed = {part["number"] for part in read_json(folder.root / MANIFEST)["parts"]}
    return numbers != set(range(len(numbers))) or not listed <= numbers


def _vanished(root: Path) -> Iterator[str]:
    """Tasks that were done and of which nothing is left."""
    tasks = tasks_of(root)
    for rank in range(0 if tasks is None else len(tasks.sizes)):
        folder = task_folder(root, rank)
        if marked(root, rank) and not folder.exists:
            yield f"{folder.root} was done and is gone: run the same claimx extract again"


def verify(folder: RunFolder) -> Iterator[str | None]:
    """Check each part's file against its sum, and look for files that no part claims.

    Of a folder of tasks, all that have begun are checked.

    Yields:
        For each part, and each file too many, None or the start of a sentence on what is wrong.

    Raises:
        InputError: If the folder holds no run, or a damaged one.
    """
    for one in run_folders(folder.root):
        yield from _run(one)
    yield from _vanished(folder.root)
