"""What a view tells of the inside of a sentence, each thing once and on one line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from claimx.types import Attribution, Mechanism, Mention, Reading


@dataclass(frozen=True, slots=True)
class Voice:
    """Who says it.

    Attributes:
        name: The speaker, or else the source as the sentence puts it.
        here: The source as the sentence puts it, where that differs from the name.
    """

    name: str
    here: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """What brings about what.

    Attributes:
        cause: What brings about, if it was found.
        effect: What comes about, if it was found.
        signals: All words that link these two.
    """

    cause: str | None
    effect: str | None
    signals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """All that there is to tell, in the order of the text.

    Attributes:
        voices: Who says it.
        links: What brings about what.
        strength: How strong a finding's claim is; None where it relates no two things.
        caution: What a caution is about.
        hedges: Words that weaken a finding.
    """

    voices: tuple[Voice, ...] = ()
    links: tuple[Link, ...] = ()
    strength: str | None = None
    caution: str | None = None
    hedges: tuple[str, ...] = ()


NOTHING = Facts()


def facts(reading: Reading | None) -> Facts:
    """What there is to tell of a reading; `NOTHING` where there is none, or it is empty."""
    if reading is None:
        return NOTHING
    return Facts(
        tuple(dict.fromkeys(_voices(reading))),
        tuple(_links(reading)),
        None if reading.strength == "none" else reading.strength,
        reading.caution,
        tuple(dict.fromkeys(plain(one.text).lower() for one in reading.hedges)),
    )


def shortened(text: str, most: int) -> str:
    """The text on one line, cut after a word where it is longer than that many characters."""
    words = plain(text)
    return words if len(words) <= most else words[:most].rsplit(" ", 1)[0] + " …"


def plain(text: str) -> str:
    """The text on one line."""
    return " ".join(text.split())


def _text(mention: Mention | None) -> str | None:
    return (plain(mention.text) or None) if mention else None


def _voices(reading: Reading) -> Iterator[Voice]:
    for one in reading.relations:
        if not isinstance(one, Attribution):
            continue
        speaker, source = _text(one.speaker), _text(one.source)
        if speaker and source and speaker.casefold() != source.casefold():
            yield Voice(speaker, source)
        elif name := speaker or source:
            yield Voice(name)


def _links(reading: Reading) -> Iterator[Link]:
    signals: dict[tuple[str | None, str | None], dict[str, None]] = {}
    for one in reading.relations:
        if isinstance(one, Mechanism):
            found = signals.setdefault((_text(one.cause), _text(one.effect)), {})
            found |= dict.fromkeys(filter(None, [_text(one.signal)]))
    for (cause, effect), words in signals.items():
        if cause or effect:
            yield Link(cause, effect, tuple(words))
