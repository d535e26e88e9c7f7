"""A sentence as nested pieces."""

from hypothesis import given
from hypothesis import strategies as st

from claimx.report.html import printable
from claimx.report.view.pieces import MOST, pieces
from claimx.types import MENTIONS, Mention, Reading, Sentence
from tests.report.view.made import SCORES

TEXT = "She said that tea may help."


def sentence(*mentions, text=TEXT, start=10):
    found = tuple(Mention(s, e, "", type, 1.0) for s, e, type in mentions)
    return Sentence(start, start + len(text), text, 0, (), SCORES, reading=Reading(hedges=found))


def text_of(nodes):
    return "".join(one if isinstance(one, str) else text_of(one[1]) for one in nodes)


def test_a_sentence_without_spans_is_its_text():
    assert pieces(sentence()) == [TEXT]


def test_spans_lie_inside_each_other_as_their_words_do():
    found = pieces(sentence((10, 13, "source"), (19, 36, "content"), (28, 31, "hedge")))
    content = ["that tea ", ("hedge", ["may"]), " help"]
    assert found == [("source", ["She"]), " said ", ("content", content), "."]


def test_spans_that_cross_are_cut_where_they_meet():
    found = pieces(sentence((10, 20, "cause"), (15, 25, "effect"), text="0123456789abcdef"))
    assert found == [
        ("cause", ["01234", ("effect", ["56789"])]),
        ("effect", ["abcde"]),
        "f",
    ]


def test_a_span_that_leaves_the_sentence_is_shown_as_far_as_it_is_inside():
    assert pieces(sentence((0, 13, "source"), (90, 99, "cue"))) == [("source", ["She"]), TEXT[3:]]


SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.sampled_from(MENTIONS)))


@given(SPANS, st.text(max_size=40))
def test_no_character_is_lost_or_doubled(spans, text):
    text = printable(text)
    assert text_of(pieces(sentence(*spans, text=text))) == text


def test_thousands_of_spans_nest_no_deeper_than_a_browser_can_follow():
    text = "x" * 4_000
    spans = ((place, 4_000, "content") for place in range(2_000))
    found = pieces(sentence(*spans, text=text, start=0))
    assert text_of(found) == text

    def depth(nodes):
        return max((1 + depth(one[1]) for one in nodes if not isinstance(one, str)), default=0)

    assert depth(found) == MOST
