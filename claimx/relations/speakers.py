"""Who a source means: the fullest name so far in the document, for last names and pronouns.

Rules over capitalised words, titles and degrees: "Price" is the longest name before it that ends in
Price; "he" is the person who spoke last, or who was named since; "we" inside a quotation is whoever
is quoted.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from claimx.types import Attribution, Mention

_TITLE = r"(?:Drs?|Prof|Professor|Associate Professor|Assistant Professor|Mr|Mrs|Ms|Sir|Dame)\b\.?"
_DEGREE = r"(?:,? (?:M\.?D|Ph\.?D|M\.?P\.?H|D\.?O|R\.?N|R\.?D|D\.?Sc|M\.?Sc|M\.?S|O\.?D|M\.?A|J\.?D|D\.?V\.?M|D\.?M\.?D|D\.?D\.?S|FACC|FAHA|FACS|Pharm\.?D|Sc\.?D|Dr\.?P\.?H|B\.?A|M\.?B\.?A|Psy\.?D|Ed\.?D|M\.?Ed|FACP|FRCP)\b\.?)"  # noqa: E501
_WORD = r"(?:[A-Z]\.?(?= )|[^\W\d_a-z][\w’'-]*\w)"
_PARTICLE = r"(?:van|von|de|der|den|di|da|la|le|del|bin|al|ten|ter|dos|el)"
_NAME = re.compile(
    rf"(?:{_TITLE} )?{_WORD}(?: (?:{_PARTICLE} )*{_WORD}){{0,4}}{_DEGREE}*", re.UNICODE
)
_TITLED = re.compile(rf"^{_TITLE} ")
_DEGREES = re.compile(rf"{_DEGREE}+$")
_COMPANY = re.compile(r",? (?:and|&) (?:(?:his|her|the) )?(?:co-?)?(?:\w+[ -]?)?\w+s$")
_APPOSED = re.compile(
    r"(?:,? (?:who|a|an|the|head|chief|director|professor|associate|assistant|senior|lead|"
    r"president|chairman|co-)\b|, (?:from|of|at)\b| of the\b| and (?:his|her) )"
)
_LIKE_PERSON = re.compile(rf"{_WORD}(?: (?:{_PARTICLE} )*{_WORD}){{1,3}}")
_OWNER = re.compile(r"^.*?\b\w+[’']s? (?=[A-Z])")

_SINGULAR = {"he", "she"}
_INSIDE = {"we", "i"}
_PLURAL = {"they"}
_THING = {"it"}
_MODEST = {
    "the", "a", "an", "this", "that", "these", "those", "our", "his", "her", "their", "its", "my",
    "but", "and", "in", "for", "when", "while", "as", "at", "on", "if", "so", "however", "study",
    "researchers", "scientists", "one", "some", "many", "most", "other", "another", "new",
}  # fmt: skip
_GROUP = re.compile(
    r"\b(?:researchers|scientists|authors|team|colleagues|investigators|doctors|experts|group|"
    r"physicians|officials|critics|engineers|psychologists|biologists|astronomers|\w+ists)\b",
    re.IGNORECASE,
)
_MANY = re.compile(rf"{_GROUP.pattern}| and (?:his|her|their) \\w+|^\\w+ and \\w+$", re.IGNORECASE)
_TELLING = 3
"""Words of a group's description, at least, for another mention of a group to mean it."""

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


def _bare(name: str) -> list[str]:
    return _DEGREES.sub("", _TITLED.sub("", name)).split()


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
        words = _bare(name)
        if not words or words[0].casefold() in _MODEST:
            continue
        titled = bool(_TITLED.match(name) or _DEGREES.search(name))
        ordinary = not {word.casefold() for word in words} & _ORGANISATION
        person = ordinary and bool(titled or _LIKE_PERSON.fullmatch(" ".join(words)))
        yield Name(
            offset + start,
            offset + start + len(name),
            name,
            _last(words),
            len(words),
            person,
            person and bool(titled or _APPOSED.match(text, start + len(name))),
        )


def _last(words: Sequence[str]) -> str:
    return re.sub(r"[’']s?$", "", words[-1]).casefold()


Place = tuple[int, int]
"""Number of a sentence, and where in the document it was named or spoke there."""


@dataclass(slots=True)
class _Memory:
    """What was read so far in a document."""

    sentences: int = 0
    names: list[tuple[Place, Name]] = field(default_factory=list)
    spoke: list[tuple[Place, Mention]] = field(default_factory=list)
    pronouns: dict[str, str] = field(default_factory=dict)

    def fullest(self, last: str, person: bool) -> Name | None:
        """The name with most words, then the longest, of those that end so."""
        found = [one for _, one in self.names if one.last == last and (one.person or not person)]
        return max(found, key=lambda one: (one.words, len(one.text)), default=None)


