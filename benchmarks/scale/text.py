"""As many sentences as wanted: news articles again and again, each time under new ids."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from claimx.labelled import read_records
from claimx.segment import segments


@dataclass(frozen=True, slots=True)
class Article:
    """A text, and how many sentences claimx finds in it."""

    text: str
    sentences: int


def articles(data: Path) -> dict[str, Article]:
    """Each article of news/unlabelled.jsonl.gz by its id, its sentences joined by spaces."""
    found: dict[str, list[str]] = {}
    for _, row in read_records(data / "news/unlabelled.jsonl.gz"):
        found.setdefault(row["doc"], []).append(row["text"])
    texts = {name: " ".join(pieces) for name, pieces in found.items()}
    return {name: Article(text, len(list(segments(text)))) for name, text in texts.items()}


def _again(found: Mapping[str, Article]) -> Iterator[tuple[str, Article]]:
    return ((f"{name}-{turn}", one) for turn in count() for name, one in found.items())


def _enough(found: Iterable[tuple[str, Article]], sentences: int) -> Iterator[tuple[str, Article]]:
    held = 0
    for name, one in found:
        yield name, one
        held += one.sentences
        if held >= sentences:
            return


def write(path: Path, found: Mapping[str, Article], sentences: int) -> None:
    """Write lines of JSON that hold this many sentences and what is left of the last article."""
    with path.open("w", encoding="utf-8") as file:
        for name, one in _enough(_again(found), sentences):
            line = json.dumps({"id": name, "text": one.text}, ensure_ascii=False)
            file.write(line + "\n")
