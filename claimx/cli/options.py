"""Options that several commands take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

OperatingPoint = Annotated[
    str,
    typer.Option(
        help="What thresholds are chosen for: f1; precision: nine in ten labels given are "
        "right, where that can be had; recall: nine in ten that hold are given."
    ),
]

DataRoot = Annotated[
    Path,
    typer.Option(
        envvar="CLAIMX_DATA",
        help="Folder that the recipe's paths are relative to.",
        file_okay=False,
    ),
]

Texts = typer.Option(help="jsonl.gz of sentences, whose own labels are not read; several may come.")

Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Warnings only.")]
