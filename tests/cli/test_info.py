"""`claimx info`: what runs here."""

import json
import platform

import numpy as np
import pytest

import claimx
from claimx.cli.info import flatten
from claimx.cpus import available_cpus, instruction_set


def test_json_says_what_the_library_says(claimx_command, extractor):
    code, out, err = claimx_command("info", "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert found["claimx"] == claimx.__version__
    assert found["model"] == extractor.stamp.to_dict()
    assert found["folder"] == claimx.model_path()
    assert found["licence"] == "Apache-2.0"
    assert found["engine"] == extractor.scorer.name
    assert found["instruction_set"] == instruction_set()
    assert found["instruction_set"].startswith(platform.machine())
    assert found["threads"] == available_cpus()
    assert found["libraries"]["numpy"] == np.__version__
    assert found["figures"] == extractor.model.settings["figures"]


def test_text_names_everything_that_json_does(claimx_command, extractor):
    code, out, err = claimx_command("info")
    assert (code, err) == (0, "")
    assert "\x1b" not in out
    model = extractor.model
    for part in (
        claimx.__version__,
        model.name,
        extractor.stamp.hash,
        str(model.folder),
        "Apache-2.0",
    ):
        assert part in out
    for part in (extractor.scorer.name, instruction_set(), "onnxruntime "):
        assert part in out
    for label, limit in extractor.thresholds.items():
        assert any(line.startswith(label) and f"{limit:.3f}" in line for line in out.splitlines())


def test_figures_are_told_with_their_intervals():
    f1 = {"value": 0.8012, "low": 0.789, "high": 0.8131}
    figures = {"dev": {"sentences": 2, "macro_f1": f1, "labels": {"finding": {"f1": f1}}}, "n": "x"}
    assert list(flatten(figures)) == [
        ("dev sentences", 2),
        ("dev macro_f1", "0.801 [0.789, 0.813]"),
        ("dev labels finding f1", "0.801 [0.789, 0.813]"),
        ("n", "x"),
    ]


@pytest.mark.parametrize("model", ["absent/model/folder", "no-such-tier"])
def test_a_model_that_is_not_there_is_one_sentence(claimx_command, model):
    code, out, err = claimx_command("info", model)
    assert (code, out) == (2, "")
    assert err.startswith(f"claimx: {model}: there is no such model folder")
    assert err.count("\n") == 1
