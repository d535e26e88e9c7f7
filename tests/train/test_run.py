"""Training for real: the shipped encoder, fine-tuned further on sentences of our own."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from safetensors.numpy import load_file

import claimx

pytest.importorskip("torch")
pytest.importorskip("sklearn")

DATA = Path(__file__).parents[1] / "data"
TRAIN, DEV = DATA / "train.jsonl", DATA / "dev.jsonl"


def command(out, *more):
    arguments = ["--train", TRAIN, "--dev", DEV, "--base-model", claimx.model_path()]
    arguments += ["--epochs", "4", "--folds", "2", "--batch-size", "8", "--precision", "fp32"]
    return [sys.executable, "-m", "claimx", "train", "--out", out, *arguments, *more]


def train(out, *more):
    env = {**os.environ, "OMP_NUM_THREADS": "1"}
    return subprocess.run(
        list(map(str, command(out, *more))), capture_output=True, text=True, env=env, check=False
    )


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    out = tmp_path_factory.mktemp("whole") / "model"
    done = train(out)
    assert done.returncode == 0, done.stderr
    return out, done


def test_a_trained_folder_loads_and_labels(trained):
    out, done = trained
    extractor = claimx.load(out)
    records = extractor.label(["The drug cut deaths by a fifth, the trial found.", "Menu"])
    assert extractor.scorer.name == "onnx-int8"
    assert "finding" in records[0].labels
    assert records[1].labels == ()
    assert done.stdout.startswith(f"{out}: dev macro-F1 ")


def test_the_config_says_where_the_model_comes_from(trained):
    settings = json.loads((trained[0] / "config.json").read_text(encoding="utf-8"))["claimx"]
    assert set(settings["thresholds"]) == set(claimx.LABELS)
    assert settings["figures"]["dev"]["sentences"] == 24
    assert set(settings["operating_points"]) == {"precision", "recall"}
    assert list(settings["data_sha256"]) == [TRAIN.name, DEV.name]


def test_the_card_holds_the_figures(trained):
    folder = trained[0]
    macro = json.loads((folder / "config.json").read_text(encoding="utf-8"))["claimx"]["figures"]
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert f"Macro-F1 {macro['dev']['macro_f1']['value']:.3f}" in card


def test_torch_and_int8_agree(trained):
    texts = [json.loads(line)["text"] for line in DEV.read_text("utf-8").splitlines()]
    int8 = claimx.load(trained[0], engine="onnx").label(texts, independent=True)
    fp32 = claimx.load(trained[0], engine="torch").label(texts, independent=True)
    apart = [
        abs(a.scores[label] - b.scores[label])
        for a, b in zip(int8, fp32, strict=True)
        for label in claimx.LABELS
    ]
    assert sum(apart) / len(apart) < 0.01
    assert max(apart) < 0.1


def test_the_same_command_gives_the_same_weights(trained, tmp_path):
    again = tmp_path / "model"
    assert train(again).returncode == 0
    first, second = (load_file(one / "model.safetensors") for one in (trained[0], again))
    assert all((first[name] == second[name]).all() for name in first)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
def test_a_killed_run_goes_on_to_the_same_weights(trained, tmp_path):
    out = tmp_path / "model"
    env = {**os.environ, "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen(
        list(map(str, command(out))), env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 120
    while not list(tmp_path.glob("model.work/final/checkpoint-*/trainer_state.json")):
        assert process.poll() is None, "ended before its first checkpoint"
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.kill()
    process.wait()
    assert not out.exists()
    done = train(out)
    assert done.returncode == 0, done.stderr
    first, second = (load_file(one / "model.safetensors") for one in (trained[0], out))
    assert all((first[name] == second[name]).all() for name in first)


def test_a_work_folder_of_other_settings_is_refused(trained):
    out = trained[0]
    done = train(out, "--seed", "99")
    assert done.returncode == 2
    assert "other settings or data" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--recipe", "no-such.toml"], "there is no such recipe"),
        (["--train", "missing.jsonl", "--dev", "missing.jsonl"], "no such file"),
        (["--train", str(TRAIN)], "--train needs --dev"),
        (["--train", str(DEV), "--dev", str(DEV)], "which the model is judged on"),
        (["--precision", "int4"], "use one of auto, bf16, fp32"),
    ],
)
def test_wrong_usage_is_one_sentence(tmp_path, arguments, message):
    done = subprocess.run(
        [sys.executable, "-m", "claimx", "train", "--out", str(tmp_path / "m"), *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "m").exists()
