"""What a view tells of the inside of a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimx.report.facts import NOTHING, Link, Voice, facts, shortened
from claimx.types import Attribution, Mechanism, Mention, Reading


def mention(words, type="source"):
    return words and Mention(0, len(words), words, type, 1.0)


def said(source=None, speaker=None):
    return Attribution(mention(source), None, (), mention(speaker))


def voices(*relations):
    return facts(Reading(relations)).voices


def links(*relations):
    parts = [Mechanism(*map(mention, one)) for one in relations]
    return facts(Reading(tuple(parts))).links


@pytest.mark.parametrize("reading", [None, Reading(), Reading(strength="none")], ids=str)
def test_of_nothing_there_is_nothing_to_tell(reading):
    assert facts(reading) == NOTHING


def test_a_speaker_comes_with_the_words_that_stand_for_him():
    assert voices(said("he", "Jane Roe")) == (Voice("Jane Roe", "he"),)


@pytest.mark.parametrize("source", ["Jane Roe", "JANE ROE", "Jane\n Roe", None])
def test_words_that_are_the_name_are_not_told_twice(source):
    assert voices(said(source, "Jane Roe")) == (Voice("Jane Roe"),)


def test_without_a_speaker_the_source_speaks_and_without_both_nobody():
    assert voices(said("critics"), said()) == (Voice("critics"),)


def test_each_speaker_is_told_once():
    found = voices(said("she", "Jane Roe"), said("critics"), said("she", "Jane Roe"))
    assert found == (Voice("Jane Roe", "she"), Voice("critics"))


def test_signals_between_the_same_two_things_are_one_link():
    found = links(("tea", "sleep", "cuts"), ("tea", "calm", None), ("tea", "sleep", "by"))
    assert found == (Link("tea", "sleep", ("cuts", "by")), Link("tea", "calm", ()))


def test_a_link_has_a_cause_or_an_effect():
    found = links(("tea", None, "cuts"), (None, "sleep", "cuts"), (None, None, "because"))
    assert found == (Link("tea", None, ("cuts",)), Link(None, "sleep", ("cuts",)))


def test_hedges_are_told_once_whatever_their_case():
    hedges = tuple(mention(one, "hedge") for one in ("May", "might", "may"))
    assert facts(Reading((), hedges)).hedges == ("may", "might")


def test_a_long_text_is_cut_after_a_word():
    assert shortened("one two  three", 13) == "one two three"
    assert shortened("one two three", 12) == "one two …"
    assert shortened("x" * 50, 10) == "x" * 10 + " …"


@given(st.text(), st.integers(1, 40))
def test_what_is_shortened_is_one_line_and_hardly_longer(text, most):
    found = shortened(text, most)
    assert len(found) <= most + 2
    assert len(found.splitlines()) <= 1
