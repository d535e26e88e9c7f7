"""Metrics against scikit-learn, against figures worked out by hand, and at their edges."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as reference

from claimx.errors import DataError
from claimx.evaluation import metrics
from claimx.evaluation.counts import tally

NAN = float("nan")


def one_document(targets, predicted):
    targets, predicted = np.asarray(targets, dtype=float), np.asarray(predicted, dtype=bool)
    return tally(targets, predicted, np.zeros(len(targets), dtype=int), 1).total()


@pytest.fixture(params=range(5))
def arrays(request):
    """Random gold, predictions and tied scores with labels of unequal frequency."""
    rng = np.random.default_rng(request.param)
    gold = (rng.random((300, 4)) < [0.4, 0.05, 0.6, 0.2]).astype(float)
    scores = np.round(np.clip(0.6 * gold + 0.5 * rng.random((300, 4)), 0, 1), 2)
    return gold, scores, scores >= 0.5


def test_precision_recall_and_f1_of_each_label_are_those_of_scikit_learn(arrays):
    gold, _, predicted = arrays
    counts = one_document(gold, predicted)
    expected = reference.precision_recall_fscore_support(gold, predicted, zero_division=np.nan)
    found = [metrics.precision(counts), metrics.recall(counts), metrics.f1(counts)]
    np.testing.assert_allclose(found, expected[:3])
    np.testing.assert_array_equal(counts.hits + counts.misses, expected[3])


def test_macro_micro_and_exact_are_those_of_scikit_learn(arrays):
    gold, _, predicted = arrays
    counts = one_document(gold, predicted)
    assert metrics.macro_f1(counts) == pytest.approx(
        reference.f1_score(gold, predicted, average="macro", zero_division=np.nan)
    )
    assert metrics.micro_f1(counts) == pytest.approx(
        reference.f1_score(gold, predicted, average="micro")
    )
    assert metrics.exact_share(counts) == pytest.approx(reference.accuracy_score(gold, predicted))


def test_average_precision_and_brier_are_those_of_scikit_learn_ties_included(arrays):
    gold, scores, _ = arrays
    for column in range(4):
        y, p = gold[:, column], scores[:, column]
        assert metrics.average_precision(y, p) == pytest.approx(
            reference.average_precision_score(y, p)
        )
        assert metrics.brier(y, p) == pytest.approx(reference.brier_score_loss(y, p))


def test_undecided_gold_is_as_if_the_pair_were_not_there(arrays):
    gold, scores, predicted = arrays
    gold = gold.copy()
    gold[np.random.default_rng(9).random(gold.shape) < 0.3] = NAN
    counts = one_document(gold, predicted)
    for column in range(4):
        known = ~np.isnan(gold[:, column])
        y, p, held = gold[known, column], scores[known, column], predicted[known, column]
        assert metrics.f1(counts)[column] == pytest.approx(reference.f1_score(y, held))
        assert metrics.average_precision(gold[:, column], scores[:, column]) == pytest.approx(
            reference.average_precision_score(y, p)
        )
        assert metrics.brier(gold[:, column], scores[:, column]) == pytest.approx(
            reference.brier_score_loss(y, p)
        )
    whole = ~np.isnan(gold).any(axis=1)
    assert counts.whole == whole.sum()
    assert metrics.exact_share(counts) == pytest.approx(
        reference.accuracy_score(gold[whole], predicted[whole])
    )


def test_a_case_worked_out_by_hand():
    gold = [[1, 0], [1, 1], [0, NAN], [0, 0]]
    predicted = [[1, 0], [0, 1], [1, 1], [0, 1]]
    counts = one_document(gold, predicted)
    assert counts.hits.tolist() == [1, 1]
    assert counts.alarms.tolist() == [1, 1]
    assert counts.misses.tolist() == [1, 0]
    assert counts.decided.tolist() == [4, 3]
    np.testing.assert_allclose(metrics.f1(counts), [1 / 2, 2 / 3])
    assert metrics.macro_f1(counts) == pytest.approx(7 / 12)
    assert metrics.macro_f1(counts, columns=[1]) == pytest.approx(2 / 3)
    assert metrics.micro_f1(counts) == pytest.approx(4 / 7)
    assert metrics.exact_share(counts) == pytest.approx(1 / 3)


def test_calibration_error_worked_out_by_hand():
    gold = np.array([0, 1, 1, 0, NAN])
    scores = np.array([0.1, 0.2, 0.9, 0.8, 0.9])
    # two bins: {.1, .2} with mean .15 and half positive, {.9, .8} with mean .85 and half positive
    assert metrics.calibration_error(gold, scores, bins=2) == pytest.approx(0.35)
    found = metrics.reliability(gold, scores, bins=2)
    assert found.count.tolist() == [2, 2]
    assert found.share.tolist() == [0.5, 0.5]


def test_a_score_of_one_falls_into_the_last_bin_and_empty_bins_weigh_nothing():
    found = metrics.reliability(np.array([1.0, 1.0]), np.array([1.0, 1.0]))
    assert found.count.tolist() == [0] * (metrics.BINS - 1) + [2]
    assert metrics.calibration_error(np.array([1.0, 1.0]), np.array([1.0, 1.0])) == 0


def test_calibrated_scores_have_a_small_calibration_error_and_overconfident_ones_a_large_one():
    rng = np.random.default_rng(0)
    chance = rng.random(20_000)
    outcome = (rng.random(20_000) < chance).astype(float)
    assert metrics.calibration_error(outcome, chance) < 0.02
    assert metrics.calibration_error(outcome, np.round(chance)) > 0.2


def test_a_label_nobody_gave_or_predicted_has_no_f1_and_stays_out_of_the_mean():
    counts = one_document([[1, 0], [0, 0]], [[1, 0], [1, 0]])
    assert np.isnan(metrics.f1(counts)[1])
    assert metrics.macro_f1(counts) == metrics.f1(counts)[0] == pytest.approx(2 / 3)


def test_a_label_that_is_not_there_but_predicted_scores_nought():
    counts = one_document([[1, 0], [0, 0]], [[1, 1], [0, 0]])
    assert metrics.f1(counts)[1] == 0
    assert np.isnan(metrics.recall(counts)[1])
    assert metrics.macro_f1(counts) == pytest.approx(0.5)


def test_nothing_decided_gives_no_figure_rather_than_a_number():
    nothing = np.full((3, 4), NAN)
    counts = one_document(nothing, np.ones((3, 4)))
    for figure in (metrics.macro_f1(counts), metrics.micro_f1(counts), metrics.exact_share(counts)):
        assert np.isnan(figure)
    column, scores = nothing[:, 0], np.full(3, 0.5)
    for of in (metrics.average_precision, metrics.brier, metrics.calibration_error):
        assert np.isnan(of(column, scores))


def test_average_precision_without_positives_is_not_a_number():
    assert np.isnan(metrics.average_precision(np.zeros(4), np.linspace(0, 1, 4)))


@pytest.mark.parametrize("broken", [NAN, float("inf")])
@pytest.mark.parametrize(
    "of", [metrics.average_precision, metrics.brier, metrics.calibration_error]
)
def test_a_score_that_is_no_number_is_refused_by_row(of, broken):
    with pytest.raises(DataError, match="sentence 2 the scores"):
        of(np.array([1.0, 0.0, 1.0]), np.array([0.4, 0.2, broken]))


def test_a_calibration_error_of_logits_is_refused():
    with pytest.raises(DataError, match="outside 0 to 1"):
        metrics.calibration_error(np.array([1.0, 0.0]), np.array([2.5, -1.0]))


def test_too_few_predictions_are_refused():
    with pytest.raises(DataError, match="3 gold sentences"):
        one_document(np.zeros((3, 4)), np.zeros((2, 4)))
    with pytest.raises(DataError, match="3 gold values and 2 scores"):
        metrics.brier(np.zeros(3), np.zeros(2))


def test_gold_that_is_neither_one_nor_nought_is_refused():
    with pytest.raises(DataError, match=r"sentence 1 has the gold value 0\.5 in column 3"):
        one_document([[0, 0, 1, 1], [0, 0, 0, 0.5]], np.zeros((2, 4)))


@given(st.lists(st.tuples(st.sampled_from([0.0, 1.0, NAN]), st.booleans()), min_size=1))
def test_the_sum_over_documents_is_the_count_over_all(pairs):
    gold = np.array([[one] for one, _ in pairs])
    predicted = np.array([[two] for _, two in pairs])
    document = np.arange(len(pairs)) % 3
    apart = tally(gold, predicted, document, 3).total()
    together = one_document(gold, predicted)
    for name in ("hits", "alarms", "misses", "decided", "exact", "whole"):
        np.testing.assert_array_equal(getattr(apart, name), getattr(together, name))
