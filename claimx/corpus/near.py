"""Documents that are nearly the same, as a wire story is in many papers.

Each text becomes a MinHash of its runs of five words (A. Broder, "On the resemblance and
containment of documents", 1997). Texts that agree in a band of it are compared (P. Indyk and
R. Motwani, "Approximate nearest neighbors", 1998), and similar ones are joined. The bands are
sorted here rather than kept in datasketch's index, which takes several kilobytes a document.
"""

from __future__ import annotations

import re
import zlib
from array import array
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, islice
from math import ceil
from operator import itemgetter
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from claimx.corpus.duplicates import folded
from claimx.errors import InputError
from claimx.extras import require

SIMILAR = 0.6
"""Share of common runs among all runs of two texts from which they are near-duplicates."""

SHINGLE = 5
"""Words of a run."""

WORDS = 20_000
"""Words at the beginning of a text that count."""

PERMUTATIONS = 128
_FOUND = 0.99
_BLOCK = 1 << 16
_WORD = re.compile(r"\w+")

Key = TypeVar("Key", bound=Hashable)
Signs = NDArray[np.uint32]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Clusters(Generic[Key]):
    """Which documents are nearly the same.

    Attributes:
        of: The cluster of each document that has near-duplicates, named by the key of its first
            member as the documents came. Documents that stand alone are not in it.
        documents: How many texts there were.
        pairs: How many pairs of documents share a cluster.
    """

    of: dict[Key, Key]
    documents: int
    pairs: int


class _Forest:
    """Sets of numbers, each named by its smallest one (union-find)."""

    def __init__(self, size: int) -> None:
        self._above = array("q", range(size))

    def root(self, one: int) -> int:
        above = self._above
        while above[one] != one:
            above[one] = above[above[one]]
            one = above[one]
        return one

    def join(self, one: int, other: int) -> None:
        low, high = sorted((self.root(one), self.root(other)))
        self._above[high] = low


def shingles(text: str) -> list[bytes]:
    """Every run of `SHINGLE` words among the first `WORDS`, in lower case.

    A text of fewer words is one run; a text without a word has none.
    """
    found = (word for piece in folded(text) for word in _WORD.findall(piece.lower()))
    words = list(islice(found, WORDS))
    if 0 < len(words) < SHINGLE:
        return [" ".join(words).encode()]
    runs = zip(*(words[at:] for at in range(SHINGLE)), strict=False)
    return [" ".join(run).encode() for run in runs]


def bands(threshold: float) -> tuple[int, int]:
    """Number of bands of a MinHash, and width of each.

    The widest, so that the fewest pairs are compared, with which two texts of that similarity agree
    in one band at least with a probability of 0.99.
    """
    for width in range(PERMUTATIONS, 1, -1):
        number = PERMUTATIONS // width
        if 1 - (1 - threshold**width) ** number >= _FOUND:
            return number, width
    return PERMUTATIONS, 1


def _signed(documents: Iterable[tuple[Key, str]]) -> tuple[list[Key], Signs, int]:
    """Key and MinHash of each text that has a word, and the number of all texts.

    Returns:
        Keys, uint32[keys, PERMUTATIONS], number.
    """
    minhash = require("datasketch", extra="corpus").MinHash
    empty = minhash(PERMUTATIONS, seed=1, hashfunc=zlib.crc32, scheme="affine32")
    keys: list[Key] = []
    signs = bytearray()
    count = 0
    for key, text in documents:
        count += 1
        if runs := shingles(text):
            sketch = empty.copy()
            sketch.update_batch(runs)
            keys.append(key)
            signs += sketch.hashvalues.tobytes()
    return keys, np.frombuffer(signs, dtype=np.uint32).reshape(-1, PERMUTATIONS), count


def _groups(band: Signs) -> Iterator[Rows]:
    """Rows that are equal in a band, two or more, in order."""
    order = np.lexsort(band.T)
    ordered = band[order]
    edges = np.flatnonzero((ordered[1:] != ordered[:-1]).any(axis=1)) + 1
    edges = np.concatenate([[0], edges, [len(order)]])
    for at in np.flatnonzero(np.diff(edges) > 1):
        yield order[edges[at] : edges[at + 1]]


def _alike(signs: Signs, row: int, others: Rows, least: int) -> NDArray[np.bool_]:
    """Which of the others agree with a row in so many places at least."""
    blocks = (others[at : at + _BLOCK] for at in range(0, len(others), _BLOCK))
    return np.concatenate([(signs[block] == signs[row]).sum(axis=1) >= least for block in blocks])


def _join(signs: Signs, group: Rows, least: int, forest: _Forest) -> None:
    """Compare the rows of a group that are not in one set yet, and join those that are alike."""
    sets = np.array([forest.root(row) for row in group.tolist()])
    for at, row in enumerate(group.tolist()):
        if (sets == sets[0]).all():
            return
        apart = np.flatnonzero(sets[at + 1 :] != sets[at]) + at + 1
        if not len(apart):
            continue
        found = apart[_alike(signs, row, group[apart], least)]
        for other in group[found].tolist():
            forest.join(row, other)
        sets[np.isin(sets, sets[found])] = sets[at]


def _sets(keys: list[Key], signs: Signs, threshold: float) -> _Forest:
    """The rows that are alike or have the same key, joined."""
    forest = _Forest(len(keys))
    first: dict[Key, int] = {}
    for row, key in enumerate(keys):
        forest.join(first.setdefault(key, row), row)
    number, width = bands(threshold)
    for at in range(0, number * width, width):
        for group in _groups(signs[:, at : at + width]):
            _join(signs, group, ceil(threshold * PERMUTATIONS), forest)
    return forest


def cluster(documents: Iterable[tuple[Key, str]], threshold: float = SIMILAR) -> Clusters[Key]:
    """Find the documents that are nearly the same, directly or through others.

    The same documents in the same order give the same clusters. Similarity is estimated, with a
    standard error of 0.035 at 0.8; documents without a word are like none. A text is held only
    while it is read; what stays of it is half a kilobyte and its key.

    Args:
        documents: Key and text of each. A key that comes again stands for the same document.
        threshold: Similarity, above 0 and at most 1: the share of common runs of five words among
            all such runs of the two.

    Raises:
        InputError: If the threshold is not in its range.
        MissingExtra: If datasketch is not installed.
    """
    if not 0 < threshold <= 1:
        raise InputError(f"{threshold} is no similarity: give one above 0 and at most 1.")
    keys, signs, count = _signed(documents)
    forest = _sets(keys, signs, threshold)
    roots = {key: forest.root(row) for row, key in enumerate(keys)}
    sizes = Counter(roots.values())
    return Clusters(
        {key: keys[root] for key, root in roots.items() if sizes[root] > 1},
        count,
        sum(size * (size - 1) // 2 for size in sizes.values()),
    )


def texts_of_rows(rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[tuple[str, str], str]]:
    """The text of each document of a run, its sentences joined by spaces.

    Args:
        rows: Sentence rows in their order, with "source", "document" and "text"; those of one
            document follow each other.

    Yields:
        Source and id of a document, for an id alone may come in two sources, and its text.
    """
    for key, found in groupby(rows, key=itemgetter("source", "document")):
        yield key, " ".join(row["text"] for row in found)
