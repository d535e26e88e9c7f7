"""Gold sentences as Hugging Face datasets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from claimx.extras import require
from claimx.gold.loader import load_gold, splits
from claimx.gold.records import GoldSentence

_TEXT = ("source", "doc", "text", "title", "selection", "genre", "primary")
_NUMBERS = ("i", "start", "end")


def load_dataset(
    name: str, split: str | None = None, *, source: Path | None = None, download: bool = False
) -> Any:
    """Load a gold set as a `datasets.Dataset`, or all its splits as a `datasets.DatasetDict`.

    Columns: source, doc, i, start, end, text, labels (list of names), primary, title, selection,
    genre. The arguments are those of `load_gold`.

    Raises:
        MissingExtra: If Hugging Face's `datasets` is not installed.
        ClaimxError: As `load_gold`.
    """
    library = require("datasets", extra="hf")
    if split is not None:
        return _table(library, load_gold(name, split, source=source, download=download))
    return library.DatasetDict(
        {
            part: _table(library, load_gold(name, part, source=source, download=download))
            for part in splits(name)
        }
    )


def _table(library: Any, sentences: Sequence[GoldSentence]) -> Any:
    columns: dict[str, list[Any]] = {
        name: [getattr(sentence, name) for sentence in sentences] for name in (*_NUMBERS, *_TEXT)
    }
    columns["labels"] = [list(sentence.labels) for sentence in sentences]
    text, number = library.Value("string"), library.Value("int64")
    features = dict.fromkeys(_TEXT, text) | dict.fromkeys(_NUMBERS, number) | {"labels": [text]}
    return library.Dataset.from_dict(columns, features=library.Features(features))
