"""Where sentences come from: public sources, or a folder of labelled files that hold the text."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from claimx.errors import DataError, InputError
from claimx.gold.files import Files
from claimx.gold.records import Row
from claimx.gold.sources import SOURCES, Passage, Source

LATER: Mapping[str, tuple[str, ...]] = {
    "news-gold": ("news/unlabelled.jsonl.gz",),
    "abstracts-gold": ("corpora/pubmedqa.jsonl.gz",),
    "varied-gold": ("corpora/gum.jsonl.gz",),
}
"""Files, beside a set's own, with the texts of sentences that were labelled later."""


class Texts(Protocol):
    """Something that gives the sentence that a stand-off row points at."""

    def sentence(self, row: Row) -> Passage:
        """The sentence of `row`, with the title of its document.

        Raises:
            ClaimxError: If it is not at hand.
        """
        ...


@dataclass(slots=True)
class PublicTexts:
    """Sentences cut out of the public documents; one document is read once in a row."""

    files: Files
    _sources: dict[str, Source] = field(default_factory=dict)
    _last: tuple[tuple[str, str], Passage] | None = None

    def sentence(self, row: Row) -> Passage:
        """The characters `row.start` to `row.end` of the row's document."""
        passage = self._document(row.source, row.doc)
        return Passage(passage.text[row.start : row.end], passage.title)

    def _document(self, source: str, doc: str) -> Passage:
        if self._last is None or self._last[0] != (source, doc):
            self._last = ((source, doc), self._open(source).passage(doc))
        return self._last[1]

    def _open(self, source: str) -> Source:
        if source not in SOURCES:
            raise DataError(f"{source!r} is no source of gold texts: use {', '.join(SOURCES)}.")
        if source not in self._sources:
            self._sources[source] = SOURCES[source](self.files)
        return self._sources[source]


def _read(path: Path) -> Mapping[tuple[str, int], Passage]:
    """Sentences of a jsonl.gz file by the id of their document and their place in it.

    Raises:
        DataError: If a line is no record with doc, i and text.
    """
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            records: list[dict[str, Any]] = [json.loads(line) for line in lines]
        return {(r["doc"], r["i"]): Passage(r["text"], r.get("title") or None) for r in records}
    except (OSError, ValueError, KeyError, TypeError) as broken:
        raise DataError(f"{path}: a line is no record with doc, i and text.") from broken


@dataclass(slots=True)
class LabelledFiles:
    """Sentences of jsonl.gz files whose records carry `doc`, `i` and `text`.

    Attributes:
        paths: In the order to look; a file is read when the ones before it lack a sentence.
    """

    paths: Sequence[Path]
    _seen: list[Mapping[tuple[str, int], Passage]] = field(default_factory=list)

    def sentence(self, row: Row) -> Passage:
        """The record with the row's document and place."""
        for place, path in enumerate(self.paths):
            if place == len(self._seen):
                self._seen.append(_read(path))
            if (found := self._seen[place].get((row.doc, row.i))) is not None:
                return found
        raise InputError(
            f"{' and '.join(map(str, self.paths))} holds no sentence {row.i} of {row.doc}."
        )


def open_texts(
    name: str, split: str, *, source: Path | None = None, download: bool = False
) -> Texts:
    """Choose where the texts of one split come from.

    `source`, or else the folder that the environment variable `CLAIMX_DATA` names, may hold the
    labelled files themselves (`news/train.jsonl.gz` for the split "train" of "news-gold"), and
    beside them those of `LATER`; any other folder is taken for copies of the public sources.
    """
    root = source or (Path(os.environ["CLAIMX_DATA"]) if os.environ.get("CLAIMX_DATA") else None)
    if root is not None:
        labelled = root / name.removesuffix("-gold") / f"{split}.jsonl.gz"
        if labelled.is_file():
            later = (root / path for path in LATER.get(name, ()))
            return LabelledFiles([labelled, *(path for path in later if path.is_file())])
    return PublicTexts(Files(root, download))
