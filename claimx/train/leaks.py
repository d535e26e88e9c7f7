"""No document that a model is judged on, nor a near-duplicate of one, among what it learns from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from claimx.errors import DataError
from claimx.extras import require
from claimx.labelled import read_records
from claimx.train.data import read_sources
from claimx.train.recipe import Recipe

SHINGLE = 5
"""Words in a row that two documents share or do not."""

PERMUTATIONS = 128
SIMILAR = 0.4
"""Estimated Jaccard similarity of shingles from which two documents are near-duplicates."""

_WORD = re.compile(r"\w+")


def shingles(text: str) -> set[bytes]:
    """Every run of `SHINGLE` words, in lower case; of a shorter text, the text itself."""
    words = _WORD.findall(text.lower())
    last = max(1, len(words) - SHINGLE + 1)
    return {" ".join(words[i : i + SHINGLE]).encode() for i in range(last)}


def _sketch(text: str) -> Any:
    """MinHash of a text (A. Broder, "On the resemblance and containment of documents", 1997)."""
    found = require("datasketch", extra="train").MinHash(num_perm=PERMUTATIONS, seed=1)
    found.update_batch(sorted(shingles(text)))
    return found


def _documents(sentences: Iterable[tuple[str, str]]) -> dict[str, str]:
    joined: dict[str, list[str]] = {}
    for doc, text in sentences:
        joined.setdefault(doc, []).append(text)
    return {doc: " ".join(texts) for doc, texts in joined.items()}


def near_duplicates(
    training: Iterable[tuple[str, str]], protected: Iterable[tuple[str, str]]
) -> Iterator[tuple[str, str, float]]:
    """Pairs of a training document and a protected one that are the same or nearly so.

    Args:
        training: (document, sentence) of all that a model learns from.
        protected: (document, sentence) of all that it is judged on.

    Yields:
        Training document, protected document, estimated Jaccard similarity of their shingles.
    """
    index = require("datasketch", extra="train").MinHashLSH(
        threshold=SIMILAR, num_perm=PERMUTATIONS
    )
    sketches = {doc: _sketch(text) for doc, text in _documents(protected).items()}
    for doc, sketch in sketches.items():
        index.insert(doc, sketch)
    for doc, text in _documents(training).items():
        sketch = _sketch(text)
        for other in sorted(index.query(sketch)):
            if (similarity := sketch.jaccard(sketches[other])) >= SIMILAR:
                yield doc, other, similarity


def _sentences(files: Iterable[Path]) -> list[tuple[str, str]]:
    return [(str(row["doc"]), row["text"]) for path in files for _, row in read_records(path)]


def check(recipe: Recipe, root: Path, *more: Path) -> None:
    """Compare all that a recipe learns from with all that it is judged on.

    Args:
        recipe: Whose sources, dev and protected files are compared.
        root: Data folder that their paths are relative to.
        more: Files of further sentences that are learned from, labelled or not.

    Raises:
        DataError: If a training document is a near-duplicate of a protected one.
    """
    training = [(one.doc, one.text) for _, kept in read_sources(recipe, root) for one in kept]
    training += _sentences(more)
    files = (root / path for path in (recipe.dev, *recipe.protected))
    for doc, other, similarity in near_duplicates(training, _sentences(files)):
        raise DataError(
            f"{doc} of the training data is nearly {other}, which the model is judged on "
            f"(similarity {similarity:.2f}): take it out of the recipe's sources."
        )
