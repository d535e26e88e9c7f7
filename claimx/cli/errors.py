"""`claimx errors`: what failed in a run, why, and once more."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from claimx.cli.console import results, say
from claimx.cli.folder import Workers, go_on
from claimx.cli.options import Quiet
from claimx.cli.status import Out
from claimx.corpus.inputs.records import Problem
from claimx.corpus.job.folder import RunFolder
from claimx.corpus.job.folders import finished, run_folders
from claimx.corpus.job.parts import problem_dict
from claimx.corpus.outputs.writers import json_bytes
from claimx.report.terminal import printable


def _problems(folder: RunFolder) -> list[Problem]:
    return [one for part in folder.records() for one in part.problems]


def errors(
    out: Out,
    retry: Annotated[
        bool, typer.Option("--retry", help="Label again the shards that hold failed records.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Lines of JSON, the records themselves among them.")
    ] = False,
    workers: Workers = "auto",
    quiet: Quiet = False,
) -> None:
    """List the records that failed, and why; or try them again.

    A retry reads the inputs as they are now, so that a file that was mended, or is back, counts;
    it goes on with what was stopped, and with the tasks of many machines one after another, here.
    Exit code 0: nothing is left that failed. 1: something is.
    """
    folders = run_folders(out)
    if retry:
        for folder in folders:
            if _problems(folder) or not finished(folder):
                go_on(folder, workers, quiet)
    problems = [one for folder in folders for one in _problems(folder)]
    console = results()
    for one in problems:
        text = json_bytes(problem_dict(one)).decode().rstrip("\n") if as_json else str(one)
        console.print(printable(text), soft_wrap=True, markup=False, highlight=False)
    if not quiet:
        noun = "record" if len(problems) == 1 else "records"
        say(Console(stderr=True, highlight=False), f"{len(problems):,} {noun} failed.")
    if problems:
        raise typer.Exit(1)
