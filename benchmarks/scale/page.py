"""The page and the plot, from scale.json alone."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.report.plots import ACCENT, GREY, svg

Points = Sequence[Mapping[str, Any]]
FAR = 1_000_000_000
_MACHINES = (1, 10, 100)
_CORES = 32


@dataclass(frozen=True, slots=True)
class Line:
    """Seconds = start + sentences x each."""

    start: float
    each: float

    def at(self, sentences: float) -> float:
        """Seconds of this many sentences."""
        return self.start + self.each * sentences


def fit(points: Points) -> Line:
    """The straight line from which points are the smallest share of their seconds away."""
    sentences = np.array([one["sentences"] for one in points], dtype=float)
    seconds = np.array([one["seconds"] for one in points], dtype=float)
    each, start = np.polyfit(sentences, seconds, 1, w=1 / seconds)
    return Line(float(start), float(each))


def _table(head: str, rows: Iterator[str]) -> list[str]:
    columns = head.count("|") + 1
    return ["", f"| {head} |", "|" + " ---: |" * columns, *(f"| {row} |" for row in rows), ""]


def _growth(points: Points, line: Line) -> Iterator[str]:
    for one in points:
        off = one["seconds"] / line.at(one["sentences"]) - 1
        yield (
            f"{one['sentences']:,} | {one['bytes_in'] / 1e6:,.1f} | {one['seconds']:,.1f} "
            f"| {one['sentences'] / one['seconds']:,.0f} | {off:+.0%} | {one['parent_mib']:.0f} "
            f"| {one['worker_mib']:.0f} | {one['bytes_out'] / 1e6:,.1f}"
        )


def _middle(values: Sequence[float]) -> str:
    return f"{statistics.median(values):,.0f} ({min(values):,.0f} to {max(values):,.0f})"


@dataclass(frozen=True, slots=True)
class Rates:
    """Sentences a second, round by round.

    Attributes:
        memory: Of `extract_many`.
        one: Of a folder run with one worker, its start left out.
        two: The same with two workers.
        whole: Of the command with one worker, its start included.
    """

    memory: Sequence[float]
    one: Sequence[float]
    two: Sequence[float]
    whole: Sequence[float]

    @property
    def share(self) -> float:
        """Of the rate in memory that the folder run reaches, without its start."""
        return statistics.median(self.one) / statistics.median(self.memory)

    @property
    def gain(self) -> float:
        """How many times as fast two workers are."""
        return statistics.median(self.two) / statistics.median(self.one)


def rates(rounds: Points, line: Line) -> Rates:
    """The rates of rounds that took turns."""
    start = max(line.start, 0.0)
    return Rates(
        [one["memory"]["sentences"] / one["memory"]["seconds"] for one in rounds],
        [one["one"]["sentences"] / (one["one"]["seconds"] - start) for one in rounds],
        [one["two"]["sentences"] / (one["two"]["seconds"] - start) for one in rounds],
        [one["one"]["sentences"] / one["one"]["seconds"] for one in rounds],
    )


def _compared(found: Rates) -> Iterator[str]:
    yield f"`extract_many`, texts in memory, one thread | {_middle(found.memory)} | 100%"
    base = statistics.median(found.memory)
    rows = {
        "folder, one worker, start left out": found.one,
        "folder, one worker, start included": found.whole,
        "folder, two workers, start left out": found.two,
    }
    for name, values in rows.items():
        yield f"{name} | {_middle(values)} | {statistics.median(values) / base:.0%}"


def _shapes(points: Points) -> Iterator[str]:
    for one in points:
        each = one["bytes_out"] / one["sentences"]
        yield (
            f"`{one['options']}` | {one['rows']:,} | {each:,.0f} | {each * FAR / 1e12:,.3f} "
            f"| {one['sentences'] / one['seconds']:,.0f}"
        )


def _far(line: Line, gain: float) -> Iterator[str]:
    hours = FAR * line.each / 3600
    for machines in _MACHINES:
        yield f"{machines:,} | {hours / machines / gain:,.1f} | {hours / machines / _CORES:,.2f}"


def page(found: Mapping[str, Any]) -> str:
    """The page of results."""
    points, about = found["points"], found["about"]
    line = fit(points)
    compared = rates(found["rounds"], line)
    each = points[-1]["bytes_in"] / points[-1]["sentences"]
    lines = [
        "# From a thousand sentences to a billion",
        "",
        "Printed by `python -m benchmarks.scale`: `claimx extract --model fast` over news articles "
        f"in one jsonl file, into a folder, one worker; commit {about['commit']}, "
        f"{about['machine']['processor']}, {about['machine']['cores']} cores, Python "
        f"{about['machine']['python']}; other load at most {about['other_load_percent']:.0f} %.",
        "",
        "## Growth",
        "",
        f"Seconds are those of the whole command. The straight line is {line.start:.1f} s + "
        f"{line.each * 1e6:,.0f} s a million sentences; memory is the most that the process held.",
        *_table(
            "sentences | MB in | seconds | sentences/s | from the line | parent MiB | worker MiB "
            "| MB out",
            _growth(points, line),
        ),
        "![Seconds by number of sentences](scale.svg)",
        "",
        "## Against memory, and with two workers",
        "",
        f"{points_of(found):,} sentences, {len(found['rounds'])} rounds that take turns; median "
        "(lowest to highest). Reading, writing, fsync and sums are in the folder's figures.",
        *_table("way | sentences/s | of `extract_many`", _compared(compared)),
        f"Of the rate in memory a folder reaches {compared.share:.0%}, where 85% is the aim; two "
        f"workers are {compared.gain:.2f} times as fast as one.",
        "",
        "## Bytes",
        "",
        "The articles come again after 4 MB, and a part holds 2 MB: no packing sees one twice.",
        *_table(
            "options | rows | bytes a sentence | TB at 10^9 | sentences/s",
            _shapes(found["shapes"]),
        ),
        "## Ten to the ninth",
        "",
        f"Arithmetic, not a measurement: {FAR:,} times the line's slope is "
        f"{FAR * line.each / 3600:,.0f} hours of one worker, over "
        f"{each * FAR / 1e12:,.2f} TB of input. Machines like this one have "
        f"{about['machine']['cores']} cores, whose gain was measured above; those of {_CORES} "
        "cores are taken to be as fast a core, with a task a core, which nobody measured here.",
        *_table(
            f"machines | hours, machines like this | hours, machines of {_CORES} cores",
            _far(line, compared.gain),
        ),
    ]
    return "\n".join(lines).rstrip() + "\n"


def points_of(found: Mapping[str, Any]) -> int:
    """Sentences of a round."""
    return int(found["rounds"][0]["one"]["sentences"])


def plot(found: Mapping[str, Any]) -> str:
    """Seconds and memory by number of sentences, as SVG."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "claimx"
    from matplotlib import pyplot as plt

    points = found["points"]
    line = fit(points)
    sentences = [one["sentences"] for one in points]
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6))
    dense = np.geomspace(min(sentences), max(sentences), 100)
    left.plot(dense, [line.at(one) for one in dense], color=GREY, label="straight line")
    left.plot(sentences, [one["seconds"] for one in points], "o", color=ACCENT, label="measured")
    left.set(xscale="log", yscale="log", xlabel="sentences", ylabel="seconds")
    left.legend(frameon=False)
    for name, color in (("parent", GREY), ("worker", ACCENT)):
        values = [one[f"{name}_mib"] for one in points]
        right.plot(sentences, values, "o-", color=color, label=name)
    right.set(xscale="log", xlabel="sentences", ylabel="MiB at most", ylim=(0, None))
    right.legend(frameon=False)
    figure.tight_layout()
    return svg(figure)
