"""Our own styles and scripts, and the policy that lets them in and nothing else."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup

_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}


@cache
def asset(name: str) -> Markup:
    """A style sheet or script of ours, ready to stand in a page."""
    # Markup: our own file, not a text from outside.
    return Markup(files("claimx.report.view").joinpath(name).read_text(encoding="utf-8"))


def assets(names: Sequence[str]) -> list[Markup]:
    """Several of them, in order."""
    return [asset(name) for name in names]


def island(values: Any) -> Markup:
    """JSON that no text can break out of: ASCII alone, and in it no <, > or &."""
    # Markup: what could begin a tag, a comment or an entity is escaped as JSON allows.
    return Markup(json.dumps(values, separators=(",", ":")).translate(_ESCAPES))
