"""Figures as people read them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.record import Run
from benchmarks.statistics import Comparison
from claimx.evaluation.intervals import Figure
from claimx.evaluation.render import with_interval

DASH = "-"


def figure(values: Mapping[str, Any] | None) -> str:
    """Such as "0.812 [0.790, 0.834]" from a stored figure; a dash where there is none."""
    if values is None or values.get("value") is None:
        return DASH
    ends = (float("nan") if values.get(end) is None else values[end] for end in ("low", "high"))
    return with_interval(Figure(values["value"], *ends))


def share(value: float | None, digits: int = 3) -> str:
    """A figure without an interval."""
    return DASH if value is None else f"{value:.{digits}f}"


def many(number: int, noun: str) -> str:
    """Such as "1 document" or "97 documents"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def signed(found: Comparison) -> str:
    """A difference with its interval, such as "+0.012 [-0.003, 0.027]"; one document has none."""
    value, low, high = found.difference.value, found.difference.low, found.difference.high
    if math.isnan(low):
        return f"{value:+.3f}"
    return f"{value:+.3f} [{low:+.3f}, {high:+.3f}]"


def chance(p: float) -> str:
    """A p-value; a dash where one document alone gives none."""
    if math.isnan(p):
        return DASH
    return "< .001" if p < 0.001 else f"{p:.3f}"


def label_f1(run: Run, label: str) -> str:
    """F1 of one label, or a dash where the entrant does not decide it."""
    if label not in run.figures["score_labels"]:
        return DASH
    found = next(one for one in run.figures["labels"] if one["label"] == label)
    return share(found["f1"]["value"])


def markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines of a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return [f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines]
