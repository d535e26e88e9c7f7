"""What was found in single sentences, read through the document: speakers, long quotations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from claimx.relations.decode import Found, FoundRelation
from claimx.relations.hedges import hedges
from claimx.relations.quotes import Quoted, quoted
from claimx.relations.reader import FoundReading
from claimx.relations.speakers import Speakers
from claimx.types import Attribution, Mechanism, Mention, Reading, Relation, Sentence

_FARTHEST = 8
"""Sentences of one quotation between those of its speech and the one that names the speaker."""

Offsets = tuple[int, int]


def _mention(found: Found | None, text: str, start: int) -> Mention | None:
    if found is None:
        return None
    said = text[found.start : found.end]
    return Mention(
        start + found.start, start + found.end, said, found.type, round(min(found.score, 1.0), 4)
    )


def _relation(found: FoundRelation, text: str, start: int) -> Relation:
    def first(role: str) -> Mention | None:
        part = next((part for part in found.parts if part.type == role), None)
        return _mention(part, text, start)

    anchor = _mention(found.anchor, text, start)
    if found.anchor.type == "cue":
        pieces = (_mention(part, text, start) for part in found.parts if part.type == "content")
        content = tuple(piece for piece in pieces if piece is not None)
        return Attribution(first("source"), anchor, content)
    return Mechanism(first("cause"), first("effect"), anchor)


def _outside(one: Attribution, quotation: Quoted, start: int) -> bool:
    """Whether the source stands outside of what is quoted: it is the quotation's speaker."""
    source = one.source
    return source is not None and not any(
        start + begin <= source.start < start + end for begin, end in quotation.parts
    )


def with_readings(
    decided: Iterable[Sentence],
    found: Mapping[int, FoundReading],
    pieces: Callable[[slice], Sequence[str]],
    spans: NDArray[np.int64],
    independent: bool,
) -> Iterator[Sentence]:
    """Sentences with what there is to see inside them.

    Args:
        decided: All of one document, in order.
        found: What was found in each, by its place.
        pieces: Gives the texts of a slice of them.
        spans: int64[n, 2]: where each stands.
        independent: They come from different texts.
    """
    whole = pieces(slice(0, len(spans)))
    readings = DocumentReader(whole, spans[:, 0].tolist(), found, independent=independent)
    for sentence, reading in zip(decided, readings, strict=True):
        yield replace(sentence, reading=reading)


class DocumentReader:
    """Gives the readings of one document's sentences, in order."""

    def __init__(
        self,
        sentences: Sequence[str],
        starts: Sequence[int],
        found: Mapping[int, FoundReading],
        *,
        independent: bool = False,
    ) -> None:
        """Hold what was found.

        Args:
            sentences: Of the document, in order.
            starts: Where each begins in the document.
            found: By the sentence's place.
            independent: They come from different texts: no speaker is looked for in others.
        """
        self._sentences, self._starts, self._found = sentences, starts, found
        self._independent = independent
        self._quoted = list(_none_of(sentences) if independent else quoted(sentences))

    def __iter__(self) -> Iterator[Reading]:
        speakers = Speakers()
        readings = []
        for place, (text, start) in enumerate(zip(self._sentences, self._starts, strict=True)):
            if self._independent:
                speakers = Speakers()
            readings.append(self._reading(place, text, start, speakers))
        for place, reading in enumerate(readings):
            yield self._with_running(place, reading, readings)

    def _reading(self, place: int, text: str, start: int, speakers: Speakers) -> Reading:
        found = self._found.get(place, FoundReading())
        made = [_relation(one, text, start) for one in found.relations]
        said = speakers.sentence(text, start, [one for one in made if isinstance(one, Attribution)])
        others = [one for one in made if isinstance(one, Mechanism)]
        return Reading(
            tuple(sorted((*said, *others), key=_position)),
            _hedged(text, start) if found.strength is not None else (),
            found.strength,
            found.caution,
        )

    def _with_running(self, place: int, reading: Reading, readings: Sequence[Reading]) -> Reading:
        """Add the speaker of a quotation that another sentence attributes."""
        quotation = self._quoted[place]
        if not quotation.parts or self._quoter(place, reading) is not None:
            return reading
        speaker = self._before(place, readings) or self._after(place, readings)
        if speaker is None:
            return reading
        text, start = self._sentences[place], self._starts[place]
        pieces = tuple(
            Mention(start + begin, start + end, text[begin:end], "content", 1.0)
            for begin, end in (_stripped(text, part) for part in quotation.parts)
            if begin < end
        )
        running = Attribution(None, None, pieces, speaker)
        return replace(reading, relations=(running, *reading.relations))

    def _before(self, place: int, readings: Sequence[Reading]) -> Mention | None:
        """The speaker of the sentence before, if its quotation goes on here."""
        for earlier in range(place - 1, max(-1, place - 1 - _FARTHEST), -1):
            goes_on = self._quoted[earlier + 1].continues
            if not goes_on and not self._resumed(earlier + 1):
                return None
            if (speaker := self._speaker(earlier, readings)) is not None:
                return speaker
        return None

    def _resumed(self, place: int) -> bool:
        """A sentence that is quoted from its first character to its last follows a quoted one."""
        parts, before = self._quoted[place].parts, self._quoted[place - 1].parts
        return bool(parts and before) and parts[0][0] <= 1

    def _after(self, place: int, readings: Sequence[Reading]) -> Mention | None:
        """The speaker whom a later sentence of the same quotation names."""
        for later in range(place + 1, min(len(readings), place + 1 + _FARTHEST)):
            if not self._quoted[later].continues:
                return None
            if (speaker := self._speaker(later, readings)) is not None:
                return speaker
        return None

    def _speaker(self, place: int, readings: Sequence[Reading]) -> Mention | None:
        quoter = self._quoter(place, readings[place]) if self._quoted[place].parts else None
        return quoter.speaker if quoter else None

    def _quoter(self, place: int, reading: Reading) -> Attribution | None:
        """The first attribution whose source stands outside of what is quoted."""
        quotation, start = self._quoted[place], self._starts[place]
        said = (one for one in reading.relations if isinstance(one, Attribution))
        return next((one for one in said if _outside(one, quotation, start)), None)


def _none_of(sentences: Sequence[str]) -> list[Quoted]:
    return [Quoted(False, False, ())] * len(sentences)


def _position(one: Relation) -> tuple[int, int]:
    mentions = one.mentions
    return (min(part.start for part in mentions), mentions[0].start) if mentions else (0, 0)


def _hedged(text: str, start: int) -> tuple[Mention, ...]:
    return tuple(
        Mention(start + begin, start + end, text[begin:end], "hedge", 1.0)
        for begin, end in hedges(text)
    )


def _stripped(text: str, part: Offsets) -> Offsets:
    begin, end = part
    while begin < end and text[begin].isspace():
        begin += 1
    while begin < end and (text[end - 1].isspace() or text[end - 1] in ",."):
        end -= 1
    return begin, end
