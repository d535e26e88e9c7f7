"""A sentence's words, and the token scores of the relation heads brought to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_EDGES = ' \t\r\n"“”,;:–—'
_STOPS = ".!?"


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one sentence, punctuation marks among them.

    Attributes:
        text: The sentence.
        starts: First character of each word.
        ends: One past the last character of each.
        first: Row of each word's first token.
        counts: int64[n]: tokens of each word.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    first: NDArray[np.int64]
    counts: NDArray[np.int64]

    @classmethod
    def of(
        cls,
        text: str,
        words: Sequence[int | None],
        offsets: Sequence[tuple[int, int]],
    ) -> Words:
        """Group tokens to words.

        Args:
            text: The sentence.
            words: For each token the place of its word, None for the special ones.
            offsets: For each token its characters in the sentence.
        """
        first = [
            row
            for row, word in enumerate(words)
            if word is not None and (row == 0 or words[row - 1] != word)
        ]
        last = [
            row
            for row, word in enumerate(words)
            if word is not None and (row + 1 == len(words) or words[row + 1] != word)
        ]
        rows = np.array(first, dtype=np.int64)
        return cls(
            text,
            [offsets[row][0] for row in first],
            [offsets[row][1] for row in last],
            rows,
            np.array(last, dtype=np.int64) - rows + 1,
        )

    def __len__(self) -> int:
        return len(self.starts)

    def mean(self, tokens: Floats) -> Floats:
        """float32[n, ...]: token scores averaged over each word.

        Args:
            tokens: float32[tokens, ...].
        """
        if not len(self):
            return np.zeros((0, *tokens.shape[1:]), dtype=np.float32)
        whole = tokens[: int(self.first[-1] + self.counts[-1])]
        sums = np.add.reduceat(whole, self.first, axis=0)
        return np.asarray(sums / self.counts.reshape(-1, *[1] * (tokens.ndim - 1)))

    def span(self, begin: int, end: int, *, stop: bool = False) -> tuple[int, int]:
        """Characters from word `begin` to before word `end`, without marks at their edges.

        Args:
            begin: The first word.
            end: One past the last.
            stop: Keep a full stop, question or exclamation mark at the end.
        """
        first, last = self.starts[begin], self.ends[end - 1]
        while first < last and self.text[first] in _EDGES:
            first += 1
        closing = _EDGES if stop else _EDGES + _STOPS
        while first < last and self.text[last - 1] in closing:
            last -= 1
        return first, last
