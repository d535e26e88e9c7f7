"""From logits to labels: pure functions over arrays."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from claimx.labels import LABELS


def sigmoid(logits: NDArray[np.floating]) -> NDArray[np.float64]:
    """Probabilities of logits, elementwise, without overflow."""
    values = logits.astype(np.float64)
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * values)))


def rounded_scores(logits: NDArray[np.floating]) -> NDArray[np.float64]:
    """Probabilities of logits with the six decimals that are decided on and given out."""
    return np.asarray(np.round(sigmoid(logits), 6))


def holds(scores: NDArray[np.floating], thresholds: Iterable[float]) -> NDArray[np.bool_]:
    """Which labels hold, bool[n, 4]; arguments as those of `decide`."""
    return np.asarray(scores >= np.asarray(list(thresholds)))


def named(row: Iterable[bool]) -> tuple[str, ...]:
    """The labels that hold, from one value for each of `LABELS`."""
    return tuple(label for label, held in zip(LABELS, row, strict=True) if held)


_NAMED = [
    named(code >> place & 1 == 1 for place in range(len(LABELS)))
    for code in range(1 << len(LABELS))
]
"""Labels by the number whose binary digits say which of them hold."""


def decide(scores: NDArray[np.float64], thresholds: Iterable[float]) -> list[tuple[str, ...]]:
    """Labels of each sentence.

    Args:
        scores: float[n, 4], calibrated probabilities in the order of `LABELS`.
        thresholds: Four values in [0, 1]; a label holds where its score is at least its threshold.

    Returns:
        n tuples of zero to four labels.
    """
    codes = holds(scores, thresholds) @ (1 << np.arange(len(LABELS)))
    return [_NAMED[code] for code in codes.tolist()]
