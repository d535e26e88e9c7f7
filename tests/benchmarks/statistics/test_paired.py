"""Comparisons: symmetric, honest about chance, and refused where runs cannot be paired."""

import numpy as np
import pytest

from benchmarks.statistics import compare, holm
from claimx.errors import DataError
from claimx.evaluation.counts import tally
from claimx.evaluation.intervals import Bootstrap
from claimx.evaluation.metrics import macro_f1

DOCUMENTS = 40


def gold_and_documents(seed=0, sentences=800):
    rng = np.random.default_rng(seed)
    gold = (rng.random((sentences, 4)) < 0.3).astype(float)
    return gold, np.sort(rng.integers(DOCUMENTS, size=sentences)), rng


def counts_with_errors(gold, document, rng, errors):
    predicted = (gold == 1) ^ (rng.random(gold.shape) < errors)
    return tally(gold, predicted, document, DOCUMENTS)


def test_a_clearly_better_system_is_seen_as_better():
    gold, document, rng = gold_and_documents()
    good, bad = (counts_with_errors(gold, document, rng, errors) for errors in (0.1, 0.25))
    found = compare(good, bad, macro_f1, Bootstrap(500), swaps=999)
    assert found.difference.low > 0
    assert found.p == 1 / 1000


def test_the_other_way_round_gives_the_opposite():
    gold, document, rng = gold_and_documents()
    a, b = (counts_with_errors(gold, document, rng, errors) for errors in (0.1, 0.12))
    ahead, behind = (compare(*pair, macro_f1, Bootstrap(300), 499) for pair in ((a, b), (b, a)))
    assert ahead.difference.value == pytest.approx(-behind.difference.value)
    assert ahead.difference.low == pytest.approx(-behind.difference.high)
    assert ahead.p == behind.p


def test_a_system_against_itself_differs_by_nothing():
    gold, document, rng = gold_and_documents()
    counts = counts_with_errors(gold, document, rng, 0.2)
    found = compare(counts, counts, macro_f1, Bootstrap(200), 199)
    assert (found.difference.value, found.difference.low, found.difference.high) == (0, 0, 0)
    assert found.p == 1


def test_equally_good_systems_are_told_apart_no_more_often_than_p_says():
    chances = []
    for seed in range(60):
        gold, document, rng = gold_and_documents(seed, 400)
        a, b = (counts_with_errors(gold, document, rng, 0.2) for _ in range(2))
        chances.append(compare(a, b, macro_f1, Bootstrap(50), 199).p)
    assert sum(p <= 0.05 for p in chances) <= 8  # 3 expected; 8 or more have a chance of 1 %
    assert 0.3 < np.mean(chances) < 0.7


def test_runs_on_different_gold_cannot_be_paired():
    gold, document, rng = gold_and_documents()
    a = counts_with_errors(gold, document, rng, 0.1)
    shuffled = gold[rng.permutation(len(gold))]
    b = counts_with_errors(shuffled, document, rng, 0.1)
    with pytest.raises(DataError, match="different gold"):
        compare(a, b, macro_f1)


def test_holm_gives_the_values_of_the_textbook():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_holm_never_exceeds_one_and_keeps_the_order():
    p = [0.9, 0.2, 0.5, 0.001]
    adjusted = holm(p)
    assert max(adjusted) <= 1
    assert np.argsort(adjusted, kind="stable").tolist()[0] == 3
    assert all(a >= b for a, b in zip(adjusted, p, strict=True))


def test_one_document_alone_gives_no_interval_and_no_p():
    gold, _, rng = gold_and_documents(sentences=30)
    document = np.zeros(30, dtype=int)
    a, b = (tally(gold, rng.random(gold.shape) < 0.5, document, 1) for _ in range(2))
    found = compare(a, b, macro_f1)
    assert np.isnan([found.difference.low, found.difference.high, found.p]).all()
    assert holm([float("nan"), 0.02, 0.04])[1:] == pytest.approx([0.04, 0.04])
