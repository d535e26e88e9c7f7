"""What may not be learned from: copies of what a model is judged on."""

import json

import pytest

from claimx.errors import DataError
from claimx.train.recipe import Recipe, Source
from claimx.train.run import prepare

pytest.importorskip("datasketch")

ARTICLE = [
    "A daily walk of half an hour lowered blood pressure in older adults, a study has found.",
    "The trial followed three hundred people over two years in four towns by the sea.",
    "Those who walked had readings six points lower on average than those who did not.",
    "The lead author said that nobody should stop a treatment because of these results.",
]
OTHER = [
    "Bees that feed on a single crop carry fewer kinds of bacteria in their gut.",
    "A richer diet helps them to break down pollen, the researchers write.",
]


def rows(doc, sentences):
    return [{"doc": doc, "text": text, "labels": []} for text in sentences]


@pytest.fixture
def recipe(tmp_path):
    def make(training, protected):
        for name, found in (("train", training), ("dev", rows("dev", OTHER)), ("test", protected)):
            lines = "".join(json.dumps(row) + "\n" for row in found)
            (tmp_path / f"{name}.jsonl").write_text(lines, encoding="utf-8")
        sources = (Source("train.jsonl"),)
        found = Recipe("x", train=sources, dev="dev.jsonl", protected=("test.jsonl",))
        return found, tmp_path, tmp_path / "work"

    return make


def test_different_documents_pass(recipe):
    prepare(*recipe(rows("a", ARTICLE), rows("b", OTHER)))


def test_the_same_document_under_another_id_is_named(recipe):
    with pytest.raises(DataError, match="a of the training data is nearly b"):
        prepare(*recipe(rows("a", ARTICLE), rows("b", ARTICLE)))


def test_an_edited_copy_is_found(recipe):
    edited = [ARTICLE[0].replace("daily", "regular"), *ARTICLE[1:]]
    with pytest.raises(DataError, match="similarity 0"):
        prepare(*recipe(rows("a", edited), rows("b", ARTICLE)))


def test_dev_is_protected_too(recipe):
    with pytest.raises(DataError, match="nearly dev"):
        prepare(*recipe(rows("a", OTHER), rows("b", ARTICLE)))


def test_unlabelled_texts_are_compared_as_well(recipe):
    chosen = recipe(rows("z", ["Nothing of the kind is said here."]), rows("b", ARTICLE))
    with pytest.raises(DataError, match="a of the training data is nearly b"):
        prepare(*chosen, [("a", text) for text in ARTICLE])
