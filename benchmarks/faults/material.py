"""A small job that has a bit of everything: rows, a record that fails, a file that is skipped."""

from __future__ import annotations

import json
import os
from pathlib import Path

import claimx

OPTIONS = ("--model", "fast", "--shard-size", "2k")
WHEN = 1_700_000_000_000_000_000
"""When all inputs were changed last, in nanoseconds."""


def texts(count: int, size: int = 500) -> list[str]:
    """Different stretches of the example article, each with a number of its own ("Report 5.")."""
    whole = claimx.example().text
    starts = (number * 131 % (len(whole) - size) for number in range(count))
    return [f"Report {n}. {whole[start:][:size]}" for n, start in enumerate(starts)]


def write_inputs(folder: Path, count: int) -> None:
    """Write a folder of inputs.

    Args:
        folder: Made here.
        count: Records of jsonl; four make a part.
    """
    folder.mkdir(parents=True)
    *found, last = texts(count + 1)
    lines = [json.dumps({"id": f"d{n}", "text": text}) for n, text in enumerate(found)]
    lines.insert(2, '{"id": "broken", "text": ')
    (folder / "a.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "b.txt").write_text(last, encoding="utf-8")
    (folder / "c.log").write_text("It rains.\n", encoding="utf-8")
    for path in folder.iterdir():  # a file's time is part of what it is
        os.utime(path, ns=(WHEN, WHEN))


def extract(*more: str, workers: int = 1) -> tuple[str, ...]:
    """Arguments of the job whose inputs lie in "in"."""
    return ("extract", "in", "-o", "OUT", "--workers", str(workers), *OPTIONS, *more)
