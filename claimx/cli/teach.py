"""`claimx teach`: soft labels from a larger network, for a smaller one to learn from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from claimx.cli.options import DataRoot, Quiet, Texts
from claimx.cli.train import log_to_stderr


def teach(
    texts: Annotated[list[Path], Texts],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for checkpoints and labels.")],
    recipe: Annotated[
        str, typer.Option(help="A recipe (TOML file) or the name of a shipped one.")
    ] = "claimx-teacher",
    data: DataRoot = Path(),
    limit: Annotated[
        int | None, typer.Option(min=1, help="Label the first sentences of each file alone.")
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Train a teacher and write its probabilities for unlabelled sentences."""
    from claimx.train.distil import teach as write
    from claimx.train.recipe import named_recipe

    log_to_stderr(quiet)
    typer.echo(write(named_recipe(recipe), data, texts, out, limit))
