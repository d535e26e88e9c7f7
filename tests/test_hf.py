import json
import os
import subprocess
import sys

import pytest

import claimx
from claimx.errors import InputError, ModelError

transformers = pytest.importorskip("transformers")

ARTICLE = claimx.example().text
TEXTS = [
    "Green tea slowed memory loss in 400 adults, a trial found. The trial was small.",
    "",
    "It began in spring.",
    ARTICLE,
    " \n\t",
    "The leaves keep blood vessels wide.\n\nThe chemist said she would wait.",
]
FIELDS = ["index", "start", "end", "text", "labels", "primary", "scores", "truncated"]


def pipeline(task="claim-extraction", **options):
    import claimx.hf

    return transformers.pipeline(task, model=claimx.model_path(), device="cpu", **options)


@pytest.fixture(scope="module")
def extract():
    return pipeline()


def assert_alike(ours, theirs):
    """Equal but for the last digits of the scores, which padding moves."""
    assert len(ours) == len(theirs)
    for one, other in zip(ours, theirs, strict=True):
        assert {**one, "scores": None} == {**other, "scores": None}
        assert one["scores"] == pytest.approx(other["scores"], abs=1e-4)


def test_text_gives_records_of_its_claims(extract):
    claims = extract(ARTICLE)
    assert claims
    for claim in claims:
        assert list(claim) == FIELDS
        assert ARTICLE[claim["start"] : claim["end"]] == claim["text"]
        assert claim["labels"]
        assert list(claim["scores"]) == list(claimx.LABELS)
        assert all(type(score) is float for score in claim["scores"].values())
        assert claim["truncated"] is False


def test_records_are_json(extract):
    records = extract(TEXTS, all_sentences=True)
    assert json.loads(json.dumps(records)) == records


def test_records_agree_with_the_torch_engine(extract):
    exact = claimx.load("base", engine="torch", threads=1)
    for text in TEXTS:
        expected = [sentence.to_dict() for sentence in exact.extract(text).sentences]
        records = extract(text, all_sentences=True)
        assert_alike(records, [{field: one[field] for field in FIELDS} for one in expected])


def test_claims_are_the_sentences_with_a_label(extract):
    for text in TEXTS:
        sentences = extract(text, all_sentences=True)
        assert [one for one in sentences if one["labels"]] == extract(text)


@pytest.mark.parametrize("text", ["", " ", "\n\t\u2003"])
def test_empty_text_gives_no_claims(extract, text):
    assert extract(text) == []
    assert extract(text, all_sentences=True) == []
    assert extract([text, text], batch_size=2) == [[], []]


def test_no_texts_give_nothing(extract):
    assert extract([]) == []
    assert extract(()) == []
    assert list(extract(text for text in [])) == []


@pytest.mark.parametrize("batch_size", [1, 2, 3, 100])
def test_batches_run_across_texts_and_change_nothing(extract, batch_size):
    expected = [extract(text) for text in TEXTS]
    found = extract(TEXTS, batch_size=batch_size)
    assert len(found) == len(TEXTS)
    for ours, theirs in zip(found, expected, strict=True):
        assert_alike(ours, theirs)


@pytest.mark.parametrize("kind", [list, tuple, iter, dict.fromkeys], ids=lambda kind: kind.__name__)
def test_any_collection_of_texts_is_taken(extract, kind):
    texts = kind(TEXTS)
    if isinstance(texts, dict):
        texts = texts.keys()
    found = list(extract(texts, batch_size=4))
    assert [len(claims) for claims in found] == [len(extract(text)) for text in TEXTS]


def test_generator_is_read_as_results_are_asked_for(extract):
    read = []

    def endless():
        while True:
            read.append(len(read))
            yield TEXTS[0]

    results = iter(extract(endless()))
    assert_alike(next(results), extract(TEXTS[0]))
    assert_alike(next(results), extract(TEXTS[0]))
    assert len(read) <= 4


@pytest.mark.parametrize("batch_size", [1, 4])
def test_column_of_a_data_set_is_taken(extract, batch_size):
    datasets = pytest.importorskip("datasets")
    from transformers.pipelines.pt_utils import KeyDataset

    table = datasets.Dataset.from_dict({"body": TEXTS, "number": range(len(TEXTS))})
    expected = [extract(text) for text in TEXTS]
    for column in (KeyDataset(table, "body"), table["body"]):
        found = list(extract(column, batch_size=batch_size))
        assert len(found) == len(TEXTS)
        for ours, theirs in zip(found, expected, strict=True):
            assert_alike(ours, theirs)


def test_batch_size_may_be_given_to_the_pipeline(extract):
    found = pipeline(batch_size=5)(TEXTS)
    for ours, text in zip(found, TEXTS, strict=True):
        assert_alike(ours, extract(text))


@pytest.mark.parametrize("top_k", [1, 2, 4, 9])
def test_top_k_keeps_the_best_scores_best_first(extract, top_k):
    for usual, one in zip(extract(ARTICLE), extract(ARTICLE, top_k=top_k), strict=True):
        best = sorted(usual["scores"].values(), reverse=True)[:top_k]
        assert list(one["scores"].values()) == best
        assert one["scores"].items() <= usual["scores"].items()
        assert one["labels"] == usual["labels"]


