"""The learning curve as a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from benchmarks.curve.lines import Line, lines, sentences_of
from benchmarks.judging import mean_f1
from benchmarks.record import Run, unpack
from benchmarks.report.cells import chance, figure, many, markdown, share, signed
from benchmarks.statistics import Comparison, compare, holm
from claimx.labels import LABELS

HEAD = ("sentences", "articles", "steps (epochs)", "macro-F1", "minus the row above", "p (Holm)")


def _gains(line: Line) -> list[Comparison]:
    """Each point minus the one before, over the same articles."""
    counts = [unpack(run.counts["all"]) for run in line.points]
    of = mean_f1(LABELS)
    return [compare(more, less, of) for less, more in pairwise(counts)]


def _precision(run: Run) -> str:
    """Mean average precision."""
    found = [one["average_precision"] for one in run.figures["labels"]]
    known = [value for value in found if value is not None]
    return share(sum(known) / len(known) if known else None)


def _overall(line: Line) -> Iterator[list[str]]:
    gains = _gains(line)
    adjusted = holm([one.p for one in gains])
    told = [("", ""), *((signed(one), chance(p)) for one, p in zip(gains, adjusted, strict=True))]
    for run, gain in zip(line.points, told, strict=True):
        learned = run.figures["learned"]
        yield [
            f"{sentences_of(run):,}",
            f"{learned['documents']:,}",
            f"{learned['steps']:,} ({learned['epochs']})",
            figure(run.figures["score"]),
            *gain,
            _precision(run),
        ]


def _by_label(line: Line) -> Iterator[list[str]]:
    for run in line.points:
        yield [
            f"{sentences_of(run):,}",
            *(
                f"{figure(one['f1'])}; {share(one['average_precision'])}"
                for one in run.figures["labels"]
            ),
        ]


def _section(line: Line) -> Iterator[str]:
    settings, last = line.settings, line.points[-1].figures
    judged = f"{last['sentences']:,} sentences of {many(last['documents'], 'article')}"
    overlap = many(last["learned"]["overlap"], "sentence")
    yield f"## {line.title}"
    yield ""
    yield (
        f"{settings['encoder']}: {settings['optimiser']}, batches of {settings['batch_size']}, "
        f"at least {many(settings['least_epochs'], 'epoch')} and "
        f"{many(settings['least_steps'], 'step')}, {settings['precision']}. Judged on {judged}; "
        f"training text that stands there word for word is left out ({overlap} of the train split)."
    )
    yield ""
    yield from markdown([*HEAD, "mean AP"], list(_overall(line)))
    yield ""
    yield "F1 with its interval; AP:"
    yield ""
    yield from markdown(["sentences", *LABELS], list(_by_label(line)))
    yield ""


def curve_page(runs: Sequence[Run]) -> str:
    """The page of all lines."""
    made = [
        "# How much gold it takes",
        "",
        "Written by `claimx benchmark report`; `claimx benchmark curve` makes the runs. An encoder "
        "is fine-tuned on whole articles of the news gold's train split, the first of one drawn "
        "order, so that a smaller sample is part of every larger one; it is judged on news dev. "
        "One recipe for all sizes: one sentence alone, binary cross-entropy, a label from a "
        "probability of .5, no calibration, no soft labels. Intervals: 95 %, articles of dev drawn "
        "again 2,000 times; they leave out what another draw of training articles or another seed "
        "would change. Differences are paired by article.",
        "",
        "![macro-F1 against sentences](learning_curve.svg)",
        "",
    ]
    for line in lines(runs):
        made += _section(line)
    return "\n".join(made).rstrip() + "\n"
