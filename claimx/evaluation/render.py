"""A report as a table for people."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import groupby

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from claimx.evaluation.intervals import Figure
from claimx.evaluation.report import PerArticle, Report
from claimx.evaluation.slices import Slice
from claimx.labels import LABELS
from claimx.report.terminal import printable


def number(value: float) -> str:
    """Three decimals, or a dash where there is no figure."""
    return "-" if math.isnan(value) else f"{value:.3f}"


def with_interval(figure: Figure) -> str:
    """Such as "0.812 [0.790, 0.834]"."""
    if math.isnan(figure.low):
        return number(figure.value)
    return f"{number(figure.value)} [{number(figure.low)}, {number(figure.high)}]"


def _by_label(report: Report) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    table.add_column("label", no_wrap=True)
    for name in ("gold", "precision", "recall", "F1", "AP", "ECE"):
        table.add_column(name, justify="left" if name == "F1" else "right", no_wrap=True)
    for one in report.labels:
        table.add_row(
            one.label,
            str(one.gold) if one.decided else "-",
            number(one.precision.value),
            number(one.recall.value),
            with_interval(one.f1),
            number(one.average_precision),
            number(one.calibration_error),
        )
    return table


def _over_all(report: Report) -> Table:
    grid = Table.grid(padding=(0, 2))
    right = f"{round(report.exact.value * report.whole)} of " if report.whole else ""
    grid.add_row("macro-F1", with_interval(report.macro_f1))
    grid.add_row("micro-F1", with_interval(report.micro_f1))
    grid.add_row("every label right", with_interval(report.exact), f"{right}{report.whole}")
    return grid


def _by_article(found: PerArticle) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_row("an article's", "mean", "median")
    grid.add_row("micro-F1", number(found.micro_f1_mean), number(found.micro_f1_median))
    grid.add_row("every label right", number(found.exact_mean), number(found.exact_median))
    grid.add_row()
    grid.add_row("lowest micro-F1", "F1", "right", "sentences")
    for one in found.worst:
        doc = Text(printable(one.doc))
        grid.add_row(doc, number(one.micro_f1), number(one.exact), str(one.sentences))
    return grid


def _many(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _heading(report: Report) -> str:
    model = f"{report.model.name} {report.model.version}, " if report.model else ""
    data = f"{report.data}: " if report.data else ""
    cut = f", {report.truncated} cut at the model's limit" if report.truncated else ""
    engine = f"{report.engine}, " if report.engine else ""
    sentences, documents = _many(report.sentences, "sentence"), _many(report.documents, "document")
    return f"{model}{engine}{data}{sentences} of {documents}{cut}"


def _footnote(report: Report) -> str:
    if report.documents == 1:
        return "No intervals: they come from drawing documents, and there is one."
    draws = report.bootstrap.draws
    level = f"{100 * report.bootstrap.level:g} %"
    return f"[{level} intervals: {draws} draws of documents, seed {report.bootstrap.seed}]"


def render(report: Report) -> Group:
    """The report for a terminal or a text file."""
    parts: list[RenderableType] = [
        Text(printable(_heading(report))),
        _by_label(report),
        _over_all(report),
    ]
    if report.documents > 1:
        parts += [Text(), _by_article(report.articles)]
    return Group(*parts, Text(), Text(_footnote(report), style="dim"))


def _by_property(found: Sequence[Slice]) -> Table:
    """Label by label, so that the slices to compare stand below each other."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    table.add_column("label", no_wrap=True)
    table.add_column(f"by {found[0].by}", overflow="fold", min_width=20)
    for name in ("n", "gold", "precision", "recall", "F1"):
        table.add_column(name, justify="right", no_wrap=True)
    for column, label in enumerate(LABELS):
        for place, one in enumerate(found):
            figures = one.labels[column]
            table.add_row(
                "" if place else label,
                Text(printable(one.name)),
                str(figures.decided),
                str(figures.gold),
                *(number(value) for value in (figures.precision, figures.recall, figures.f1)),
            )
    return table


def slice_tables(found: Sequence[Slice]) -> Group:
    """A table for everything that sentences are told apart by: figures of each slice.

    "n" counts the sentences whose gold decides the label, "gold" those that carry it.
    """
    return Group(*(_by_property(list(ones)) for _, ones in groupby(found, lambda one: one.by)))
