"""Groups of people found in a text."""

import pytest

from claimx.relations.groups import groups


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Now Jane Roe of Yale and her colleagues ask", ["Jane Roe of Yale and her colleagues"]),
        ("When Roe and colleagues met", ["Roe and colleagues"]),
        ("In it, Poe’s research team asks", ["Poe’s research team"]),
        ("by researchers at the University of Leeds.", ["researchers at the University of Leeds"]),
        ("The new team led by Ann Poe met", ["The new team led by Ann Poe"]),
        ("the patients the researchers saw", ["the researchers"]),
        ("German and Danish scientists met", ["German and Danish scientists"]),
        ("it takes a steam engine", []),
        ("as scientists know", []),
        ("Scientists know", ["Scientists"]),
        ("the researchers met the team", ["the researchers", "the team"]),
    ],
)
def test_groups_of_a_text(text, found):
    assert [one.text for one in groups(text)] == found


def test_offsets_are_those_of_the_document():
    text = "Once the team met"
    (one,) = groups(text, 100)
    assert text[one.start - 100 : one.end - 100] == one.text == "the team"
