"""Plots of stored runs, the same bytes for the same runs and matplotlib."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from benchmarks.curve.lines import Line
from benchmarks.record import Run
from benchmarks.report.tables import REFERENCE

ACCENT, GREY = "#1f5fa8", "#8a8a8a"
COLORS = (ACCENT, "#c2571a", "#3c7d3c", "#7a4fa3", GREY)


def _pyplot() -> Any:
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "claimx"
    from matplotlib import pyplot as plt

    return plt


def svg(figure: Any) -> str:
    """A figure as SVG without a date; the figure is closed."""
    written = io.StringIO()
    figure.savefig(written, format="svg", metadata={"Date": None}, bbox_inches="tight")
    _pyplot().close(figure)
    return "\n".join(line.rstrip() for line in written.getvalue().splitlines()) + "\n"


def front(points: Sequence[tuple[float, float]]) -> list[int]:
    """Places of the points that no other beats in both coordinates, by the first."""
    order = sorted(range(len(points)), key=lambda k: (-points[k][0], -points[k][1]))
    best, kept = -np.inf, []
    for place in order:
        if points[place][1] > best:
            best = points[place][1]
            kept.append(place)
    return kept[::-1]


def quality_against_speed(runs: Sequence[Run], rates: Mapping[str, float]) -> Any:
    """Score on one task against sentences a second, with the Pareto front.

    Args:
        runs: Finished runs of one task.
        rates: Sentences a second by entrant.
    """
    plt = _pyplot()
    shown = [run for run in runs if run.done and run.entrant in rates]
    points = [(rates[run.entrant], run.figures["score"]["value"]) for run in shown]
    figure, axis = plt.subplots(figsize=(7, 4.5))
    for run, (rate, score) in zip(shown, points, strict=True):
        low, high = run.figures["score"]["low"], run.figures["score"]["high"]
        color = ACCENT if run.entrant.startswith("claimx") else GREY
        spread = None if low is None else [[score - low], [high - score]]
        axis.errorbar(rate, score, yerr=spread, fmt="o", color=color, capsize=2)
        axis.annotate(
            run.entrant, (rate, score), xytext=(5, 4), textcoords="offset points", fontsize=8
        )
    best = [points[place] for place in front(points)]
    axis.plot([rate for rate, _ in best], [score for _, score in best], color=ACCENT, alpha=0.4)
    axis.set(
        xscale="log",
        xlabel="sentences a second (tiers: speed run; others: while judged)",
        ylabel="macro-F1",
    )
    return figure


def reliability(run: Run) -> Any:
    """Share of positives against mean score, label by label."""
    plt = _pyplot()
    found = run.figures["reliability"]
    figure, axes = plt.subplots(1, len(found), figsize=(3.4 * len(found), 3.4), sharey=True)
    for axis, (label, bins) in zip(np.atleast_1d(axes), found.items(), strict=True):
        axis.plot([0, 1], [0, 1], color="0.7", linestyle="--")
        full = [place for place, n in enumerate(bins["count"]) if n]
        score, shares = ([bins[name][place] for place in full] for name in ("score", "share"))
        axis.plot(score, shares, marker="o", color=ACCENT)
        for x, y, place in zip(score, shares, full, strict=True):
            axis.annotate(
                f"{bins['count'][place]:.0f}",
                (x, y),
                fontsize=6,
                xytext=(3, -8),
                textcoords="offset points",
            )
        axis.set(title=label, xlabel="mean score of the bin", xlim=(0, 1), ylim=(0, 1))
    np.atleast_1d(axes)[0].set_ylabel("share that carries the label")
    figure.suptitle(f"{run.entrant} on {run.task}", fontsize=10)
    return figure


def confusion(run: Run) -> Any:
    """Primary labels: gold by predicted, as shares of the gold row, with counts."""
    plt = _pyplot()
    names = run.figures["confusion"]["names"]
    table = np.array(run.figures["confusion"]["gold_by_predicted"], dtype=float)
    shares = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    figure, axis = plt.subplots(figsize=(5, 4.2))
    axis.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for (row, column), share in np.ndenumerate(shares):
        color = "white" if share > 0.5 else "black"
        axis.text(column, row, f"{table[row, column]:.0f}", ha="center", va="center", color=color)
    axis.set_xticks(range(len(names)), names, rotation=30, ha="right")
    axis.set_yticks(range(len(names)), names)
    axis.set(xlabel="primary label given", ylabel="primary label in gold")
    axis.set_title(f"{run.entrant} on {run.task}", fontsize=10)
    return figure


def learning_curve(lines: Sequence[Line]) -> Any:
    """Macro-F1 against sentences that were learned from, a line an encoder with its interval."""
    plt = _pyplot()
    figure, axis = plt.subplots(figsize=(7, 4.5))
    for place, line in enumerate(lines):
        color = COLORS[place % len(COLORS)]
        found = [run.figures["score"] for run in line.points]
        value, low, high = (
            np.array([one[end] for one in found], dtype=float) for end in ("value", "low", "high")
        )
        axis.plot(line.sentences, value, marker="o", color=color, label=line.title)
        axis.fill_between(line.sentences, low, high, color=color, alpha=0.15, linewidth=0)
    sizes = sorted({size for line in lines for size in line.sentences})
    axis.set(xscale="log", xlabel="sentences learned from (log scale)", ylabel="macro-F1, news dev")
    axis.set_xticks(sizes, [f"{size:,}" for size in sizes], rotation=30, ha="right", fontsize=8)
    axis.set_xticks([], minor=True)
    axis.grid(alpha=0.3)
    axis.legend(loc="lower right", fontsize=8)
    return figure


def reference_run(runs: Sequence[Run], task: str) -> Run | None:
    """The reference's finished run on a task."""
    return next(
        (run for run in runs if run.done and run.task == task and run.entrant == REFERENCE), None
    )
