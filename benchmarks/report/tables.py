"""Markdown tables of stored runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks.judging import mean_f1
from benchmarks.opponents import entries
from benchmarks.opponents.published import PUBLISHED
from benchmarks.record import Run, unpack
from benchmarks.report.cells import chance, figure, label_f1, many, markdown, share, signed
from benchmarks.report.terminal import ranked
from benchmarks.statistics import Comparison, compare, holm
from benchmarks.tasks import TASKS, task_named
from claimx.labels import LABELS

REFERENCE = "claimx-base"
"""What every other entrant is compared with."""


def by_task(runs: Sequence[Run]) -> dict[str, list[Run]]:
    """Runs of each task, tasks in their own order and the best run first."""
    return {
        name: found
        for name in TASKS
        if (found := ranked([run for run in runs if run.task == name]))
    }


def against_reference(runs: Sequence[Run]) -> dict[str, tuple[Comparison, float]]:
    """The reference minus each other entrant of one task, over the labels that both decide.

    Returns:
        Comparison, and its p after Holm's correction over the entrants, by entrant.
    """
    reference = next((run for run in runs if run.done and run.entrant == REFERENCE), None)
    if reference is None:
        return {}
    found = {}
    for run in runs:
        shared = [
            label
            for label in reference.figures["score_labels"]
            if run.done and label in run.figures["score_labels"]
        ]
        if run is not reference and shared and _same_gold(reference, run):
            mine, other = unpack(reference.counts["all"]), unpack(run.counts["all"])
            found[run.entrant] = compare(mine, other, mean_f1(shared))
    adjusted = holm([one.p for one in found.values()])
    return {name: (one, p) for (name, one), p in zip(found.items(), adjusted, strict=True)}


def _same_gold(a: Run, b: Run) -> bool:
    return bool(a.about["decides"]["data"] == b.about["decides"]["data"])


def _calibration_error(run: Run) -> str:
    errors = [
        one["calibration_error"]
        for one in run.figures["labels"]
        if one["label"] in run.figures["score_labels"] and one["calibration_error"] is not None
    ]
    return share(max(errors)) if errors else "-"


def _precision(run: Run) -> str:
    """Mean average precision over the score's labels."""
    found = [
        one["average_precision"]
        for one in run.figures["labels"]
        if one["label"] in run.figures["score_labels"] and one["average_precision"] is not None
    ]
    return share(sum(found) / len(found)) if found else "-"


def _rows(runs: Sequence[Run]) -> Iterator[list[str]]:
    differences = against_reference(runs)
    for run in (run for run in runs if run.done):
        found = differences.get(run.entrant)
        partial = set(run.figures["score_labels"]) != set(TASKS[run.task].labels)
        yield [
            f"**{run.entrant}**" if run.entrant == REFERENCE else run.entrant,
            figure(run.figures["score"]) + (" (labels it decides)" if partial else ""),
            *(label_f1(run, label) for label in TASKS[run.task].labels),
            _precision(run),
            _calibration_error(run),
            signed(found[0]) if found else "",
            chance(found[1]) if found else "",
        ]


def task_section(name: str, runs: Sequence[Run]) -> Iterator[str]:
    """One task: what it is, the table, and who is missing."""
    task = task_named(name)
    done = [run for run in runs if run.done]
    yield f"## {name}: {task.title}"
    yield ""
    size = ""
    if done:
        figures = done[0].figures
        documents = many(figures["documents"], "document")
        size = f" {figures['sentences']:,} sentences of {documents}."
    yield (
        f"{_upper(task.split)}.{size} Source: {task.source}. Licence: {task.licence}. Ranked by "
        f"{task.metric}."
    )
    if task.__doc__:
        yield f"{task.__doc__.strip().splitlines()[0]}"
    yield ""
    if done:
        head = ["entrant", "score", *task.labels, "mean AP", "worst ECE"]
        yield from markdown([*head, f"{REFERENCE} minus it", "p (Holm)"], list(_rows(runs)))
        yield ""
    yield from _notes(name, runs)


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _notes(name: str, runs: Sequence[Run]) -> Iterator[str]:
    task = TASKS[name]
    if task.readers:
        readers = ", ".join(f"{label} {value:.2f}" for label, value in task.readers.items())
        yield f"- Two human readers of other unseen articles agree at F1 {readers}."
    yield from (
        f"- Published, not run: {one.system}: {one.figure} ({one.citation})."
        for one in PUBLISHED
        if one.task == name
    )
    overlap = max((run.about.get("overlap") or 0 for run in runs if run.done), default=0)
    if overlap:
        yield (
            f"- {overlap} sentences stand word for word in what the trained entrants learned from."
        )
    yield from (f"- {run.entrant}: {run.status}: {run.reason}" for run in runs if not run.done)
    yield ""


def leaderboard_page(runs: Sequence[Run]) -> str:
    """All tasks on sentences."""
    lines = [
        "# Who labels sentences how well",
        "",
        "Written by `claimx benchmark report` from the runs in `benchmarks/results/runs`; "
        "`docs/benchmarks.md` says what the figures mean. Score: mean F1 of the task's labels "
        "with a 95 % interval (documents drawn again 2,000 times). Entrants that learn have the "
        "same gold sentences as claimx-base and the same procedure for thresholds, not the soft "
        "labels of its teacher. Differences: paired bootstrap; p: "
        "approximate randomisation over documents, Holm's correction over a task's entrants. AP "
        "and ECE of entrants that give no scores are those of 0 and 1.",
        "",
    ]
    for name, found in by_task(runs).items():
        lines += task_section(name, found)
    missing = [entry for entry in entries() if entry not in {run.entrant for run in runs}]
    if missing:
        lines += [
            "## Not run yet",
            "",
            f"{', '.join(missing)}: `claimx benchmark all --against all` runs what is missing.",
        ]
    return "\n".join(lines).rstrip() + "\n"


def readme_table(runs: Sequence[Run]) -> list[str]:
    """The README's short table: news dev, best first, every variant that has run."""
    found = [run for run in by_task(runs).get("news", []) if run.done]
    rows = [
        [run.entrant, figure(run.figures["score"]), *(label_f1(run, label) for label in LABELS)]
        for run in found
    ]
    return markdown(["entrant", "macro-F1", *LABELS], rows)
