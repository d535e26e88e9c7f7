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


def test_best_threshold_beats_every_other():
    rng = np.random.default_rng(1)
    scores = np.round(rng.random(400), 2)
    gold = rng.random(400) < scores * 0.7
    best = calibrate.best_threshold(scores, gold.astype(np.float32))
    reached = f1(scores >= best, gold)
    assert reached >= max(f1(scores >= t, gold) for t in np.linspace(0, 1, 501)) - 1e-12


def test_undecided_targets_are_left_out():
    rng = np.random.default_rng(2)
    logits = rng.normal(0, 2, (2000, 4)).astype(np.float32)
    targets = (rng.random((2000, 4)) < sigmoid(logits)).astype(np.float32)
    whole = calibrate.calibrate(logits[:1000], targets[:1000])
    targets[1000:] = np.nan
    masked = calibrate.calibrate(logits, targets)
    assert masked.thresholds == pytest.approx(whole.thresholds)
    assert masked.scale == pytest.approx(whole.scale)
