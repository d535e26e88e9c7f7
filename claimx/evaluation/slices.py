"""Figures on parts of what was judged: kinds of text, lengths, quotations, places, hedges."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from claimx.evaluation import metrics
from claimx.evaluation.counts import tally
from claimx.evaluation.run import Predictions
from claimx.labelled import Labelled
from claimx.labels import LABELS

FIELDS = ("kind", "source", "genre", "selection")
"""Fields of a record whose values make slices."""

LENGTHS = ((10, "up to 10 words"), (25, "11 to 25 words"), (40, "26 to 40 words"))
LONGEST = "over 40 words"

HEDGES = (
    *("may", "might", "could", "appear", "appears", "appeared", "seem", "seems", "seemed"),
    *("suggest", "suggests", "suggested", "suggesting", "indicate", "indicates", "indicated"),
    *("possible", "possibly", "perhaps", "likely", "unlikely", "probably", "potential"),
    *("potentially", "believe", "believes", "thought"),
)
"""Words that make a sentence hedged; after K. Hyland, "Hedging in scientific research articles"
(1998), the verbs, adverbs and adjectives that news uses."""

_HEDGE = re.compile(rf"\b({'|'.join(HEDGES)})\b", re.IGNORECASE)
_QUOTE = re.compile('["\u201c\u201d\u00ab\u00bb]')


@dataclass(frozen=True, slots=True)
class SliceLabel:
    """One label in one slice; a figure is NaN where it is not defined."""

    label: str
    gold: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of the sentences that were judged.

    Attributes:
        by: What the sentences are told apart by, such as "length".
        name: Which of them these are, such as "up to 10 words".
        sentences: How many.
        labels: In the order of `claimx.LABELS`.
    """

    by: str
    name: str
    sentences: int
    labels: tuple[SliceLabel, ...]


def _length(text: str) -> str:
    words = len(text.split())
    return next((name for most, name in LENGTHS if words <= most), LONGEST)


def _place(index: int, count: int) -> str:
    if index < count / 5:
        return "first fifth"
    return "last fifth" if index >= count * 4 / 5 else "between"


def _properties(one: Labelled, index: int, count: int) -> dict[str, str]:
    """What a sentence is told apart by, and which side it falls on."""
    found = {name: str(one.meta[name]) for name in FIELDS if one.meta.get(name) is not None}
    return {
        **found,
        "length": _length(one.text),
        "quotation": "with quotation marks" if _QUOTE.search(one.text) else "without",
        "place in the document": _place(index, count),
        "hedge": "with a hedging word" if _HEDGE.search(one.text) else "without",
    }


def _by_document(examples: Sequence[Labelled]) -> Iterator[tuple[Labelled, int, int]]:
    """Sentences in the order that they are judged in, with their place and its document's size."""
    found: dict[str, list[Labelled]] = {}
    for one in examples:
        found.setdefault(one.doc, []).append(one)
    for rows in found.values():
        yield from ((row, index, len(rows)) for index, row in enumerate(rows))


def _figures(targets: NDArray[np.float64], predicted: NDArray[np.bool_]) -> tuple[SliceLabel, ...]:
    total = tally(targets, predicted, np.zeros(len(targets), dtype=int), 1).total()
    columns = zip(
        LABELS,
        (total.hits + total.misses).tolist(),
        metrics.precision(total).tolist(),
        metrics.recall(total).tolist(),
        metrics.f1(total).tolist(),
        strict=True,
    )
    return tuple(SliceLabel(label, int(gold), *rest) for label, gold, *rest in columns)


def slices(examples: Sequence[Labelled], predictions: Predictions) -> list[Slice]:
    """Figures of every slice that holds a sentence.

    Args:
        examples: What was judged.
        predictions: In the order of `claimx.evaluation.articles.group`.
    """
    rows = list(_by_document(examples))
    targets = np.array(
        [[np.nan if t is None else t for t in one.targets] for one, _, _ in rows], dtype=np.float64
    )
    members: dict[tuple[str, str], list[int]] = {}
    for place, (one, index, count) in enumerate(rows):
        if not np.isnan(targets[place]).all():
            for pair in _properties(one, index, count).items():
                members.setdefault(pair, []).append(place)
    order: Mapping[str, int] = {
        by: n for n, by in enumerate(dict.fromkeys(by for by, _ in members))
    }
    return [
        Slice(by, name, len(places), _figures(targets[places], predictions.labels[places]))
        for (by, name), places in sorted(members.items(), key=lambda item: order[item[0][0]])
    ]
