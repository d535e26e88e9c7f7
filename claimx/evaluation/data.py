"""What to evaluate on: a file of labelled sentences, or a gold set by its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path

from claimx.errors import DataError
from claimx.gold.loader import SPLITS, load_gold
from claimx.gold.records import GoldSentence
from claimx.labelled import Labelled, read_labelled
from claimx.labels import LABELS

_OWN = ("text", "doc", "labels")


def labelled(sentence: GoldSentence) -> Labelled:
    """A gold sentence as `read_labelled` gives one: every label decided, all else in `meta`."""
    names = (one.name for one in fields(GoldSentence) if one.name not in _OWN)
    return Labelled(
        text=sentence.text,
        targets=tuple(float(label in sentence.labels) for label in LABELS),
        doc=sentence.doc,
        meta={name: getattr(sentence, name) for name in names},
    )


def read_data(name: str, *, source: Path | None = None, download: bool = False) -> list[Labelled]:
    """Read labelled sentences.

    Args:
        name: Path of a jsonl or jsonl.gz file, or a gold set ("article") or one of its splits
            ("news-gold/dev").
        source: Where the texts of a gold set lie; see `claimx.gold.load_gold`.
        download: Whether they may be fetched.

    Raises:
        ClaimxError: If there is neither such a file nor such a gold set, or it cannot be read.
    """
    if Path(name).is_file():
        return list(read_labelled(Path(name)))
    gold, _, split = name.partition("/")
    if gold not in SPLITS:
        raise DataError(
            f"{name} is neither a file nor a gold set: give a jsonl file, or one of "
            f"{', '.join(SPLITS)}."
        )
    found = load_gold(gold, split or None, source=source, download=download)
    return [labelled(sentence) for sentence in found]


def read_all(
    names: Sequence[str], *, source: Path | None = None, download: bool = False
) -> list[Labelled]:
    """Read several sets as one; a document's id is then preceded by the name of its set."""
    sets = [(name, read_data(name, source=source, download=download)) for name in names]
    if len(sets) == 1:
        return sets[0][1]
    return [replace(one, doc=f"{name}:{one.doc}") for name, rows in sets for one in rows]
