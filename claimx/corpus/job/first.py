"""Leaving out what came before, to the letter."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace

from claimx.corpus.duplicates import Seen
from claimx.corpus.inputs.records import Record, Source
from claimx.corpus.inputs.unpack import opened
from claimx.corpus.inputs.warc import Page
from claimx.corpus.job.cut import Item, Shard
from claimx.corpus.labelling import Skip, document_id
from claimx.errors import ClaimxError

_CHUNK = 1 << 20


def _file_digest(source: Source) -> str | None:
    """Digest of what a file holds; None where it cannot be read, which the worker will tell."""
    found = hashlib.sha256()
    try:
        with opened(source, None) as file:
            while chunk := file.stream.read(_CHUNK):
                found.update(chunk)
    except (OSError, ClaimxError):
        return None
    return found.hexdigest()


def _skip(item: Record | Source | Page) -> Skip:
    if isinstance(item, Record):
        return Skip(item.source, item.line, document_id(item), "the same text came before")
    if isinstance(item, Page):
        return Skip(item.source, item.line, "", "the same page came before")
    return Skip(item.name, None, "", "the same file came before")


class _First:
    def __init__(self) -> None:
        self._seen = Seen()

    def __call__(self, item: Item) -> Item:
        """The item, or the note that it is left out."""
        if isinstance(item, Record):
            return item if self._seen.first(item.text.text) else _skip(item)
        if isinstance(item, Source):
            content = _file_digest(item)
            return item if content is None or self._seen.first(content) else _skip(item)
        if isinstance(item, Page):
            content = hashlib.sha256(item.frame.payload).hexdigest()
            return item if self._seen.first(content) else _skip(item)
        return item


def without_repeats(found: Iterable[Shard]) -> Iterator[Shard]:
    """Shards in which every text, and every file that is one text, that came before is a `Skip`.

    Texts are compared as texts, pages and documents as files: they are parsed elsewhere.
    """
    first = _First()
    return (replace(shard, items=tuple(map(first, shard.items))) for shard in found)
