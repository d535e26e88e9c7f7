"""`python -m benchmarks.scale`."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.machine import commit, machine
from benchmarks.record import RESULTS
from benchmarks.scale.measure import extracted, in_memory
from benchmarks.scale.page import page, plot
from benchmarks.scale.text import articles, write
from benchmarks.speed.surroundings import other_load
from claimx.corpus.atomic import write_text

SIZES = (1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000)
_COMPARED = 300_000
_SHAPED = 100_000
_ROUNDS = 3
SHAPES = (
    "--rows claim",
    "--rows claim --compress zst",
    "--rows claim --format parquet",
    "--rows sentence --compress zst",
    "--rows sentence --format parquet",
    "--rows document --compress zst",
)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


class Scale:
    """Measures step by step and keeps what it has."""

    def __init__(self, data: Path, work: Path, results: Path, largest: int) -> None:
        """Name the folders; nothing is measured."""
        self._articles = articles(data)
        self._work = work
        self._results = results
        self._largest = largest
        self._load = 0.0
        self._found: dict[str, Any] = {"about": {}, "points": [], "rounds": [], "shapes": []}

    def _text(self, sentences: int) -> Path:
        path = self._work / f"{sentences}.jsonl"
        if not path.exists():
            write(path, self._articles, sentences)
        return path

    def _keep(self) -> None:
        load = max(self._load, other_load(2.0))
        self._load = load
        about = {"machine": machine(), "commit": commit(), "other_load_percent": load}
        self._found["about"] = about
        write_text(self._results / "scale.json", json.dumps(self._found, indent=1) + "\n")

    def _cost(self, given: Path, *options: str, workers: int = 1) -> dict[str, Any]:
        with extracted(given, self._work / "out", *options, workers=workers) as cost:
            return asdict(cost)

    def grow(self) -> None:
        """More and more sentences."""
        for size in (size for size in SIZES if size <= self._largest):
            found = self._cost(self._text(size))
            self._found["points"].append(found)
            _say(f"{found['sentences']:,} sentences: {found['seconds']} s")
            self._keep()

    def compare(self) -> None:
        """In memory, into a folder, with two workers: one after another, again and again."""
        given = self._text(min(_COMPARED, self._largest))
        for number in range(_ROUNDS):
            found = {
                "memory": in_memory(given),
                "one": self._cost(given),
                "two": self._cost(given, workers=2),
            }
            self._found["rounds"].append(found)
            seconds = {name: round(one["seconds"], 1) for name, one in found.items()}
            _say(f"round {number + 1} of {_ROUNDS}: {seconds} s")
            self._keep()

    def shape(self) -> None:
        """Other rows and formats."""
        given = self._text(min(_SHAPED, self._largest))
        for options in SHAPES:
            found = {"options": options, **self._cost(given, *options.split())}
            self._found["shapes"].append(found)
            _say(f"{options}: {found['bytes_out'] / found['sentences']:.0f} bytes a sentence")
            self._keep()


def report(results: Path) -> None:
    """Write page and plot from what was measured."""
    found = json.loads((results / "scale.json").read_bytes())
    write_text(results / "scale.md", page(found))
    write_text(results / "scale.svg", plot(found))


def main() -> None:
    """Measure, then write; or write alone."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--data", type=Path, default=os.environ.get("CLAIMX_DATA"))
    parser.add_argument("--largest", type=int, default=1_000_000, help="sentences at most")
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--work", type=Path, help="folder for texts and output; some GB")
    parser.add_argument("--report", action="store_true", help="write the page, measure nothing")
    chosen = parser.parse_args()
    if not chosen.report:
        if chosen.data is None:
            parser.error("name the folder with news/unlabelled.jsonl.gz: --data or CLAIMX_DATA")
        with tempfile.TemporaryDirectory(dir=chosen.work) as work:
            scale = Scale(chosen.data, Path(work), chosen.results, chosen.largest)
            scale.grow()
            scale.compare()
            scale.shape()
    report(chosen.results)


if __name__ == "__main__":
    main()
