"""Whether a text came before: what counts as the same, and what a run that goes on needs."""

import hashlib
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimx.corpus import duplicates
from claimx.corpus.duplicates import DIGEST, Seen, digest, folded
from claimx.errors import DataError

TEXT = "Tea helps, a café found.\nThat is “new”."


def test_the_first_is_first_and_a_copy_is_not():
    seen = Seen()
    assert [seen.first(text) for text in (TEXT, "Other.", TEXT, "Other.", "Third.")] == [
        True,
        True,
        False,
        False,
        True,
    ]
    assert len(seen) == 3


@pytest.mark.parametrize(
    "copy",
    [
        f"  {TEXT}\r\n\r\n",
        TEXT.replace("\n", "\r\n"),
        TEXT.replace(" ", "\u00a0 \t\u2028"),
        unicodedata.normalize("NFD", TEXT),
    ],
)
def test_white_space_and_the_form_of_characters_do_not_count(copy):
    assert copy != TEXT
    assert digest(copy) == digest(TEXT)


@pytest.mark.parametrize(
    "other",
    [TEXT.lower(), TEXT + ".", TEXT.replace("“", '"'), TEXT.replace(" ", ""), TEXT + "\0", ""],
)
def test_all_else_counts(other):
    assert digest(other) != digest(TEXT)


def test_a_digest_is_the_beginning_of_a_sha256_that_anyone_can_make():
    assert digest(" Tea \n helps. ") == hashlib.sha256(b"Tea helps.").digest()[:8]
    assert digest("") == digest(" \n") == hashlib.sha256(b"").digest()[:DIGEST]


def test_a_text_of_many_pieces_is_folded_as_one(monkeypatch):
    text = f"{'Tea  helps. ' * 40} {'x' * 50}\n café "
    whole = digest(text)
    for size in range(1, 60):
        monkeypatch.setattr(duplicates, "_PIECE", size)
        assert " ".join(folded(text)) == " ".join(text.split())
        assert digest(text) == whole
    assert len(list(folded(text))) > 5


@given(st.text())
def test_folding_is_the_same_as_in_one_go_and_twice_changes_nothing(text):
    once = " ".join(folded(text))
    assert once == unicodedata.normalize("NFC", " ".join(text.split()))
    assert " ".join(folded(once)) == once
    assert len(digest(text)) == DIGEST


def test_lone_surrogates_have_a_digest():
    assert digest("Tea \ud800") != digest("Tea \udfff")


@pytest.mark.parametrize(
    "text",
    [
        "a" + "\u0301\u0323" * 60_000,
        ("a" + "\u0301\u0323" * 127 + " ") * 1000,
        "x" * 10**7,
        "é " * 10**6,
        " " * 10**7,
    ],
)
def test_a_hostile_text_takes_no_time(text):
    began = time.process_time()
    digest(text)
    assert time.process_time() - began < 3


def test_a_long_word_keeps_its_form_and_those_beside_it_are_composed():
    mark = "e\u0301"
    assert list(folded(f"{mark} {mark * 200}")) == [f"é {mark * 200}"]


def test_a_run_that_goes_on_knows_what_came_before():
    texts = [f"Text {number // 2}." for number in range(1000)]
    whole = Seen()
    expected = [whole.first(text) for text in texts]
    resumed = Seen()
    for text in texts[:501]:
        resumed.add_digest(digest(text))
    assert [resumed.first(text) for text in texts[501:]] == expected[501:]
    assert expected == [True, False] * 500


def test_many_texts_are_known_after_they_were_sorted(monkeypatch):
    monkeypatch.setattr(duplicates, "_RECENT", 100)
    seen = Seen()
    numbers = [(number * 0x9E3779B97F4A7C15) % 2**64 for number in range(1050)]
    digests = [number.to_bytes(8, "big") for number in (*numbers, 0, 2**64 - 1)]
    assert sum(map(seen.add_digest, digests)) == 1051  # 0 came as the first number
    assert len(seen) == 1051
    assert not any(map(seen.add_digest, digests))
    assert len(seen) == 1051


def test_what_is_kept_of_a_text_is_eight_bytes(monkeypatch):
    monkeypatch.setattr(duplicates, "_RECENT", 1000)
    seen = Seen()
    for number in range(20_500):
        seen.first(str(number))
    assert seen._sorted.nbytes == 8 * 20_000
    assert len(seen._recent) == 500


def test_a_damaged_digest_is_refused():
    with pytest.raises(DataError, match="has 8 bytes, not 7"):
        Seen().add_digest(b"1234567")
