"""The cascade: who decides, how many are passed on, and that its ends are its two models."""

import json
import pickle
import shutil

import numpy as np
import pytest

import claimx
from claimx.errors import InputError, ModelError
from claimx.model import CONFIG, Model
from claimx.scorers.cascade import margin_for, margins
from claimx.types import Scores


@pytest.fixture(scope="module")
def sentences():
    return [one.text for one in claimx.extract(claimx.example().text).sentences]


def scores(tier, sentences, **settings):
    return [one.scores for one in claimx.load(tier, **settings).label(sentences)]


def test_each_sentence_says_who_decided(sentences):
    found = claimx.load("auto").label(sentences)
    fast, base = scores("fast", sentences), scores("base", sentences)
    assert {one.engine for one in found} == {"numpy", "onnx-int8"}
    for one, quick, thorough in zip(found, fast, base, strict=True):
        wanted = quick if one.engine == "numpy" else thorough
        assert [*one.scores.values()] == pytest.approx([*wanted.values()], abs=2e-5)


def test_its_ends_are_its_two_models(sentences):
    for share, tier in ((0.0, "fast"), (1.0, "base")):
        found = scores("auto", sentences, share=share)
        wanted = scores(tier, sentences)
        for one, other in zip(found, wanted, strict=True):
            assert [*one.values()] == pytest.approx([*other.values()], abs=2e-5)


def test_more_share_passes_on_more_and_always_the_same(sentences):
    passed = [
        {
            place
            for place, one in enumerate(claimx.load("auto", share=share).label(sentences))
            if one.engine != "numpy"
        }
        for share in (0.1, 0.4, 0.8)
    ]
    assert passed[0] <= passed[1] <= passed[2]


def test_whether_a_sentence_is_passed_on_depends_on_it_alone(sentences):
    auto = claimx.load("auto")
    together = [one.engine for one in auto.label(sentences)]
    assert together == [auto.label([one])[0].engine for one in sentences]


def test_margins_are_distances_to_the_nearest_threshold():
    limits = Scores(0.5, 0.5, 0.5, 0.5)
    assert margins(np.array([[3.0, -2.0, 1.0, -4.0]]), limits) == pytest.approx([1.0])


def test_margins_between_measured_shares_are_interpolated():
    curve = {"share": [0.0, 0.5, 1.0], "margin": [0.0, 1.0, 9.0]}
    assert margin_for(0.25, curve) == pytest.approx(0.5)
    assert margin_for(0, curve) == 0
    assert margin_for(1, curve) == np.inf


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_share_is_a_part(share):
    with pytest.raises(InputError, match="share"):
        claimx.load("auto", share=share)


def test_a_copy_holds_both_models_and_labels_alike(sentences, tmp_path):
    folder = claimx.load("auto").save_pretrained(tmp_path / "there" / "copy")
    assert {path.name for path in folder.iterdir() if path.is_dir()} == {
        "claimx-fast",
        "claimx-base",
    }
    assert scores(folder, sentences) == scores("auto", sentences)


def test_it_pickles_and_its_hash_covers_its_models(tmp_path, sentences):
    auto = claimx.load("auto")
    assert pickle.loads(pickle.dumps(auto)).label(sentences[:2]) == auto.label(sentences[:2])
    folder = auto.save_pretrained(tmp_path / "copy")
    before = Model.open(folder).hash
    inner = folder / "claimx-fast" / CONFIG
    config = json.loads(inner.read_text())
    config["claimx"]["thresholds"]["finding"] = 0.9
    inner.write_text(json.dumps(config))
    assert Model.open(folder).hash != before


@pytest.mark.parametrize(
    ("stages", "message"),
    [
        (["../../etc", "claimx-base"], "stages"),
        (["claimx-fast"], "stages"),
        (["claimx-fast", "gone"], "no such model folder"),
        (["copy", "claimx-base"], "cascade"),
    ],
)
def test_stages_are_two_sound_models_beside_it(tmp_path, stages, message):
    folder = claimx.load("auto").save_pretrained(tmp_path / "copy")
    config = json.loads((folder / CONFIG).read_text())
    config["claimx"]["stages"] = stages
    (folder / CONFIG).write_text(json.dumps(config))
    with pytest.raises(ModelError, match=message):
        _ = claimx.load(folder).scorer


def test_a_cascade_without_its_curve_is_named(tmp_path):
    folder = claimx.load("auto").save_pretrained(tmp_path / "copy")
    config = json.loads((folder / CONFIG).read_text())
    del config["claimx"]["curve"]
    (folder / CONFIG).write_text(json.dumps(config))
    with pytest.raises(ModelError, match="curve"):
        _ = claimx.load(folder).scorer
    shutil.rmtree(folder)
