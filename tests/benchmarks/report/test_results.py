"""The pages in this checkout, and the README's table, are what the stored runs say."""

import pytest

from benchmarks.record import RUNS, stored
from benchmarks.report.write import write_all
from claimx.api import TIERS
from claimx.model import Model
from claimx.resources import model_folder


def test_pages_and_readme_are_made_of_the_stored_runs():
    assert all("as the runs say" in line for line in write_all(RUNS, check=True))


@pytest.mark.parametrize("name", TIERS.values())
def test_stored_runs_are_of_the_shipped_model(name):
    shipped = Model.open(model_folder(name)).hash
    runs = [run for run in stored(RUNS) if run.entrant == name and run.task != "speed"]
    assert runs
    for run in runs:
        assert run.about["decides"]["settings"]["hash"] == shipped, run.task


def test_no_stored_run_holds_a_sentence_of_anybody(article_sentences):
    for path in RUNS.glob("*/*.json"):
        text = path.read_text(encoding="utf-8")
        assert not any(sentence in text for sentence in article_sentences)
