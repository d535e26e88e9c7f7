"""Cue words: what counts for a label, what counts against it, and in which text they are found."""

import pytest

from benchmarks.opponents.cues import LEXICONS, Lexicon, normal
from benchmarks.opponents.cues.base import cue
from claimx.labels import LABELS

RAIN = Lexicon(
    least=3,
    cues=(cue("rain", 2, r"\brain"), cue("wind", 1, r"\bwind\b"), cue("dry", -1, r"\bdry\b")),
)


def holding(text):
    return {label for label in LABELS if LEXICONS[label].holds(normal(text))}


def test_points_of_different_cues_add_up_and_a_cue_counts_once():
    assert RAIN.holds("rain and wind")
    assert not RAIN.holds("rain, rain and more rain")


def test_cues_against_a_label_take_points_away():
    assert not RAIN.holds("rain and wind, then a dry day")
    assert [one.name for one in RAIN.found("wind on a dry day")] == ["wind", "dry"]


def test_typographic_marks_and_line_breaks_do_not_hide_cues():
    assert normal("“It\ndoesn’t  help,”") == '"It doesn\'t help,"'
    text = "“We don’t know\nwhether it helps.”"
    assert "caution" in holding(text)


def test_every_label_has_cues_and_their_names_are_told_apart():
    assert set(LEXICONS) == set(LABELS)
    for lexicon in LEXICONS.values():
        names = [one.name for one in lexicon.cues]
        assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    "text",
    [
        "They enrolled 300 adults.",
        "The study examined whether tea eases pain.",
        "Asthma is common in children.",
        "Adults should exercise.",
        "Smoking causes cancer.",
        "The scan gives a detailed image.",
        "X was published in Nature.",
        "Jane Roe is a professor.",
        "Stroke kills thousands.",
    ],
)
def test_what_the_guidelines_leave_out_gets_nothing(text):
    assert holding(text) == set()


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("The results suggest that tea may lower blood pressure.", "finding"),
        ("The drug cut deaths by 20%.", "finding"),
        ("Because the vessels leak, cells escape into the blood.", "mechanism"),
        ("“It relaxes the gut’s muscle,” said Dr. Ada Brown, who led it.", "attribution"),
        ("Researchers found that mint tea eased cramps.", "attribution"),
        ("Patients should not stop treatment.", "caution"),
        ("It is not clear whether it works.", "caution"),
    ],
)
def test_what_the_guidelines_name_is_seen(text, label):
    assert label in holding(text)


def test_an_attribution_wants_a_source_and_a_cue_in_the_same_sentence():
    assert "attribution" not in holding("“It relaxes the muscle of the gut.”")
    assert "attribution" not in holding("Mint tea was found in the tomb.")
    assert "attribution" in holding("The team found that mint tea relaxes the gut.")
