"""Transfer results as a page."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.record import Run
from benchmarks.report.cells import figure, markdown
from benchmarks.transfer import TRANSFER

HEAD = (
    *("task", "metric", "sentences", "figure", "seeds from / to", "published"),
    *("difference", "overlap left out"),
)


def _row(run: Run) -> list[str]:
    task, found = TRANSFER[run.task.removeprefix("transfer-")], run.figures
    score, seeds, published = found["score"], found["seeds"], found["published"]
    low, high = score["low"] - published, score["high"] - published
    return [
        f"{task.name}: {task.title}; {task.split}",
        task.metric,
        f"{found['sentences']:,}",
        figure(score),
        f"{min(seeds):.3f} / {max(seeds):.3f} ({len(seeds)})",
        f"{published:.3f} ({task.citation})",
        f"{score['value'] - published:+.3f} [{low:+.3f}, {high:+.3f}]",
        str(found["overlap"]),
    ]


def transfer_page(runs: Sequence[Run]) -> str:
    """The page of all finished transfer tasks, and of those that have not been run."""
    by_name = {run.task.removeprefix("transfer-"): run for run in runs if run.done}
    rows = [_row(by_name[name]) for name in TRANSFER if name in by_name]
    missing = [name for name in TRANSFER if name not in by_name]
    lines = [
        "# One small encoder, fine-tuned on public corpora",
        "",
        "Written by `claimx benchmark report`; `claimx benchmark transfer all` makes the runs. "
        "all-MiniLM-L6-v2 (22 M parameters), one sentence alone, the same settings for every task "
        "and none chosen on a test set. Mean over seeds, with a 95 % interval from drawing "
        "documents again (sentences where a corpus names no documents); the difference's interval "
        "takes the published figure as exact, since papers give no interval.",
        "",
        *markdown(HEAD, rows),
        "",
        *(f"- {name}: not run yet: `claimx benchmark transfer {name}`." for name in missing),
    ]
    return "\n".join(lines).rstrip() + "\n"
