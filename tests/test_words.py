"""Hashed words: what counts as one, what is told apart, and that no sentence sees others."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimx.words import LONGEST, words


def hashes(sentence):
    return words([sentence]).whole.tolist()


@pytest.mark.parametrize(
    ("sentence", "count"),
    [
        ("", 0),
        (" \t ", 0),
        ("one", 1),
        ("two words", 2),
        ("It's 5%.", 6),
        ("naïve", 1),
        ("“No”", 3),
    ],
)
def test_a_word_is_letters_or_digits_or_one_mark(sentence, count):
    assert len(hashes(sentence)) == count


def test_case_digits_and_typographic_marks_make_no_difference():
    assert hashes("The 12 said: “No”.") == hashes('the 34 SAID: "no".')


def test_words_are_told_apart():
    known = [hashes(word)[0] for word in ("may", "yam", "aym", "maya", "1", "11", ".", "é", "e")]
    assert len(set(known)) == len(known)


def test_beginnings_and_ends_are_shared():
    one, other = words(["immunity testing"]), words(["immunise resting"])
    assert one.prefix[0] == other.prefix[0]
    assert one.suffix[1] == other.suffix[1]
    assert one.suffix[0] != other.suffix[0]


@given(st.lists(st.text(max_size=60), max_size=8))
@settings(max_examples=200, deadline=None)
def test_a_sentence_has_the_same_words_alone_and_among_others(sentences):
    together = words(sentences)
    assert len(together.first) == len(sentences) + 1
    assert together.first[-1] == len(together.whole)
    for place, sentence in enumerate(sentences):
        alone = words([sentence])
        inside = slice(together.first[place], together.first[place + 1])
        for name in ("whole", "prefix", "suffix"):
            assert np.array_equal(getattr(together, name)[inside], getattr(alone, name))


def test_a_lone_surrogate_and_a_giant_are_read():
    assert len(hashes("a \ud800 b")) == 3
    assert len(hashes("word " * LONGEST)) == LONGEST // 5
