"""Two stored runs on the same task, part by part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.judging import mean_f1
from benchmarks.record import Run, unpack
from benchmarks.statistics import Comparison, compare, holm
from claimx.errors import DataError


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison.

    Attributes:
        part: "all", or a slice such as "length: up to 10 words".
        figure: "macro-F1", or a label whose F1 it is.
        a: Value of A.
        b: Value of B.
        found: Difference, interval, p.
        adjusted: p after Holm's correction over all rows of the comparison.
    """

    part: str
    figure: str
    a: float
    b: float
    found: Comparison
    adjusted: float


@dataclass(frozen=True, slots=True)
class Compared:
    """Run A against run B."""

    a: Run
    b: Run
    rows: tuple[Row, ...]


def _check(a: Run, b: Run) -> None:
    for run in (a, b):
        if not run.done:
            raise DataError(
                f"{run.task}, {run.entrant}: {run.status}, there is nothing to compare."
            )
    if a.task != b.task or a.about["decides"]["data"] != b.about["decides"]["data"]:
        raise DataError(
            f"{a.entrant} ran on {a.task} and {b.entrant} on {b.task}, or on other data under that "
            "name: only runs on the same sentences can be paired."
        )


def _pairs(a: Run, b: Run, by_slice: bool) -> Iterator[tuple[str, str, float, float, Comparison]]:
    labels = [label for label in a.figures["score_labels"] if label in b.figures["score_labels"]]
    if not labels:
        raise DataError(f"{a.entrant} and {b.entrant} decide no label in common.")
    figures = {"macro-F1": labels, **{label: [label] for label in labels}}
    for part in a.counts if by_slice else ["all"]:
        if part not in b.counts:
            continue
        mine, other = unpack(a.counts[part]), unpack(b.counts[part])
        for name, columns in figures.items() if part == "all" else [("macro-F1", labels)]:
            of = mean_f1(columns)
            yield (
                part,
                name,
                float(of(mine.total())),
                float(of(other.total())),
                compare(mine, other, of),
            )


def compare_runs(a: Run, b: Run, by_slice: bool = True) -> Compared:
    """A minus B: of all sentences by label, and of each slice over all labels.

    Raises:
        DataError: If the two cannot be paired.
    """
    _check(a, b)
    found = list(_pairs(a, b, by_slice))
    adjusted = holm([comparison.p for *_, comparison in found])
    rows = (Row(*one, p) for one, p in zip(found, adjusted, strict=True))
    return Compared(a, b, tuple(rows))
