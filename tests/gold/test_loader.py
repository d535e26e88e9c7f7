from __future__ import annotations

import gzip
import json
import os
import re
from collections import Counter
from dataclasses import fields
from itertools import groupby, pairwise
from pathlib import Path

import pytest

from claimx.errors import DataError, InputError
from claimx.gold.files import Files
from claimx.gold.loader import SPLITS, load_gold, rebuild, standoff
from claimx.gold.records import Row
from claimx.gold.sources import SOURCES
from claimx.gold.texts import LabelledFiles, PublicTexts
from claimx.labels import LABELS
from claimx.resources import data_path

DATA = os.environ.get("CLAIMX_DATA")
STANDOFF = [(name, split) for name in SPLITS if name != "article" for split in SPLITS[name]]
NEEDS_TEXTS = pytest.mark.skipif(
    not DATA, reason="CLAIMX_DATA names no folder with copies of the gold texts"
)


def card_counts(name, split):
    """The numbers of one row, the only one of its name, of a table in a data card."""
    card = (data_path(name) / "README.md").read_text(encoding="utf-8")
    found = re.search(rf"^\| {split} \|(.+)\|$", card, re.MULTILINE)
    assert found, f"the card of {name} has no row for {split}"
    return [int(cell.replace(",", "")) for cell in found[1].split("|")]


def counts(rows):
    """Documents, sentences, sentences by label, and sentences without one."""
    held = Counter(label for row in rows for label in row.labels)
    unlabelled = sum(not row.labels for row in rows)
    return [len({r.doc for r in rows}), len(rows), *(held[label] for label in LABELS), unlabelled]


@pytest.mark.parametrize(("name", "split"), STANDOFF)
def test_sizes_and_label_counts_are_those_of_the_data_card(name, split):
    assert card_counts(name, split) == counts(standoff(name, split))


@pytest.mark.parametrize(
    ("name", "row", "selection"),
    [
        ("news-gold", "random", "random"),
        ("news-gold", "model", "model"),
        ("abstracts-gold", "not by a model", None),
        ("abstracts-gold", "model", "model"),
        ("varied-gold", "not by a model", None),
        ("varied-gold", "model", "model"),
    ],
)
def test_counts_by_selection_are_those_of_the_data_card(name, row, selection):
    rows = [r for r in standoff(name, "train") if r.selection == selection]
    assert card_counts(name, row) == counts(rows)


@pytest.mark.parametrize("split", ["train", "test"])
def test_counts_by_genre_are_those_of_the_data_card(split):
    held = Counter(row.genre for row in standoff("varied-gold", split))
    genres = ["academic", "news", "interview", "textbook", "bio", "speech", "essay"]
    assert set(held) == set(genres)
    assert card_counts("varied-gold", f"{split} split") == [held[genre] for genre in genres]


@pytest.mark.parametrize("source", ["HealthStory", "HealthRelease", "ABC"])
def test_counts_by_source_are_those_of_the_data_card(source):
    card = (data_path("news-gold") / "README.md").read_text(encoding="utf-8")
    cells = re.search(rf"^\| {source} \([^|]+\|(.+)\|$", card, re.MULTILINE)[1].split("|")
    for split, cell in zip(("train", "dev"), cells, strict=True):
        rows = [row for row in standoff("news-gold", split) if row.source == source]
        assert cell.strip() == f"{len({row.doc for row in rows})} / {len(rows):,}"


@pytest.mark.parametrize(("name", "split"), STANDOFF)
def test_sentences_of_a_document_lie_together_in_order_and_apart(name, split):
    rows = standoff(name, split)
    documents = [list(group) for _, group in groupby(rows, key=lambda row: row.doc)]
    assert len({document[0].doc for document in documents}) == len(documents)
    for document in documents:
        for before, after in pairwise(document):
            assert before.i < after.i and before.end <= after.start, (after.doc, after.i)


@pytest.mark.parametrize(("name", "split"), STANDOFF)
def test_every_row_names_a_known_source_and_carries_a_checksum(name, split):
    rows = standoff(name, split)
    assert {row.source for row in rows} <= set(SOURCES)
    assert all(re.fullmatch("[0-9a-f]{8}", row.sha or "") for row in rows)
    assert all(len(set(row.labels)) == len(row.labels) for row in rows)


@pytest.mark.parametrize(("name", "split"), STANDOFF)
def test_the_files_hold_no_text_and_no_title(name, split):
    allowed = {field.name for field in fields(Row)}
    lines = (data_path(name) / SPLITS[name][split]).read_text(encoding="utf-8").splitlines()
    assert set().union(*(json.loads(line) for line in lines)) <= allowed


