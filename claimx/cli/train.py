"""`claimx train`: from labelled sentences to a model folder."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from claimx.cli.options import Quiet
from claimx.report.terminal import printable


class _Printable(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """The message without what could steer a terminal: a model's name may stand in it."""
        return printable(super().format(record))


def log_to_stderr(quiet: bool) -> None:
    """Show a run's log on stderr, with times."""
    from rich.console import Console
    from rich.logging import RichHandler

    handler = RichHandler(console=Console(stderr=True), show_path=False)
    handler.setFormatter(_Printable())
    logging.getLogger("claimx").addHandler(handler)
    logging.getLogger("claimx").setLevel(logging.WARNING if quiet else logging.INFO)


def reached(folder: Path, settings: Mapping[str, Any]) -> str:
    """What a new model's config says of its dev figure, in a line."""
    figure = settings["figures"]["dev"]["macro_f1"]
    return (
        f"{folder}: dev macro-F1 {figure['value']:.3f} [{figure['low']:.3f}, {figure['high']:.3f}]"
    )


def train(  # noqa: PLR0913, PLR0917 (one an option)
    out: Annotated[Path, typer.Option("--out", "-o", help="Model folder to write.")],
    recipe: Annotated[
        str,
        typer.Option(help="A recipe (TOML file) or the name of a shipped one."),
    ] = "claimx-base",
    data: Annotated[
        Path | None,
        typer.Option(
            envvar="CLAIMX_DATA",
            help="Folder that the recipe's paths are relative to.",
            file_okay=False,
        ),
    ] = None,
    train_files: Annotated[
        list[Path] | None,
        typer.Option("--train", help="Labelled jsonl to learn from, instead of a recipe's."),
    ] = None,
    soft: Annotated[
        Path | None,
        typer.Option(help="Soft labels that `claimx teach` wrote, to learn from as well."),
    ] = None,
    dev: Annotated[
        Path | None, typer.Option(help="Labelled jsonl to judge on, with --train.")
    ] = None,
    work: Annotated[
        Path | None,
        typer.Option(help="Folder for checkpoints; OUT.work by default. A rerun goes on there."),
    ] = None,
    base_model: Annotated[
        str | None, typer.Option(help="Pretrained encoder: a Hub id or a folder.")
    ] = None,
    epochs: Annotated[int | None, typer.Option(min=1)] = None,
    batch_size: Annotated[int | None, typer.Option(min=1)] = None,
    learning_rate: Annotated[float | None, typer.Option(min=0)] = None,
    folds: Annotated[
        int | None, typer.Option(min=2, help="Folds behind calibration and thresholds.")
    ] = None,
    precision: Annotated[str | None, typer.Option(help="auto, bf16 or fp32.")] = None,
    seed: Annotated[int | None, typer.Option(min=0)] = None,
    quiet: Quiet = False,
) -> None:
    """Train a model, calibrate it, export it and judge it; goes on after a kill."""
    from claimx.train.build import build
    from claimx.train.recipe import (
        from_files,
        named_recipe,
        with_settings,
        with_soft_labels,
    )

    chosen = from_files(train_files, dev, out.name) if train_files else named_recipe(recipe)
    if soft is not None:
        chosen = with_soft_labels(chosen, soft)
    chosen = with_settings(
        chosen,
        base_model=base_model,
        epochs=epochs,
        batch_size=batch_size,
        learning_rate=learning_rate,
        folds=folds,
        precision=precision,
        seed=seed,
    )
    log_to_stderr(quiet)
    folder = work or out.with_name(f"{out.name}.work")
    settings = build(chosen, data or Path(), folder, out)
    typer.echo(reached(out, settings))
