import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimx.batches import Encoded, batches, encode
from claimx.scorers.base import open_tokenizer

LENGTHS = st.lists(st.integers(1, 40), max_size=50)
PAD = 0


@pytest.fixture(scope="module")
def tokenizer(extractor):
    return open_tokenizer(extractor.model)


def encoded(lengths):
    """Sentences of these lengths whose token ids tell them apart."""
    ids = [[100 + row] * length for row, length in enumerate(lengths)]
    return Encoded(ids, np.zeros(len(ids), dtype=bool))


@given(LENGTHS, st.integers(1, 120))
def test_every_row_comes_once_and_whole(lengths, tokens):
    sentences = encoded(lengths)
    rows = []
    for batch in batches(sentences, PAD, tokens):
        assert batch.ids.shape == batch.mask.shape == (len(batch.rows), batch.ids.shape[1])
        for row, ids, mask in zip(batch.rows, batch.ids, batch.mask, strict=True):
            length = lengths[row]
            assert ids[:length].tolist() == sentences.ids[row]
            assert set(ids[length:]) <= {PAD}
            assert mask.tolist() == [1] * length + [0] * (len(ids) - length)
        rows.extend(batch.rows.tolist())
    assert sorted(rows) == list(range(len(lengths)))


@given(LENGTHS, st.integers(1, 120))
def test_batch_keeps_to_the_token_bound_unless_one_sentence_exceeds_it(lengths, tokens):
    for batch in batches(encoded(lengths), PAD, tokens):
        assert batch.ids.size <= tokens or len(batch.rows) == 1
        assert batch.ids.shape[1] == max(lengths[row] for row in batch.rows)


@given(LENGTHS, st.integers(1, 120))
def test_short_sentences_come_first(lengths, tokens):
    order = [lengths[row] for batch in batches(encoded(lengths), PAD, tokens) for row in batch.rows]
    assert order == sorted(lengths)


@given(LENGTHS)
def test_same_sentences_give_same_batches(lengths):
    first, second = (list(batches(encoded(lengths), PAD, 64)) for _ in range(2))
    assert len(first) == len(second)
    for one, other in zip(first, second, strict=True):
        assert np.array_equal(one.rows, other.rows)
        assert np.array_equal(one.ids, other.ids)


def test_no_sentences_give_no_batch(tokenizer):
    assert list(batches(encode(tokenizer, []), PAD)) == []


def test_arrays_are_what_the_graph_takes(tokenizer):
    batch = next(batches(encode(tokenizer, ["Tea helps.", "It is hot today."]), PAD))
    assert {batch.rows.dtype, batch.ids.dtype, batch.mask.dtype} == {np.dtype(np.int64)}


def test_empty_sentence_is_its_special_tokens(tokenizer):
    assert len(encode(tokenizer, [""]).ids[0]) == 2


def test_only_a_sentence_beyond_the_limit_is_cut(tokenizer, extractor):
    limit = extractor.model.max_length
    words = ["tea"] * (limit - 2)
    found = encode(tokenizer, [" ".join(words), " ".join([*words, "tea"]), "tea"])
    assert [len(ids) for ids in found.ids] == [limit, limit, 3]
    assert found.truncated.tolist() == [False, True, False]


@pytest.mark.parametrize("mark", ["\ud800", "\udbff", "\udc00", "\udfff"])
def test_lone_surrogate_reads_as_the_replacement_character(tokenizer, mark):
    found = encode(tokenizer, [f"Tea {mark} helps.", "Tea \ufffd helps."])
    assert found.ids[0] == found.ids[1]


@given(st.text(st.characters(exclude_categories=()), max_size=40))
def test_any_text_can_be_encoded(tokenizer, extractor, text):
    found = encode(tokenizer, [text])
    assert 2 <= len(found.ids[0]) <= extractor.model.max_length
