"""`claimx evaluate`: how good a model is on labelled sentences."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from claimx.cli.options import OperatingPoint
from claimx.errors import InputError
from claimx.model import DEFAULT_POINT

if TYPE_CHECKING:
    from claimx.evaluation import Bootstrap, Report
    from claimx.evaluation.articles import Article
    from claimx.evaluation.run import Predictions
    from claimx.evaluation.slices import Slice
    from claimx.extractor import Extractor
    from claimx.types import Scores


def parse_where(conditions: Sequence[str]) -> dict[str, list[str]]:
    """Fields and their wanted values from "FIELD=VALUE" strings; a field may come again.

    Raises:
        InputError: If one has no "=" or no field.
    """
    where: dict[str, list[str]] = {}
    for condition in conditions:
        field, equals, value = condition.partition("=")
        if not field or not equals:
            raise InputError(f"--where {condition!r}: write FIELD=VALUE, such as kind=ABC.")
        where.setdefault(field, []).append(value)
    return where


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int], Any] | None]:
    """A bar on stderr with time left, or None where nobody looks."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("sentences", total=total)
        yield lambda done: bar.advance(task, done)


def _check_output(path: Path | None) -> None:
    """Refuse before the work what could not be written after it."""
    if path is None:
        return
    special = path.exists() and not path.is_file()
    if special or not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        raise InputError(f"{path} cannot be written: name a file in a folder that you can write.")


def _check_apart(outputs: Sequence[Path | None], data: Sequence[str]) -> None:
    """Refuse a result that would replace the data or another result.

    Raises:
        InputError: With the path that comes twice.
    """
    taken = {Path(name).resolve() for name in data if Path(name).is_file()}
    for path in outputs:
        if path is None:
            continue
        if path.resolve() in taken:
            raise InputError(f"{path} is named twice: give each result a file of its own.")
        taken.add(path.resolve())


def _as_json(report: Report, found: Sequence[Slice]) -> str:
    """The report as JSON, with the slices where they were asked for."""
    from claimx.evaluation.report import plain

    values = report.to_dict()
    if found:
        values["slices"] = plain([asdict(one) for one in found])
    return json.dumps(values, indent=2)


def _show(report: Report, found: Sequence[Slice], as_json: bool) -> None:
    if as_json:
        typer.echo(_as_json(report, found))
        return
    from rich.console import Console

    from claimx.evaluation.render import slice_tables

    console = Console(highlight=False)
    console.print(report)
    if found:
        console.print(slice_tables(found))


def evaluate(  # noqa: PLR0913, PLR0917 (one an option)
    model: Annotated[
        str,
        typer.Argument(
            help="A tier (base), a model folder, a Hub id, or a Python callable as module:function."
        ),
    ],
    data: Annotated[
        list[str],
        typer.Argument(help="jsonl or jsonl.gz files, or gold sets: article, news-gold/dev, ..."),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, not a table.")] = False,
    where: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FIELD=VALUE",
            help="Judge only sentences whose record says so; the same field again: either value.",
        ),
    ] = None,
    draws: Annotated[int, typer.Option(min=1, help="Draws behind an interval.")] = 2000,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the draws.")] = 0,
    engine: Annotated[str, typer.Option(help="auto, onnx or torch.")] = "auto",
    threads: Annotated[int | None, typer.Option(min=1, help="All by default.")] = None,
    source: Annotated[
        Path | None,
        typer.Option(help="Where the texts of a gold set lie; CLAIMX_DATA says it too."),
    ] = None,
    download: Annotated[
        bool, typer.Option("--download", help="Fetch a gold set's texts or a model.")
    ] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Also write the JSON report here.")
    ] = None,
    operating_point: OperatingPoint = DEFAULT_POINT,
    by_slice: Annotated[
        bool,
        typer.Option(
            "--slices",
            help="Also by kind of text, length, quotation, place in the document and hedge.",
        ),
    ] = False,
    errors: Annotated[
        Path | None,
        typer.Option(help="Also write every mistake here, as an HTML page, surest first."),
    ] = None,
    errors_limit: Annotated[
        int, typer.Option(min=1, help="Most mistakes on that page for a label, each way.")
    ] = 100,
) -> None:
    """Judge a model on labelled sentences: F1 per label with intervals, exact, per article."""
    from claimx import evaluation
    from claimx.api import load
    from claimx.corpus.atomic import write_text
    from claimx.evaluation.articles import group, keep
    from claimx.evaluation.callables import is_callable_name
    from claimx.evaluation.data import read_all
    from claimx.evaluation.slices import slices

    _check_output(output)
    _check_output(errors)
    _check_apart([output, errors], data)
    conditions = where or []
    examples = read_all(data, source=source, download=download)
    if conditions:
        examples = keep(examples, parse_where(conditions))
    articles = group(examples)
    name = " ".join([*data, *conditions])
    bootstrap = evaluation.Bootstrap(draws, seed)
    if is_callable_name(model) and not Path(model).exists():
        judged = _callable(model, articles, bootstrap, name)
    else:
        extractor = load(
            model,
            engine=engine,
            threads=threads,
            operating_point=operating_point,
            spans=False,
            download=download,
        )
        judged = _extractor(extractor, articles, bootstrap, name)
    report, predictions = judged.report, judged.predictions
    found = slices(articles, predictions) if by_slice else []
    if output is not None:
        write_text(output, _as_json(report, found) + "\n")
    if errors is not None:
        write_text(errors, _errors(judged, articles, name, errors_limit))
    _show(report, found, as_json)


@dataclass(frozen=True, slots=True)
class _Judged:
    """A model's report, what it was made of, and the thresholds behind it."""

    name: str
    report: Report
    predictions: Predictions
    thresholds: Scores


def _extractor(
    extractor: Extractor, articles: Sequence[Article], bootstrap: Bootstrap, data: str
) -> _Judged:
    from claimx.evaluation.run import predict, report_on

    with _progress(sum(len(article.sentences) for article in articles)) as progress:
        predictions = predict(extractor, articles, progress)
    report = report_on(extractor, articles, predictions, bootstrap, data)
    return _Judged(extractor.model.name, report, predictions, extractor.thresholds)


def _callable(target: str, articles: Sequence[Article], bootstrap: Bootstrap, data: str) -> _Judged:
    from claimx.evaluation.callables import THRESHOLD, called, resolve
    from claimx.evaluation.run import judge
    from claimx.labels import LABELS
    from claimx.types import Scores

    predictions = called(target, resolve(target), articles)
    report = replace(judge(articles, predictions, bootstrap), data=data, engine=target)
    return _Judged(target, report, predictions, Scores(*[THRESHOLD] * len(LABELS)))


def _errors(judged: _Judged, articles: Sequence[Article], data: str, limit: int) -> str:
    from claimx.evaluation.errors import mistakes
    from claimx.report.errors import errors_page

    found = mistakes(articles, judged.predictions, judged.thresholds)
    return errors_page(found, f"{judged.name} on {data}", limit)
