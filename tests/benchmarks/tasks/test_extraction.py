"""From raw text to spans: wrong boundaries cost, right ones do not."""

import pytest

from benchmarks.opponents.claimx_model import ClaimxModel
from benchmarks.opponents.everything import Everything
from benchmarks.tasks import task_named
from benchmarks.tasks.base import Data
from benchmarks.tasks.extraction import passage
from claimx.labels import LABELS


@pytest.fixture(scope="module")
def articles():
    return task_named("extraction").articles(Data())[:1]


def test_gold_spans_are_the_labelled_sentences(articles):
    made = passage(articles[0])
    for column in range(len(LABELS)):
        texts = [made.text[start:end] for start, end in made.gold[column]]
        wanted = [
            sentence
            for sentence, row in zip(articles[0].sentences, articles[0].targets, strict=True)
            if row[column] == 1
        ]
        assert texts == wanted


def test_the_bundled_article_is_split_right_so_that_spans_score_as_sentences(articles):
    spans = task_named("extraction").outcome(ClaimxModel(), articles).figures
    sentences = task_named("article").outcome(ClaimxModel(), articles).figures
    assert spans["score"]["value"] == pytest.approx(sentences["score"]["value"])
    assert spans["half_macro_f1"]["value"] >= spans["score"]["value"]


def test_a_wrong_boundary_costs(articles, monkeypatch):
    import benchmarks.tasks.extraction as task

    fine = task_named("extraction").outcome(Everything(), articles).figures["score"]["value"]

    def naive(text):
        ends = [k + 1 for k in range(len(text)) if text[k] == "."] + [len(text)]
        return [(a, b) for a, b in zip([0, *ends], ends, strict=False) if text[a:b].strip()]

    monkeypatch.setattr(task, "segment", naive)
    worse = task_named("extraction").outcome(Everything(), articles).figures
    assert worse["score"]["value"] < fine
    assert worse["half_macro_f1"]["value"] > worse["score"]["value"]
