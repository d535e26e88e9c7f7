"""Quotations that end where they end."""

import pytest

from claimx.relations.quotes import quoted


def told(*sentences):
    return [
        (one.continues, one.runs_on, [text[begin:end] for begin, end in one.parts])
        for text, one in zip(sentences, quoted(sentences), strict=True)
    ]


@pytest.mark.parametrize(("opening", "closing"), [("“", "”"), ('"', '"'), ("«", "»")])
def test_a_quotation_inside_a_sentence(opening, closing):
    assert told(f"{opening}It helps,{closing} she said.") == [(False, False, ["It helps,"])]


@pytest.mark.parametrize(("opening", "closing"), [("“", "”"), ('"', '"')])
def test_a_quotation_over_three_sentences(opening, closing):
    found = told(f"She said: {opening}It helps.", "It is cheap.", f"Try it.{closing} He left.")
    assert found == [
        (False, True, ["It helps."]),
        (True, True, ["It is cheap."]),
        (True, False, ["Try it."]),
    ]


def test_a_paragraph_that_opens_anew_begins_a_quotation():
    found = told("“It helps.", "“It is cheap,” she said.", "Nobody spoke.")
    assert found == [
        (False, True, ["It helps."]),
        (False, False, ["It is cheap,"]),
        (False, False, []),
    ]


def test_single_marks_are_no_quotation():
    assert told("The ‘magic’ pill isn’t one.", "It's not.") == [(False, False, [])] * 2
