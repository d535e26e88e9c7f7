"""Readings of a document, from what was found in its single sentences."""

import pytest

from claimx.relations.decode import Found, FoundRelation
from claimx.relations.document import DocumentReader
from claimx.relations.reader import FoundReading
from claimx.types import Attribution, Mechanism


def said(text, source, cue, *content):
    """What the heads find of an attribution, its parts given as words of the sentence."""

    def part(kind, words):
        begin = text.index(words)
        return Found(kind, begin, begin + len(words), 0.9)

    parts = (part("source", source), *(part("content", piece) for piece in content))
    return FoundReading((FoundRelation(part("cue", cue), parts),))


def read(*pairs, **options):
    """Readings of sentences with what was found in each; offsets count a space between them."""
    texts = [text for text, _ in pairs]
    starts = [sum(map(len, texts[:place])) + place for place in range(len(texts))]
    found = {place: one for place, (_, one) in enumerate(pairs) if one is not None}
    return list(DocumentReader(texts, starts, found, **options)), " ".join(texts)


FIRST = "Coffee drinkers slept less, according to Dr Maria Lindqvist of Uppsala University."
SECOND = "“It surprised us,” she added."


def test_source_cue_content_and_speaker_stand_where_they_say():
    readings, text = read(
        (FIRST, said(FIRST, "Dr Maria Lindqvist", "according to", "Coffee drinkers slept less")),
        (SECOND, said(SECOND, "she", "added", "It surprised us")),
    )
    (first,), (second,) = (one.relations for one in readings)
    assert (first.source.text, first.cue.text) == ("Dr Maria Lindqvist", "according to")
    assert [one.text for one in second.content] == ["It surprised us"]
    assert second.speaker.text == "Dr Maria Lindqvist"
    mentions = (*first.mentions, *second.mentions, second.speaker)
    assert all(text[one.start : one.end] == one.text for one in mentions)


def test_a_quotation_that_runs_on_has_its_speaker_and_no_source():
    begin = "“It helps,” Jane Roe said."
    readings, _ = read(
        (begin, said(begin, "Jane Roe", "said", "It helps")),
        ("“It is cheap.", None),
        ("It is safe.”", None),
        ("The hall was full.", None),
    )
    for reading, words in zip(readings[1:3], ["It is cheap", "It is safe"], strict=True):
        (one,) = reading.relations
        assert (one.source, one.cue, one.speaker.text) == (None, None, "Jane Roe")
        assert [piece.text for piece in one.content] == [words]
    assert readings[3].relations == ()


def test_a_quotation_whose_speaker_comes_later_is_theirs():
    later = "It is safe,” said Jane Roe."
    readings, _ = read(
        ("“It is cheap.", None), (later, said(later, "Jane Roe", "said", "It is safe"))
    )
    (one,) = readings[0].relations
    assert (one.source, one.speaker.text) == (None, "Jane Roe")


def test_a_quotation_after_other_words_is_nobodys():
    first, other = "“It helps,” Jane Roe said.", "The hall was full."
    readings, _ = read(
        (first, said(first, "Jane Roe", "said", "It helps")),
        (other, None),
        ("“It is cheap.”", None),
    )
    assert readings[2].relations == ()


def test_independent_sentences_know_nothing_of_each_other():
    readings, _ = read(
        (FIRST, said(FIRST, "Dr Maria Lindqvist", "according to", "Coffee drinkers slept less")),
        (SECOND, said(SECOND, "she", "added", "It surprised us")),
        independent=True,
    )
    assert readings[1].relations[0].speaker.text == "she"


def test_relations_stand_in_the_order_of_the_text():
    text = "Tea works because it relaxes, Roe said."
    cue = said(text, "Roe", "said", "Tea works because it relaxes").relations[0]
    signal = FoundRelation(
        Found("signal", 10, 17, 0.8), (Found("cause", 18, 28, 0.7), Found("effect", 0, 9, 0.7))
    )
    readings, _ = read((text, FoundReading((signal, cue))))
    kinds = [type(one) for one in readings[0].relations]
    assert sorted(kinds, key=str) == [Attribution, Mechanism]
    link = next(one for one in readings[0].relations if isinstance(one, Mechanism))
    assert (link.cause.text, link.effect.text, link.signal.text) == (
        "it relaxes",
        "Tea works",
        "because",
    )


@pytest.mark.parametrize(("strength", "expected"), [("conditional", ["may"]), (None, [])])
def test_hedges_are_those_of_findings(strength, expected):
    text = "Tea may help."
    readings, _ = read((text, FoundReading((), strength, None)))
    assert [one.text for one in readings[0].hedges] == expected
    assert readings[0].strength == strength
