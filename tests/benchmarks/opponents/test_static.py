"""Static embeddings: what their classifier is given to learn from."""

import numpy as np

from benchmarks.opponents.base import Gold
from benchmarks.opponents.static import decided

TEXTS = (
    "Mint tea eased cramps in 40 volunteers, a new trial found.",
    "The museum is open from Tuesday to Sunday.",
    "Owls fly without a sound because soft fringes break up the air.",
)


def test_sentences_carry_the_names_of_their_labels_and_those_without_stay():
    gold = Gold(TEXTS, np.array([[1, 0, 1, 0], [0, 0, 0, 0], [0, 1, 0, 0.0]]))
    texts, names = decided(gold)
    assert texts == list(TEXTS)
    assert names == [["finding", "attribution"], [], ["mechanism"]]


def test_a_sentence_with_an_undecided_label_is_left_out():
    gold = Gold(TEXTS, np.array([[1, np.nan, 1, 0], [0, 0, 0, 0], [0, 1, 0, np.nan]]))
    texts, names = decided(gold)
    assert texts == [TEXTS[1]]
    assert names == [[]]
