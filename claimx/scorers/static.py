"""The fast engine: hashed word vectors and one convolution, in numpy alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from claimx.errors import ModelError
from claimx.labels import LABELS
from claimx.model import WEIGHTS, Model
from claimx.scorers.base import Engine, Floats, Scored, refuse_spans, said
from claimx.words import LONGEST, Hashes, Ints, Words, words

if TYPE_CHECKING:
    from claimx.relations.reader import Look, Spans

NAME = "numpy"

BLOCK = 64
"""Sentences computed together: what they need stays in a processor's cache."""

BLOCK_CHARACTERS = 1 << 16
"""The most characters of a block, but for one long sentence."""

WIDTH = 3
"""Neighbouring words that a filter of the convolution sees."""

_HIGH = np.uint64(20)
"""Prefixes and suffixes take their place in their table from other bits than words do."""


def rows_of(found: Words, rows: int, pairs: int) -> tuple[Hashes, Hashes, Hashes, Hashes]:
    """Places of whole words, prefixes, suffixes and pairs in their tables.

    Args:
        found: m words.
        rows: Of the table of words, and of that of prefixes and suffixes; a power of two.
        pairs: Rows of the table of pairs; a power of two.

    Returns:
        uint64[m] each.
    """
    low, other = np.uint64(rows - 1), np.uint64(pairs - 1)
    return (
        found.whole & low,
        (found.prefix >> _HIGH) & low,
        (found.suffix >> _HIGH) & low,
        (found.pair >> _HIGH) & other,
    )


def _read(model: Model) -> dict[str, Floats]:
    """The weights in fp32, by name.

    Raises:
        ModelError: If there are none, or they do not fit each other.
    """
    from safetensors.numpy import load_file

    path = model.folder / WEIGHTS
    try:
        found = {name: value.astype(np.float32) for name, value in load_file(path).items()}
        (rows, dim), (pairs, pair_dim) = found["words"].shape, found["pairs"].shape
        filters, hidden = found["convolution.bias"].shape[0], found["hidden.bias"].shape[0]
        shapes = {
            "parts": (rows, dim),
            "convolution.weight": (WIDTH * dim, filters),
            "hidden.weight": (2 * (filters + dim + pair_dim), hidden),
            "output.weight": (hidden, len(LABELS)),
            "output.bias": (len(LABELS),),
        }
        sound = rows & (rows - 1) == 0 and pairs & (pairs - 1) == 0
        sound = sound and all(found[name].shape == shape for name, shape in shapes.items())
    except (OSError, KeyError, ValueError) as broken:
        raise ModelError(f"{path}: not the weights of a word model ({said(broken)}).") from broken
    except Exception as broken:  # safetensors raises its own unrelated class
        raise ModelError(f"{path}: safetensors cannot load it ({said(broken)}).") from broken
    if not sound:
        raise ModelError(f"{path}: the weights of this word model do not fit each other.")
    return found


def blocks(sentences: Sequence[str]) -> list[slice]:
    """Slices of sentences that are computed together."""
    found, start, characters = [], 0, 0
    for place, sentence in enumerate(sentences):
        length = min(len(sentence), LONGEST)
        if place - start == BLOCK or (place > start and characters + length > BLOCK_CHARACTERS):
            found.append(slice(start, place))
            start, characters = place, 0
        characters += length
    return [*found, slice(start, len(sentences))] if sentences else []


class StaticScorer:
    """Vectors of words, their parts and pairs; a convolution over three words; one hidden layer.

    It reads the largest value and the sum, divided by the root of the number of words, of all of
    them. Source: Y. Kim, "Convolutional neural networks for sentence classification" (2014).
    """

    name = NAME
    second = ""
    spans: Spans | None = None

    def __init__(self, model: Model, engine: Engine) -> None:
        refuse_spans(model, engine.spans)  # numpy decides on its threads itself
        self._weights = _read(model)

    def _spread(self, found: Words, counts: Ints) -> Floats:
        """float32[m + n + 2, dims]: vectors of words and pairs.

        A row of zeros before the first sentence and after each keeps neighbours apart.
        """
        table, parts, pairs = (self._weights[name] for name in ("words", "parts", "pairs"))
        whole, prefix, suffix, pair = rows_of(found, len(table), len(pairs))
        dim = table.shape[1]
        each = np.empty((len(whole), dim + pairs.shape[1]), dtype=np.float32)
        np.add(table[whole], parts[prefix], out=each[:, :dim])
        each[:, :dim] += parts[suffix]
        each[:, dim:] = pairs[pair]
        spread = np.zeros((len(whole) + len(counts) + 2, each.shape[1]), dtype=np.float32)
        spread[np.arange(len(whole)) + np.repeat(np.arange(1, len(counts) + 1), counts)] = each
        return spread

    def _seen(self, words_alone: Floats, ends: Ints) -> Floats:
        """float32[m + n, filters], never below 0: what the filters see at each row but the ends."""
        around = np.lib.stride_tricks.sliding_window_view(words_alone, WIDTH, axis=0)
        flat = around.swapaxes(1, 2).reshape(len(around), -1)
        seen = flat @ self._weights["convolution.weight"] + self._weights["convolution.bias"]
        np.maximum(seen, 0, out=seen)
        seen[ends] = 0
        return np.asarray(seen)

    def _vectors(self, sentences: Sequence[str]) -> Floats:
        """float32[n, hidden]: what the last layer reads."""
        found = words(sentences)
        counts = np.diff(found.first)
        spread = self._spread(found, counts)
        ends = np.cumsum(counts + 1) - 1
        seen = self._seen(spread[:, : self._weights["words"].shape[1]], ends)
        starts = ends - counts
        scale = 1 / np.sqrt(np.maximum(counts, 1, dtype=np.float32))[:, None]
        read = [
            part
            for values in (seen, spread[1:-1])
            for part in (
                np.maximum.reduceat(values, starts),
                np.add.reduceat(values, starts) * scale,
            )
        ]
        hidden = np.hstack(read) @ self._weights["hidden.weight"] + self._weights["hidden.bias"]
        return np.asarray(np.maximum(hidden, 0))

    def run(self, sentences: Sequence[str], look: Look | None = None) -> Scored:
        """See `Scorer.run`."""
        parts = [self._vectors(sentences[block]) for block in blocks(sentences)]
        width = len(self._weights["hidden.bias"])
        vectors = np.concatenate([np.empty((0, width), dtype=np.float32), *parts])
        logits = vectors @ self._weights["output.weight"] + self._weights["output.bias"]
        cut = np.array([len(sentence) > LONGEST for sentence in sentences], dtype=bool)
        return Scored(logits, vectors, cut)
