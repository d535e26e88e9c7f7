import json

import numpy as np
import pytest

from claimx.errors import DataError
from claimx.gold.loader import standoff
from claimx.train.data import data_hashes, fold_of, read_training_set
from claimx.train.recipe import Recipe, Settings, Source, named_recipe, read_recipe


def write(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def recipe(*sources):
    return Recipe(name="x", train=sources, dev="d.jsonl", settings=Settings(folds=3))


def test_a_document_lies_in_one_fold_and_folds_are_even():
    folds = [fold_of(f"document-{i}", 3) for i in range(3000)]
    assert folds == [fold_of(f"document-{i}", 3) for i in range(3000)]
    assert min(np.bincount(folds)) > 900


def test_gold_and_partial_corpora_join_with_a_mask(tmp_path):
    write(tmp_path / "gold.jsonl", [{"text": "A.", "labels": ["finding"], "doc": "a"}])
    write(
        tmp_path / "part.jsonl",
        [
            {"text": "B.", "finding": None, "mechanism": 1, "attribution": None, "caution": 0},
            {
                "text": "C.",
                "finding": None,
                "mechanism": None,
                "attribution": None,
                "caution": None,
            },
        ],
    )
    data = read_training_set(
        recipe(Source("gold.jsonl", held_out=True), Source("part.jsonl", weight=0.5)), tmp_path
    )
    assert data.texts == ["A.", "B."]
    np.testing.assert_array_equal(data.targets, [[1, 0, 0, 0], [np.nan, 1, np.nan, 0]])
    assert data.weights.tolist() == [1.0, 0.5]
    assert data.folds[0] in (0, 1, 2)
    assert data.folds[1] == -1


def test_keep_filters_by_field_and_says_when_nothing_is_left(tmp_path):
    rows = [{"text": t, "labels": [], "genre": g} for t, g in [("A.", "news"), ("B.", "essay")]]
    write(tmp_path / "v.jsonl", rows)
    kept = read_training_set(recipe(Source("v.jsonl", keep={"genre": ["news"]})), tmp_path)
    assert kept.texts == ["A."]
    with pytest.raises(DataError, match=r"v\.jsonl: no sentence is left"):
        read_training_set(recipe(Source("v.jsonl", keep={"genre": ["court"]})), tmp_path)


def test_only_random_documents_are_held_out_where_some_are(tmp_path):
    rows = [
        {"text": f"{i}.", "labels": [], "doc": f"d{i}", "selection": s}
        for i, s in enumerate(["random", "model"] * 5)
    ]
    write(tmp_path / "g.jsonl", rows)
    data = read_training_set(recipe(Source("g.jsonl", held_out=True)), tmp_path)
    assert (data.folds[data.random] >= 0).all()
    assert (data.folds[~data.random] == -1).all()


def test_a_sentence_counts_once_with_the_labels_of_the_first_source(tmp_path):
    write(tmp_path / "gold.jsonl", [{"text": "A.", "labels": ["finding"], "doc": "a"}])
    write(
        tmp_path / "soft.jsonl",
        [{"text": t, "doc": "a", "finding": 0.1, "caution": 0.9} for t in ("A.", "B.")],
    )
    data = read_training_set(recipe(Source("gold.jsonl"), Source("soft.jsonl")), tmp_path)
    assert data.texts == ["A.", "B."]
    assert data.targets[0].tolist() == [1, 0, 0, 0]


def test_stand_off_labels_replace_those_of_the_file(tmp_path):
    row = standoff("news-gold", "train")[0]
    other = {"doc": row.doc, "i": row.i, "text": "Another sentence.", "labels": []}
    write(tmp_path / "wrong.jsonl", [other])
    with pytest.raises(DataError, match="line 1: not the sentence that news-gold/train holds"):
        read_training_set(recipe(Source("wrong.jsonl", labels="news-gold/train")), tmp_path)
    write(tmp_path / "unknown.jsonl", [{**other, "doc": "no such document"}])
    with pytest.raises(DataError, match="no sentence is left"):
        read_training_set(recipe(Source("unknown.jsonl", labels="news-gold/train")), tmp_path)


def test_hashes_name_the_stand_off_labels(tmp_path):
    for name in ("a.jsonl", "d.jsonl"):
        write(tmp_path / name, [])
    hashes = data_hashes(recipe(Source("a.jsonl", labels="news-gold/train")), tmp_path)
    assert set(hashes) == {"a.jsonl", "d.jsonl", "news-gold/train"}


def test_the_shipped_recipe_keeps_to_what_may_ship():
    shipped = named_recipe("claimx-base")
    paths = {source.path: source for source in shipped.train}
    allowed = {"academic", "news", "interview", "bio"}
    assert set(paths["corpora/gum.jsonl.gz"].keep["genre"]) == allowed
    assert not any("test" in path or "dev" in path for path in paths)
    assert all(source.labels.endswith("/train") for source in shipped.train)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name = 3 =", "not TOML"),
        ('name = "x"', "a recipe needs"),
        ('name = "x"\ndev = "d"\n[[train]]\npath = "p"\ncolour = 1', "unknown setting 'colour'"),
        (
            'name = "x"\ndev = "d"\n[settings]\nlr = 1\n[[train]]\npath = "p"',
            "unknown setting 'lr'",
        ),
    ],
)
def test_a_broken_recipe_is_one_sentence(tmp_path, text, message):
    path = tmp_path / "r.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=message):
        read_recipe(path)
