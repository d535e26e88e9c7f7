from __future__ import annotations

import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

import claimx.errors
from claimx.extras import require
from claimx.gold.hub import load_dataset
from claimx.gold.loader import SPLITS, load_gold, standoff
from claimx.gold.spans import read_spans
from claimx.resources import data_path


def _has_hugging_face():
    try:
        metadata.version("datasets")
    except metadata.PackageNotFoundError:
        return False
    return True


NEEDS_HUGGING_FACE = pytest.mark.skipif(
    not _has_hugging_face(), reason="Hugging Face datasets is not installed"
)
ROOT = Path(claimx.errors.__file__).resolve().parent.parent


def run(code, *flags):
    """Run Python with the folder that holds claimx first on its path, as in a checkout."""
    return subprocess.run(
        [sys.executable, *flags, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )


@NEEDS_HUGGING_FACE
def test_one_split_becomes_a_dataset_with_the_gold_sentences():
    table = load_dataset("article", "test")
    gold = load_gold("article", "test")
    assert table["text"][:] == [sentence.text for sentence in gold]
    assert table["labels"][:] == [list(sentence.labels) for sentence in gold]
    assert table["start"][:] == [sentence.start for sentence in gold]
    assert set(table.column_names) >= {"source", "doc", "i", "end", "primary", "title"}


@NEEDS_HUGGING_FACE
def test_all_splits_become_a_dataset_dict():
    tables = load_dataset("article")
    assert dict(tables.num_rows) == {"test": len(load_gold("article"))}


@NEEDS_HUGGING_FACE
def test_the_roots_datasets_folder_does_not_shadow_hugging_face():
    done = run("import datasets; print(datasets.__file__, hasattr(datasets, 'DatasetDict'))")
    assert done.returncode == 0, done.stderr
    location, has_api = done.stdout.split()
    assert Path(location).name == "__init__.py" and has_api == "True"


def test_without_hugging_face_the_extra_is_named_though_a_namespace_answers():
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r})\n" + (
        "import datasets; assert datasets.__file__ is None\n"
        if (ROOT / "datasets").is_dir()
        else ""
    )
    code += "from claimx.gold import load_dataset; load_dataset('article')"
    done = run(code, "-I", "-S")
    assert done.returncode != 0
    assert "MissingExtra" in done.stderr and 'pip install "claimx[hf]"' in done.stderr


def test_importing_the_gold_room_brings_no_heavy_library():
    heavy = {"torch", "datasets", "pandas", "numpy", "transformers"}
    code = f"import sys, claimx.gold; print(sorted({heavy} & set(sys.modules)))"
    done = run(code)
    assert done.stdout.strip() == "[]", done.stderr


@NEEDS_HUGGING_FACE
@pytest.mark.parametrize("name", ["news-gold", "abstracts-gold", "varied-gold"])
def test_the_data_cards_let_hugging_face_read_the_stand_off_files(name, tmp_path):
    datasets = require("datasets", extra="hf")
    folder = str(data_path(name))
    tables = datasets.load_dataset(folder, cache_dir=str(tmp_path))
    assert {split: table.num_rows for split, table in tables.items()} == {
        split: len(standoff(name, split)) for split in SPLITS[name]
    }


@NEEDS_HUGGING_FACE
@pytest.mark.parametrize("name", ["news-gold", "abstracts-gold", "varied-gold"])
def test_hugging_face_reads_the_selection_of_every_row(name, tmp_path):
    datasets = require("datasets", extra="hf")
    tables = datasets.load_dataset(str(data_path(name)), cache_dir=str(tmp_path))
    for split, table in tables.items():
        assert table["selection"][:] == [row.selection for row in standoff(name, split)]


@NEEDS_HUGGING_FACE
def test_the_data_card_lets_hugging_face_read_the_spans(tmp_path):
    datasets = require("datasets", extra="hf")
    folder = str(data_path("news-gold"))
    tables = datasets.load_dataset(folder, "spans", cache_dir=str(tmp_path))
    assert tables["train"].num_rows == len(read_spans())
