"""One document as one page: the article with its claims, and what is known of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from claimx.labels import LABELS
from claimx.report.facts import shortened
from claimx.report.html import QUESTIONS, counts, policy, templates
from claimx.report.view.assets import assets, island
from claimx.report.view.blocks import blocks, is_loose
from claimx.report.view.data import data
from claimx.report.view.names import Names
from claimx.report.view.summary import who_says_what
from claimx.report.words import MEANINGS, NO_LABEL
from claimx.types import Document, Sentence

STYLES = ("colours.css", "page.css", "article.css", "panel.css", "narrow.css")
SCRIPTS = (
    "document.js", "store.js", "xlsx.js", "panel.js", "filters.js", "choose.js", "review.js",
    "keys.js",
)  # fmt: skip

SNIPPET = 120
"""Characters of a sentence in the list of claims."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A claim in the list beside the article.

    Attributes:
        place: The sentence's place among the document's.
        labels: Its labels.
        text: Its beginning.
    """

    place: int
    labels: tuple[str, ...]
    text: str


def _entry(place: int, sentence: Sentence) -> Entry:
    return Entry(place, sentence.labels, shortened(sentence.text, SNIPPET))


def heading(document: Document) -> str:
    """What a page calls a document."""
    return document.title or f"Document {document.id}"


def _context(document: Document) -> dict[str, Any]:
    names = Names(document)
    return {
        "document": document,
        "heading": heading(document),
        "blocks": blocks(document, names),
        "loose": is_loose(document),
        "entries": [
            _entry(place, one) for place, one in enumerate(document.sentences) if one.labels
        ],
        "groups": who_says_what(document, names),
        "counts": counts(document.sentences),
        "labels": LABELS,
        "questions": QUESTIONS,
        "meanings": MEANINGS,
        "no_label": NO_LABEL,
        "thresholds": document.model.thresholds,
        "data": island(data(document, names)),
    }


def page(document: Document, home: str | None = None) -> str:
    """One self-contained HTML page.

    It asks the network for nothing: its policy allows its own styles and scripts, by their
    hashes, and forbids all else. Without scripts it still shows the article with its claims
    marked, the list of claims and who says what. The string can be encoded as UTF-8 whatever the
    document holds.

    Args:
        document: What to show.
        home: Name of the page that lists all documents, where there is one.
    """
    styles, scripts = assets(STYLES), assets(SCRIPTS)
    context = _context(document) | {
        "home": home,
        "styles": styles,
        "scripts": scripts,
        "policy": policy(*styles, scripts=scripts),
    }
    return templates().get_template("view/page.html.jinja").render(context)
