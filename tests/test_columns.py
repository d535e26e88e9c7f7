"""Claims as columns of a data set."""

import json

import pytest

import claimx
from claimx.columns import claim_columns, with_claims
from claimx.types import Attribution, Claim, Mechanism, Mention, Reading, Scores, Sentence

datasets = pytest.importorskip("datasets")

TEXTS = [
    "Tea helps, a trial found.",
    "Tea may block the enzyme because it binds to it, said Dr Jane Roe. Benefits are not clear.",
    claimx.example().text,
]
IN_PLACE_OF_READING = {"attributions", "mechanisms", "hedges", "strength", "caution"}


@pytest.fixture(scope="module")
def plain():
    """The extractor that looks for no relations."""
    return claimx.load("base", threads=1, spans=False)


@pytest.fixture(params=["relations", "no relations"])
def either(request, extractor, plain):
    return extractor if request.param == "relations" else plain


def table(*texts):
    return datasets.Dataset.from_dict({"text": list(texts)})


def mapped(extractor, data, **options):
    """`data` mapped, as a user would, with nothing left from another test in a cache."""
    options = {"batched": True, "features": extractor.map_features(data)} | options
    return data.map(extractor.map_batch, load_from_cache_file=False, **options)


def claims(data):
    return [row["claims"] for row in data]


def expected(extractor, *texts):
    return [
        [claim_columns(one) for one in document.claims]
        for document in extractor.extract_many(texts)
    ]


# ---- the shape


def mention(start, text, type="cue", score=0.5):
    return Mention(start, start + len(text), text, type, score)


def claim(reading):
    return Claim(0, 9, "Tea helps", 0, (), Scores(0, 0, 0, 0), reading=reading, id="d:0-9")


def test_a_reading_becomes_columns_of_its_claim():
    who, said, pieces = mention(0, "she"), mention(4, "said"), (mention(9, "tea"), mention(20, "x"))
    cause, signal = mention(2, "tea"), mention(6, "calms")
    relations = (Mechanism(cause, None, signal), Attribution(who, said, pieces))
    one = claim(Reading(relations, (mention(3, "may", score=1),), "conditional", "safety"))
    usual, columns = one.to_dict(), claim_columns(one)
    assert columns.keys() - usual.keys() == IN_PLACE_OF_READING
    assert usual.keys() - columns.keys() == {"reading"}
    assert all(columns[name] == usual[name] for name in usual if name != "reading")
    assert columns["attributions"] == [
        {
            "source": {"start": 0, "end": 3, "text": "she", "score": 0.5},
            "cue": {"start": 4, "end": 8, "text": "said", "score": 0.5},
            "content": [
                {"start": 9, "end": 12, "text": "tea", "score": 0.5},
                {"start": 20, "end": 21, "text": "x", "score": 0.5},
            ],
            "speaker": None,
        }
    ]
    assert columns["mechanisms"] == [
        {
            "cause": {"start": 2, "end": 5, "text": "tea", "score": 0.5},
            "effect": None,
            "signal": {"start": 6, "end": 11, "text": "calms", "score": 0.5},
        }
    ]
    assert columns["hedges"] == [{"start": 3, "end": 6, "text": "may", "score": 1.0}]
    assert (columns["strength"], columns["caution"]) == ("conditional", "safety")


def test_what_nobody_looked_at_is_null_and_what_holds_nothing_is_empty():
    unread, nothing = claim_columns(claim(None)), claim_columns(claim(Reading()))
    assert {name: unread[name] for name in IN_PLACE_OF_READING} == dict.fromkeys(
        IN_PLACE_OF_READING
    )
    assert [nothing[name] for name in ("attributions", "mechanisms", "hedges")] == [[], [], []]
    assert (nothing["strength"], nothing["caution"]) == (None, None)


# ---- with datasets


def test_a_data_set_holds_what_map_batch_gives(either):
    data = mapped(either, table("Hello.", *TEXTS))
    assert claims(data) == expected(either, "Hello.", *TEXTS)
    assert claims(data)[0] == []
    assert claims(data)[1][0]["labels"] == ["finding", "attribution"]
    assert {"reading", *claims(data)[1][0]} - IN_PLACE_OF_READING == {
        *("id", "reading"),
        *Sentence.to_dict(either.label(["a"])[0]),
    }


def test_relations_of_the_real_model_arrive(extractor):
    found = [one for row in claims(mapped(extractor, table(*TEXTS))) for one in row]
    said = [one for claim in found for one in claim["attributions"]]
    brought = [one for claim in found for one in claim["mechanisms"]]
    assert any(one["source"] and one["content"] and one["speaker"] for one in said)
    assert any(one["cause"] and one["effect"] and one["signal"] for one in brought)
    assert any(one["hedges"] for one in found)


def test_features_are_those_of_the_data_with_and_without_relations(extractor, plain):
    data = table(*TEXTS)
    features = with_claims(data.features)
    assert extractor.map_features(data) == plain.map_features(data) == features
    assert mapped(extractor, data).features == mapped(plain, data).features == features
    both = datasets.concatenate_datasets([mapped(extractor, data), mapped(plain, data)])
    assert claims(both) == expected(extractor, *TEXTS) + expected(plain, *TEXTS)


def test_a_first_batch_without_any_claim_changes_no_type(either):
    data = mapped(either, table("Hello.", "", *TEXTS), batch_size=2, writer_batch_size=2)
    assert claims(data) == [[], [], *expected(either, *TEXTS)]
    assert data.features == with_claims(table("").features)


def test_a_first_batch_without_any_relation_changes_no_type(extractor):
    bare = "Benefits are not clear."
    assert expected(extractor, bare)[0][0]["attributions"] == []
    data = mapped(extractor, table(bare, *TEXTS), batch_size=1, writer_batch_size=1)
    assert claims(data) == expected(extractor, bare, *TEXTS)


def test_parquet_gives_back_what_was_written(either, tmp_path):
    data = mapped(either, table("Hello.", *TEXTS))
    data.to_parquet(tmp_path / "claims.parquet")
    back = datasets.Dataset.from_parquet(
        str(tmp_path / "claims.parquet"), cache_dir=tmp_path / "cache"
    )
    assert claims(back) == claims(data)
    assert back.features == data.features


def test_json_gives_back_what_was_written(either, tmp_path):
    data = mapped(either, table("Hello.", *TEXTS))
    path = tmp_path / "claims.jsonl"
    data.to_json(path)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["claims"] for line in lines] == claims(data)
    back = datasets.Dataset.from_json(
        str(path), features=with_claims(table("").features), cache_dir=tmp_path / "cache"
    )
    assert claims(back) == claims(data)


def test_a_stream_gives_the_same(extractor):
    stream = table("Hello.", *TEXTS).to_iterable_dataset()
    found = stream.map(extractor.map_batch, batched=True, features=extractor.map_features(stream))
    assert claims(found) == expected(extractor, "Hello.", *TEXTS)


def test_columns_that_a_stream_does_not_know_stay_unknown():
    assert with_claims(None) is None
