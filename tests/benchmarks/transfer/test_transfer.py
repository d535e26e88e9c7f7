"""Transfer: folds without leaks, metrics as scikit-learn's, a real run end to end."""

import os
from pathlib import Path

import numpy as np
import pytest

from benchmarks.record import stored
from benchmarks.tasks import Data, MissingDataError
from benchmarks.transfer import TRANSFER, transfer_named
from benchmarks.transfer.base import Classified, Fold, cross_validation, without_overlap
from benchmarks.transfer.scoring import confusions, metric, score
from claimx.errors import ClaimxError

pytest.importorskip("sklearn")


def some(sentences=300, documents=40, classes=3, seed=0):
    rng = np.random.default_rng(seed)
    return Classified(
        texts=[f"Sentence {k}." for k in range(sentences)],
        classes=rng.integers(classes, size=sentences),
        docs=[f"doc {k}" for k in rng.integers(documents, size=sentences)],
        splits=[None] * sentences,
    )


def test_every_sentence_is_judged_once_and_no_document_is_on_both_sides():
    found = some()
    folds = cross_validation(found, 5, seed=1)
    assert sorted(np.concatenate([fold.judge for fold in folds]).tolist()) == list(range(300))
    for fold in folds:
        sides = [{found.docs[k] for k in side} for side in (fold.learn, fold.judge)]
        assert not sides[0] & sides[1]


def test_sentences_that_are_judged_word_for_word_are_not_learned_from():
    found = some()
    texts = list(found.texts)
    texts[0] = texts[1] = texts[299]
    leaky = Classified(texts, found.classes, found.docs, found.splits)
    fold = Fold(np.arange(200), np.arange(200, 300))
    clean, overlap = without_overlap(leaky, fold)
    assert overlap == 2
    assert not {texts[k] for k in clean.learn} & {texts[k] for k in clean.judge}


@pytest.mark.parametrize(
    ("name", "average"), [("macro-F1", "macro"), ("micro-F1", "micro"), ("F1", None)]
)
def test_metrics_are_those_of_scikit_learn(name, average):
    from sklearn.metrics import f1_score

    gold, found = some().classes, some(seed=4).classes
    table = confusions(gold, found, ["one"] * 300, 3).sum(axis=0)
    wanted = f1_score(gold, found, average=average)
    assert metric(table, name) == pytest.approx(wanted[1] if average is None else wanted)


def test_the_interval_holds_the_mean_over_seeds():
    gold = some()
    rng = np.random.default_rng(2)
    tables = []
    for _ in range(3):
        found = np.where(rng.random(300) < 0.8, gold.classes, rng.integers(3, size=300))
        tables.append(confusions(gold.classes, found, gold.docs, 3))
    figure = score(tables, "macro-F1")
    assert figure.low < figure.value < figure.high


def test_an_unknown_task_is_refused():
    with pytest.raises(ClaimxError, match="pubmed_causal"):
        transfer_named("none")


@pytest.mark.parametrize("name", TRANSFER)
def test_a_missing_corpus_says_where_it_is_published(name, tmp_path):
    with pytest.raises(MissingDataError, match="github"):
        transfer_named(name).read(Data(tmp_path))


@pytest.mark.skipif(not os.environ.get("CLAIMX_DATA"), reason="CLAIMX_DATA names no folder")
@pytest.mark.parametrize("name", TRANSFER)
def test_every_corpus_is_read_with_all_its_classes(name):
    task = transfer_named(name)
    found = task.read(Data(Path(os.environ["CLAIMX_DATA"])))
    assert set(found.classes.tolist()) == set(range(len(task.classes)))
    for fold in task.cut(found, seed=0):
        assert len(fold.learn) > len(fold.judge) > 0 or task.name == "claim"


CORPUS = [
    ("The bridge fell because the river rose.", 1),
    ("Police were called after the match.", 0),
    ("The strike caused long delays.", 1),
    ("The mayor spoke for an hour.", 0),
] * 10


@pytest.fixture
def tiny(tmp_path):
    """A corpus of our own in the shape of CNC, and an encoder small enough to learn in seconds."""
    import gzip
    import json

    folder = tmp_path / "data" / "corpora"
    folder.mkdir(parents=True)
    with gzip.open(folder / "cnc.jsonl.gz", "wt") as file:
        for k, (text, causal) in enumerate(CORPUS):
            split = "train" if k < 30 else "dev"
            row = {"text": f"{text} ({k})", "doc": f"d{k}", "split": split, "causal": causal}
            file.write(json.dumps(row) + "\n")
    return tmp_path


def test_a_run_end_to_end_is_kept_and_goes_on_with_more_seeds(tiny):
    pytest.importorskip("accelerate")
    import claimx
    from benchmarks.transfer.run import run_transfer

    said = []
    arguments = (Data(tiny / "data"), tiny / "runs")
    encoder = str(small_encoder(tiny, Path(claimx.model_path())))
    (line,) = run_transfer(["cnc"], *arguments, 1, False, encoder, said.append)
    assert line.startswith("cnc: F1 ")
    (run,) = stored(tiny / "runs")
    assert run.figures["sentences"] == 10
    assert len(run.figures["seeds"]) == 1
    (line,) = run_transfer(["cnc"], *arguments, 1, False, encoder, said.append)
    assert line.startswith("cnc: kept")


def small_encoder(folder, shipped):
    """Two layers of width 32 with the shipped tokenizer, freshly drawn."""
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    tokenizer = AutoTokenizer.from_pretrained(shipped)
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
    )
    BertForSequenceClassification(config).save_pretrained(folder / "encoder")
    tokenizer.save_pretrained(folder / "encoder")
    return folder / "encoder"
