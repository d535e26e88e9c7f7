"""Options that several commands take."""

from __future__ import annotations

from typing import Annotated

import typer

OperatingPoint = Annotated[
    str,
    typer.Option(
        help="What thresholds are chosen for: f1; precision: nine in ten labels given are "
        "right, where that can be had; recall: nine in ten that hold are given."
    ),
]
