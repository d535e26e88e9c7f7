"""Who says what, and where names stand."""

from claimx.report.view.names import Names
from claimx.report.view.summary import UNNAMED, UNREAD, who_says_what
from claimx.types import Mention, Reading
from tests.report.view.made import document, mention, said

FIRST, SECOND, THIRD = "Jane Roe said tea helps.", "She said it calms.", "JANE ROE was there."
WHOLE = f"{FIRST} {SECOND} {THIRD}"
ROE = mention(WHOLE, "Jane Roe", "speaker")


def made(*readings, labels=("attribution",)):
    sentences = [(text, *labels) for text in (FIRST, SECOND, THIRD)]
    return document(*sentences, readings=dict(enumerate(readings)))


def groups(one):
    return [
        (group.name, group.href, [(said.place, said.text) for said in group.said])
        for group in who_says_what(one, Names(one))
    ]


def test_contents_are_grouped_by_speaker_and_lead_to_the_name():
    one = made(said(WHOLE, "Jane Roe", ["tea helps"], ROE), said(WHOLE, "She", ["it calms"], ROE))
    first = ("Jane Roe", "#n-0", [(0, "tea helps"), (1, "it calms")])
    assert groups(one) == [first, (UNREAD, None, [(2, THIRD)])]


def test_without_a_speaker_the_words_of_the_source_name_the_group():
    assert groups(made(None, said(WHOLE, "She", ["it", "calms"])))[0] == (
        "She",
        None,
        [(1, "it … calms")],
    )


def test_upper_case_makes_no_other_speaker():
    one = made(said(WHOLE, "Jane Roe", ["tea"]), None, said(WHOLE, "JANE ROE"))
    assert groups(one)[0] == ("Jane Roe", None, [(0, "tea"), (2, THIRD)])


def test_a_part_of_a_name_is_the_same_speaker_and_leads_to_the_whole_name():
    surname = mention(WHOLE, "Roe", "speaker")
    one = made(said(WHOLE, "Jane Roe", ["tea helps"], ROE), said(WHOLE, "She", ["it"], surname))
    assert groups(one)[0] == ("Jane Roe", "#n-0", [(0, "tea helps"), (1, "it")])
    assert Names(one).href(surname) == "#n-0"


def test_the_longest_of_the_names_that_begin_together_has_the_anchor():
    short = mention(WHOLE, "Jane", "speaker")
    one = made(said(WHOLE, "She", ["tea"], short), said(WHOLE, "She", ["it"], ROE))
    assert Names(one).of_sentence(0) == [(0, 8)]


def test_who_says_most_comes_first_and_what_has_no_source_last():
    one = made(
        said(WHOLE, None, ["tea"]), said(WHOLE, "She", ["it"]), said(WHOLE, "She", ["calms"])
    )
    assert [name for name, _, _ in groups(one)] == ["She", UNNAMED]


def test_where_nobody_looked_sentences_that_attribute_are_listed():
    assert groups(made()) == [(UNREAD, None, [(0, FIRST), (1, SECOND), (2, THIRD)])]
    assert groups(made(labels=())) == []
    assert groups(made(Reading(), labels=())) == []


def test_a_name_that_cannot_have_an_anchor_leads_to_its_sentence_or_nowhere():
    def at(start, end):
        return Mention(start, end, WHOLE[start:end], "speaker", 1.0)

    crossing, beyond = at(20, 30), at(len(WHOLE) + 5, len(WHOLE) + 9)
    overlapping = at(5, 12)
    speakers = (ROE, overlapping, crossing, beyond)
    one = made(*(said(WHOLE, "She", ["it"], who) for who in speakers[:3]))
    names = Names(one)
    assert names.of_sentence(0) == [(0, 8)]
    assert [names.href(who) for who in (*speakers, None)] == ["#n-0", "#s-0", "#s-0", None, None]


def test_sentences_out_of_order_do_no_harm():
    one = made(said(WHOLE, "Jane Roe", ["tea helps"], ROE))
    shuffled = type(one)(one.text, one.sentences[::-1], one.id, one.model)
    assert groups(shuffled)