def test_top_k_of_none_keeps_all(extract):
    assert extract(ARTICLE, top_k=None) == extract(ARTICLE)


def test_thresholds_are_the_models_own(extract):
    thresholds = claimx.load("base").thresholds
    for one in extract(ARTICLE, all_sentences=True):
        held = [label for label, score in one["scores"].items() if score >= thresholds[label]]
        assert one["labels"] == held


def test_one_threshold_serves_all_labels(extract):
    for one in extract(ARTICLE, all_sentences=True, thresholds=0.75):
        assert one["labels"] == [label for label, score in one["scores"].items() if score >= 0.75]
    assert extract(ARTICLE, thresholds=1) == []
    assert {len(one["labels"]) for one in extract(ARTICLE, thresholds=0)} == {4}


def test_threshold_of_one_label_leaves_the_others(extract):
    usual = extract(ARTICLE, all_sentences=True)
    changed = extract(ARTICLE, all_sentences=True, thresholds={"caution": 0})
    for one, other in zip(usual, changed, strict=True):
        assert set(other["labels"]) == {*one["labels"], "caution"}


def test_options_may_be_given_to_the_pipeline_and_changed_in_a_call(extract):
    strict = pipeline(thresholds=1.0, top_k=1, all_sentences=True)
    assert [one["labels"] for one in strict(ARTICLE)] == [[]] * len(strict(ARTICLE))
    assert {len(one["scores"]) for one in strict(ARTICLE)} == {1}
    assert strict(ARTICLE, thresholds={}, top_k=None, all_sentences=False) == extract(ARTICLE)
    assert [one["labels"] for one in strict(ARTICLE)] == [[]] * len(strict(ARTICLE))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"thresholds": {"fact": 0.5}}, "fact"),
        ({"thresholds": {"finding": 2}}, "from 0 to 1"),
        ({"thresholds": -0.5}, "from 0 to 1"),
        ({"top_k": 0}, "top_k=0"),
        ({"top_k": "all"}, "top_k='all'"),
        ({"threshold": 0.5}, "no option threshold"),
    ],
    ids=str,
)
def test_option_that_makes_no_sense_is_refused_at_once(extract, options, message):
    with pytest.raises(InputError, match=message):
        extract((text for text in TEXTS), **options)
    with pytest.raises(InputError, match=message):
        pipeline(**options)


@pytest.mark.parametrize("text", [5, None, b"Tea helps.", {"text": "Tea helps."}], ids=repr)
def test_other_than_a_text_is_refused(extract, text):
    with pytest.raises(InputError, match=f"this is {type(text).__name__}"):
        extract(text)
    with pytest.raises(InputError, match=f"this is {type(text).__name__}"):
        extract(["Tea helps.", text])


def test_lone_surrogates_and_other_oddities_are_survived(extract):
    text = "Tea \ud800 helps, a trial found.\r\n\r\n\ufeffShe \x00 said so 😀."
    records = extract(text, all_sentences=True)
    assert len(records) >= 2
    for one in records:
        assert text[one["start"] : one["end"]] == one["text"]


def test_long_sentence_is_cut_and_says_so(extract):
    text = "The nurses drank tea and " * 120 + "then they slept. Tea helps."
    assert [one["truncated"] for one in extract(text, all_sentences=True)] == [True, False]


def test_model_of_other_labels_is_refused(tmp_path):
    import claimx.hf

    config = transformers.BertConfig(
        vocab_size=40, hidden_size=8, num_hidden_layers=1, num_attention_heads=1, num_labels=2
    )
    network = transformers.BertForSequenceClassification(config)
    tokenizer = transformers.AutoTokenizer.from_pretrained(claimx.model_path())
    with pytest.raises(
        ModelError, match="finding, mechanism, attribution, caution; it has LABEL_0"
    ):
        transformers.pipeline("claim-extraction", model=network, tokenizer=tokenizer)


def test_saved_pipeline_opens_again(extract, tmp_path):
    extract.model.save_pretrained(tmp_path)
    extract.tokenizer.save_pretrained(tmp_path)
    again = transformers.pipeline("claim-extraction", model=str(tmp_path), device="cpu")
    assert again(ARTICLE) == extract(ARTICLE)
    assert claimx.load(tmp_path).thresholds == claimx.load("base").thresholds


def test_plain_text_classification_needs_no_claimx(extract):
    code = f"""
import json, sys
from transformers import pipeline
classify = pipeline("text-classification", model={claimx.model_path()!r}, top_k=None, device="cpu")
assert "claimx" not in sys.modules
print(json.dumps([classify({TEXTS[0][:58]!r}), str(classify.model.dtype)]))
"""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    result, dtype = json.loads(done.stdout)
    result = result[0] if isinstance(result[0], list) else result
    (record,) = extract(TEXTS[0][:58], all_sentences=True)
    assert {one["label"]: one["score"] for one in result} == pytest.approx(
        record["scores"], abs=1e-4
    )
    assert dtype == "torch.float32"
