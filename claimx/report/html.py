"""A document as HTML for a notebook, and what every HTML page of ours stands on."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from claimx.labels import LABELS
from claimx.report.facts import NOTHING, Facts, facts, shortened
from claimx.report.words import CAUTION_WORDS, STRENGTH_WORDS

if TYPE_CHECKING:
    from claimx.types import Document, Sentence

QUESTIONS = {
    "finding": "What did research observe or conclude?",
    "mechanism": "How or why does it come about?",
    "attribution": "Who says so?",
    "caution": "How far may a reader trust it or act on it?",
}
"""What each label answers, in plain words."""

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
# C1 controls, surrogates and noncharacters: HTML forbids them, UTF-8 cannot hold the surrogates.
_FORBIDDEN = re.compile(
    "[\x80-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(chr(plane << 16 | last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF))
    + "]"
)


def printable(text: str) -> str:
    """The text as an HTML file can hold it.

    Every kind of line end becomes a line feed, a control character its visible picture (U+2400
    on), and what neither HTML nor UTF-8 allows U+FFFD. Markup characters are left for autoescape.
    """
    text = _LINE_ENDS.sub("\n", text)
    text = _CONTROLS.sub(lambda found: chr(min(0x2400 + ord(found[0]), 0x2421)), text)
    return _FORBIDDEN.sub("\ufffd", text)


def _finalize(value: Any) -> Any:
    """Clean every string on its way into a template, so that no template can forget to."""
    return printable(value) if type(value) is str else value


@cache
def templates() -> Environment:
    """This package's templates, which escape and clean all that they are given."""
    return Environment(
        loader=PackageLoader("claimx.report", "."),
        autoescape=True,
        finalize=_finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def style(name: str) -> Markup:
    """A style sheet of ours, ready to stand in a page."""
    # Markup: our own file, not a text from outside.
    return Markup(templates().get_template(name).render())


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a document's text: a sentence, or the white space between two.

    Attributes:
        text: What stands there.
        sentence: The sentence, or None between sentences.
    """

    text: str
    sentence: Sentence | None = None

    @property
    def hint(self) -> str:
        """Labels and all four scores in one line, as a tooltip shows them."""
        if self.sentence is None:
            return ""
        held = ", ".join(self.sentence.labels) or "no label"
        scores = ", ".join(f"{label} {score:.2f}" for label, score in self.sentence.scores.items())
        cut = "; cut at the model's limit" if self.sentence.truncated else ""
        return f"{held} (scores: {scores}{cut})"


def _parts(document: Document) -> Iterator[Part]:
    """The whole text in order, nothing left out."""
    position = 0
    for sentence in document.sentences:
        if sentence.start > position:
            yield Part(document.text[position : sentence.start])
        yield Part(sentence.text, sentence)
        position = sentence.end
    if position < len(document.text):
        yield Part(document.text[position:])


SNIPPET = 80
"""Characters of a sentence that say which one is meant."""


@dataclass(frozen=True, slots=True)
class Inside:
    """What was read in one sentence.

    Attributes:
        labels: The sentence's labels.
        snippet: Its beginning.
        facts: What there is to tell.
    """

    labels: tuple[str, ...]
    snippet: str
    facts: Facts


def _insides(sentences: Sequence[Sentence]) -> Iterator[Inside]:
    """Those sentences, in order, of whose inside there is something to tell."""
    for one in sentences:
        found = facts(one.reading)
        if found != NOTHING:
            yield Inside(one.labels, shortened(one.text, SNIPPET), found)


def counts(sentences: Sequence[Sentence]) -> dict[str, int]:
    """How many of the sentences carry each label."""
    return {label: sum(label in one.labels for one in sentences) for label in LABELS}


def _context(document: Document) -> dict[str, Any]:
    return {
        "document": document,
        "heading": document.title or f"Document {document.id}",
        "parts": _parts(document),
        "claims": sum(bool(one.labels) for one in document.sentences),
        "counts": counts(document.sentences),
        "questions": QUESTIONS,
        "insides": list(_insides(document.sentences)),
        "strengths": STRENGTH_WORDS,
        "cautions": CAUTION_WORDS,
        "style": style("fragment.css.jinja"),
    }


def _hashes(texts: Iterable[str]) -> str:
    hashes = (b64encode(sha256(text.encode()).digest()).decode() for text in texts)
    return " ".join(f"'sha256-{one}'" for one in hashes)


def policy(*styles: str, scripts: Sequence[str] = ()) -> str:
    """A content security policy that allows these style and script elements and nothing else."""
    allowed = f"default-src 'none'; style-src {_hashes(styles)}"
    if scripts:
        allowed += f"; script-src {_hashes(scripts)}"
    return f"{allowed}; base-uri 'none'; form-action 'none'"


def fragment(document: Document) -> str:
    """The text with its claims marked as one `<div>`; its styles reach nothing outside of it."""
    return templates().get_template("fragment.html.jinja").render(_context(document))
