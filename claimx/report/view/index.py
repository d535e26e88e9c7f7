"""The page that lists the documents of a folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from claimx.labels import LABELS
from claimx.report.html import QUESTIONS, counts, policy, templates
from claimx.report.view.assets import assets
from claimx.report.view.page import heading
from claimx.types import Document

STYLES = ("colours.css", "page.css", "article.css", "index.css")
SCRIPTS = ("index.js",)


@dataclass(frozen=True, slots=True)
class Row:
    """One document of the list.

    Attributes:
        file: Name of its page.
        heading: What the page calls it.
        id: Its id.
        sentences: How many it has.
        claims: How many of them carry a label.
        counts: How many carry each label.
    """

    file: str
    heading: str
    id: str
    sentences: int
    claims: int
    counts: Mapping[str, int]


def row(document: Document, file: str) -> Row:
    """A document's row in the list."""
    claims = sum(bool(one.labels) for one in document.sentences)
    found = counts(document.sentences)
    return Row(file, heading(document), document.id, len(document.sentences), claims, found)


def index(rows: Sequence[Row], title: str) -> str:
    """One self-contained HTML page with a link and counts for each document; see `page`.

    Args:
        rows: In the order to list them.
        title: The page's heading.
    """
    styles, scripts = assets(STYLES), assets(SCRIPTS)
    context = {
        "rows": rows,
        "title": title,
        "labels": LABELS,
        "questions": QUESTIONS,
        "sentences": sum(one.sentences for one in rows),
        "claims": sum(one.claims for one in rows),
        "totals": {label: sum(one.counts[label] for one in rows) for label in LABELS},
        "styles": styles,
        "scripts": scripts,
        "policy": policy(*styles, scripts=scripts),
    }
    return templates().get_template("view/index.html.jinja").render(context)
