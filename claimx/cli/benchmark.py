"""`claimx benchmark`: hands its words to the harness of a checkout."""

from __future__ import annotations

import importlib
import sys

import typer

from claimx.errors import ClaimxError
from claimx.resources import checkout


def benchmark(context: typer.Context) -> None:
    """How good, how fast, compared with what: tasks, opponents, reports (from a checkout)."""
    root = checkout()
    if root is None:
        raise ClaimxError(
            "the benchmarks are not part of the installed package: run `claimx benchmark` from an "
            'editable install of a checkout, pip install -e ".[benchmark]".'
        )
    sys.path.insert(0, str(root))
    app = importlib.import_module("benchmarks.cli").app
    app(context.args, prog_name="claimx benchmark")
