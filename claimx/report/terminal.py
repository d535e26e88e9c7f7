"""Labels and texts as a terminal shows them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

STYLES: Mapping[str, str] = {
    "finding": "green",
    "mechanism": "blue",
    "attribution": "magenta",
    "caution": "yellow",
}
"""Colour of each label, by name, so that a terminal's own palette decides the shade."""

# Controls start escape sequences, overrides reorder what stands around them, and a terminal cannot
# be sent a surrogate.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u206f\ud800-\udfff]")


def printable(text: str) -> str:
    """A text on one line, without what would steer the terminal: escapes, controls, overrides."""
    return _CONTROLS.sub("\ufffd", " ".join(text.split()))


def labelled(labels: Sequence[str], scores: Mapping[str, float]) -> str:
    """Labels with their scores, in rich's markup, one a line."""
    if not labels:
        return "[dim]none[/dim]"
    return "\n".join(
        f"[{STYLES[label]}]{label}[/{STYLES[label]}] {scores[label]:.2f}" for label in labels
    )
