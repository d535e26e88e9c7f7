"""Sentences to hashed words, many at once: no Python step a word, and no vocabulary to look up.

A word is a run of letters, of digits, or one other mark. Its hash is a polynomial over its bytes
modulo 2^64 (M. Karp and R. Rabin, "Efficient randomized pattern-matching algorithms", 1987), read
off running sums and then mixed by the finaliser of MurmurHash3 (A. Appleby), so that any of its
bits may serve as a place in a table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Ints = NDArray[np.int64]

LONGEST = 20_000
"""Characters of a sentence that are read."""

PREFIX, SUFFIX = 5, 3
"""Bytes at a word's beginning and end that have hashes of their own: "immun-", "-ing"."""

_SPACE, _LETTER, _DIGIT, _MARK = range(4)
_BASE = 0x9E3779B97F4A7C15
_SHIFT_A, _SHIFT_B = np.uint64(33), np.uint64(29)
_MIX_A, _MIX_B = np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53)
_PAIR = np.uint64(3)
_PLAIN = {"“": '"', "”": '"', "’": "'", "‘": "'", "–": "-", "—": "-", "…": ".", "\xa0": " "}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of n sentences, m in all.

    Attributes:
        whole: uint64[m]: hash of each word, its letters in lower case and its digits all alike.
        prefix: uint64[m]: hash of its first `PREFIX` bytes.
        suffix: uint64[m]: hash of its last `SUFFIX` bytes.
        pair: uint64[m]: hash of it and the word after it, or the sentence's end.
        first: int64[n + 1]: place of each sentence's first word; m at the end.
    """

    whole: Hashes
    prefix: Hashes
    suffix: Hashes
    pair: Hashes
    first: Ints


def _tables() -> tuple[NDArray[np.uint8], Hashes]:
    """Kind and value of each byte; those beyond ASCII count as letters."""
    kinds = np.full(256, _MARK, dtype=np.uint8)
    values = np.arange(256)
    for code in range(128):
        sign = chr(code)
        if sign.isalpha():
            kinds[code], values[code] = _LETTER, ord(sign.lower())
        elif sign.isdigit():
            kinds[code], values[code] = _DIGIT, ord("0")
        elif code <= ord(" ") or code == 127:
            kinds[code] = _SPACE
    kinds[128:] = _LETTER
    return kinds, (values + 1).astype(np.uint64)


_KINDS, _VALUES = _tables()


@cache
def _powers(count: int) -> tuple[Hashes, Hashes]:
    """uint64[count] each: powers of the base, and those of its inverse, modulo 2^64."""
    found = []
    for base in (_BASE, pow(_BASE, -1, 1 << 64)):
        steps = np.full(count, base, dtype=np.uint64)
        steps[0] = 1
        found.append(np.multiply.accumulate(steps))
    return found[0], found[1]


def _mix(hashes: Hashes) -> Hashes:
    mixed = (hashes ^ (hashes >> _SHIFT_A)) * _MIX_A
    mixed = (mixed ^ (mixed >> _SHIFT_B)) * _MIX_B
    return np.asarray(mixed ^ (mixed >> _SHIFT_A))


def _encoded(sentence: str) -> bytes:
    """UTF-8 with typographic marks made plain; a lone surrogate becomes a question mark."""
    text = sentence[:LONGEST]
    if not text.isascii():
        for mark, plain in _PLAIN.items():
            text = text.replace(mark, plain)
    return text.encode("utf-8", "replace")


def words(sentences: Sequence[str]) -> Words:
    """Find and hash the words of sentences.

    Takes memory in proportion to the length of all sentences; give a few hundred at a time.
    """
    pieces = [_encoded(sentence) for sentence in sentences]
    data = np.frombuffer(b" ".join(pieces) + b" ", dtype=np.uint8)
    ends = np.cumsum(np.fromiter(map(len, pieces), dtype=np.int64, count=len(pieces)) + 1)
    kinds = _KINDS[data]
    begins = np.ones(len(kinds), dtype=bool)
    np.not_equal(kinds[1:], kinds[:-1], out=begins[1:])
    begins |= kinds == _MARK
    starts = np.flatnonzero(begins)
    stops = np.append(starts[1:], len(data))
    real = kinds[starts] != _SPACE
    starts, stops = starts[real], stops[real]
    first = np.zeros(len(pieces) + 1, dtype=np.int64)
    first[1:] = np.searchsorted(starts, ends)
    whole, prefix, suffix = _hashes(data, starts, stops)
    following = np.zeros(len(whole) + 1, dtype=np.uint64)
    following[:-1] = whole
    following[first[1:]] = 0
    return Words(whole, prefix, suffix, _mix(whole * _PAIR + following[1:]), first)


def _hashes(data: NDArray[np.uint8], starts: Ints, stops: Ints) -> tuple[Hashes, Hashes, Hashes]:
    powers, inverses = _powers(1 << (len(data) - 1).bit_length())
    sums = np.zeros(len(data) + 1, dtype=np.uint64)
    np.cumsum(_VALUES[data] * powers[: len(data)], out=sums[1:])
    before, after, scale = sums[starts], sums[stops], inverses[starts]
    tails = np.maximum(stops - SUFFIX, starts)
    prefix = (sums[np.minimum(starts + PREFIX, stops)] - before) * scale
    suffix = (after - sums[tails]) * inverses[tails]
    # Added numbers keep "ing" the word, the beginning and the end apart.
    return (
        _mix((after - before) * scale),
        _mix(prefix + np.uint64(7)),
        _mix(suffix + np.uint64(13)),
    )
