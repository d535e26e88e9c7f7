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
        for start, end in sorted(found, key=lambda one: (one[0], -one[1])):
            place = self._place(start)
            if place is None or not start < end <= self._ends[place]:
                continue
            before = self._inside.setdefault(place, [])
            if not before or before[-1][1] <= start:
                before.append((start, end))

    def _place(self, offset: int) -> int | None:
        place = bisect_right(self._starts, offset) - 1
        return place if place >= 0 and offset < self._ends[place] else None

    def of_sentence(self, place: int) -> Sequence[Stretch]:
        """The names in one sentence, in order."""
        return self._inside.get(place, ())

    def whole(self, speaker: Mention) -> Stretch | None:
        """The name that has an anchor and of which the speaker's name is a part, or the whole."""
        place = self._place(speaker.start)
        names = () if place is None else self.of_sentence(place)
        around = (one for one in names if one[0] <= speaker.start and speaker.end <= one[1])
        return next(around, None)

    def href(self, speaker: Mention | None) -> str | None:
        """Where a link to the speaker's name leads: there, else to its sentence, else nowhere."""
        if speaker is None:
            return None
        if whole := self.whole(speaker):
            return f"#n-{whole[0]}"
        place = self._place(speaker.start)
        return None if place is None else f"#s-{place}"
