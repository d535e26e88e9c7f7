import json
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimx.segment import LONG, PIECE, segment, segments

ROOT = Path(__file__).parents[1]
ARTICLE = ROOT / "datasets" / "article"
ANY_TEXT = st.text(st.characters(exclude_categories=()))
MOTIFS = (
    *("“", "”", '"', "(", ")", "[3]", "‘", "’", ". ", "? ", "…", "1.", "me. ", "Dr. ", "Word", "w"),
    *(" ", "\n", "\n\n", "\r\n", "\r", "\t", "\u2028", "\x85", "\ufeff", "\u200b", "\x00"),
    *("\ud800", "\udfff", "😀", "e\u0301", "سؤال؟ ", "• ", "- "),
)
NASTY_TEXT = st.lists(st.sampled_from(MOTIFS), max_size=60).map("".join)


def sentences(text):
    return [text[start:end] for start, end in segment(text)]


def assert_nothing_lost(text):
    position = 0
    for start, end in segment(text):
        assert position <= start < end
        assert text[start:end] == text[start:end].strip()
        assert not text[position:start].strip()
        position = end
    assert not text[position:].strip()


def test_article_is_split_as_by_hand():
    text = (ARTICLE / "article.txt").read_bytes().decode("utf-8")
    lines = (ARTICLE / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    gold = [(row["start"], row["end"]) for row in map(json.loads, lines)]
    assert len(gold) == 15
    assert segment(text) == gold


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param(["He said “it works.”", "Then he left."], id="quote closes after full stop"),
        pytest.param(['"It works."', "She smiled."], id="straight quote closes after full stop"),
        pytest.param(['"Is it?" she asked.', "Yes."], id="question inside goes on in lower case"),
        pytest.param(["“Is it?” Dr. Lee asked.", "Yes."], id="question inside, speaker after"),
        pytest.param(["He said: “One is old.", "Two are new.”", "Then he left."], id="long quote"),
        pytest.param(
            ["It was “safe ,” they said.", "It was not."], id="space before closing quote"
        ),
        pytest.param(["Dr. Lee met Mr. May.", "They spoke."], id="titles"),
        pytest.param(["The U.S. Senate met.", "He left the U.S.", "She came."], id="U.S."),
        pytest.param(["Lee et al. saw it.", "See Fig. 3 for more."], id="et al. and Fig. 3"),
        pytest.param(["It rose 3.5 percent.", "It fell to .05.", "Good."], id="decimals"),
        pytest.param(["It opens at 5 p.m.", "We go at 6 p.m. every day."], id="p.m."),
        pytest.param(["E. coli was found.", "J. K. Lee found it."], id="initials"),
        pytest.param(["It failed.", "(It was an odd test.)", "It ended."], id="bracketed sentence"),
        pytest.param(
            ["It was good to me.", "She fell ill.", "He said no.", "So?"], id="plain words"
        ),
        pytest.param(["It was found.[3]", "It was lost. [4, 5]", "Good."], id="reference marks"),
        pytest.param(["1. Wash your hands.", "2. Dry them."], id="numbered list in a line"),
        pytest.param(["Wait... what is it?", "No!", "Yes."], id="dots, question, exclamation"),
        pytest.param(["😀 It works!", "🎉 We are glad."], id="emoji"),
        pytest.param(["ما هذا؟", "هذا اختبار."], id="Arabic"),
    ],
)
def test_sentences_of_a_line(parts):
    assert sentences(" ".join(parts)) == parts


@pytest.mark.parametrize(
    "border", ["\n\n", "\r\n\r\n", "\n \t\n", "\n\n\n\n", "\r\r", "\u2029\u2029"]
)
def test_blank_line_ends_a_headline_without_full_stop(border):
    parts = ["Sleep helps the heart", "A new study says so.", "It is small"]
    assert sentences(border.join(parts)) == parts


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_short_line_is_a_headline(line_end):
    parts = ["Sleep helps the heart", "Sleep helps the heart and the mind, a new study says."]
    assert sentences(line_end.join(parts)) == parts


def test_long_lines_are_paragraphs():
    parts = ["Sleep helps the hearts of nurses " * 5 + "who work", "Rest does, too"]
    assert sentences("\n".join(parts)) == parts


def test_wrapped_lines_are_joined():
    text = (
        "The nurses in the study slept for seven hours, which is\n"
        "Seven more than in the week before. They said that they\n"
        "felt better."
    )
    assert sentences(text) == [
        "The nurses in the study slept for seven hours, which is\n"
        "Seven more than in the week before.",
        "They said that they\nfelt better.",
    ]


