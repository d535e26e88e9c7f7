"""Who a source means: the fullest name so far in the document, for last names and pronouns.

Rules over capitalised words, titles and degrees: "Price" is the longest name before it that ends in
Price; "he" is the person who spoke last, or who was named since; "we" inside a quotation is whoever
is quoted; "they" and "the team" are the group that spoke or was named last.
"""

from __future__ import annotations

import heapq
import re
from bisect import insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice

from claimx.relations.groups import (
    Group,
    agrees,
    groups,
    head,
    is_group,
    is_plural,
    named_after,
    refers,
    tells,
)
from claimx.relations.names import OWNER, Name, bare, is_person, names
from claimx.types import Attribution, Mention

_COMPANY = re.compile(r",? (?:and|&) (?:(?:his|her|the) )?(?:co-?)?(?:\w+[ -]?)?\w+s$")
_ACRONYM = re.compile(r"(?:[Tt]he )?(?:[A-Z]\.?){3,6}")
_PAIR = re.compile(r"([A-Z][\w’'-]+),? (?:and|&) ([A-Z][\w’'-]+)")
_LINKS = r" (?:(?:of|for|and|the|in|on) ){0,2}"
"""What may stand between words of which an acronym has the letters."""

_WITHIN = re.compile(r"\b(?:of|at|from|by|in|for|on|with|and|the)(?: the)? $|, $")
_WHENCE = re.compile(r",| (?:of|from|at|in|with|who)\b")
_OWNER = re.compile(r"^.*?\b\w+[’']s? (?=[A-Z])")

_SINGULAR = {"he": "he", "his": "he", "she": "she", "her": "she"}
_INSIDE = {"we", "i", "me", "our", "my"}
_PLURAL = {"they", "their", "them"}
_THING = {"it"}
_PRONOUNS = {*_SINGULAR, *_INSIDE, *_PLURAL, *_THING}
_ONE = {"team", "group", "panel"}
"""Groups that are an "it", too."""

Place = tuple[int, int]
"""Number of a sentence, and where it was named or spoke there."""

_Named = tuple[Place, Mention]

_REACH = 100
"""Sentences, and speakers, back at most whom a pronoun or a group's name can mean."""

_FAR = 1000
"""Sentences back at most in which a fuller name is looked for."""


@dataclass(slots=True)
class _Memory:
    """What was read so far in a document; names are found only where one is asked for."""

    sentences: list[tuple[str, int]] = field(default_factory=list)
    read: dict[int, list[Name]] = field(default_factory=dict)
    gathered: dict[int, list[Group]] = field(default_factory=dict)
    spoke: list[_Named] = field(default_factory=list)
    pronouns: dict[str, str] = field(default_factory=dict)

    @property
    def last(self) -> int:
        """Number of the last sentence."""
        return len(self.sentences) - 1

    def backwards(self, reach: int) -> range:
        """Numbers of the last sentences, the last one first."""
        return range(self.last, max(-1, self.last - reach), -1)

    def names(self, number: int) -> list[Name]:
        """Names in a sentence."""
        if number not in self.read:
            self.read[number] = list(names(*self.sentences[number]))
        return self.read[number]

    def fullest(self, name: Name, person: bool) -> Name | None:
        """The name with most words, then the longest, of those that can be the same one's."""
        word = OWNER.sub("", bare(name.text)[-1])
        found = (
            one
            for number in reversed(self.backwards(_FAR))
            if word in self.sentences[number][0]
            for one in self.names(number)
            if one.last == name.last and (one.person or not person) and _can_be(name, one)
        )
        return max(found, key=lambda one: (one.words, len(one.text)), default=None)

    def introduced(self) -> Iterator[_Named]:
        """Persons of whom the text says who they are, the last one first."""
        for number in self.backwards(_REACH):
            for one in reversed(self.names(number)):
                if one.introduced and not OWNER.search(one.text):
                    yield (number, one.start), _as_mention(one)

    def groups(self) -> Iterator[_Named]:
        """Groups of people, the last one first."""
        for number in self.backwards(_REACH):
            if number not in self.gathered:
                self.gathered[number] = list(groups(*self.sentences[number]))
            for one in reversed(self.gathered[number]):
                mention = Mention(one.start, one.end, one.text, "speaker", 1.0)
                yield (number, one.start), mention

    def before(self, source: Mention, *others: Iterator[_Named]) -> Iterator[Mention]:
        """Who spoke before a source of the last sentence, and others, the last one first."""
        here = (self.last, source.start)
        spoke = islice(reversed(self.spoke), _REACH)
        latest = heapq.merge(spoke, *others, key=lambda pair: pair[0], reverse=True)
        return (one for at, one in latest if at < here)

    def speaks(self, at: int, speaker: Mention) -> None:
        """Somebody speaks in the last sentence."""
        insort(self.spoke, ((self.last, at), speaker), key=lambda pair: pair[0])


def _can_be(name: Name, other: Name) -> bool:
    """Whether names that end alike begin alike, as far as both have a first name."""
    mine, others = bare(name.text), bare(other.text)
    return min(len(mine), len(others)) == 1 or mine[0][0] == others[0][0]


def _as_mention(name: Name) -> Mention:
    text = OWNER.sub("", name.text)
    return Mention(name.start, name.start + len(text), text, "speaker", 1.0)


@lru_cache(maxsize=4096)
def _person_in(text: str) -> Name | None:
    """The person of whom a source speaks: the last one that is not named behind "of" or a comma."""
    people = [one for one in names(text) if one.person]
    alone = [one for one in people if not _WITHIN.search(text, 0, one.start)]
    return (alone or people)[-1 if alone else 0] if people else None


