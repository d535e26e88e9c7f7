"""Gold of relations as the heads learn it: sentences with their tokens, anchors and roles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from claimx.gold.loader import load_gold
from claimx.gold.spans import AttributionSpans, MechanismSpans, Offsets, read_spans
from claimx.relations.decode import ROLES, TAGS

if TYPE_CHECKING:
    from pathlib import Path

    from tokenizers import Tokenizer

Floats = NDArray[np.float32]

Texts = Mapping[tuple[str, str, int], str]
"""Sentences by source, document and place in it."""


@dataclass(frozen=True, slots=True)
class Relation:
    """An anchor and the characters of each of its roles."""

    anchor: Offsets
    kind: str
    parts: dict[str, tuple[Offsets, ...]]


@dataclass(frozen=True, slots=True)
class Example:
    """A gold sentence and the relations inside it."""

    text: str
    relations: tuple[Relation, ...]


def _attribution(one: AttributionSpans) -> Relation:
    return Relation(one.cue, "cue", {"source": (one.source,), "content": one.content})


def _mechanism(one: MechanismSpans) -> Relation:
    return Relation(one.signal, "signal", {"cause": (one.cause,), "effect": (one.effect,)})


def read_texts(split: str, source: Path | None = None) -> Texts:
    """All sentences of the news gold.

    Args:
        split: "train" or "dev".
        source: Where their texts are; see `claimx.gold.loader.load_gold`.

    Raises:
        ClaimxError: If a text is not at hand, or not the one that was read.
    """
    gold = load_gold("news-gold", split, source=source)
    return {(one.source, one.doc, one.i): one.text for one in gold}


def read_examples(split: str, texts: Texts) -> list[Example]:
    """Sentences of the news gold with relations.

    Args:
        split: "train" or "dev".
        texts: Of the split.
    """
    return [
        Example(
            texts[row.source, row.doc, row.i],
            (*map(_attribution, row.attributions), *map(_mechanism, row.mechanisms)),
        )
        for row in read_spans("news-gold", split)
    ]


@dataclass(frozen=True, slots=True)
class Target:
    """What the heads are to say of one anchor.

    Attributes:
        pool: float32[tokens]: weights of the anchor's tokens, sum 1.
        roles: float32[4, tokens]: 1 inside a role.
        known: float32[4]: 1 for the roles that this type of anchor has.
    """

    pool: Floats
    roles: Floats
    known: Floats


@dataclass(frozen=True, slots=True)
class Tokens:
    """A sentence in tokens.

    Attributes:
        ids: Token ids, special ones included.
        tags: int64[tokens], in the order of `TAGS`.
        targets: One an anchor.
    """

    ids: list[int]
    tags: NDArray[np.int64]
    targets: tuple[Target, ...]


def _inside(offsets: Sequence[Offsets], spans: Iterable[Offsets]) -> Floats:
    """float32[tokens]: 1 for tokens that share a character with a span."""
    mask = np.zeros(len(offsets), dtype=np.float32)
    for begin, end in spans:
        for row, (first, last) in enumerate(offsets):
            if first < last and first < end and last > begin:
                mask[row] = 1
    return mask


def tokenize(tokenizer: Tokenizer, examples: Sequence[Example]) -> list[Tokens]:
    """Tokens and targets of gold sentences."""
    found = []
    for example in examples:
        encoding = tokenizer.encode(example.text)
        tags = np.zeros(len(encoding.ids), dtype=np.int64)
        targets = []
        for one in sorted(example.relations, key=lambda one: one.anchor[0] - one.anchor[1]):
            mask = _inside(encoding.offsets, [one.anchor])
            rows = np.flatnonzero(mask)
            if not len(rows):
                continue  # behind the model's limit
            if not tags[rows].any():
                tags[rows] = TAGS.index(f"I-{one.kind}")
                tags[rows[0]] = TAGS.index(f"B-{one.kind}")
            roles = [_inside(encoding.offsets, one.parts.get(role, ())) for role in ROLES]
            known = np.array([role in one.parts for role in ROLES], dtype=np.float32)
            targets.append(Target(mask / mask.sum(), np.stack(roles), known))
        found.append(Tokens(encoding.ids, tags, tuple(targets)))
    return found
