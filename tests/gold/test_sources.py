from __future__ import annotations

import json
import shutil
import zipfile

import pytest

from claimx.errors import InputError
from claimx.gold.files import Files
from claimx.gold.sources import SOURCES


def passage(source, doc, root):
    return SOURCES[source](Files(root)).passage(doc)


def test_fakehealth_gives_the_text_without_newlines_at_its_ends(checkouts):
    story = passage("HealthStory", "own_story", checkouts)
    assert story.text.startswith("Mint tea") and story.text.endswith("small.")
    assert "author.\n\nThe trial" in story.text
    assert story.title == "Tea"


def test_a_single_repository_can_be_the_source_itself(checkouts):
    inside = passage("HealthStory", "own_story", checkouts / "FakeHealth")
    assert inside == passage("HealthStory", "own_story", checkouts)


def test_abc_is_latin_1_with_universal_newlines(checkouts):
    assert passage("ABC", "abc-0", checkouts).text == "Cafés.\nA comet passed.\n"


def test_abc_unpacked_by_nltk_reads_as_the_archive_does(checkouts, tmp_path):
    packed = checkouts / "nltk_data/packages/corpora/abc.zip"
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(tmp_path / "unpacked/corpora")
    assert passage("ABC", "x", tmp_path / "unpacked") == passage("ABC", "x", checkouts)


def test_pubmedqa_joins_contexts_and_long_answer_by_lines(checkouts):
    assert passage("PubMedQA", "1", checkouts).text == "We asked.\nTea won.\nTea may help."


def test_pubmedqa_names_an_abstract_that_it_lacks(checkouts):
    with pytest.raises(InputError, match="no abstract 2"):
        passage("PubMedQA", "2", checkouts)


def test_gum_gives_one_sentence_a_line(checkouts):
    assert passage("GUM", "GUM_own_tea", checkouts).text == "Tea won.\nRest well."


def test_a_broken_archive_is_an_input_error(checkouts):
    (checkouts / "nltk_data/packages/corpora/abc.zip").write_bytes(b"not a zip")
    with pytest.raises(InputError, match=r"abc\.zip"):
        passage("ABC", "x", checkouts)


@pytest.mark.parametrize("content", ["{", "[]", json.dumps({"title": "no text"})])
def test_a_file_that_is_no_article_is_an_input_error(checkouts, content):
    path = checkouts / "FakeHealth/dataset/content/HealthStory/own_story.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"own_story\.json"):
        passage("HealthStory", "own_story", checkouts)


def test_a_missing_file_says_which_repository_and_what_to_do(checkouts):
    shutil.rmtree(checkouts / "gum")
    with pytest.raises(InputError, match=r"amir-zeldes/gum at commit 72ce5ac.*source=.*download"):
        passage("GUM", "GUM_own_tea", checkouts)
