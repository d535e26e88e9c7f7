"""`claimx relate`: teach a model to find relations."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from claimx.cli.options import Quiet
from claimx.cli.train import log_to_stderr


def relate(
    model: Annotated[
        Path, typer.Argument(help="Model folder; `relations/` inside it is written anew.")
    ],
    source: Annotated[
        Path | None,
        typer.Option(help="Where the texts of the news gold are; CLAIMX_DATA otherwise."),
    ] = None,
    epochs: Annotated[int | None, typer.Option(min=1)] = None,
    layers: Annotated[
        int | None,
        typer.Option(min=1, help="How many layers are copied."),
    ] = None,
    neurons: Annotated[
        int | None, typer.Option(min=1, help="Kept in each copied layer's feed-forward part.")
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0)] = None,
    quiet: Quiet = False,
) -> None:
    """Teach a model who says what and what brings about what; its labels stay as they are."""
    from dataclasses import replace

    from claimx.train.branch import Settings
    from claimx.train.relations import build_relations

    log_to_stderr(quiet)
    changes = {"epochs": epochs, "layers": layers, "neurons": neurons, "seed": seed}
    settings = replace(Settings(), **{k: v for k, v in changes.items() if v is not None})
    found = build_relations(model, settings, source)
    typer.echo(f"{model}: relations learned from {found['sentences']} sentences")
