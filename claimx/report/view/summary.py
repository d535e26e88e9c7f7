"""Who says what in a document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from claimx.report.view.names import Names, attributions
from claimx.types import Attribution, Document, Mention

UNNAMED = "Not named where it is said"
UNREAD = "Somebody, not worked out who"
"""Headings of contents without a source, and of attributions inside which nobody has looked."""


@dataclass(frozen=True, slots=True)
class Said:
    """A content, or the whole sentence where none was found.

    Attributes:
        place: The sentence's place among the document's.
        text: What is said.
    """

    place: int
    text: str


@dataclass(slots=True)
class Group:
    """What one speaker says.

    Attributes:
        name: The speaker, or the words that stand for the source.
        href: Where the name stands; None where that is not known.
        said: In the order of the text.
        generic: The name is one of our headings, not a name out of the text.
    """

    name: str
    href: str | None
    said: list[Said] = field(default_factory=list)
    generic: bool = False


def _plain(text: str) -> str:
    return " ".join(text.split())


def _name(attribution: Attribution) -> Mention | None:
    return attribution.speaker or attribution.source


def _content(document: Document, place: int, attribution: Attribution) -> str:
    said = " … ".join(_plain(piece.text) for piece in attribution.content)
    return said or _plain(document.sentences[place].text)


def _rest(document: Document, read: set[int]) -> Iterator[Said]:
    for place, sentence in enumerate(document.sentences):
        if "attribution" in sentence.labels and place not in read:
            yield Said(place, _plain(sentence.text))


def who_says_what(document: Document, names: Names) -> list[Group]:
    """Contents by speaker, else by the source's own words; who says most comes first.

    Last come contents without any source, and sentences that attribute but hold no relation.
    """
    groups: dict[str, Group] = {}
    unnamed = Group(UNNAMED, None, generic=True)
    read = set()
    for place, one in attributions(document):
        read.add(place)
        mention = _name(one)
        name = _plain(mention.text) if mention else ""
        group = unnamed
        if name:
            href = names.href(one.speaker)
            group = groups.setdefault(name.casefold(), Group(name, href))
        group.said.append(Said(place, _content(document, place, one)))
    unread = Group(UNREAD, None, list(_rest(document, read)), generic=True)
    found = sorted(groups.values(), key=lambda group: -len(group.said))
    return [*found, *(group for group in (unnamed, unread) if group.said)]
