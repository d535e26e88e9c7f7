"""The fast tier and the cascade, taught for real on sentences of our own."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

import claimx
from claimx.resources import model_folder
from claimx.train.tiers import least_share

pytest.importorskip("torch")
pytest.importorskip("sklearn")

DATA = Path(__file__).parents[1] / "data"
RECIPE = """
name = "small"
dev = "dev.jsonl"

[settings]
folds = 2

[[train]]
path = "train.jsonl"
held_out = true
"""


def distil(folder, *more):
    recipe = folder.parent / "small.toml"
    recipe.write_text(RECIPE, encoding="utf-8")
    command = [sys.executable, "-m", "claimx", "distil", "--recipe", recipe, "--data", DATA]
    command += ["--out", folder, "--epochs", "2", *more]
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    root = tmp_path_factory.mktemp("tiers")
    shutil.copytree(model_folder("claimx-base"), root / "claimx-base")
    done = distil(root / "quick", "--auto", root / "both", "--model", root / "claimx-base")
    assert done.returncode == 0, done.stderr
    return root, done


def test_both_folders_load_and_label(made):
    root, done = made
    texts = ["The drug cut deaths by a fifth, the trial found.", "Menu"]
    assert {one.engine for one in claimx.load(root / "quick").label(texts)} == {"numpy"}
    both = claimx.load(root / "both", share=1.0).label(texts)
    assert [one.labels for one in both] == [one.labels for one in claimx.load("base").label(texts)]
    assert [line.split(":")[0] for line in done.stdout.splitlines()] == [
        str(root / "quick"),
        str(root / "both"),
    ]


def test_cards_and_configs_hold_the_figures(made):
    root = made[0]
    for name in ("quick", "both"):
        config = json.loads((root / name / "config.json").read_text(encoding="utf-8"))
        macro = config["claimx"]["figures"]["dev"]["macro_f1"]["value"]
        assert f"Macro-F1 {macro:.3f}" in (root / name / "README.md").read_text(encoding="utf-8")


def test_the_curve_rises_in_share_and_margin(made):
    config = json.loads((made[0] / "both" / "config.json").read_text(encoding="utf-8"))["claimx"]
    assert config["curve"]["share"] == sorted(config["curve"]["share"])
    assert config["curve"]["margin"] == sorted(config["curve"]["margin"])
    assert config["share"] in config["curve"]["share"]


def test_the_same_command_gives_the_same_weights(made, tmp_path):
    again = distil(tmp_path / "quick", "--model", made[0] / "claimx-base")
    assert again.returncode == 0, again.stderr
    one, other = (load_file(root / "quick" / "model.safetensors") for root in (made[0], tmp_path))
    assert all(np.array_equal(one[name], other[name]) for name in one)


def test_the_least_share_is_the_one_from_which_on_nothing_is_lost():
    curve = {"share": [0.0, 0.1, 0.2, 0.5, 1.0], "macro_f1": [0.70, 0.80, 0.785, 0.795, 0.80]}
    assert least_share(curve) == 0.5
    assert least_share({**curve, "macro_f1": [0.8] * 5}) == 0.0


def test_a_file_of_texts_that_is_absent_is_named(tmp_path):
    done = distil(tmp_path / "quick", "--texts", tmp_path / "gone.jsonl.gz")
    assert done.returncode == 2
    assert "gone.jsonl.gz" in done.stderr
    assert not (tmp_path / "quick").exists()
