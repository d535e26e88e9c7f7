"""Paragraphs of an XML document, from events alone: no tree, so that memory stays small."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn, Protocol
from xml.parsers import expat

from claimx.errors import InputError

DEPTH = 1_000
"""Elements inside each other beyond which a document is refused."""


class Handler(Protocol):
    """What is told of a document; a name is "namespace local"."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        ...

    def end(self, name: str) -> None:
        """An element ends."""
        ...

    def data(self, text: str) -> None:
        """Characters stand here."""
        ...


def local(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition(" ")[2]


def _no_doctype(*_: Any) -> NoReturn:
    raise InputError("its XML declares a document type, where entities could be: refused")


def parse(pieces: Iterable[bytes], handler: Handler) -> None:
    """Tell a handler what is in a document.

    Raises:
        InputError: If it is not well-formed, nested deeper than `DEPTH`, or has a document type
            declaration, without which there are no entities to expand or to fetch.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.data
    try:
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as broken:
        raise InputError(f"damaged: its XML is broken ({broken})") from broken


@dataclass(frozen=True, slots=True)
class Grammar:
    """Where the text is.

    Attributes:
        paragraph: Local names of paragraphs; one may stand inside another, as in a text box.
        text: Local name of the elements that hold text; None: any inside a paragraph.
        skipped: Local or full names of elements that are left out with all they hold.
        shown: What an element stands for, by its local name; how many blanks makes no difference.
    """

    paragraph: frozenset[str]
    text: str | None
    skipped: frozenset[str]
    shown: Mapping[str, str] = field(default_factory=dict)


class Paragraphs:
    """Collects the paragraphs of a document, an inner one before the outer.

    Attributes:
        found: Their texts.
    """

    def __init__(self, grammar: Grammar) -> None:
        self.found: list[str] = []
        self._grammar = grammar
        self._open: list[list[str]] = []
        self._depth = 0
        self._skipping: int | None = None  # depth of the element that is left out
        self._texts = 0  # elements with text that are open

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """See `Handler`."""
        self._depth += 1
        if self._depth > DEPTH:
            raise InputError(f"its XML is nested deeper than {DEPTH:,} elements: refused")
        if self._skipping is not None:
            return
        short, grammar = local(name), self._grammar
        if short in grammar.skipped or name in grammar.skipped:
            self._skipping = self._depth
        elif short in grammar.paragraph:
            self._open.append([])
        elif short == grammar.text:
            self._texts += 1
        elif short in grammar.shown and self._open:
            self._open[-1].append(grammar.shown[short])

    def end(self, name: str) -> None:
        """See `Handler`."""
        self._depth -= 1
        if self._skipping is not None:
            if self._depth < self._skipping:
                self._skipping = None
            return
        short = local(name)
        if short in self._grammar.paragraph:
            self.found.append("".join(self._open.pop()))
        elif short == self._grammar.text:
            self._texts -= 1

    def data(self, text: str) -> None:
        """See `Handler`."""
        if self._skipping is None and self._open and (self._texts or self._grammar.text is None):
            self._open[-1].append(text)


class Elements:
    """Collects elements by their local name: their attributes, and the text inside.

    Attributes:
        found: (name, attributes by local name, text) of each, in order.
    """

    def __init__(self, *names: str) -> None:
        self.found: list[tuple[str, dict[str, str], str]] = []
        self._names = names
        self._text = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """See `Handler`."""
        self._text = ""
        if local(name) in self._names:
            short = {local(key): value for key, value in attributes.items()}
            self.found.append((local(name), short, ""))

    def end(self, name: str) -> None:
        """See `Handler`."""
        if local(name) in self._names:
            self.found[-1] = (*self.found[-1][:2], self._text)

    def data(self, text: str) -> None:
        """See `Handler`."""
        self._text += text
