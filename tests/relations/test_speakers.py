"""Names and pronouns brought to the fullest name so far."""

import pytest

from claimx.relations.speakers import Speakers, names
from claimx.types import Attribution, Mention


def resolve(*sentences):
    """The speaker of each (sentence, source), the sources in order."""
    speakers, at, found = Speakers(), 0, []
    for text, *sources in sentences:
        attributions = []
        for source in sources:
            start = at + text.index(source)
            attributions.append(
                Attribution(Mention(start, start + len(source), source, "source", 1.0), None, ())
            )
        made = speakers.sentence(text, at, attributions)
        found += [one.speaker.text if one.speaker else None for one in made]
        at += len(text) + 1
    return found


def test_a_last_name_is_the_fullest_name_before_it():
    assert resolve(
        ("Dr Maria Lindqvist led the trial.",), ("It helps, Lindqvist said.", "Lindqvist")
    ) == ["Dr Maria Lindqvist"]


@pytest.mark.parametrize("pronoun", ["he", "she"])
def test_a_pronoun_is_who_spoke_last(pronoun):
    assert resolve(
        ("It helps, said Jane Roe of Yale.", "Jane Roe"),
        ("It is cheap, said Sam Poe, a chemist.", "Sam Poe"),
        (f"It is safe, {pronoun} added.", pronoun),
    ) == ["Jane Roe", "Sam Poe", "Sam Poe"]


def test_who_is_known_by_the_other_pronoun_is_passed_over():
    assert (
        resolve(
            ("It helps, said Jane Roe of Yale.", "Jane Roe"),
            ("It is safe, she added.", "she"),
            ("It is cheap, said Sam Poe, a chemist.", "Sam Poe"),
            ("It works, he said.", "he"),
            ("It lasts, she said.", "she"),
        )[-1]
        == "Jane Roe"
    )


def test_whoever_is_introduced_without_speaking_is_meant():
    assert resolve(
        ("Professor Ann Li of Leeds led the trial.",), ("It helps, she said.", "she")
    ) == ["Professor Ann Li"]


def test_we_inside_a_quotation_is_whoever_is_quoted():
    text = '"We found that it helps," said Jane Roe.'
    at, content = text.index("We"), text[1:24]
    source = Mention(text.index("Jane"), len(text) - 1, "Jane Roe", "source", 1.0)
    outer = Attribution(source, None, (Mention(1, 24, content, "content", 1.0),))
    inner = Attribution(Mention(at, at + 2, "We", "source", 1.0), None, ())
    found = Speakers().sentence(text, 0, [inner, outer])
    assert [one.speaker.text for one in found] == ["Jane Roe", "Jane Roe"]


def test_a_source_without_a_name_is_itself():
    assert resolve(("The study found that tea helps.", "The study")) == ["The study"]


def test_a_pronoun_with_nobody_before_it_is_itself():
    assert resolve(("It helps, she said.", "she")) == ["she"]


def test_a_running_quotation_goes_on_with_the_last_speaker():
    speakers = Speakers()
    source = Mention(10, 18, "Jane Roe", "source", 1.0)
    speakers.sentence("It helps, Jane Roe said.", 0, [Attribution(source, None, ())])
    (found,) = speakers.sentence("It is cheap.", 25, [Attribution(None, None, ())])
    assert found.speaker.text == "Jane Roe"


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Dr Maria Lindqvist", True),
        ("Robert W. Veltri, M.D., Ph.D.", True),
        ("Ludwig van Beethoven", True),
        ("Uppsala University", False),
        ("World Health Organization", False),
    ],
)
def test_what_looks_like_a_person(text, person):
    (found,) = names(f"said {text}")
    assert (found.text, found.person) == (text, person)
