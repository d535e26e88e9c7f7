"""A transfer task's metric, with an interval from drawing documents again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.transfer.base import Ints
from claimx.evaluation.intervals import Bootstrap, Figure, interval, weights

Floats = NDArray[np.float64]


def confusions(gold: Ints, found: Ints, docs: Sequence[str], classes: int) -> Floats:
    """How often each class is taken for each, by document: float[documents, classes, classes]."""
    names = {doc: place for place, doc in enumerate(dict.fromkeys(docs))}
    table = np.zeros((len(names), classes, classes))
    places = np.array([names[doc] for doc in docs], dtype=np.intp)
    np.add.at(table, (places, gold, found), 1)
    return table


def metric(table: Floats, name: str) -> Floats:
    """A metric of confusion tables.

    Args:
        table: float[..., classes, classes], gold by predicted.
        name: "macro-F1", "micro-F1" (which is accuracy where each sentence has one class), or "F1"
            of the second class.

    Returns:
        float[...].
    """
    hits = np.diagonal(table, axis1=-2, axis2=-1)
    if name == "micro-F1":
        return np.asarray(hits.sum(axis=-1) / table.sum(axis=(-2, -1)))
    both = table.sum(axis=-1) + table.sum(axis=-2)
    f1 = np.divide(2 * hits, both, out=np.zeros_like(hits), where=both > 0)
    return np.asarray(f1[..., 1] if name == "F1" else f1.mean(axis=-1))


def score(tables: Sequence[Floats], name: str, how: Bootstrap | None = None) -> Figure:
    """Mean of the metric over seeds, with an interval from drawing documents again.

    Args:
        tables: One table by document for each seed, over the same documents in the same order.
        name: As for `metric`.
        how: Draws; by default 2,000 with seed 0.
    """
    bootstrap = how or Bootstrap()
    times = weights(len(tables[0]), bootstrap.draws, np.random.default_rng(bootstrap.seed))
    values = [metric(table.sum(axis=0), name) for table in tables]
    drawn = [metric(np.tensordot(times, table, axes=1), name) for table in tables]
    low, high = interval(np.mean(drawn, axis=0), bootstrap.level)
    return Figure(float(np.mean(values)), low, high)
