"""Labels, texts and what was read in them, as a terminal shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from claimx.report.facts import Facts, Link, Voice, shortened

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


_PART, _NAME = 32, 64
"""Characters of a cause or an effect, and of a name: the sentence above has them in full."""


def told(facts: Facts) -> list[str]:
    """What there is to tell of a sentence's inside: none to three short lines, free of markup."""
    lines = (
        "; ".join(map(_voice, facts.voices)),
        _links(facts.links),
        "; ".join(_kinds(facts)),
    )
    return [printable(line) for line in lines if line]


def _voice(voice: Voice) -> str:
    here = f' ("{shortened(voice.here, _PART)}")' if voice.here else ""
    return f"said by {shortened(voice.name, _NAME)}{here}"


def _links(links: Sequence[Link]) -> str:
    if not links:
        return ""
    first, *more = links
    ends = (shortened(one, _PART) if one else "?" for one in (first.cause, first.effect))
    signals = shortened(", ".join(first.signals), _PART)
    return (
        " -> ".join(ends)
        + (f" ({signals})" if signals else "")
        + (f"; {len(more)} more" if more else "")
    )


def _kinds(facts: Facts) -> Iterator[str]:
    if facts.strength:
        yield f"{facts.strength} finding"
    if facts.hedges:
        yield "hedged: " + ", ".join(facts.hedges)
    if facts.caution:
        yield f"caution: {facts.caution}"
