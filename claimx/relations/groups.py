"""Groups of people in a text: "the researchers", "a team at Yale", "Jane Roe and her team"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_HEAD = r"[Rr]esearchers|[Ss]cientists|[Ii]nvestigators|[Tt]eam|[a-z]*ologists"
_MATE = r"colleagues|co-?workers|co-?authors|collaborators|co-?researchers|team"
_LINK = r"(?:When|While|As|So|Still|But|And|In|For|Now|Also|Then|To|The|A|An|He|She|His|Her|They)\b"
_BIG = rf"(?!{_LINK})[A-Z][\w.&’'-]*"
_AREA = rf"{_BIG}(?:,? (?:(?:of|and|for|in|at|the) ){{0,3}}{_BIG})*"
_WHERE = (
    rf" (?:(?:at|from|of|with|led by|in the lab of) (?:the )?|in ){_AREA}"
    rf"(?:(?<=[’']s) [a-z]+(?: in {_AREA})?)?"
)
_SHARED = re.compile(
    rf"\b{_BIG}(?: {_BIG}){{0,4}}(?:(?:,| of| at| from)[^;:\"“”()]{{1,140}}?)?,? and "
    rf"(?:(?:his|her|their) )?(?:[a-z]+ )?(?:{_MATE})\b"
)
_OWNED = re.compile(rf"\b(?:{_BIG} ){{0,3}}{_BIG}[’']s? (?:[a-z]+ )?(?:team|group|colleagues)\b")
_DESCRIBED = re.compile(
    rf"(?:\b(?:[Aa]n?|[Tt]he|[Tt]h[eo]se|[Tt]wo|[Tt]hree) "
    rf"(?:(?!of |by |for |in |the |to )[\w’'-]+ ){{0,4}}?(?:(?:group|pair) of (?:[a-z]+ )?)?"
    rf"|(?:\b{_BIG} (?:and )?){{1,4}})?"
    rf"\b(?:{_HEAD})\b(?:{_WHERE})?"
)
_HINTS = (
    "esearchers", "cientists", "nvestigators", "eam", "ologists", "colleagues", "workers",
    "authors", "collaborators", "group",
)  # fmt: skip
"""One of them is in every text with a group."""

_BEHIND = re.compile(
    r",| (?:of|in|by|from|at|on|with|who|that|to|led|published|released|between|\w+ing)\b"
)
_FIRST = re.compile(r"(?:[A-Z][\w.-]* )*([A-Z][\w-]*)")
_INITIAL = re.compile(r"\b[A-Z]\.$")
_WORD = re.compile(r"[\w’'.-]+")
_CALLED = {
    "the", "a", "an", "these", "those", "this", "same", "study", "research", "trial", "lead", "own",
    "two", "three", "new", "some", "many", "his", "her", "their", "our", "its",
}  # fmt: skip
_REFERRED = {"researchers", "scientists", "investigators", "team", "group"}
_PEOPLE = _REFERRED | {
    "authors", "coauthors", "colleagues", "doctors", "experts", "physicians", "officials",
    "critics", "engineers", "pair", "panel", "groups", "teams", "patients", "participants",
    "people", "biologists", "astronomers", "psychologists", "specialists", "advocates", "users",
}  # fmt: skip
_COMMON = _CALLED | _PEOPLE
_TOLD = 3
"""Words of a group's name, at least, that say who they are."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group that a text names.

    Attributes:
        start: Its first character.
        end: One past its last.
        text: How it is named.
    """

    start: int
    end: int
    text: str


def groups(text: str, offset: int = 0) -> Iterator[Group]:
    """Groups that a text names, left to right; of two that overlap, the one that begins first."""
    if not any(hint in text for hint in _HINTS):
        return
    found = [
        _stretch(match) for one in (_SHARED, _OWNED, _DESCRIBED) for match in one.finditer(text)
    ]
    end = 0
    for start, stop in sorted(found, key=lambda span: (span[0], -span[1])):
        name = text[start:stop]
        if start >= end:
            end = stop
            if " " in name or name[0].isupper():
                yield Group(offset + start, offset + stop, name)


def _stretch(match: re.Match[str]) -> tuple[int, int]:
    """Where a match stands, without the sentence's full stop."""
    start, end = match.span()
    return start, end - (match[0].endswith(".") and not _INITIAL.search(match[0]))


@lru_cache(maxsize=4096)
def head(name: str) -> str:
    """The noun that a name is about: "team" of "a team at Yale"."""
    words = _WORD.findall(_BEHIND.split(name, maxsplit=1)[0])
    return words[-1].casefold() if words else ""


@lru_cache(maxsize=4096)
def is_group(name: str) -> bool:
    """Whether a name means people as a group."""
    return head(name) in _PEOPLE or bool(_SHARED.search(name))


def is_plural(name: str) -> bool:
    """Whether a name's noun, no name itself, means several: "followers", "two reports"."""
    noun = head(name)
    return (
        noun in name and noun.endswith("s") and not noun.endswith(("ss", "sis", "us", "’s", "'s"))
    )


@lru_cache(maxsize=4096)
def tells(name: str) -> bool:
    """Whether a group's name says who they are, not only "the researchers"."""
    words = name.split()
    described = len(words) >= _TOLD and words[0].casefold() not in _CALLED - {"a", "an"}
    return is_group(name) and (described or bool(_marks(name)))


@lru_cache(maxsize=4096)
def refers(name: str) -> bool:
    """Whether a name can mean a group that was named before: "the team", "the Yale team"."""
    first, *between, last = name.split() if " " in name else ("", name)
    return (
        first.casefold() in {"the", "these"}
        and last in _REFERRED
        and all(word in _CALLED or word[0].isupper() for word in between)
    )


@lru_cache(maxsize=4096)
def agrees(name: str, other: str) -> bool:
    """Whether names inside a group's name, "Yale" of "the Yale team", stand in another's too."""
    initials = "".join(re.findall(r"\b[A-Z]", other))
    return all(word in other or (word.isupper() and word in initials) for word in _marks(name))


@lru_cache(maxsize=4096)
def named_after(name: str) -> str | None:
    """The last name of the person whose group it is: "Roe" of "Jane Roe and her team"."""
    found = _FIRST.match(name) if _SHARED.fullmatch(name) or _OWNED.fullmatch(name) else None
    return found[1] if found else None


def _marks(name: str) -> list[str]:
    """Names inside a group's name."""
    return [
        re.sub(r"[’']s?$", "", word)
        for word in _WORD.findall(name)
        if word[0].isupper() and word.casefold() not in _COMMON
    ]
