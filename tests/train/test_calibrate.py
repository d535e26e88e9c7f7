import numpy as np
import pytest

from claimx.decide import sigmoid

calibrate = pytest.importorskip("claimx.train.calibrate")
pytest.importorskip("sklearn")


def f1(predicted, gold):
    return 2 * (predicted & gold).sum() / (predicted.sum() + gold.sum())


def test_platt_recovers_the_scale_and_shift_that_made_the_labels():
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 3, 40_000).astype(np.float32)
    targets = (rng.random(40_000) < sigmoid(0.6 * logits - 1)).astype(np.float32)
    scale, shift = calibrate.platt(logits, targets)
    assert scale == pytest.approx(0.6, abs=0.03)
    assert shift == pytest.approx(-1, abs=0.06)


def drawn(seed=1):
    """Calibrated scores, and gold drawn from them."""
    rng = np.random.default_rng(seed)
    scores = rng.beta(0.4, 1.2, 200_000)
    return scores, rng.random(200_000) < scores


def test_best_threshold_has_the_best_f1_on_gold_that_it_did_not_see():
    scores, gold = drawn()
    reached = f1(scores >= calibrate.best_threshold(scores), gold)
    assert reached >= max(f1(scores >= t, gold) for t in np.linspace(0, 1, 101)) - 0.002


def test_the_best_threshold_is_half_of_the_best_f1():
    scores, gold = drawn(2)
    threshold = calibrate.best_threshold(scores)
    assert threshold == pytest.approx(f1(scores >= threshold, gold) / 2, abs=0.01)


def test_operating_points_keep_what_they_promise():
    scores, gold = drawn(3)
    precise = scores >= calibrate.precision_threshold(scores)
    complete = scores >= calibrate.recall_threshold(scores)
    assert gold[precise].mean() == pytest.approx(0.9, abs=0.01)
    assert complete[gold].mean() == pytest.approx(0.9, abs=0.01)


def test_a_precision_that_no_threshold_reaches_gives_the_highest_score():
    assert calibrate.precision_threshold(np.array([0.2, 0.7, 0.4])) == 0.7


def test_undecided_targets_are_left_out():
    rng = np.random.default_rng(2)
    logits = rng.normal(0, 2, (2000, 4)).astype(np.float32)
    targets = (rng.random((2000, 4)) < sigmoid(logits)).astype(np.float32)
    whole = calibrate.calibrate(logits[:1000], targets[:1000])
    targets[1000:] = np.nan
    masked = calibrate.calibrate(logits, targets)
    assert masked.thresholds == pytest.approx(whole.thresholds)
    assert masked.scale == pytest.approx(whole.scale)
