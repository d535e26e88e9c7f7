"""Opponents: each learns what it is given, decides what it says, and is named when it cannot."""

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks.opponents import OPPONENTS, entrants
from benchmarks.opponents.base import Gold, NotRunError
from benchmarks.opponents.called import CalledModel
from benchmarks.opponents.claimx_model import ClaimxModel
from benchmarks.opponents.gliclass import GLiClass
from benchmarks.opponents.majority import Majority
from benchmarks.opponents.rules import Rules
from benchmarks.opponents.setfit import few_shot
from benchmarks.opponents.textacy_quotes import PIPELINES, TextacyQuotes
from benchmarks.opponents.tfidf import TfIdf
from claimx.errors import ClaimxError
from claimx.labels import LABELS

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def gold():
    """Sentences of our own with their labels, as the training tests use them."""
    rows = [json.loads(line) for line in (DATA / "train.jsonl").read_text().splitlines()]
    targets = [[float(label in row["labels"]) for label in LABELS] for row in rows]
    return Gold([row["text"] for row in rows], np.array(targets))


def labels_of(opponent, text):
    (row,) = opponent.decide([text])
    return {label for label, held in zip(LABELS, row, strict=True) if held}


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Patients on the drug lived four months longer, the trial found.", "finding"),
        ("The drug blocks an enzyme, which starves the tumour of oxygen.", "mechanism"),
        ("According to Dr. Lee, sleep matters.", "attribution"),
        ("The drug can cause bleeding, and more trials are needed.", "caution"),
    ],
)
def test_rules_see_the_plain_cases_of_the_guidelines(text, label):
    assert label in labels_of(Rules(), text)


def test_rules_give_nothing_to_a_plain_statement():
    assert labels_of(Rules(), "The hall was full by noon.") == set()


def test_majority_gives_the_most_common_set_to_all(gold):
    opponent = Majority()
    opponent.fit(gold)
    found = opponent.decide(["One.", "Two."])
    assert (found[0] == found[1]).all()
    assert (gold.targets == found[0]).all(axis=1).mean() >= 1 / 16


@pytest.mark.parametrize("variant", TfIdf.variants)
def test_tfidf_knows_again_what_it_learned(gold, variant):
    opponent = TfIdf(variant)
    opponent.fit(gold)
    logits = opponent.logits(gold.texts)
    assert logits.shape == gold.targets.shape
    for column in range(len(LABELS)):
        held = gold.targets[:, column] == 1
        assert logits[held, column].mean() > logits[~held, column].mean()


def test_thresholds_are_chosen_on_held_out_sentences(gold):
    opponent = TfIdf("tuned")
    opponent.fit(gold)
    opponent.calibrate(gold)
    assert ((opponent.calibration.thresholds > 0) & (opponent.calibration.thresholds < 1)).all()


def test_a_label_that_is_not_decided_is_not_learned_from(gold):
    targets = gold.targets.copy()
    targets[::2, 1] = np.nan
    half, whole = TfIdf(), TfIdf()
    half.fit(Gold(gold.texts, targets))
    whole.fit(gold)
    same = np.isclose(half.logits(gold.texts), whole.logits(gold.texts)).all(axis=0)
    assert same.tolist() == [True, False, True, True]


def test_few_examples_hold_every_label_and_sentences_without_one(gold):
    places = few_shot(gold, 3)
    drawn = gold.targets[places]
    assert (drawn.sum(axis=0) >= 3).all()
    assert (drawn.sum(axis=1) == 0).sum() >= 3
    assert (few_shot(gold, 3) == places).all()
    assert len(np.unique(places)) == len(places)


@pytest.mark.skipif(
    importlib.util.find_spec("textacy") is None
    or not any(importlib.util.find_spec(name) for name in PIPELINES),
    reason="textacy and spaCy's small English pipeline are not installed",
)
def test_textacy_finds_direct_speech_and_not_indirect_speech():
    opponent = TextacyQuotes()
    direct = "“We saw no effect of the drug on sleep at all,” said Mary Jones."
    assert labels_of(opponent, direct) == {"attribution"}
    assert labels_of(opponent, "The hall was full by noon.") == set()


def test_what_cannot_run_says_what_is_missing():
    with pytest.raises(NotRunError, match="gliclass"):
        if importlib.util.find_spec("gliclass") is None:
            GLiClass().versions()
        else:
            GLiClass().fit(Gold([], np.zeros((0, 4))))


def test_every_opponent_is_named_once_and_says_what_it_is():
    for name, one in OPPONENTS.items():
        assert one.name == name
        assert one.title
        assert "default" in one.variants
    with pytest.raises(ClaimxError, match="no variant"):
        TfIdf("best")


def test_models_are_told_from_callables():
    makers = entrants(["base", "json:dumps"], ["tfidf"], download=False)
    assert isinstance(makers[0](), ClaimxModel)
    assert isinstance(makers[1](), CalledModel)
    assert [make().entry for make in makers[2:]] == ["tfidf", "tfidf-tuned"]
