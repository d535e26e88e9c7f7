"""A model's mistakes as one HTML page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimx.labels import LABELS
from claimx.report.html import policy, style, templates

if TYPE_CHECKING:
    from claimx.evaluation.errors import Mistake


@dataclass(frozen=True, slots=True)
class Section:
    """Mistakes of one kind with one label.

    Attributes:
        label: Its name.
        given: The model gave it wrongly; False: it missed it.
        total: How many there are.
        shown: The first of them.
    """

    label: str
    given: bool
    total: int
    shown: Sequence[Mistake]


def _sections(mistakes: Sequence[Mistake], limit: int) -> Iterator[Section]:
    for label in LABELS:
        for given in (True, False):
            found = [one for one in mistakes if (one.label, one.given) == (label, given)]
            yield Section(label, given, len(found), found[:limit])


def errors_page(mistakes: Sequence[Mistake], heading: str, limit: int) -> str:
    """One self-contained HTML page that asks the network for nothing and runs no script.

    Args:
        mistakes: In the order to show them.
        heading: What was judged on what.
        limit: Most mistakes shown of each kind and label; their number is stated in full.
    """
    names = ("page.css.jinja", "fragment.css.jinja", "errors.css.jinja")
    styles = [style(name) for name in names]
    return (
        templates()
        .get_template("errors.html.jinja")
        .render(
            heading=heading,
            sections=list(_sections(mistakes, limit)),
            styles=styles,
            policy=policy(*styles),
        )
    )
