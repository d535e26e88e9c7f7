"""Any Python callable can be judged; one that answers badly is told what is wanted."""

import numpy as np
import pytest

from claimx.errors import DataError, InputError
from claimx.evaluation.articles import group
from claimx.evaluation.callables import called, is_callable_name, resolve, source_hash
from claimx.evaluation.data import read_data


@pytest.fixture(scope="module")
def articles():
    return group(read_data("article/test"))


def says_attribution(sentences):
    return [["attribution"] if " say" in sentence else [] for sentence in sentences]


def test_labels_become_ones_and_zeros(articles):
    found = called("m:f", says_attribution, articles)
    assert found.labels.shape == (15, 4)
    assert 0 < found.labels.sum() < 15
    assert set(np.unique(found.scores)) == {0.0, 1.0}


def test_scores_hold_from_one_half(articles):
    found = called("m:f", lambda texts: [{"finding": 0.5, "caution": 0.49}] * len(texts), articles)
    assert found.labels[:, 0].all()
    assert not found.labels[:, 1:].any()


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (["claim"], "'claim'"),
        ("finding", "'finding'"),
        (3, "3"),
        ({"findings": 1.0}, "'findings'"),
    ],
)
def test_an_answer_of_another_shape_is_refused(articles, answer, said):
    with pytest.raises(DataError, match=f"m:f gave {said}"):
        called("m:f", lambda texts: [answer] * len(texts), articles)


def test_too_few_answers_are_refused(articles):
    with pytest.raises(DataError, match="14 rows for 15 sentences"):
        called("m:f", lambda texts: [[]] * (len(texts) - 1), articles)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("no_such_module_at_all:f", "cannot be imported"),
        ("json:no_such_function", "has no no_such_function"),
        ("json:__doc__", "not callable"),
    ],
)
def test_a_name_that_leads_nowhere_is_refused(name, said):
    with pytest.raises(InputError, match=said):
        resolve(name)


def test_a_name_is_resolved():
    import json

    assert resolve("json:loads") is json.loads


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("package.module:label", True),
        ("base", False),
        ("C:\\models\\mine", False),
        ("models/mine", False),
        ("owner/name", False),
    ],
)
def test_callables_are_told_from_folders_and_hub_ids(text, is_one):
    assert is_callable_name(text) is is_one


def test_an_edited_source_has_another_hash(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "edited_later.py"
    path.write_text("def label(sentences):\n    return [[] for _ in sentences]\n")
    first = source_hash(resolve("edited_later:label"))
    path.write_text("def label(sentences):\n    return [['finding'] for _ in sentences]\n")
    assert source_hash(resolve("edited_later:label")) != first
    assert source_hash(len) is None
