"""Intervals: reproducible, of whole documents, and right as often as they say."""

import numpy as np
import pytest

from claimx.errors import InputError
from claimx.evaluation.counts import tally
from claimx.evaluation.intervals import Bootstrap, figures, interval, resample, weights
from claimx.evaluation.metrics import exact_share, macro_f1, micro_f1


def counts_of(right, lengths):
    """One label, gold 1 throughout; sentences of document d are predicted as `right[d]` says."""
    document = np.repeat(np.arange(len(lengths)), lengths)
    predicted = np.concatenate(right)[:, None]
    return tally(np.ones((len(document), 1)), predicted, document, len(lengths))


@pytest.fixture
def some_counts():
    rng = np.random.default_rng(3)
    gold = (rng.random((600, 4)) < 0.3).astype(float)
    predicted = rng.random((600, 4)) < 0.2 + 0.5 * gold
    return tally(gold, predicted, np.sort(rng.integers(30, size=600)), 30)


def test_every_draw_takes_as_many_documents_as_there_are():
    drawn = weights(17, 50, np.random.default_rng(0))
    assert drawn.shape == (50, 17)
    assert (drawn.sum(axis=1) == 17).all()
    assert drawn.max() > 1  # with replacement
    assert len(np.unique(drawn, axis=0)) > 40


def test_the_same_seed_gives_the_same_interval_and_another_seed_another(some_counts):
    def ends(seed):
        return interval(macro_f1(resample(some_counts, Bootstrap(500, seed))))

    assert ends(7) == ends(7)
    assert ends(7) != ends(8)


def test_two_systems_with_one_seed_are_drawn_on_the_same_documents(some_counts):
    right = [np.full(20, d % 2 == 0) for d in range(30)]
    wrong = [~one for one in right]
    first = exact_share(resample(counts_of(right, [20] * 30), Bootstrap(300, 5)))
    second = exact_share(resample(counts_of(wrong, [20] * 30), Bootstrap(300, 5)))
    np.testing.assert_allclose(first + second, 1.0)
    assert first.std() > 0


def test_whole_documents_are_drawn_never_sentences():
    one_right_one_wrong = counts_of([np.ones(100, bool), np.zeros(100, bool)], [100, 100])
    shares = exact_share(resample(one_right_one_wrong, Bootstrap(200, 1)))
    assert set(shares.tolist()) == {0.0, 0.5, 1.0}


def test_long_documents_weigh_by_their_sentences():
    counts = counts_of([np.ones(90, bool), np.zeros(10, bool)], [90, 10])
    assert set(exact_share(resample(counts, Bootstrap(200, 1))).tolist()) == {0.0, 0.9, 1.0}


def test_sentences_that_agree_inside_their_document_widen_the_interval():
    rng = np.random.default_rng(0)
    outcome = rng.random(50) < 0.7
    together = counts_of([np.full(40, good) for good in outcome], [40] * 50)
    apart = counts_of(np.array_split(rng.random(2000) < 0.7, 50), [40] * 50)

    def width(counts):
        low, high = interval(exact_share(resample(counts, Bootstrap(1000, 2))))
        return high - low

    assert width(together) > 4 * width(apart)


def test_a_95_percent_interval_holds_the_truth_about_95_times_in_100():
    rng = np.random.default_rng(11)
    held = 0
    for trial in range(300):
        chances = rng.beta(7, 3, size=60)  # each document has a share of its own, 0.7 on average
        counts = counts_of([rng.random(10) < chance for chance in chances], [10] * 60)
        low, high = interval(exact_share(resample(counts, Bootstrap(400, trial))))
        held += low <= 0.7 <= high
    assert 0.90 <= held / 300 <= 0.985


def test_a_statistic_over_all_draws_is_the_statistic_of_each(some_counts):
    draws = resample(some_counts, Bootstrap(20, 4))
    each = weights(30, 20, np.random.default_rng(4))
    for row, drawn in enumerate(each):
        assert micro_f1(draws)[row] == micro_f1(some_counts.weighted(drawn))


def test_many_documents_are_drawn_in_portions_with_one_stream_of_chance(monkeypatch, some_counts):
    at_once = micro_f1(resample(some_counts, Bootstrap(100, 6)))
    monkeypatch.setattr("claimx.evaluation.intervals._CELLS", 30 * 7)
    np.testing.assert_array_equal(micro_f1(resample(some_counts, Bootstrap(100, 6))), at_once)


def test_draws_without_the_figure_are_left_out_of_its_interval():
    nan = float("nan")
    assert interval(np.array([nan, 0.2, 0.2, nan])) == (0.2, 0.2)
    assert np.isnan(interval(np.array([nan, nan]))).all()


def test_the_level_says_how_much_lies_inside():
    assert interval(np.arange(101.0), level=0.9) == pytest.approx((5.0, 95.0))


def test_a_figure_without_draws_has_no_interval():
    (figure,) = figures(np.array([0.5]), None, 0.95)
    assert figure.value == 0.5
    assert np.isnan([figure.low, figure.high]).all()


@pytest.mark.parametrize("wrong", [{"draws": 0}, {"seed": -1}, {"level": 1.0}])
def test_a_bootstrap_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(InputError, match="at least one draw"):
        Bootstrap(**wrong)
