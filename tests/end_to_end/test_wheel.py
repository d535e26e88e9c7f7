"""A wheel in an empty environment, run from another folder."""

import json
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LIMIT = 100_000_000


def run(*command, **options):
    done = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, check=False, **options
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", folder, ROOT)
    return next(folder.glob("claimx-*.whl"))


@pytest.fixture(scope="module")
def python(wheel, tmp_path_factory):
    folder = tmp_path_factory.mktemp("empty")
    venv.create(folder, with_pip=True)
    scripts = folder / ("Scripts" if sys.platform == "win32" else "bin")
    run(scripts / "python", "-m", "pip", "install", "-q", wheel)
    return scripts / "python"


def test_the_wheel_holds_model_article_and_cards_and_is_small(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    assert wheel.stat().st_size < LIMIT
    for name in (
        "claimx/models/claimx-base/model.safetensors",
        "claimx/models/claimx-base/onnx/model_quantized.onnx",
        "claimx/models/claimx-base/README.md",
        "claimx/models/claimx-fast/model.safetensors",
        "claimx/models/claimx-auto/config.json",
        "claimx/_data/article/article.txt",
        "claimx/_data/article/README.md",
        "claimx/_data/news-gold/train.jsonl",
        "claimx/report/view/page.html.jinja",
        "claimx/report/view/page.css",
        "claimx/report/view/panel.js",
        "claimx/schemas/document.json",
        "claimx/py.typed",
    ):
        assert name in names
    assert not any(name.startswith(("datasets/", "models/", "tests/")) for name in names)
    assert not any(name.endswith("onnx/model.onnx") for name in names)


def test_the_example_runs_without_torch(python, tmp_path):
    out = run(python, "-m", "claimx", "example", cwd=tmp_path)
    assert "of 15 sentences" in out
    installed = json.loads(run(python, "-m", "pip", "list", "--format", "json"))
    assert not {"torch", "transformers", "pandas"} & {one["name"] for one in installed}


def test_the_console_command_extracts_a_file(python, tmp_path):
    text = "The drug cut deaths by 20%, the trial found. The hall was full."
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    rows = run(python.with_name("claimx"), "extract", "a.txt", cwd=tmp_path).splitlines()
    first = json.loads(rows[0])
    assert text[first["start"] : first["end"]] == first["text"]


def test_an_extra_that_is_missing_is_named(python, tmp_path):
    code = "import claimx; claimx.load('base', engine='torch').extract('One.')"
    done = subprocess.run(
        [str(python), "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert 'pip install "claimx[hf]"' in done.stderr


def test_a_checkout_without_hugging_face_datasets_says_so(python):
    code = "import claimx; claimx.load_dataset('article')"
    done = subprocess.run(
        [str(python), "-c", code], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert 'pip install "claimx[hf]"' in done.stderr


def test_the_fast_tier_reads_without_onnxruntime_being_loaded(python, tmp_path):
    program = (
        "import sys, claimx; fast = claimx.load('fast'); "
        "print(len(fast.extract(claimx.example().text).claims)); "
        "print('onnxruntime' in sys.modules, 'tokenizers' in sys.modules)"
    )
    claims, loaded = run(python, "-c", program, cwd=tmp_path).split("\n")[:2]
    assert int(claims) > 0
    assert loaded == "False False"
