"""What the README says, done."""

import json
import os
import re
import subprocess
import sys

import pytest
from readme import ROOT, blocks


@pytest.mark.parametrize("code", blocks("python"))
def test_every_python_block_runs(code, tmp_path):
    if "transformers" in code or "load_dataset" in code:
        pytest.importorskip("transformers")
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr


def test_every_relative_link_leads_somewhere():
    pages = [ROOT / "README.md", *ROOT.glob("docs/*.md"), *ROOT.glob("*/*/README.md")]
    broken = []
    for page in pages:
        text = page.read_text(encoding="utf-8")
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", text):
            if not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert broken == []


def test_its_figures_are_those_of_the_shipped_model():
    config = json.loads((ROOT / "models/claimx-base/config.json").read_text(encoding="utf-8"))
    dev = config["claimx"]["figures"]["dev"]
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for figure in (dev["macro_f1"], *(one["f1"] for one in dev["labels"].values())):
        assert f"{figure['value']:.3f} [{figure['low']:.3f}, {figure['high']:.3f}]" in text


def test_its_example_output_is_what_the_command_prints():
    shown = blocks("text")[0].strip().splitlines()
    done = subprocess.run(
        [sys.executable, "-m", "claimx", "example"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"},
    )
    printed = [line.rstrip() for line in done.stdout.splitlines()]
    assert shown[-1].strip() == printed[-1]
    assert [line.strip() for line in shown[:3]] == [line.strip() for line in printed[:3]]