@pytest.mark.parametrize("bullet", ["• ", "- ", "* ", "1) ", "(a) "])
def test_each_bullet_is_a_sentence(bullet):
    parts = ["What helps:", f"{bullet}sleep", f"{bullet}walks"]
    assert sentences("\n".join(parts)) == parts


def test_offsets_count_characters_behind_emoji_and_combining_marks():
    text = "👩‍🔬🏽 Cafe\u0301 🇫🇷 is open. It is new."
    assert segment(text)[1] == (text.index("It"), len(text))


@pytest.mark.parametrize("text", ["", " ", "\n\r\n\t\u2003\x85\u2028"])
def test_white_space_holds_no_sentence(text):
    assert segment(text) == []


@pytest.mark.parametrize("mark", ["\x00", "\ud800", "\udfff"])
def test_unsafe_characters_move_no_offset(mark):
    parts = [f"One {mark} is here.", f"Two{mark} are there."]
    assert sentences(" ".join(parts)) == parts


def test_byte_order_mark_belongs_to_the_first_sentence():
    assert sentences("\ufeffOne is here. Two.") == ["\ufeffOne is here.", "Two."]


@given(ANY_TEXT)
def test_nothing_is_lost_of_any_text(text):
    assert_nothing_lost(text)


@given(NASTY_TEXT)
@settings(max_examples=500)
def test_nothing_is_lost_of_quotes_borders_and_controls(text):
    assert_nothing_lost(text)


@given(NASTY_TEXT)
def test_same_text_gives_same_spans(text):
    assert segment(text) == segment(text)


@pytest.mark.parametrize("opener", ["“", '"', "‘", "'", "«", "(", "[", "{"])
def test_lone_opener_swallows_nothing(opener):
    text = f"He said {opener}go now. " + "The word goes on. " * 55_000
    spans = segment(text)
    assert len(spans) == 55_001
    assert max(end - start for start, end in spans) < LONG


@pytest.mark.parametrize("quote", ['"', "'", "“"])
def test_odd_quote_among_pairs_swallows_nothing(quote):
    closing = "”" if quote == "“" else quote
    text = f"He said {quote}go now. " + f"The {quote}word{closing} goes on. " * 40_000
    spans = segment(text)
    assert len(spans) == 40_001
    assert max(end - start for start, end in spans) < LONG


@pytest.mark.parametrize(
    "unit", ["a", '"', "(", "'", "\x00", "\ud800", "e\u0301", "1.", "me.", "😀"]
)
def test_megabyte_without_space_is_cut_into_bounded_pieces(unit):
    text = unit * (1_000_000 // len(unit))
    assert_nothing_lost(text)
    assert max(end - start for start, end in segment(text)) < PIECE + 10


@pytest.mark.parametrize(
    "unit", [". ", "\n", "\r\n", " ", "\t", "x\n", "- x\n", "(A. ", '" ', 'x?" ', "me.  ", "1. "]
)
def test_megabyte_of_one_motif_is_survived(unit):
    assert_nothing_lost(unit * (1_000_000 // len(unit)))


def test_long_sentence_is_kept_whole():
    text = "The nurses slept, " * 100 + "and then they woke."
    assert LONG < len(text) < PIECE
    assert segment(text) == [(0, len(text))]


def test_pieces_of_a_long_paragraph_join_without_a_seam():
    parts = [f"Nurse {number} slept for 7.5 hours, Dr. Lee said." for number in range(2_000)]
    text = " ".join(parts)
    assert len(text) > 5 * PIECE
    assert sentences(text) == parts


def test_importing_the_module_does_not_load_the_segmenter():
    code = "import sys, claimx.segment; sys.exit('sentencex' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\n \t"])
def test_a_text_looked_at_in_windows_has_the_same_sentences(line_end, monkeypatch):
    article = (ARTICLE / "article.txt").read_text(encoding="utf-8")
    text = f"{line_end}{line_end}".join([*article.split("\n\n"), "“A quote.", "It goes on.”"] * 3)
    whole = segment(text)
    monkeypatch.setattr("claimx.segment.WINDOW", 60)
    assert segment(text) == whole


def test_a_large_text_takes_little_memory_beside_itself():
    text = "It rains in Spain, they said.\n\n" * 300_000 + "“😀”"  # four bytes a character
    size = sys.getsizeof(text)
    tracemalloc.start()
    count = sum(1 for _ in segments(text))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 300_001
    assert peak < size
