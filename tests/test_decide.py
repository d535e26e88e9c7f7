import math
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimx.decide import decide, sigmoid
from claimx.labels import LABELS

PROBABILITY = st.floats(0, 1)
ROW = st.lists(PROBABILITY, min_size=4, max_size=4)


@given(st.floats(-30, 30))
def test_sigmoid_is_the_logistic_function(logit):
    assert sigmoid(np.array([logit]))[0] == pytest.approx(1 / (1 + math.exp(-logit)), abs=1e-12)


def test_sigmoid_of_extreme_logits_stays_within_bounds_without_a_warning():
    logits = np.array([-np.inf, -1e30, -1000, 0, 1000, 1e30, np.inf], dtype=np.float32)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert sigmoid(logits).tolist() == [0, 0, 0, 0.5, 1, 1, 1]


def test_sigmoid_of_float32_is_computed_in_float64():
    assert sigmoid(np.zeros((2, 4), np.float32)).dtype == np.float64


@given(st.lists(ROW, max_size=5), ROW)
def test_label_holds_where_its_score_reaches_its_threshold(rows, thresholds):
    held = decide(np.array(rows).reshape(-1, 4), thresholds)
    assert held == [
        tuple(
            label
            for label, score, threshold in zip(LABELS, row, thresholds, strict=True)
            if score >= threshold
        )
        for row in rows
    ]


def test_score_equal_to_the_threshold_holds():
    thresholds = (0.3, 0.5, 0.7, 0.9)
    below = np.nextafter(thresholds, 0)
    assert decide(np.array([thresholds, below]), thresholds) == [LABELS, ()]


def test_thresholds_may_be_any_iterable():
    scores = np.array([[0.6, 0.4, 0.6, 0.4]])
    assert decide(scores, iter([0.5] * 4)) == [("finding", "attribution")]


def test_thresholds_of_another_number_are_refused():
    with pytest.raises(ValueError):
        decide(np.zeros((2, 4)), [0.5, 0.5])