def _as_mention(name: Name) -> Mention:
    return Mention(name.start, name.end, name.text, "speaker", 1.0)


def _itself(source: Mention) -> Mention:
    """The source, up to the end of a person's name in it: not "of Uppsala University"."""
    people = [one for one in names(source.text) if one.person]
    end = people[0].end if len(people) == 1 else len(source.text)
    if _MANY.search(source.text[end:]):
        end = len(source.text)
    return replace(source, end=source.start + end, text=source.text[:end], type="speaker")


def _own_name(source: Mention) -> Name | None:
    """The person's name that a source ends with or holds."""
    found = [one for one in names(source.text, source.start) if one.person]
    if found:
        return found[0]
    owned = _OWNER.sub("", source.text)
    owned = _COMPANY.sub("", owned)
    alone = [one for one in names(owned) if one.end == len(owned)]
    return alone[-1] if alone else None


class Speakers:
    """Resolves the sources of one document, sentence by sentence."""

    def __init__(self) -> None:
        """Nothing was read so far."""
        self._memory = _Memory()

    def sentence(
        self, text: str, start: int, attributions: Sequence[Attribution]
    ) -> tuple[Attribution, ...]:
        """Read one sentence on: the same attributions, each with its speaker where that is clear.

        Args:
            text: The sentence.
            start: Where it begins in the document.
            attributions: Those found in it.
        """
        memory = self._memory
        memory.sentences += 1
        memory.names += [((memory.sentences, one.start), one) for one in names(text, start)]
        outer: Mention | None = None
        found: dict[int, Mention | None] = {}
        # a quotation's speaker is known before whom its "we" means
        order = sorted(
            range(len(attributions)),
            key=lambda place: _inside(attributions[place], attributions),
        )
        for place in order:
            source = attributions[place].source
            speaker = self._speaker(source, outer) if source else self._last_spoke()
            found[place] = speaker
            outer = outer or speaker
        for place in sorted(found):
            source, speaker = attributions[place].source, found[place]
            if speaker is not None:
                at = start if source is None else source.start
                memory.spoke.append(((memory.sentences, at), speaker))
        return tuple(replace(one, speaker=found[place]) for place, one in enumerate(attributions))

    def _last_spoke(self) -> Mention | None:
        return self._memory.spoke[-1][1] if self._memory.spoke else None

    def _speaker(self, source: Mention, outer: Mention | None) -> Mention:
        word = source.text.casefold()
        if word.split(" and ")[0] in _SINGULAR:
            return self._person(word.split(" and ")[0], source) or _itself(source)
        if word in _INSIDE:
            return outer or self._last_spoke() or _itself(source)
        if word in _PLURAL or (word.startswith(("the ", "these ")) and _GROUP.search(word)):
            return self._group(source)
        if word in _THING:
            return self._thing() or _itself(source)
        return self._named(source)

    def _named(self, source: Mention) -> Mention:
        name = _own_name(source)
        fullest = self._memory.fullest(name.last, False) if name else None
        if name and fullest and fullest.words > name.words:
            return _as_mention(fullest)
        return _itself(source)

    def _person(self, pronoun: str, source: Mention) -> Mention | None:
        """Who spoke last, or was named since, and is not known by the other pronoun."""
        memory, here = self._memory, (self._memory.sentences, source.start)
        introduced = (
            (at, _as_mention(one)) for at, one in reversed(memory.names) if one.introduced
        )
        latest = heapq.merge(
            reversed(memory.spoke), introduced, key=lambda pair: pair[0], reverse=True
        )
        for at, one in latest:
            if at >= here or not _is_person(one.text):
                continue
            last = _last(_bare(one.text)) if _bare(one.text) else ""
            if memory.pronouns.get(last, pronoun) == pronoun:
                memory.pronouns[last] = pronoun
                fullest = memory.fullest(last, True)
                return _as_mention(fullest) if fullest else one
        return None

    def _group(self, source: Mention) -> Mention:
        pronoun = source.text.casefold() in _PLURAL
        for _, one in reversed(self._memory.spoke):
            telling = pronoun or len(one.text.split()) >= _TELLING
            if telling and _MANY.search(one.text) and not one.text.casefold().startswith("the "):
                return one
        return _itself(source)

    def _thing(self) -> Mention | None:
        for _, one in reversed(self._memory.spoke):
            if not _is_person(one.text):
                return one
        return None


def _inside(one: Attribution, others: Sequence[Attribution]) -> int:
    """In how many others' content an attribution's source stands."""
    if one.source is None:
        return 0
    return sum(
        piece.start <= one.source.start and one.source.end <= piece.end
        for other in others
        if other is not one
        for piece in other.content
    )


@lru_cache(maxsize=4096)
def _is_person(text: str) -> bool:
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