@pytest.mark.parametrize("name", ["news-gold", "abstracts-gold", "varied-gold"])
def test_no_document_is_in_two_splits(name):
    first, second = ({row.doc for row in standoff(name, split)} for split in SPLITS[name])
    assert not first & second


def test_the_bundled_article_loads_without_any_source(connections):
    article = load_gold("article")
    text = (data_path("article") / "article.txt").read_text(encoding="utf-8")
    raw = (data_path("article") / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    assert [s.text for s in article] == [text[s.start : s.end] for s in article]
    assert [s.primary for s in article] == [json.loads(line)["primary"] for line in raw]
    assert all(s.text == s.text.strip() and s.source == "article" for s in article)
    assert not connections


def test_own_story_is_rebuilt_from_a_local_copy(story_rows, checkouts):
    sentences = rebuild(story_rows, PublicTexts(Files(checkouts)))
    assert [s.text for s in sentences] == [
        "Mint tea eased cramps in 40 volunteers, a new trial found.",
        "“It relaxes the gut’s muscle,” said the lead author.",
        "The trial was small.",
    ]
    assert sentences[1].labels == ("mechanism", "attribution")
    assert sentences[0].title == "Tea"


def test_a_text_that_changed_is_detected(story_rows, checkouts):
    path = checkouts / "FakeHealth/dataset/content/HealthStory/own_story.json"
    changed = path.read_text(encoding="utf-8").replace("40 volunteers", "50 volunteers")
    path.write_text(changed, encoding="utf-8")
    with pytest.raises(DataError, match=r"own_story, sentence 0.*checksum"):
        rebuild(story_rows, PublicTexts(Files(checkouts)))


def test_a_missing_source_is_named_with_what_to_do(story_rows, tmp_path):
    with pytest.raises(InputError, match=r"own_story\.json of github\.com/EnyanDai/FakeHealth"):
        rebuild(story_rows, PublicTexts(Files(tmp_path / "empty")))


def test_load_gold_without_texts_fails_and_stays_off_the_network(connections):
    with pytest.raises(InputError, match="download=True"):
        load_gold("news-gold", "dev")
    assert not connections


@pytest.mark.parametrize(("name", "split"), [("weather", None), ("news-gold", "test")])
def test_an_unknown_set_or_split_is_refused_with_the_choices(name, split):
    with pytest.raises(DataError, match="use one of"):
        load_gold(name, split)


def test_a_labelled_file_gives_the_same_sentences_as_the_public_copy(
    story_rows, checkouts, tmp_path
):
    public = rebuild(story_rows, PublicTexts(Files(checkouts)))
    path = tmp_path / "own.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as out:
        for s in public:
            record = {"doc": s.doc, "i": s.i, "text": s.text, "title": s.title}
            out.write(json.dumps(record) + "\n")
    assert rebuild(story_rows, LabelledFiles([path])) == public


def test_a_labelled_file_that_lacks_a_sentence_is_named(story_rows, tmp_path):
    path = tmp_path / "own.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as out:
        out.write(json.dumps({"doc": "other", "i": 0, "text": "Tea."}) + "\n")
    with pytest.raises(InputError, match=r"own\.jsonl\.gz holds no sentence 0 of own_story"):
        rebuild(story_rows, LabelledFiles([path]))


def test_sentences_that_were_labelled_later_come_from_the_files_beside(
    story_rows, checkouts, tmp_path
):
    public = rebuild(story_rows, PublicTexts(Files(checkouts)))
    paths = [tmp_path / "own.jsonl.gz", tmp_path / "later.jsonl.gz"]
    for path, sentences in zip(paths, (public[:1], public[1:]), strict=True):
        with gzip.open(path, "wt", encoding="utf-8") as out:
            for s in sentences:
                record = {"doc": s.doc, "i": s.i, "text": s.text, "title": s.title}
                out.write(json.dumps(record) + "\n")
    assert rebuild(story_rows, LabelledFiles(paths)) == public


@NEEDS_TEXTS
@pytest.mark.parametrize(("name", "split"), STANDOFF)
def test_the_real_sentences_pass_their_checksums(name, split, monkeypatch):
    monkeypatch.setenv("CLAIMX_DATA", DATA)
    loaded = load_gold(name, split)
    assert len(loaded) == len(standoff(name, split))
    assert all(len(s.text) == s.end - s.start for s in loaded)
    assert load_gold(name, split, source=Path(DATA)) == loaded
