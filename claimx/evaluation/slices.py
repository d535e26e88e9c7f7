"""Figures on parts of what was judged: kinds of text, lengths, quotations, places, hedges."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from claimx.evaluation import metrics
from claimx.evaluation.articles import Article
from claimx.evaluation.counts import tally
from claimx.evaluation.run import Predictions
from claimx.labels import LABELS

FIELDS = ("kind", "source", "genre", "selection")
"""Fields of a record whose values make slices."""

MOST_VALUES = 12
"""Slices of a field: beyond them it names documents rather than kinds, and the rest are one."""

OTHERS = "all others"

LENGTHS = ((10, "up to 10 words"), (25, "11 to 25 words"), (40, "26 to 40 words"))
LONGEST = "over 40 words"
PLACES = ("first fifth", "middle", "last fifth")
QUOTATION = ("with quotation marks", "without")
HEDGE = ("with a hedging word", "without")

ORDER = {
    **dict.fromkeys(FIELDS, ()),
    "length": (*(name for _, name in LENGTHS), LONGEST),
    "quotation": QUOTATION,
    "place in the document": PLACES,
    "hedge": HEDGE,
}
"""What sentences are told apart by, and the names in the order to show them; a field's follow by
size."""

HEDGES = (
    *("may", "might", "could", "appear", "appears", "appeared", "seem", "seems", "seemed"),
    *("suggest", "suggests", "suggested", "suggesting", "indicate", "indicates", "indicated"),
    *("possible", "possibly", "perhaps", "likely", "unlikely", "probably", "potential"),
    *("potentially", "believe", "believes", "thought"),
)
"""Words that make a sentence hedged; after K. Hyland, "Hedging in scientific research articles"
(1998), the verbs, adverbs and adjectives that news uses. "May" with a capital is the month."""

_HEDGE = re.compile(rf"\b(?!May\b)(?i:{'|'.join(HEDGES)})\b")
_QUOTE = re.compile('["\u201c\u201d\u201e\u00ab\u00bb]')


@dataclass(frozen=True, slots=True)
class SliceLabel:
    """One label in one slice; a figure is NaN where it is not defined.

    Attributes:
        label: Its name.
        decided: Sentences whose gold decides it.
        gold: Sentences that carry it.
        precision: Share of the sentences it was given to that carry it.
        recall: Share of the sentences that carry it that it was given to.
        f1: Harmonic mean of the two.
    """

    label: str
    decided: int
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
    """The fifth that the middle of a sentence falls in, each counting as equally long."""
    middle, fifth = 5 * (2 * index + 1), 2 * count
    return PLACES[(middle > fifth) + (middle > 4 * fifth)]


def _properties(article: Article) -> Iterator[dict[str, str]]:
    """What each sentence is told apart by, and which side it falls on.

    A document of fewer than five sentences has no fifths, so that its sentences have no place.
    """
    count = len(article.sentences)
    for index, (text, meta) in enumerate(zip(article.sentences, article.meta, strict=True)):
        found = {name: str(meta[name]) for name in FIELDS if meta.get(name) is not None}
        if count >= 5:
            found["place in the document"] = _place(index, count)
        yield {
            **found,
            "length": _length(text),
            "quotation": QUOTATION[not _QUOTE.search(text)],
            "hedge": HEDGE[not _HEDGE.search(text)],
        }


def _value_names(properties: Sequence[dict[str, str]], by: str) -> tuple[str, ...]:
    """Names of a property's slices in order; those of a field by size, then by name."""
    if by not in FIELDS:
        return ORDER[by]
    sizes = Counter(one[by] for one in properties if by in one)
    names = sorted(sizes, key=lambda name: (-sizes[name], name))
    return tuple(names[:MOST_VALUES])


def _figures(targets: NDArray[np.float64], predicted: NDArray[np.bool_]) -> tuple[SliceLabel, ...]:
    total = tally(targets, predicted, np.zeros(len(targets), dtype=int), 1).total()
    columns = zip(
        LABELS,
        total.decided.tolist(),
        (total.hits + total.misses).tolist(),
        metrics.precision(total).tolist(),
        metrics.recall(total).tolist(),
        metrics.f1(total).tolist(),
        strict=True,
    )
    return tuple(SliceLabel(label, int(n), int(gold), *rest) for label, n, gold, *rest in columns)


def _parted(properties: Sequence[dict[str, str]]) -> Iterator[tuple[str, str, list[int]]]:
    """What the sentences are told apart by, the name of a slice, and which they are."""
    for by in ORDER:
        names = _value_names(properties, by)
        places: dict[str, list[int]] = {name: [] for name in (*names, OTHERS)}
        for place, one in enumerate(properties):
            if by in one:
                places[one[by] if one[by] in names else OTHERS].append(place)
        yield from ((by, name, found) for name, found in places.items() if found)


def members(articles: Sequence[Article]) -> Iterator[tuple[str, str, list[int]]]:
    """What sentences are told apart by, the name of each slice, and the sentences in it.

    A sentence is its place among all sentences of all articles; those without a decided label are
    in no slice.
    """
    targets = np.concatenate([article.targets for article in articles])
    judged = np.flatnonzero(~np.isnan(targets).all(axis=1)).tolist()
    every = [one for article in articles for one in _properties(article)]
    for by, name, places in _parted([every[place] for place in judged]):
        yield by, name, [judged[place] for place in places]


def slices(articles: Sequence[Article], predictions: Predictions) -> list[Slice]:
    """Figures of every slice that holds a sentence with a decided label.

    Args:
        articles: What was judged.
        predictions: Of all their sentences, in order.
    """
    targets = np.concatenate([article.targets for article in articles])
    return [
        Slice(by, name, len(places), _figures(targets[places], predictions.labels[places]))
        for by, name, places in members(articles)
    ]
