"""How strong findings are, against the public corpora of causal language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.relations.score import resampled
from claimx.evaluation.intervals import Figure, interval
from claimx.extractor import Extractor
from claimx.labelled import read_records
from claimx.types import STRENGTHS

_NAMES = {"conditional_causal": "conditional", "direct_causal": "causal"}
"""The corpora's names of two strengths; the others are ours."""


@dataclass(frozen=True, slots=True)
class Strengths:
    """What came out on one corpus.

    Attributes:
        sentences: How many were judged.
        macro: F1, its mean over the four strengths.
        each: F1 of each, in the order of `STRENGTHS`.
        drawn: What was drawn for the intervals: "documents", or "sentences" where none is known.
    """

    sentences: int
    macro: Figure
    each: tuple[Figure, ...]
    drawn: str


def _counts(found: Sequence[str], gold: Sequence[str], units: Sequence[str]) -> NDArray[np.float64]:
    """float[units, strengths, 3]: hits, found and gold."""
    order = {unit: row for row, unit in enumerate(dict.fromkeys(units))}
    counts = np.zeros((len(order), len(STRENGTHS), 3))
    for mine, theirs, unit in zip(found, gold, units, strict=True):
        row, here, there = order[unit], STRENGTHS.index(mine), STRENGTHS.index(theirs)
        counts[row, here, 1] += 1
        counts[row, there, 2] += 1
        counts[row, here, 0] += here == there
    return counts


def judge(
    found: Sequence[str], gold: Sequence[str], docs: Sequence[str | None], draws: int = 2000
) -> Strengths:
    """F1 of each strength and their mean, with intervals.

    Args:
        found: A system's strengths.
        gold: A corpus's, as `claimx.types.STRENGTHS` names them.
        docs: Each sentence's document; where one is unknown, sentences are drawn.
        draws: Of documents or sentences.
    """
    known = None not in docs
    units = [str(doc if known else row) for row, doc in enumerate(docs)]
    counts = _counts(found, gold, units)
    whole, spread = map(np.nan_to_num, resampled(counts, draws))
    return Strengths(
        len(found),
        Figure(float(whole.mean()), *interval(spread.mean(axis=1))),
        tuple(Figure(float(value), *interval(spread[:, row])) for row, value in enumerate(whole)),
        "documents" if known else "sentences",
    )


def corpus(name: str, data: Path, extractor: Extractor) -> Strengths:
    """Judge an extractor for which every sentence is a finding on a corpus of causal language.

    Args:
        name: "eureka_causal" or "pubmed_causal".
        data: The data folder.
        extractor: Finds relations; its threshold for findings is 0.
    """
    rows = [row for _, row in read_records(data / f"corpora/{name}.jsonl.gz")]
    made = extractor.label([row["text"] for row in rows], independent=True)
    found = [one.reading.strength if one.reading else None for one in made]
    gold = [_NAMES.get(row["role"], row["role"]) for row in rows]
    return judge([one or "none" for one in found], gold, [row["doc"] for row in rows])
