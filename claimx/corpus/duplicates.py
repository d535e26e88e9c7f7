"""Whether a text came before."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator

import numpy as np

from claimx.errors import DataError

DIGEST = 8
"""Bytes of a digest."""

_PIECE = 1 << 20
_WORD = 256
"""Characters of a word beyond which it is not normalised: time goes with their square where all
are marks that combine."""

_RECENT = 1 << 19
_SPACE = re.compile(r"\s")


def _composed(words: list[str]) -> str:
    piece = " ".join(words)
    if piece.isascii():
        return piece
    if max(map(len, words)) <= _WORD:
        return unicodedata.normalize("NFC", piece)
    return " ".join(
        unicodedata.normalize("NFC", word) if len(word) <= _WORD else word for word in words
    )


def folded(text: str) -> Iterator[str]:
    """What counts of a text when two are compared, in pieces to be joined by one space.

    Every run of white space is one space, none at the ends, and characters are composed (Unicode's
    NFC), except in words of more than 256 characters. Case and punctuation stay.

    Args:
        text: Any text; the pieces of a long one have about a million characters.
    """
    at = 0
    while at < len(text):
        space = _SPACE.search(text, at + _PIECE)
        end = space.start() if space else len(text)
        if words := text[at:end].split():
            yield _composed(words)
        at = end


def digest(text: str) -> bytes:
    """The first 8 bytes of the sha256 of a text's UTF-8, folded; see `folded`.

    Among a hundred million texts the odds that any two different ones share theirs are 1 to 3,700.
    """
    summed = hashlib.sha256()
    for number, piece in enumerate(folded(text)):
        summed.update(b" " if number else b"")
        summed.update(piece.encode("utf-8", "surrogatepass"))
    return summed.digest()[:DIGEST]


class Seen:
    """The texts of a run so far, by digest.

    Every text takes 8 bytes, and twice that while the latest are sorted in, on top of a set of the
    latest half million.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._recent: set[int] = set()
        self._sorted = np.empty(0, dtype=np.uint64)

    def __len__(self) -> int:
        """How many different texts there were."""
        return len(self._sorted) + len(self._recent)

    def first(self, text: str) -> bool:
        """Whether a text comes for the first time; from now on it has come."""
        return self.add_digest(digest(text))

    def add_digest(self, digest: bytes) -> bool:
        """`first` for a text of which only the digest is known, as when a run goes on.

        Raises:
            DataError: If it has not 8 bytes.
        """
        if len(digest) != DIGEST:
            raise DataError(
                f"a text's digest has {DIGEST} bytes, not {len(digest)}: it is damaged."
            )
        number = int.from_bytes(digest, "big")
        if number in self._recent or self._is_sorted_in(number):
            return False
        self._recent.add(number)
        if len(self._recent) >= _RECENT:
            self._sort_in()
        return True

    def _is_sorted_in(self, number: int) -> bool:
        wanted = np.uint64(number)
        at = int(np.searchsorted(self._sorted, wanted))
        return at < len(self._sorted) and bool(self._sorted[at] == wanted)

    def _sort_in(self) -> None:
        latest = np.fromiter(self._recent, dtype=np.uint64, count=len(self._recent))
        self._recent.clear()
        self._sorted = np.concatenate([self._sorted, latest])
        self._sorted.sort()


def repeats(digests: bytes) -> int:
    """How many of a run's texts came before.

    Args:
        digests: Those of all its texts, one after another; three times as much memory is taken.
    """
    found = np.frombuffer(digests, dtype=np.uint64)
    return len(found) - len(np.unique(found))
