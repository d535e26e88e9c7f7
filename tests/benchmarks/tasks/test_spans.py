"""Spans: exact matches, and matches by half of the tokens."""

import pytest

from benchmarks.tasks.spans import covered, matches, overlap, tokens

TEXT = "The drug cut deaths by a fifth. It also raised the risk of bleeding."
FIRST, SECOND = (0, 31), (32, 68)


def test_equal_spans_are_right_both_ways():
    assert matches([FIRST, SECOND], [FIRST, SECOND], tokens(TEXT)) == (2, 2)


def test_a_span_that_lost_its_full_stop_is_right_by_its_tokens_alone():
    assert matches([FIRST], [(0, 30)], tokens(TEXT)) == (0, 1)


def test_two_sentences_in_one_count_for_neither_exactly_and_for_one_by_tokens():
    assert matches([FIRST, SECOND], [(0, 68)], tokens(TEXT)) == (0, 1)


def test_a_gold_span_is_used_once():
    assert matches([FIRST], [(0, 31), (4, 31)], tokens(TEXT)) == (1, 1)


def test_a_quarter_of_a_sentence_is_not_enough():
    assert matches([FIRST], [(0, 8)], tokens(TEXT)) == (0, 0)


@pytest.mark.parametrize(("a", "b", "share"), [({1, 2}, {2, 3}, 1 / 3), ({1}, {2}, 0), ((), (), 0)])
def test_overlap_is_the_share_of_the_union(a, b, share):
    assert overlap(frozenset(a), frozenset(b)) == pytest.approx(share)


def test_a_token_belongs_to_every_span_that_touches_it():
    assert covered((0, 5), tokens(TEXT)) == {0, 1}
