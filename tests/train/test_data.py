import json

import numpy as np
import pytest

from claimx.errors import DataError
from claimx.train.data import fold_of, read_training_set
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


def test_the_shipped_recipe_keeps_to_what_may_ship():
    shipped = named_recipe("claimx-base")
    paths = {source.path: source for source in shipped.train}
    allowed = {"academic", "news", "interview", "bio"}
    assert set(paths["varied/train.jsonl.gz"].keep["genre"]) == allowed
    assert not any("test" in path or "dev" in path for path in paths)


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
