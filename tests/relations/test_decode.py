"""Anchors, segments and parts from scores that are given by hand."""

import numpy as np
import pytest

from claimx.relations.decode import Anchor, anchors, best_segment, relation
from claimx.relations.words import Words

TEXT = 'Tea "helps", Dr Li said.'
PIECES = ["Tea", '"', "helps", '"', ",", "Dr", "Li", "said", "."]


def words_of(text, pieces):
    offsets, at = [(0, 0)], 0
    for piece in pieces:
        at = text.index(piece, at)
        offsets.append((at, at + len(piece)))
        at += len(piece)
    return Words.of(text, [None, *range(len(pieces)), None], [*offsets, (0, 0)])


def test_words_average_their_tokens():
    words = Words.of(
        "unhelpful tea", [None, 0, 0, 1, None], [(0, 0), (0, 2), (2, 9), (10, 13), (0, 0)]
    )
    tokens = np.array([[9], [1], [3], [5], [9]], dtype=np.float32)
    assert (words.starts, words.ends) == ([0, 10], [9, 13])
    assert words.mean(tokens).tolist() == [[2], [5]]


def test_a_sentence_without_words_has_none():
    words = Words.of("", [None, None], [(0, 0), (0, 0)])
    assert len(words) == 0
    assert words.mean(np.zeros((2, 5), dtype=np.float32)).shape == (0, 5)


def test_a_span_leaves_marks_at_its_edges_out_and_those_inside_in():
    words = words_of(TEXT, PIECES)
    assert TEXT[slice(*words.span(1, 5))] == "helps"
    assert TEXT[slice(*words.span(0, 5))] == 'Tea "helps'
    assert TEXT[slice(*words.span(7, 9))] == "said"


def test_a_source_keeps_the_point_of_an_abbreviation():
    words = words_of("Li, M.D.", ["Li", ",", "M", ".", "D", "."])
    assert words.span(0, 6, stop=True) == (0, 8)
    assert words.span(0, 6) == (0, 7)


def tags(*rows):
    scores = np.zeros((len(rows), 5), dtype=np.float32)
    scores[range(len(rows)), rows] = 4
    return scores


def test_anchors_are_runs_of_their_tags():
    found = anchors(tags(0, 1, 2, 0, 1, 1, 3, 4), ("cue", "signal"))
    assert [(one.type, one.begin, one.end) for one in found] == [
        ("cue", 1, 3),
        ("cue", 4, 5),
        ("cue", 5, 6),
        ("signal", 6, 8),
    ]
    assert all(0.9 < one.score < 1 for one in found)


def test_only_wanted_anchors_are_found_and_the_best_where_none_wins():
    scores = tags(0, 1, 0, 3)
    assert [one.type for one in anchors(scores, ("cue",))] == ["cue"]
    scores = tags(0, 0, 0)
    scores[1, 3] = 1
    (only,) = anchors(scores, ("signal",))
    assert (only.type, only.begin, only.end) == ("signal", 1, 2)
    assert only.score < 0.5


def test_no_anchor_is_found_where_none_is_wanted_or_nothing_stands():
    assert anchors(tags(1, 3), ()) == []
    assert anchors(np.zeros((0, 5), dtype=np.float32), ("cue",)) == []


@pytest.mark.parametrize(
    ("inside", "expected"),
    [([-1, 2, -1, 2, -5], (1, 4)), ([-1, 2, -3, 2.5, -5], (3, 4)), ([-1, -0.5, -2], (1, 2))],
)
def test_the_best_segment_has_the_highest_sum(inside, expected):
    scores = np.array(inside, dtype=np.float32)
    nothing = np.zeros_like(scores)
    assert best_segment(scores, nothing, nothing) == expected


def test_first_and_last_words_move_a_segments_ends():
    inside = np.array([1, -0.5, 1], dtype=np.float32)
    nothing = np.zeros(3, dtype=np.float32)
    first = np.array([-9, -9, 0], dtype=np.float32)
    assert best_segment(inside, nothing, nothing) == (0, 3)
    assert best_segment(inside, first, nothing) == (2, 3)


def test_a_relation_has_one_source_and_all_pieces_of_content():
    words = words_of(TEXT, PIECES)
    roles = np.full((9, 4, 3), -4, dtype=np.float32)
    roles[[5, 6], 0] = 4
    roles[[0, 2], 1] = 4
    found = relation(words, Anchor("cue", 7, 8, 0.9), roles)
    said = [(part.type, TEXT[part.start : part.end]) for part in found.parts]
    assert said == [("source", "Dr Li"), ("content", "Tea"), ("content", "helps")]
    assert TEXT[found.anchor.start : found.anchor.end] == "said"
    assert all(part.score > 0.9 for part in found.parts)
