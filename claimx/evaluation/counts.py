"""Hits, false alarms and misses by document: all that F1 and exact shares need."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from claimx.errors import DataError

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """Outcomes of decided (sentence, label) pairs.

    The leading axes `...` are free: documents, bootstrap draws, or none for the total. Every
    function of `claimx.evaluation.metrics` keeps them, so one formula serves all three.

    Attributes:
        hits: float[..., labels]: gold 1, predicted 1.
        alarms: float[..., labels]: gold 0, predicted 1.
        misses: float[..., labels]: gold 1, predicted 0.
        decided: float[..., labels]: sentences whose gold decides the label.
        exact: float[...]: sentences with every label decided and every label right.
        whole: float[...]: sentences with every label decided.
    """

    hits: Floats
    alarms: Floats
    misses: Floats
    decided: Floats
    exact: Floats
    whole: Floats

    def total(self) -> Counts:
        """Sums over the first axis."""
        return self.weighted(np.ones(len(self.exact)))

    def weighted(self, weights: Floats) -> Counts:
        """Sums over the first axis, each of its entries counted `weights` times.

        Args:
            weights: float[documents], or float[draws, documents]; draws become the first axis.
        """
        return Counts(
            hits=weights @ self.hits,
            alarms=weights @ self.alarms,
            misses=weights @ self.misses,
            decided=weights @ self.decided,
            exact=np.asarray(weights @ self.exact),
            whole=np.asarray(weights @ self.whole),
        )


def check_targets(targets: Floats) -> None:
    """Refuse gold that is neither 1, 0 nor NaN.

    Raises:
        DataError: With the first such value and its row.
    """
    strange = ~(np.isnan(targets) | (targets == 0) | (targets == 1))
    if strange.any():
        row, column = np.argwhere(strange)[0]
        raise DataError(
            f"sentence {row} has the gold value {targets[row, column]:g} in column {column}: "
            "evaluation takes 1, 0, or null where a label is not decided."
        )


def tally(
    targets: Floats, predicted: NDArray[np.bool_], document: NDArray[np.intp], documents: int
) -> Counts:
    """Count outcomes document by document.

    Args:
        targets: float[n, labels]: 1, 0, or NaN where not decided.
        predicted: bool[n, labels].
        document: int[n]: index of each sentence's document, from 0.
        documents: How many documents there are.

    Returns:
        Counts with documents as the leading axis.

    Raises:
        DataError: If there are more or fewer predictions than gold rows, or gold of another kind.
    """
    if targets.shape != predicted.shape:
        raise DataError(
            f"there are {len(targets)} gold sentences with {targets.shape[1]} labels, "
            f"but predictions of shape {predicted.shape}."
        )
    check_targets(targets)
    known, gold = ~np.isnan(targets), targets == 1
    whole = np.asarray(known.all(axis=1))
    right = np.asarray((known & (gold == predicted)).all(axis=1))

    def summed(outcome: NDArray[np.bool_]) -> Floats:
        sums = np.zeros((documents, *outcome.shape[1:]))
        np.add.at(sums, document, outcome)
        return sums

    return Counts(
        hits=summed(gold & predicted),
        alarms=summed(known & ~gold & predicted),
        misses=summed(gold & ~predicted),
        decided=summed(known),
        exact=summed(right),
        whole=summed(whole),
    )
