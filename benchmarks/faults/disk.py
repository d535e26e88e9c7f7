"""What a power cut leaves: bytes that were not synced are gone, and so are names."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path

UNSYNCED, UNNAMED = "unsynced", "unnamed"
"""Folders of notes that `inject/sitecustomize.py` keeps: files without fsync since they were
written, and renames without fsync of their folder."""


def prepare(state: Path) -> None:
    """Make the folders of notes, empty."""
    for name in (UNSYNCED, UNNAMED):
        (state / name).mkdir(parents=True, exist_ok=True)


def cut_power(state: Path) -> int:
    """Take away what a disk may forget; the processes that wrote it must be dead.

    Returns:
        How many files lost their bytes or their name.
    """
    lost = 0
    for note in sorted((state / UNNAMED).iterdir()):
        lost += _undo(json.loads(note.read_bytes()))
        note.unlink()
    for note in sorted((state / UNSYNCED).iterdir()):
        path = Path(note.read_text(encoding="utf-8"))
        if path.is_file():
            os.truncate(path, 0)
            lost += 1
        note.unlink()
    return lost


def _undo(rename: dict[str, str | None]) -> int:
    path = Path(str(rename["path"]))
    if rename["old"] is not None:
        Path(rename["old"]).replace(path)
        return 1
    with suppress(FileNotFoundError):
        path.unlink()
        return 1
    return 0
