"""What the page's script needs to know of a document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from claimx.extractor import text_id
from claimx.labels import LABELS, PRIMARY_ORDER
from claimx.report.html import printable
from claimx.report.view.names import Names
from claimx.report.view.pieces import pieces
from claimx.report.words import CAUTION_WORDS, SPAN_WORDS, STRENGTH_WORDS
from claimx.types import Attribution, Document, Mention, Relation, Sentence


def _shown(mention: Mention | None) -> str | None:
    return None if mention is None else printable(mention.text)


def _relation(relation: Relation, names: Names) -> dict[str, Any]:
    if isinstance(relation, Attribution):
        content = " … ".join(printable(piece.text) for piece in relation.content)
        return {
            "source": _shown(relation.source),
            "cue": _shown(relation.cue),
            "content": content or None,
            "speaker": _shown(relation.speaker),
            "href": names.href(relation.speaker),
        }
    return {name: _shown(getattr(relation, name)) for name in ("cause", "signal", "effect")}


def _reading(sentence: Sentence, names: Names) -> dict[str, Any] | None:
    reading = sentence.reading
    if reading is None:
        return None
    return {
        "pieces": pieces(sentence),
        "relations": [_relation(one, names) for one in reading.relations],
        "strength": reading.strength,
        "caution": reading.caution,
    }


def _sentence(sentence: Sentence, names: Names) -> Iterator[tuple[str, Any]]:
    yield "index", sentence.index
    yield "at", f"{sentence.start}-{sentence.end}"
    yield "labels", [LABELS.index(label) for label in sentence.labels]
    yield "scores", [round(score, 4) for score in sentence.scores.values()]
    if sentence.truncated:
        yield "truncated", True
    reading = _reading(sentence, names)
    if reading is not None:
        yield "reading", reading
    if printable(sentence.text) != sentence.text:
        yield "text", sentence.text  # an export gives the text as it is, not as it is shown


def data(document: Document, names: Names) -> dict[str, Any]:
    """The document as plain JSON values, without the texts that stand in the page anyway."""
    return {
        "id": document.id,
        "key": [document.id, document.model.hash, text_id(document.text)],
        "labels": LABELS,
        "order": [LABELS.index(label) for label in PRIMARY_ORDER],
        "sentences": [dict(_sentence(one, names)) for one in document.sentences],
        "strengths": STRENGTH_WORDS,
        "cautions": CAUTION_WORDS,
        "spans": SPAN_WORDS,
    }
