"""The growth benchmark: its text, its line, its page."""

import json

import pytest

from benchmarks.record import RESULTS
from benchmarks.scale.page import fit, page, rates
from benchmarks.scale.text import Article, write
from claimx.segment import segments

TEXTS = ["It rains. The hall was full, they said.", "Tea helps."]
ARTICLES = {f"a{n}": Article(text, len(list(segments(text)))) for n, text in enumerate(TEXTS)}


@pytest.mark.parametrize("sentences", [1, 3, 4, 100, 101])
def test_text_holds_as_many_sentences_as_wanted_under_ids_of_their_own(tmp_path, sentences):
    write(tmp_path / "a.jsonl", ARTICLES, sentences)
    rows = [json.loads(line) for line in (tmp_path / "a.jsonl").open(encoding="utf-8")]
    held = [len(list(segments(row["text"]))) for row in rows]
    assert sum(held[:-1]) < sentences <= sum(held)
    assert len({row["id"] for row in rows}) == len(rows)


def point(sentences, seconds):
    return {"sentences": sentences, "seconds": seconds}


def test_the_line_finds_start_and_slope_though_sizes_are_far_apart():
    line = fit([point(n, 1.5 + n / 10_000) for n in (1_000, 10_000, 1_000_000)])
    assert line.start == pytest.approx(1.5)
    assert line.each == pytest.approx(1e-4)
    assert line.at(20_000) == pytest.approx(3.5)


def test_rates_leave_the_start_out():
    line = fit([point(n, 2 + n / 1_000) for n in (1_000, 10_000)])
    one = {"memory": point(9000, 8.1), "one": point(9000, 11.0), "two": point(9000, 6.5)}
    found = rates([one], line)
    assert found.one == pytest.approx([1000])
    assert found.share == pytest.approx(0.9)
    assert found.gain == pytest.approx(2)
    assert found.whole == pytest.approx([9000 / 11])


@pytest.mark.skipif(not (RESULTS / "scale.json").is_file(), reason="nothing was measured yet")
def test_the_page_is_what_was_measured():
    found = json.loads((RESULTS / "scale.json").read_bytes())
    assert (RESULTS / "scale.md").read_text(encoding="utf-8") == page(found)
