"""`claimx distil`: the fast tier from an accurate model, and the cascade of both."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from claimx.cli.options import DataRoot, Quiet, Texts
from claimx.cli.train import log_to_stderr, reached


def distil(  # noqa: PLR0913, PLR0917 (one an option)
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder of the fast model to write.")],
    texts: Annotated[list[Path] | None, Texts] = None,
    auto: Annotated[
        Path | None,
        typer.Option(help="Folder, beside both models, of the cascade to write as well."),
    ] = None,
    model: Annotated[
        str, typer.Option(help="The teacher: a shipped model, a folder, or a Hub id.")
    ] = "base",
    recipe: Annotated[
        str, typer.Option(help="Recipe whose gold and held-out fold count: a file or a name.")
    ] = "claimx-base",
    data: DataRoot = Path(),
    epochs: Annotated[int | None, typer.Option(min=1)] = None,
    seed: Annotated[int | None, typer.Option(min=0)] = None,
    quiet: Quiet = False,
) -> None:
    """Teach the fast tier what an accurate model says; minutes on a processor."""
    from dataclasses import replace

    from claimx.api import load
    from claimx.train.fast import Settings
    from claimx.train.recipe import named_recipe
    from claimx.train.tiers import build_cascade, build_fast

    log_to_stderr(quiet)
    chosen, teacher, settings = named_recipe(recipe), load(model), Settings()
    changes = {"epochs": epochs, "seed": seed}
    settings = replace(settings, **{k: v for k, v in changes.items() if v is not None})
    built = {out: build_fast(chosen, data, texts or [], teacher, settings, out)}
    if auto is not None:
        built[auto] = build_cascade(chosen, data, load(out), teacher, auto)
    for folder, about in built.items():
        typer.echo(reached(folder, about))
