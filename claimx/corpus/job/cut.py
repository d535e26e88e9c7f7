"""From inputs to shards: where each begins and ends follows from the inputs alone."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from claimx.corpus.inputs.readers import read_unparsed
from claimx.corpus.inputs.records import Kind, Problem, Reading, Record, Source
from claimx.corpus.inputs.warc import Page
from claimx.corpus.labelling import Skip

Item = Record | Problem | Source | Page | Skip
"""A text, what failed, a file or a page that a worker parses, or what is left out."""

_WHOLE = {Kind.TXT, Kind.HTML, Kind.DOCX, Kind.ODT, Kind.RTF, Kind.EML, Kind.PDF}
_LEAST = 256
"""What an item weighs at least, so that a million empty ones do not end in one shard."""


class Place(NamedTuple):
    """Before which item of which source one stands, both from 0."""

    source: int
    item: int


BEGIN = Place(0, 0)


@dataclass(frozen=True, slots=True)
class Shard:
    """A stretch of the inputs.

    Attributes:
        number: From 0.
        begin: Place of its first item.
        end: Place behind its last.
        items: All between.
    """

    number: int
    begin: Place
    end: Place
    items: tuple[Item, ...]


def weight(item: Item) -> int:
    """Characters of an item, or the bytes of a file that nobody has read yet."""
    if isinstance(item, Record):
        return max(_LEAST, len(item.text.text))
    if isinstance(item, Source):
        return max(_LEAST, item.size or 0)
    if isinstance(item, Page):
        return max(_LEAST, len(item.frame.payload))
    return _LEAST


def _items(source: Source | Problem, reading: Reading) -> Iterator[Item]:
    if isinstance(source, Problem):
        return iter((source,))
    # Parsers of pages and documents are slow, and native ones may crash: a worker's work.
    if source.kind in _WHOLE and source.name != "-":
        return iter((source,))
    return read_unparsed(source, reading)


class Feed:
    """All items of all sources, from any place on.

    Attributes:
        place: Place of the item that `take` gives next.
    """

    def __init__(self, sources: Sequence[Source | Problem], reading: Reading) -> None:
        """Stand at the beginning."""
        self._sources = sources
        self._reading = reading
        self.seek(BEGIN)

    def seek(self, place: Place) -> None:
        """Stand before an item; what comes before it in its source is read and passed over."""
        self.place = place
        self._current: Iterator[Item] = iter(())
        if place.source < len(self._sources):
            items = _items(self._sources[place.source], self._reading)
            self._current = islice(items, place.item, None)

    def take(self, until: Place | None = None) -> Item | None:
        """The next item; None at the end, or where it would lie at or behind `until`."""
        while self.place.source < len(self._sources):
            if until is not None and self.place >= until:
                return None
            item = next(self._current, None)
            if item is not None:
                self.place = Place(self.place.source, self.place.item + 1)
                return item
            self.seek(Place(self.place.source + 1, 0))
        return None


def _cut(feed: Feed, number: int, size: int, end: Place | None, bound: Place | None) -> Shard:
    begin, items, held = feed.place, [], 0
    while held < size or end is not None:
        item = feed.take(end or bound)
        if item is None:
            break
        items.append(item)
        held += weight(item)
    return Shard(number, begin, end or feed.place, tuple(items))


def shards(
    feed: Feed,
    ends: Mapping[int, Place],
    done: Collection[int],
    size: int,
    begins: Mapping[int, Place] | None = None,
) -> Iterator[Shard]:
    """Cut what is not done yet into shards.

    Args:
        feed: The inputs.
        ends: Where shards end that were cut before, by number; they end there again.
        done: Numbers of those that are left out.
        size: Characters after which a shard is full; a longer text is one of its own.
        begins: Where done shards begin, by number: those between two of them hold all that lies
            between, whatever became of the inputs since.
    """
    begins = begins or {}
    known = sorted(begins)
    number = 0
    while True:
        end = ends.get(number)
        if number in done and end is not None:
            if feed.place != end:
                feed.seek(end)
        else:
            after = bisect_right(known, number)
            following = known[after] if after < len(known) else None
            bound = None if following is None else begins[following]
            if following == number + 1:
                end = end or bound
            shard = _cut(feed, number, size, end, bound)
            if not shard.items and end is None and bound is None:
                return
            yield shard
        number += 1