def _itself(source: Mention) -> Mention:
    """The source, up to the end of a person's name in it: not "of Uppsala University"."""
    text, person = source.text, _person_in(source.text)
    cut = person and _WHENCE.match(text, person.end) and not (is_group(text) or _are_two(text))
    end = person.end if person and cut else len(text)
    return replace(source, end=source.start + end, text=text[:end], type="speaker")


def _own_name(source: Mention) -> Name | None:
    """The person's name that a source holds, or the name that it is or ends with."""
    if person := _person_in(source.text):
        return person
    owned = _COMPANY.sub("", _OWNER.sub("", source.text))
    alone = next((one for one in names(owned) if one.end == len(owned)), None)
    return None if alone is None or _WITHIN.search(owned, 0, alone.start) else alone


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
        memory.sentences.append((text, start))
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
            if speaker is not None:
                memory.speaks(start if source is None else source.start, speaker)
        return tuple(replace(one, speaker=found[place]) for place, one in enumerate(attributions))

    def _last_spoke(self) -> Mention | None:
        return self._memory.spoke[-1][1] if self._memory.spoke else None

    def _speaker(self, source: Mention, outer: Mention | None) -> Mention:
        # "he and his colleagues" is found by its "he"
        word = source.text.casefold().split(" and ")[0]
        if word in _PRONOUNS:
            meant = self._pronoun(word, source, outer)
        elif refers(source.text):
            meant = self._group(source, source)
        else:
            meant = self._named(source)
        return meant or _itself(source)

    def _pronoun(self, word: str, source: Mention, outer: Mention | None) -> Mention | None:
        if word in _SINGULAR:
            return self._person(_SINGULAR[word], source)
        if word in _INSIDE:
            return outer or self._voice(source)
        if word in _PLURAL:
            return self._many(source)
        return next((one for one in self._memory.before(source) if _is_thing(one.text)), None)

    def _voice(self, source: Mention) -> Mention | None:
        """Who spoke last and can say "we", else who or what spoke last."""
        spoke = list(self._memory.before(source))
        voices = (one for one in spoke if is_person(one.text) or is_group(one.text))
        return next(voices, spoke[0] if spoke else None)

    def _person(self, pronoun: str, source: Mention) -> Mention | None:
        """Who spoke last, or was named since, and is not known by the other pronoun."""
        memory = self._memory
        for one in memory.before(source, memory.introduced()):
            if not is_person(one.text):
                continue
            name = _person_in(one.text) or next(iter(names(one.text)))
            if memory.pronouns.get(name.last, pronoun) == pronoun:
                memory.pronouns[name.last] = pronoun
                fullest = memory.fullest(name, True)
                return _as_mention(fullest) if fullest else one
        return None

    def _many(self, source: Mention) -> Mention | None:
        """Those who spoke last, or the group that was named since."""
        memory = self._memory
        for one in memory.before(source, memory.groups()):
            if refers(one.text):
                return self._group(one, source) or one
            if is_group(one.text) or is_plural(one.text) or _are_two(one.text):
                return one
        return None

    def _group(self, name: Mention, source: Mention) -> Mention | None:
        """Those of whom the text said last who they are, where a group's name can mean them."""
        memory = self._memory
        for one in memory.before(source, memory.groups()):
            if (tells(one.text) or _are_two(one.text)) and agrees(name.text, one.text):
                return self._first_named(one, source) or one
        return None

    def _first_named(self, group: Mention, source: Mention) -> Mention | None:
        """A longer name, named after the same person, of a group that is named after one."""
        memory, person = self._memory, named_after(group.text)
        longer = (
            one
            for one in memory.before(source, memory.groups())
            if named_after(one.text) == person and len(one.text) > len(group.text)
        )
        return max(longer, key=lambda one: len(one.text), default=None) if person else None

    def _named(self, source: Mention) -> Mention | None:
        if pair := _PAIR.fullmatch(source.text):
            return self._together(pair.groups(), source)
        if _ACRONYM.fullmatch(source.text):
            return self._spelt_out(source)
        if first := self._first_named(source, source):
            return first
        name = _own_name(source)
        fullest = self._memory.fullest(name, False) if name else None
        return _as_mention(fullest) if name and fullest and fullest.words > name.words else None

    def _together(self, last: Sequence[str], source: Mention) -> Mention | None:
        """Two persons who spoke together before."""
        spoke = self._memory.before(source)
        longer = (one for one in spoke if len(one.text) > len(source.text))
        return next((one for one in longer if all(name in one.text for name in last)), None)

    def _spelt_out(self, source: Mention) -> Mention | None:
        """The name that an acronym is short for."""
        letters = re.findall("[A-Z]", source.text.split()[-1])
        words = _LINKS.join(rf"{letter}[\w-]+" for letter in letters)
        spelt = re.compile(rf"\b{words}(?: and [A-Z]\w+\b(?! [A-Z]))?")
        memory = self._memory
        for number in memory.backwards(_FAR):
            text, start = memory.sentences[number]
            if found := spelt.search(text):
                begin, end = found.span()
                return Mention(start + begin, start + end, found[0], "speaker", 1.0)
        return None


@lru_cache(maxsize=4096)
def _are_two(text: str) -> bool:
    """Whether two persons are named."""
    if " and " not in text:
        return False
    return bool(_PAIR.fullmatch(text)) or sum(one.person for one in names(text)) > 1


@lru_cache(maxsize=4096)
def _is_thing(text: str) -> bool:
    """Whether "it" can mean a speaker."""
    several = is_group(text) or is_plural(text)
    return not is_person(text) and (head(text) in _ONE or not several)


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
