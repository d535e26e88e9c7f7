from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from claimx.gold.loader import load_gold, standoff
from claimx.gold.spans import read_kinds, read_spans
from claimx.resources import data_path
from claimx.types import CAUTIONS, STRENGTHS

FIELDS = ("strength", "caution", "strength_other", "caution_other")
DATA = os.environ.get("CLAIMX_DATA")


def pieces(sentence):
    for a in sentence.attributions:
        yield from (a.source, a.cue, *a.content)
    for m in sentence.mechanisms:
        yield from (m.cause, m.effect, m.signal)


def cuts_a_word(text, at):
    return 0 < at < len(text) and text[at - 1].isalpha() and text[at].isalpha()


@pytest.mark.parametrize(("split", "name"), [("train", "spans"), ("dev", "spans of dev")])
def test_counts_are_those_of_the_data_card(split, name):
    spans = read_spans("news-gold", split)
    card = (data_path("news-gold") / "README.md").read_text(encoding="utf-8")
    found = re.search(rf"^\| {name} \|(.+)\|$", card, re.MULTILINE)
    assert [int(cell.replace(",", "")) for cell in found[1].split("|")] == [
        len({s.doc for s in spans}),
        len(spans),
        sum(len(s.attributions) for s in spans),
        sum(len(s.mechanisms) for s in spans),
        sum(a.speaker is not None for s in spans for a in s.attributions),
    ]


def test_only_the_sentences_that_the_data_card_counts_keep_spans_of_a_removed_label():
    gold = {(r.doc, r.i): r.labels for r in standoff("news-gold", "train")}
    pairs = [(s, gold[s.doc, s.i]) for s in read_spans()]
    attribution = sum(bool(s.attributions) and "attribution" not in held for s, held in pairs)
    mechanism = sum(bool(s.mechanisms) and "mechanism" not in held for s, held in pairs)
    bare = sum(not s.mechanisms and "mechanism" in held for s, held in pairs)
    unsaid = sum(not s.attributions and "attribution" in held for s, held in pairs)
    card = " ".join((data_path("news-gold") / "README.md").read_text(encoding="utf-8").split())
    assert f"({attribution} attribution, {mechanism} mechanism)" in card
    assert f"{unsaid} carry attribution and {bare} carry mechanism without a span" in card


def test_kinds_are_of_sentences_that_carry_their_label():
    gold = {(r.source, r.doc, r.i): r for r in standoff("news-gold", "train")}
    kinds = read_kinds()
    for one in kinds:
        row = gold[one.source, one.doc, one.i]
        assert one.strength is None or ("finding" in row.labels and one.strength in STRENGTHS)
        assert one.caution is None or ("caution" in row.labels and one.caution in CAUTIONS)
        assert all(0 <= start < end <= row.end - row.start for start, end in one.hedges)
    counts = [sum(getattr(one, name) is not None for one in kinds) for name in FIELDS]
    assert counts == [2000, 2000, 150, 150]


@pytest.mark.parametrize("split", ["train", "dev"])
def test_causal_findings_are_those_of_the_data_card(split):
    gold = {(r.source, r.doc, r.i): r for r in standoff("news-gold", split)}
    read = read_spans("news-gold", f"causal-{split}")
    for one in read:
        row = gold[one.source, one.doc, one.i]
        assert "finding" in row.labels and "mechanism" not in row.labels
        assert not one.attributions
        assert all(0 <= start < end <= row.end - row.start for start, end in pieces(one))
    links = sum(len(one.mechanisms) for one in read)
    holding = sum(bool(one.mechanisms) for one in read)
    card = " ".join((data_path("news-gold") / "README.md").read_text(encoding="utf-8").split())
    assert f"{len(read):,} sentences, {links:,} links in {holding}" in card


def test_every_span_lies_inside_its_gold_sentence():
    length = {(r.doc, r.i): r.end - r.start for r in standoff("news-gold", "train")}
    for sentence in read_spans():
        for start, end in pieces(sentence):
            assert 0 <= start < end <= length[sentence.doc, sentence.i], (sentence.doc, sentence.i)


def test_a_speaker_is_named_in_the_same_or_an_earlier_sentence():
    length = {(r.doc, r.i): r.end - r.start for r in standoff("news-gold", "train")}
    for sentence in read_spans():
        for speaker in (a.speaker for a in sentence.attributions if a.speaker):
            assert speaker.i <= sentence.i
            assert 0 <= speaker.start < speaker.end <= length[sentence.doc, speaker.i]


@pytest.mark.skipif(not DATA, reason="CLAIMX_DATA names no folder with copies of the gold texts")
def test_only_the_spans_that_the_data_card_counts_cut_a_word():
    text = {(s.doc, s.i): s.text for s in load_gold("news-gold", "train", source=Path(DATA))}
    cut, total = 0, 0
    for sentence in read_spans():
        whole = text[sentence.doc, sentence.i]
        for start, end in pieces(sentence):
            assert whole[start:end] == whole[start:end].strip()
            total += 1
            cut += cuts_a_word(whole, start) or cuts_a_word(whole, end)
    card = (data_path("news-gold") / "README.md").read_text(encoding="utf-8")
    assert f"{cut} of {total:,} spans begin or end inside a word" in card
