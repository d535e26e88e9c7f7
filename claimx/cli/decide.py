"""`claimx decide`: other thresholds for a run whose sentences were scored before."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from claimx.api import override
from claimx.cli.console import count, say
from claimx.cli.options import OperatingPoint, Quiet
from claimx.cli.status import Out
from claimx.corpus.job.folder import RunFolder
from claimx.corpus.job.plan import Plan
from claimx.corpus.job.redecide import redecide_run, scored
from claimx.corpus.outputs.rows import RowKind
from claimx.errors import InputError
from claimx.hub import locate
from claimx.model import DEFAULT_POINT, Model
from claimx.types import Scores


def _at_point(plan: Plan, point: str) -> Scores:
    model = Model.open(locate(plan.settings.model.name, download=False))
    if model.hash != plan.model.hash:
        raise InputError(
            f"{plan.settings.model.name} is not the model that scored these sentences "
            f"({model.hash}, not {plan.model.hash}): its thresholds do not fit."
        )
    return model.thresholds_at(point)


def _changes(thresholds: list[str]) -> dict[str, float]:
    found = {}
    for one in thresholds:
        label, _, value = one.partition("=")
        try:
            found[label] = float(value)
        except ValueError:
            raise InputError(f"--threshold {one}: give LABEL=SCORE, such as finding=0.7.") from None
    return found


def decide(
    out: Out,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="NEW", help="A new folder.", show_default=False),
    ],
    operating_point: OperatingPoint = DEFAULT_POINT,
    threshold: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LABEL=SCORE",
            help="Another threshold for one label; may be given again.",
            show_default=False,
        ),
    ] = None,
    claims: Annotated[
        bool, typer.Option("--claims", help="Only sentences with a label go out.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Decide again on a run of `claimx extract --rows sentence`, without scoring again.

    The new folder is what a run with these thresholds would have written; of a run in tasks, what
    such tasks would have. Of relations, strength and kind of caution stays what the labels allow.
    """
    folder, target = RunFolder(out), RunFolder(output)
    plan = scored(folder)[0]
    thresholds = override(_at_point(plan, operating_point), _changes(threshold or []))
    rows = RowKind.CLAIM if claims else RowKind.SENTENCE
    parts = list(redecide_run(folder, target, thresholds, operating_point, rows))
    if not quiet:
        total = sum(part.counts.rows for part in parts)
        said = f"{count(total, rows)} in {count(len(parts), 'part')} in {output}."
        say(Console(stderr=True, highlight=False), said)
