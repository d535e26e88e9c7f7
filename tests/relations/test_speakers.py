"""Names and pronouns brought to the fullest name so far."""

import pytest

from claimx.relations.names import names
from claimx.relations.speakers import Speakers
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
        ("Space Law", False),
        ("Clinical Oncology", False),
        ("Dr Ann Oncology", True),
        ("World Health Organization", False),
    ],
)
def test_what_looks_like_a_person(text, person):
    (found,) = names(f"said {text}")
    assert (found.text, found.person) == (text, person)


def test_us_is_no_initial_of_a_name():
    assert [one.text for one in names("the U.S. Food")] == ["Food"]


@pytest.mark.parametrize(
    ("before", "source", "speaker"),
    [
        ("Jane Roe and her team ran the trial.", "the researchers", "Jane Roe and her team"),
        ("Roe's team ran the trial.", "The scientists", "Roe's team"),
        ("Researchers at Yale ran it.", "These researchers", "Researchers at Yale"),
        ("Danish researchers ran it.", "The team", "Danish researchers"),
        ("Researchers at East Anglia ran it.", "the EA team", "Researchers at East Anglia"),
        ("Researchers at Yale ran it.", "the Leeds team", "the Leeds team"),
        ("Researchers at Yale ran it.", "the team at Leeds", "the team at Leeds"),
        ("Researchers at Yale ran it.", "the authors", "the authors"),
        ("The researchers ran it.", "the team", "the team"),
        ("His team ran it.", "the researchers", "the researchers"),
        ("Two of 3 pigs ran.", "the researchers", "the researchers"),
        ("It was run by researchers at Yale.", "they", "researchers at Yale"),
        ("The researchers ran it.", "They", "The researchers"),
        ("It needs investigators.", "They", "They"),
    ],
)
def test_a_group_is_the_last_one_of_which_was_said_who_they_are(before, source, speaker):
    assert resolve((before,), (f"It helps, say {source}.", source)) == [speaker]


def test_a_group_is_called_by_its_longest_name():
    assert (
        resolve(
            ("Dr Jane Roe of Yale and her colleagues ran it.",),
            ("Roe and her team say it helps.", "Roe and her team"),
            ("It is safe, the researchers say.", "the researchers"),
        )
        == ["Dr Jane Roe of Yale and her colleagues"] * 2
    )


def test_one_of_the_researchers_is_no_group():
    assert resolve(
        ("Researchers at Yale ran it, says one of the researchers, Jane Roe.",
         "one of the researchers, Jane Roe"),
        ("It helps, the researchers say.", "the researchers"),
    )[1] == "Researchers at Yale"  # fmt: skip


@pytest.mark.parametrize("source", ["followers", "two reports"])
def test_they_are_whoever_spoke_last_if_several(source):
    assert resolve((f"It helps, say {source}.", source), ("It does, they say.", "they")) == [
        source,
        source,
    ]


def test_two_persons_are_who_spoke_together():
    both = "Jane Roe of Yale and Sam Poe of Leeds"
    assert resolve(
        (f"It helps, say {both}.", both),
        ("It is safe, Roe and Poe say.", "Roe and Poe"),
        ("It lasts, they say.", "they"),
    ) == [both, both, both]


def test_who_spoke_earlier_in_the_sentence_is_meant():
    assert resolve(
        ("It helps, said Jane Roe of Yale.", "Jane Roe"),
        ("While Poe doubts that, he says it is safe.", "Poe", "he"),
    ) == ["Jane Roe", "Poe", "Poe"]


def test_who_is_named_later_in_the_sentence_is_not_meant():
    assert resolve(
        ("It helps, said Jane Roe of Yale.", "Jane Roe"),
        ("It is safe, she says, as does Ann Poe, a chemist.", "she"),
    ) == ["Jane Roe", "Jane Roe"]


@pytest.mark.parametrize("copula", ["is", "was"])
def test_who_is_said_to_be_something_is_introduced(copula):
    assert resolve((f"Stephen Poe {copula} a lawyer.",), ("It helps, he says.", "he")) == [
        "Stephen Poe"
    ]


def test_whose_thing_it_is_is_not_introduced():
    assert resolve(
        ("It helps, said Sam Poe of Yale.", "Sam Poe"),
        ("Mr Roe's condition is grave.",),
        ("It is safe, he says.", "he"),
    ) == ["Sam Poe", "Sam Poe"]


def test_we_is_who_spoke_last_and_can_speak():
    assert resolve(
        ("It helps, said Jane Roe.", "Jane Roe"),
        ("These results show that.", "These results"),
        ("We were glad.", "We"),
    ) == ["Jane Roe", "These results", "Jane Roe"]


def test_it_is_no_people():
    assert resolve(
        ("The agency says so.", "The agency"),
        ("UK researchers agree.", "UK researchers"),
        ("It says so.", "It"),
    ) == ["The agency", "UK researchers", "The agency"]


@pytest.mark.parametrize("source", ["the FDA", "The F.D.A."])
def test_an_acronym_is_the_name_that_it_is_short_for(source):
    assert resolve(
        ("The Food and Drug Administration met.",), (f"It is safe, says {source}", source)
    ) == ["Food and Drug Administration"]


def test_an_acronym_that_nothing_spells_out_is_itself():
    assert resolve(("The Food Council met.",), ("It is safe, the FDA says.", "the FDA")) == [
        "the FDA"
    ]


def test_another_first_name_is_another_person():
    assert resolve(("John A. Roe wrote it.",), ("It helps, Mary Roe said.", "Mary Roe")) == [
        "Mary Roe"
    ]


def test_a_place_that_ends_alike_is_not_who_spoke():
    source = "doctors from the School of Medicine"
    assert resolve(("It stood in JAMA Internal Medicine.",), (f"So say {source}.", source)) == [
        source
    ]


def test_a_person_behind_an_employer_is_meant():
    assert resolve(
        ("It helps, says Facility Architects director Clair Price.",
         "Facility Architects director Clair Price"),
        ("It is safe, she says.", "she"),
    )[1] == "Clair Price"  # fmt: skip


def test_his_suggestion_is_his():
    assert resolve(("It helps, said Sam Poe.", "Sam Poe"), ("His hint was that.", "His")) == [
        "Sam Poe",
        "Sam Poe",
    ]
