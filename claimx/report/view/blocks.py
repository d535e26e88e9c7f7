"""An article as paragraphs: every character of its text, in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from claimx.report.html import printable
from claimx.report.view.names import Names
from claimx.types import Document, Sentence


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of text.

    Attributes:
        text: What stands there.
        anchor: Id of the place, where links lead to it.
    """

    text: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A sentence, or the white space between two.

    Attributes:
        words: Its text, in pieces.
        place: The sentence's place among the document's.
        sentence: The sentence, or None between sentences.
    """

    words: tuple[Words, ...]
    place: int = -1
    sentence: Sentence | None = None


@dataclass(slots=True)
class Block:
    """A paragraph: a browser need not lay it out before it is seen."""

    parts: list[Part] = field(default_factory=list)


def _words(sentence: Sentence, place: int, names: Names) -> Iterator[Words]:
    position = sentence.start
    for start, end in names.of_sentence(place):
        yield Words(sentence.text[position - sentence.start : start - sentence.start])
        yield Words(
            sentence.text[start - sentence.start : end - sentence.start], anchor=f"n-{start}"
        )
        position = end
    yield Words(sentence.text[position - sentence.start :])


def _parts(document: Document, names: Names) -> Iterator[Part]:
    position = 0
    for place, sentence in enumerate(document.sentences):
        if sentence.start > position:
            yield Part((Words(document.text[position : sentence.start]),))
        yield Part(tuple(_words(sentence, place, names)), place, sentence)
        position = sentence.end
    if position < len(document.text):
        yield Part((Words(document.text[position:]),))


def blocks(document: Document, names: Names) -> list[Block]:
    """The article's paragraphs: one ends where a line ends between two sentences."""
    found = [Block()]
    for part in _parts(document, names):
        if part.sentence is not None:
            found[-1].parts.append(part)
            continue
        before, line_end, after = printable(part.words[0].text).rpartition("\n")
        if line_end:
            found[-1].parts.append(Part((Words(before + line_end),)))
            found.append(Block())
        if after:
            found[-1].parts.append(Part((Words(after),)))
    return [block for block in found if block.parts]


def is_loose(document: Document) -> bool:
    """Whether single line ends part the paragraphs, so that nothing but a margin sets them off."""
    text = printable(document.text)
    inside = any("\n" in printable(one.text) for one in document.sentences)
    return "\n" in text.strip() and "\n\n" not in text and not inside
