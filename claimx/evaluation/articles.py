"""Labelled sentences put together into the articles that they come from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from claimx.errors import DataError
from claimx.evaluation.counts import Floats
from claimx.labelled import Labelled

Where = Mapping[str, Sequence[str]]
"""Field of the records, and the values of it that are wanted."""


@dataclass(frozen=True, slots=True, eq=False)
class Article:
    """Sentences of one document in order, with their gold.

    Attributes:
        doc: Id of the document.
        title: Its title, if the records carry one.
        sentences: Texts.
        targets: float[sentences, labels]: 1, 0, or NaN where not decided.
        meta: Every other field of each sentence's record.
    """

    doc: str
    title: str | None
    sentences: tuple[str, ...]
    targets: Floats
    meta: tuple[Mapping[str, Any], ...]


def _check_gold(example: Labelled) -> None:
    strange = [value for value in example.targets if value not in (0, 1, None)]
    if strange:
        raise DataError(
            f"{example.doc}: the gold value {strange[0]} of {example.text[:40]!r} is neither 1, 0 "
            "nor null."
        )


def group(examples: Iterable[Labelled]) -> list[Article]:
    """Articles in the order of their first sentence; sentences keep their order.

    Raises:
        DataError: If there is no sentence at all, or gold is neither 1, 0 nor None.
    """
    found: dict[str, list[Labelled]] = {}
    for one in examples:
        _check_gold(one)
        found.setdefault(one.doc, []).append(one)
    if not found:
        raise DataError("there are no labelled sentences to evaluate on.")
    return [
        Article(
            doc=doc,
            title=rows[0].meta.get("title"),
            sentences=tuple(row.text for row in rows),
            targets=np.array([row.targets for row in rows], dtype=np.float64),
            meta=tuple(row.meta for row in rows),
        )
        for doc, rows in found.items()
    ]


def all_sentences(articles: Iterable[Article]) -> list[str]:
    """The sentences of all articles, in order."""
    return [sentence for article in articles for sentence in article.sentences]


def fingerprint(articles: Iterable[Article]) -> str:
    """First 16 hex digits of a sha256 over the documents' ids, sentences and gold."""
    digest = hashlib.sha256()
    for article in articles:
        gold = [[None if np.isnan(v) else v for v in row] for row in article.targets.tolist()]
        digest.update(json.dumps([article.doc, article.sentences, gold]).encode("ascii") + b"\n")
    return digest.hexdigest()[:16]


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _value(example: Labelled, field: str) -> str | None:
    if field == "doc":
        return example.doc
    return _shown(example.meta[field]) if field in example.meta else None


def _check(examples: Sequence[Labelled], where: Where) -> None:
    """Tell a field or a value that no record has from a filter that leaves nothing.

    Raises:
        DataError: If a field is nowhere, or none of its wanted values is.
    """
    for field, wanted in where.items():
        values = {value for one in examples if (value := _value(one, field)) is not None}
        if not values:
            fields = sorted({"doc", *(name for one in examples for name in one.meta)})
            raise DataError(f"no record has a field {field!r}: there are {', '.join(fields)}.")
        if not values & set(wanted):
            some = ", ".join(sorted(values)[:8]) + (", ..." if len(values) > 8 else "")
            raise DataError(f"no record has {field} = {' or '.join(wanted)}: there are {some}.")


def keep(examples: Sequence[Labelled], where: Where) -> list[Labelled]:
    """Evaluate on some sentences only, and let the model still read the whole of their articles.

    Args:
        examples: Labelled sentences.
        where: A sentence is kept if every field has one of its wanted values; a value that is
            not a string is compared as JSON (`1`, `true`, `null`). "doc" is the document's id.

    Returns:
        Sentences of every article that holds a kept one; those not kept have no decided label.

    Raises:
        DataError: If nothing is kept.
    """
    _check(examples, where)
    kept = [all(_value(one, f) in wanted for f, wanted in where.items()) for one in examples]
    docs = {one.doc for one, good in zip(examples, kept, strict=True) if good}
    if not docs:
        shown = ", ".join(f"{field}={value}" for field, values in where.items() for value in values)
        raise DataError(f"no record fits all of {shown}.")
    return [
        one if good else replace(one, targets=(None,) * len(one.targets))
        for one, good in zip(examples, kept, strict=True)
        if one.doc in docs
    ]
