"""The bundled news article with its gold labels: an example, never training data."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class GoldLabel:
    """One sentence of the article as a reader labelled it.

    Attributes:
        start: Index of its first character in the article's text.
        end: Index after its last character.
        labels: Zero to four labels.
        primary: The one label where only one fits, or "none".
    """

    start: int
    end: int
    labels: tuple[str, ...]
    primary: str


@dataclass(frozen=True, slots=True)
class Example:
    """The article's text and the gold labels of its 15 sentences."""

    text: str
    gold: tuple[GoldLabel, ...]

    @property
    def sentences(self) -> list[tuple[int, int]]:
        """Offsets of the gold sentences, as `Extractor.extract(sentences=...)` takes them."""
        return [(one.start, one.end) for one in self.gold]


def read_example(folder: Path) -> Example:
    """Read the article from its data folder."""
    text = (folder / "article.txt").read_text(encoding="utf-8")
    lines = (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    gold = (GoldLabel(r["start"], r["end"], tuple(r["labels"]), r["primary"]) for r in rows)
    return Example(text, tuple(gold))
