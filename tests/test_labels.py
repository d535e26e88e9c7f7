from itertools import combinations

import pytest

from claimx.labels import LABELS, NONE, Label, primary

ORDER = ("mechanism", "finding", "caution", "attribution")
SUBSETS = [held for size in range(5) for held in combinations(LABELS, size)]


def test_column_order_never_changes():
    assert LABELS == ("finding", "mechanism", "attribution", "caution")


def test_label_is_its_own_text():
    assert [f"{label}" for label in Label] == list(LABELS)
    assert Label("finding") == "finding"


@pytest.mark.parametrize("held", SUBSETS, ids=str)
def test_primary_is_the_first_that_holds(held):
    assert primary(held) == next((label for label in ORDER if label in held), NONE)
    assert primary(reversed(held)) == primary(held)


def test_no_label_is_called_none():
    assert NONE == "none"
    assert NONE not in LABELS
