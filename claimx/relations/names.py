"""Capitalised names in a text, and which of them look like persons'."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

_TITLE = r"(?:Drs?|Prof|Professor|Associate Professor|Assistant Professor|Mr|Mrs|Ms|Sir|Dame)\b\.?"
_DEGREE = r"(?:,? (?:M\.?D|Ph\.?D|M\.?P\.?H|D\.?O|R\.?N|R\.?D|D\.?Sc|M\.?Sc|M\.?S|O\.?D|M\.?A|J\.?D|D\.?V\.?M|D\.?M\.?D|D\.?D\.?S|FACC|FAHA|FACS|Pharm\.?D|Sc\.?D|Dr\.?P\.?H|B\.?A|M\.?B\.?A|Psy\.?D|Ed\.?D|M\.?Ed|FACP|FRCP)\b\.?)"  # noqa: E501
_WORD = r"(?:[A-Z]\.?(?= )|[^\W\d_a-z][\w’'-]*\w)"
_PARTICLE = r"(?:van|von|de|der|den|di|da|la|le|del|bin|al|ten|ter|dos|el)"
# the look ahead spares the search to try every title at every character; "S. Food" is no name
_START = r"(?=[^\W\d_a-z])(?<!\bU\.)"
_NAME = re.compile(
    rf"{_START}(?:{_TITLE} )?{_WORD}(?: (?:{_PARTICLE} )*{_WORD}){{0,4}}{_DEGREE}*", re.UNICODE
)
_TITLED = re.compile(rf"^{_TITLE} ")
_DEGREES = re.compile(rf"{_DEGREE}+$")
_APPOSED = re.compile(
    r"(?:,? (?:who|a|an|the|head|chief|director|professor|associate|assistant|senior|lead|"
    r"president|chairman|co-)\b|, (?:from|of|at)\b| of the\b| and (?:his|her) |"
    r" (?:is|was) (?:the|an?)\b)"
)
_LIKE_PERSON = re.compile(rf"{_WORD}(?: (?:{_PARTICLE} )*{_WORD}){{1,3}}")
_FIELD = ("ology", "istry", "tion", "ics", " law")
"""How a field of study ends that could be a name."""

OWNER = re.compile(r"[’']s?$")
"""What makes a name its owner's."""

_MODEST = {
    "the", "a", "an", "this", "that", "these", "those", "our", "his", "her", "their", "its", "my",
    "but", "and", "in", "for", "when", "while", "as", "at", "on", "if", "so", "however", "study",
    "researchers", "scientists", "one", "some", "many", "most", "other", "another", "new",
}  # fmt: skip
_ORGANISATION = {
    "university", "institute", "college", "hospital", "center", "centre", "school", "association",
    "society", "agency", "department", "company", "inc", "inc.", "foundation", "council", "group",
    "journal", "administration", "bureau", "academy", "clinic", "ministry", "survey", "committee",
    "force", "medicine", "health", "sciences", "science", "news", "times", "organization",
    "organisation", "service", "services", "program", "trial", "study", "research", "cancer",
    "nature", "disease", "drug", "us", "uk", "u.s.", "australian", "american", "national",
    "international", "united", "kingdom",
    "north", "south", "new", "states", "county", "city", "day", "california",
}  # fmt: skip
"""Words that no person's name holds."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name in the text.

    Attributes:
        start: Its first character.
        end: One past its last.
        text: The name with its title and degrees.
        last: The last name, case folded.
        words: Words without title and degrees.
        person: It looks like a person's.
        introduced: It has a title or degrees, or says after a comma who that is.
    """

    start: int
    end: int
    text: str
    last: str
    words: int
    person: bool
    introduced: bool


@lru_cache(maxsize=4096)
def bare(name: str) -> tuple[str, ...]:
    """The words of a name without title and degrees."""
    return tuple(_DEGREES.sub("", _TITLED.sub("", name)).split())


def names(text: str, offset: int = 0) -> Iterator[Name]:
    """Capitalised names of a text, longest first match, left to right."""
    for found in _NAME.finditer(text):
        start, name = found.start(), found[0]
        while True:
            first, _, rest = name.partition(" ")
            if first.casefold() in _MODEST and rest:
                start, name = start + len(first) + 1, rest
            else:
                break
        words = bare(name)
        if not words or words[0].casefold() in _MODEST:
            continue
        titled, person = _person_like(name)
        yield Name(
            offset + start,
            offset + start + len(name),
            name,
            last_name(words),
            len(words),
            person,
            person and (titled or bool(_APPOSED.match(text, start + len(name)))),
        )


@lru_cache(maxsize=4096)
def _person_like(name: str) -> tuple[bool, bool]:
    """Whether a name has a title or degrees, and whether it looks like a person's."""
    words = bare(name)
    titled, alone = len(words) <= name.count(" "), " ".join(words)
    if any(word.casefold() in _ORGANISATION for word in words):
        return titled, False
    like = not alone.casefold().endswith(_FIELD) and bool(_LIKE_PERSON.fullmatch(alone))
    return titled, titled or like


def last_name(words: Sequence[str]) -> str:
    """The last of a name's words, case folded, without what makes it its owner's."""
    return OWNER.sub("", words[-1]).casefold()


@lru_cache(maxsize=4096)
def is_person(text: str) -> bool:
    """Whether a speaker is a person: a full name, or one capitalised word and no more."""
    found = list(names(text))
    if any(name.person for name in found):
        return True
    return (
        len(found) == 1
        and found[0].text == text
        and found[0].last not in _ORGANISATION
        and not text.isupper()
    )
