"""No document that a model is judged on, nor a near-duplicate of one, among what it learns from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from claimx.errors import DataError
from claimx.extras import require
from claimx.labelled import read_records
from claimx.train.recipe import Recipe

SHINGLE = 5
"""Words in a row that two documents share or do not."""

PERMUTATIONS = 128
SIMILAR = 0.4
"""Estimated Jaccard similarity of shingles from which two documents are near-duplicates."""

Sentence = tuple[str, str]
"""Id of a document, and one of its sentences."""

_WORD = re.compile(r"\w+")


def shingles(text: str) -> set[bytes]:
    """Every run of `SHINGLE` words, in lower case; of a shorter text, the text itself."""
    words = _WORD.findall(text.lower())
    last = max(1, len(words) - SHINGLE + 1)
    return {" ".join(words[i : i + SHINGLE]).encode() for i in range(last)}


def _sketches(documents: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    """MinHash of each text (A. Broder, "On the resemblance and containment of documents", 1997)."""
    sketch = require("datasketch", extra="train").MinHash
    found = sketch.generator(map(_listed, documents.values()), num_perm=PERMUTATIONS, seed=1)
    return zip(documents, found, strict=True)


def _listed(text: str) -> list[bytes]:
    return sorted(shingles(text))


def _documents(sentences: Iterable[Sentence]) -> dict[str, str]:
    joined: dict[str, list[str]] = {}
    for doc, text in sentences:
        joined.setdefault(doc, []).append(text)
    return {doc: " ".join(texts) for doc, texts in joined.items()}


def near_duplicates(
    training: Iterable[Sentence], judged_on: Iterable[Sentence]
) -> Iterator[tuple[str, str, float]]:
    """Pairs of a training document and a protected one that are the same or nearly so.

    Args:
        training: All that a model learns from.
        judged_on: All that it is judged on.

    Yields:
        Training document, protected document, estimated Jaccard similarity of their shingles.
    """
    index = require("datasketch", extra="train").MinHashLSH(
        threshold=SIMILAR, num_perm=PERMUTATIONS
    )
    sketches = dict(_sketches(_documents(judged_on)))
    for doc, sketch in sketches.items():
        index.insert(doc, sketch)
    for doc, sketch in _sketches(_documents(training)):
        for other in sorted(index.query(sketch)):
            if (similarity := sketch.jaccard(sketches[other])) >= SIMILAR:
                yield doc, other, similarity


def protected(recipe: Recipe, root: Path) -> list[Sentence]:
    """The sentences that a recipe's model is judged on: dev and all protected files.

    Raises:
        DataError: If a file is absent or malformed.
    """
    files = (root / path for path in (recipe.dev, *recipe.protected))
    return [(str(row["doc"]), row["text"]) for path in files for _, row in read_records(path)]


def check(training: Iterable[Sentence], judged_on: Iterable[Sentence]) -> None:
    """Compare all that a model learns from with all that it is judged on.

    Raises:
        DataError: If a training document is a near-duplicate of one that it is judged on.
    """
    for doc, other, similarity in near_duplicates(training, judged_on):
        raise DataError(
            f"{doc} of the training data is nearly {other}, which the model is judged on "
            f"(similarity {similarity:.2f}): take it out of the recipe's sources."
        )
