"""What a terminal is sent of a stranger's text."""

import io
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from claimx.cli.console import say
from claimx.labels import LABELS
from claimx.report.facts import NOTHING, Facts, Link, Voice
from claimx.report.terminal import STYLES, labelled, printable, told

EVERY = [chr(code) for code in range(sys.maxunicode + 1)]

REORDERING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
"""Bidirectional classes of the characters that turn what stands around them."""


def test_no_control_reordering_or_surrogate_of_all_unicode_is_shown():
    for one in EVERY:
        shown = printable(f"a{one}b")
        steers = unicodedata.category(one) in {"Cc", "Cs"}
        if steers or unicodedata.bidirectional(one) in REORDERING:
            assert shown in {"a\ufffdb", "a b"}, ascii(one)


def test_every_other_character_is_shown_as_it_is():
    lost = [one for one in EVERY if not one.isspace() and one not in printable(one)]
    kinds = {unicodedata.category(one) for one in lost}
    assert kinds == {"Cc", "Cs", "Cf"}
    formats = {one for one in lost if unicodedata.category(one) == "Cf"}
    assert formats == set("\u202a\u202b\u202c\u202d\u202e") | set(map(chr, range(0x2066, 0x2070)))


@pytest.mark.parametrize(
    "text",
    [
        "שלום עולם",
        "مرحبا\u200f (1)",
        "family: 👨\u200d👩\u200d👧",
        "e\u0301",
        "naïve – “quoted” 中文",
    ],
)
def test_right_to_left_scripts_marks_and_joined_signs_stay(text):
    assert printable(text) == text


@given(st.text(st.characters(exclude_categories=())))
def test_it_is_one_line_and_stays_as_it_is(text):
    shown = printable(text)
    assert len(shown.splitlines()) <= 1
    assert printable(shown) == shown
    shown.encode("utf-8")


@given(st.text(st.characters(exclude_categories=())))
def test_a_message_is_one_line_whatever_is_in_it(text):
    stream = io.StringIO()
    say(Console(file=stream, width=40, force_terminal=True, highlight=False), text)
    assert stream.getvalue().count("\n") == 1
    assert "\x1b" not in stream.getvalue().rstrip("\n")


def test_labels_have_a_colour_each_and_none_is_said():
    assert set(STYLES) == set(LABELS)
    assert labelled((), {}) == "[dim]none[/dim]"
    assert labelled(("finding",), {"finding": 0.5}) == "[green]finding[/green] 0.50"


LONG = "the slow spread of very many tumour cells into the blood of patients"


def test_of_a_sentence_are_told_speaker_mechanism_strength_hedges_and_caution():
    links = (Link("tea", "sleep", ("cuts", "by")), Link("tea", "calm", ()))
    whole = Facts((Voice("Jane Roe", "she"), Voice("critics")), links, "causal", "safety", ("may",))
    assert told(whole) == [
        'said by Jane Roe ("she"); said by critics',
        "tea -> sleep (cuts, by); 1 more",
        "causal finding; hedged: may; caution: safety",
    ]


def test_a_line_with_nothing_on_it_is_left_out():
    assert told(NOTHING) == []
    assert told(Facts(strength="causal")) == ["causal finding"]
    assert told(Facts(links=(Link(None, "sleep", ()),))) == ["? -> sleep"]


def test_long_parts_are_cut_so_that_lines_stay_short():
    lines = told(Facts((Voice(LONG, LONG),), (Link(LONG, LONG, (LONG,)),)))
    assert all("…" in line and len(line) < 120 for line in lines)


@given(st.text(st.characters(exclude_categories=()), min_size=1))
def test_nothing_that_is_told_steers_a_terminal(text):
    everything = Facts((Voice(text, text),), (Link(text, text, (text,)),), hedges=(text,))
    for line in told(everything):
        assert line == printable(line)
