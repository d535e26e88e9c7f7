"""Strengths against public corpora."""

import gzip
import json

import pytest

import claimx
from benchmarks.relations.strength import corpus, judge
from claimx.types import STRENGTHS


def test_f1_is_that_of_scikit_learn():
    from sklearn.metrics import f1_score

    gold = ["none", "causal", "causal", "correlational", "conditional", "none"]
    found = ["none", "causal", "none", "correlational", "causal", "conditional"]
    made = judge(found, gold, ["a", "a", "b", "b", "c", "c"], draws=50)
    each = f1_score(gold, found, labels=list(STRENGTHS), average=None, zero_division=0)
    assert [one.value for one in made.each] == pytest.approx(each)
    assert made.macro.value == pytest.approx(each.mean())
    assert made.macro.low <= made.macro.value <= made.macro.high


def test_documents_are_drawn_where_they_are_known_and_sentences_elsewhere():
    gold = ["none", "causal"] * 20
    found = ["none", "causal"] * 10 + ["causal", "none"] * 10
    known = judge(found, gold, [str(place // 20) for place in range(40)], draws=500)
    unknown = judge(found, gold, [None] * 40, draws=500)
    assert (known.drawn, unknown.drawn) == ("documents", "sentences")
    assert known.macro.high - known.macro.low > unknown.macro.high - unknown.macro.low


def test_base_tells_an_effect_from_a_link_in_a_corpus(tmp_path):
    rows = [
        ("The drug reduced deaths.", "direct_causal"),
        ("The drug may reduce deaths.", "conditional_causal"),
        ("Coffee was associated with a lower risk of stroke.", "correlational"),
    ]
    (tmp_path / "corpora").mkdir()
    with gzip.open(tmp_path / "corpora/pubmed_causal.jsonl.gz", "wt") as file:
        for text, role in rows:
            file.write(json.dumps({"text": text, "role": role, "doc": None}) + "\n")
    limits = {"finding": 0.0, "mechanism": 1.0, "attribution": 1.0, "caution": 1.0}
    made = corpus("pubmed_causal", tmp_path, claimx.load("base", spans=True, thresholds=limits))
    assert (made.sentences, made.macro.value) == (3, 0.75)  # there is no "none" to find
