"""The harness catches what would make its figures wrong, and goes on with the rest."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.opponents import entrants
from benchmarks.opponents.base import Deciding, NotRunError
from benchmarks.opponents.claimx_model import ClaimxModel
from benchmarks.opponents.everything import Everything
from benchmarks.record import stored
from benchmarks.run import Bench
from benchmarks.tasks import Data, MissingDataError, task_named
from benchmarks.tasks.article import ArticleTask
from claimx.errors import ClaimxError
from claimx.labels import LABELS


class TooFew(Everything):
    name = "too-few"

    def decide(self, texts):
        return super().decide(texts[:-1])


class NotNumbers(Everything):
    name = "not-numbers"

    def predict(self, articles):
        found = super().predict(articles)
        scores = found.scores.copy()
        scores[3, 2] = np.nan
        return replace(found, scores=scores)


class Crashes(Deciding):
    name = title = "crashes"
    learns = False

    def decide(self, texts):
        raise ZeroDivisionError("a fault of its own")


class Absent(Everything):
    name = "absent"

    def versions(self):
        raise NotRunError("its weights are not at hand.")


class ShuffledArticle(ArticleTask):
    """The article with its gold dealt out to the wrong sentences."""

    name = "shuffled"

    def read(self, data):
        rows = list(super().read(data))
        order = np.random.default_rng(5).permutation(len(rows))
        return [replace(row, targets=rows[k].targets) for row, k in zip(rows, order, strict=True)]


@pytest.fixture
def said():
    """The lines that the harness said."""
    return []


@pytest.fixture
def bench(tmp_path, said):
    return Bench(Data(), tmp_path / "runs", say=said.append)


def article(bench, *makers):
    return bench.run([task_named("article")], makers)


def test_the_shipped_model_and_an_opponent_get_their_figures(bench):
    base, all_labels = article(bench, ClaimxModel, Everything)
    assert base.done and all_labels.done
    assert base.figures["score"]["value"] > all_labels.figures["score"]["value"] > 0.4
    assert base.figures["score"]["low"] is None  # one document has no interval
    assert sum(map(sum, base.figures["confusion"]["gold_by_predicted"])) == 15
    assert base.about["decides"]["settings"]["hash"]


@pytest.mark.parametrize(
    ("faulty", "reason"),
    [
        (TooFew, "14 rows for 15 sentences"),
        (NotNumbers, "must be a finite number"),
        (Crashes, "a fault of its own"),
    ],
)
def test_a_faulty_entrant_has_its_reason_and_the_rest_goes_on(bench, faulty, reason):
    broken, fine = article(bench, faulty, Everything)
    assert broken.status == "failed"
    assert reason in broken.reason
    assert fine.done
    assert {run.entrant: run.status for run in stored(bench.folder)} == {
        faulty.name: "failed",
        "everything": "done",
    }


def test_an_entrant_that_cannot_run_here_says_why(bench):
    absent, fine = article(bench, Absent, Everything)
    assert (absent.status, absent.reason) == ("not run", "its weights are not at hand.")
    assert fine.done


def test_shuffled_gold_ruins_the_figure(bench):
    good, shuffled = bench.run([task_named("article"), ShuffledArticle()], [ClaimxModel])
    assert shuffled.figures["score"]["value"] < good.figures["score"]["value"] - 0.15


def test_what_is_kept_is_not_run_again_unless_asked(bench, said):
    article(bench, Everything)
    assert "article, everything: kept" not in said
    article(bench, Everything)
    assert said[-1] == "article, everything: kept"
    bench.fresh = True
    article(bench, Everything)
    assert said[-1] != "article, everything: kept"


def test_a_failed_run_is_tried_again(bench, said):
    article(bench, Crashes)
    article(bench, Crashes)
    assert not any(line.endswith("kept") for line in said)


def test_a_task_without_data_is_left_out_by_name(bench, said, monkeypatch):
    monkeypatch.delenv("CLAIMX_DATA", raising=False)
    found = bench.run([task_named("polnear"), task_named("article")], [Everything])
    assert [run.task for run in found] == ["article"]
    assert any(line.startswith("polnear: left out") and "github" in line for line in said)


def test_missing_gold_says_how_to_get_it(monkeypatch, tmp_path):
    monkeypatch.delenv("CLAIMX_DATA", raising=False)
    monkeypatch.setenv("CLAIMX_CACHE", str(tmp_path))
    with pytest.raises(MissingDataError, match="--download"):
        task_named("news").articles(Data(tmp_path))


def test_unknown_names_are_refused_with_those_that_there_are():
    with pytest.raises(ClaimxError, match="news"):
        task_named("sports")
    with pytest.raises(ClaimxError, match="tfidf-tuned"):
        entrants([], ["perfect"], download=False)


def test_an_entrant_that_decides_one_label_is_ranked_by_that_label(bench):
    class OneLabel(Everything):
        name = "one-label"
        labels = ("attribution",)

    (run,) = article(bench, OneLabel)
    assert run.figures["score_labels"] == ["attribution"]
    labels = {one["label"]: one["f1"]["value"] for one in run.figures["labels"]}
    assert run.figures["score"]["value"] == labels["attribution"]
    assert set(labels) == set(LABELS)
