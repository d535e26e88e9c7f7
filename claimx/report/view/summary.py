"""Who says what in a document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from claimx.report.facts import plain
from claimx.report.view.names import Names, Stretch, attributions
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


def _name(attribution: Attribution) -> Mention | None:
    return attribution.speaker or attribution.source


def _content(document: Document, place: int, attribution: Attribution) -> str:
    said = " … ".join(plain(piece.text) for piece in attribution.content)
    return said or plain(document.sentences[place].text)


def _rest(document: Document, read: set[int]) -> Iterator[Said]:
    for place, sentence in enumerate(document.sentences):
        if "attribution" in sentence.labels and place not in read:
            yield Said(place, plain(sentence.text))


class _Groups:
    """Groups by name, and by the place where the name stands: a part of a name is the same name."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._known: dict[str | Stretch, Group] = {}
        self.found: list[Group] = []

    def of(self, attribution: Attribution) -> Group | None:
        """The group of an attribution's speaker, begun where there is none; None without a name."""
        mention, speaker = _name(attribution), attribution.speaker
        name = plain(mention.text) if mention else ""
        if not name:
            return None
        whole = self._names.whole(speaker) if speaker else None
        keys: list[str | Stretch] = [name.casefold(), *([whole] if whole else [])]
        group = next((self._known[key] for key in keys if key in self._known), None)
        if group is None:
            group = Group(name, self._names.href(speaker))
            self.found.append(group)
        self._known |= dict.fromkeys(keys, group)
        return group


def who_says_what(document: Document, names: Names) -> list[Group]:
    """Contents by speaker, else by the source's own words; who says most comes first.

    Last come contents without any source, and sentences that attribute but hold no relation.
    """
    groups = _Groups(names)
    unnamed = Group(UNNAMED, None, generic=True)
    read = set()
    for place, one in attributions(document):
        read.add(place)
        group = groups.of(one) or unnamed
        group.said.append(Said(place, _content(document, place, one)))
    unread = Group(UNREAD, None, list(_rest(document, read)), generic=True)
    found = sorted(groups.found, key=lambda group: -len(group.said))
    return [*found, *(group for group in (unnamed, unread) if group.said)]
