"""Samples: nested, of whole documents, drawn again alike, and nothing of dev in them."""

import os
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from benchmarks.curve import SIZES
from benchmarks.curve.run import material, read_material
from benchmarks.curve.sample import draw, plain_words
from benchmarks.tasks import Data
from claimx.errors import DataError


def test_a_smaller_sample_is_the_beginning_of_every_larger_one(train, dev):
    pool = draw(train, dev, seed=13)
    samples = [pool.sample(size) for size in (1, 12, 40, 80, 100)]
    for smaller, larger in pairwise(samples):
        assert len(smaller) < len(larger)
        assert larger[: len(smaller)] == smaller


def test_a_sample_holds_whole_documents_and_just_enough_of_them(train, dev):
    pool = draw(train, dev, seed=13)
    found = pool.sample(12)
    assert len(found) == 15
    assert set(Counter(one.doc for one in found).values()) == {5}


def test_a_size_beyond_the_pool_takes_all_of_it(train, dev):
    found = draw(train, dev, seed=13).sample(10_000)
    assert sorted(one.text for one in found) == sorted(one.text for one in train)


def test_the_seed_decides_the_order_and_documents_that_come_do_not_change_it(train, dev):
    def order(sentences, seed):
        return [rows[0].doc for rows in draw(sentences, dev, seed).documents]

    whole = order(train, 13)
    assert whole == order(train, 13)
    assert whole != order(train, 14)
    fewer = [one for one in train if one.doc != whole[3]]
    assert order(fewer, 13) == [doc for doc in whole if doc != whole[3]]


def test_sentences_of_dev_are_left_out_and_counted_whatever_their_capitals_and_spaces(train, dev):
    leaky = [
        replace(train[0], text=dev[3].text),
        replace(train[1], text="  " + dev[4].text.upper().replace(" ", "\n")),
        *train[2:],
    ]
    pool = draw(leaky, dev, seed=13)
    assert pool.overlap == 2
    texts = [one.text for one in pool.sample(10_000)]
    assert len(texts) == len(train) - 2
    assert not set(map(plain_words, texts)) & {plain_words(one.text) for one in dev}


def test_a_document_of_dev_is_refused_in_training(train, dev):
    with pytest.raises(DataError, match="of the training data and of dev"):
        draw([*train, replace(train[0], doc=dev[0].doc)], dev, seed=13)


def test_a_near_copy_of_a_document_of_dev_is_refused_in_training(train, dev):
    pytest.importorskip("datasketch")
    copied = [one for one in dev if one.doc == dev[0].doc]
    copy = [replace(one, doc="copy", text=f"{one.text} Indeed") for one in copied]
    with pytest.raises(DataError, match="copy of the training data is nearly"):
        material([*train, *copy], dev, seed=13)


def test_nothing_left_to_learn_from_is_said(dev):
    with pytest.raises(DataError, match="no sentence is left"):
        draw([replace(one, doc="other") for one in dev], dev, seed=13)


@pytest.mark.skipif(not os.environ.get("CLAIMX_DATA"), reason="CLAIMX_DATA names no folder")
def test_no_sample_of_the_news_gold_holds_a_text_or_a_document_of_dev():
    pytest.importorskip("datasketch")
    data = Data(Path(os.environ["CLAIMX_DATA"]))
    found = read_material(data, seed=13)
    dev = data.gold("news-gold/dev")
    judged, docs = {plain_words(one.text) for one in dev}, {one.doc for one in dev}
    whole = found.pool.sample(SIZES[-1])
    assert len(whole) + found.pool.overlap == len(data.gold("news-gold/train"))
    for size in SIZES:
        sample = found.pool.sample(size)
        assert sample == whole[: len(sample)]
        assert not judged & {plain_words(one.text) for one in sample}
        assert not docs & {one.doc for one in sample}
