"""Gold sentences: stand-off labels joined with the texts that they point into."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path

from claimx.errors import DataError
from claimx.gold.records import GoldSentence, Row, checksum, read_rows
from claimx.gold.texts import Texts, open_texts
from claimx.resources import data_path

SPLITS: Mapping[str, Mapping[str, str]] = {
    "article": {"test": "gold.jsonl"},
    "news-gold": {"train": "train.jsonl", "dev": "dev.jsonl"},
    "abstracts-gold": {"train": "train.jsonl", "test": "test.jsonl"},
    "varied-gold": {"train": "train.jsonl", "test": "test.jsonl"},
}
"""File of each split of each gold set."""


def splits(name: str) -> Mapping[str, str]:
    """The splits of a gold set and their files.

    Raises:
        DataError: If there is no gold set of this name.
    """
    if name not in SPLITS:
        raise DataError(f"{name!r} is no gold set: use one of {', '.join(SPLITS)}.")
    return SPLITS[name]


def standoff_path(name: str, split: str) -> Path:
    """The file of one split.

    Raises:
        DataError: If there is no such split.
    """
    files = splits(name)
    if split not in files:
        raise DataError(f"{name} has no split {split!r}: use one of {', '.join(files)}.")
    return data_path(name) / files[split]


def standoff(name: str, split: str) -> list[Row]:
    """Labels and offsets of one split, without any text.

    Raises:
        DataError: If there is no such split.
    """
    return read_rows(standoff_path(name, split), source=name, doc=name)


def rebuild(rows: Iterable[Row], texts: Texts) -> list[GoldSentence]:
    """Put the texts back into stand-off rows.

    Raises:
        DataError: If a text is not the one that was labelled.
        ClaimxError: If a text is not at hand.
    """
    return [_join(row, texts) for row in rows]


def _join(row: Row, texts: Texts) -> GoldSentence:
    found = texts.sentence(row)
    if row.sha is not None and checksum(found.text) != row.sha:
        raise DataError(
            f"{row.source} {row.doc}, sentence {row.i}: the text at {row.start} to {row.end} is "
            "not the one that was labelled (its checksum differs): use the source at the commit "
            "that the data card names."
        )
    known = {f.name: getattr(row, f.name) for f in fields(Row)}
    return GoldSentence(**known, text=found.text, title=found.title)


def load_gold(
    name: str, split: str | None = None, *, source: Path | None = None, download: bool = False
) -> list[GoldSentence]:
    """Load gold sentences with their texts, checked against the labelled ones.

    The texts are not part of this library (the bundled article's aside). They are read from
    `source`; without it from the folder that `CLAIMX_DATA` names, or from what an earlier download
    left in the cache (`CLAIMX_CACHE`, or `~/.cache/claimx`).

    Args:
        name: A key of `SPLITS`, such as "news-gold".
        split: One of its splits; None for all of them, one after the other.
        source: A copy of the public repository, or a folder that holds several by their names
            (`FakeHealth`, `nltk_data`, `pubmedqa`, `gum`).
        download: Fetch files that are not at hand from GitHub, at the pinned commits.

    Raises:
        DataError: If there is no such set or split, or a text differs from the labelled one.
        InputError: If a text is not at hand or cannot be fetched.
    """
    chosen = splits(name) if split is None else [split]
    return [
        sentence
        for part in chosen
        for sentence in rebuild(
            standoff(name, part), open_texts(name, part, source=source, download=download)
        )
    ]
