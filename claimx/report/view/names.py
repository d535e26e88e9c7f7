"""Where in an article its speakers are named, so that a link can lead there."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from claimx.types import Attribution, Document, Mention

Stretch = tuple[int, int]


def attributions(document: Document) -> Iterator[tuple[int, Attribution]]:
    """Every attribution in order, after the place of its sentence among the document's."""
    for place, sentence in enumerate(document.sentences):
        for relation in sentence.relations:
            if isinstance(relation, Attribution):
                yield place, relation


class Names:
    """The stretches of a document that get an anchor: the names of its speakers."""

    def __init__(self, document: Document) -> None:
        """Choose them: each inside one sentence, none overlapping another."""
        self._starts = [one.start for one in document.sentences]
        self._ends = [one.end for one in document.sentences]
        speakers = (one.speaker for _, one in attributions(document))
        found = {(one.start, one.end) for one in speakers if one is not None}
        self._inside: dict[int, list[Stretch]] = {}
        for start, end in sorted(found):
            place = self._place(start)
            if place is None or not start < end <= self._ends[place]:
                continue
            before = self._inside.setdefault(place, [])
            if not before or before[-1][1] <= start:
                before.append((start, end))
        self._anchored = {one for stretches in self._inside.values() for one in stretches}

    def _place(self, offset: int) -> int | None:
        place = bisect_right(self._starts, offset) - 1
        return place if place >= 0 and offset < self._ends[place] else None

    def of_sentence(self, place: int) -> Sequence[Stretch]:
        """The names in one sentence, in order."""
        return self._inside.get(place, ())

    def href(self, speaker: Mention | None) -> str | None:
        """Where a link to the speaker's name leads: there, else to its sentence, else nowhere."""
        if speaker is None:
            return None
        if (speaker.start, speaker.end) in self._anchored:
            return f"#n-{speaker.start}"
        place = self._place(speaker.start)
        return None if place is None else f"#s-{place}"
