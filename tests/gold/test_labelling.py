from __future__ import annotations

import os
import re
from itertools import pairwise
from pathlib import Path

import pytest

from claimx.gold.loader import SPLITS, load_gold, standoff

DATA = os.environ.get("CLAIMX_DATA")
PAGE = Path(__file__).resolve().parents[2] / "docs/labelling.md"
SETS = [name for name in SPLITS if name != "article"]
QUOTE_LIMIT = 5

pytestmark = pytest.mark.skipif(not PAGE.is_file(), reason="only a checkout holds docs/")


def words(text):
    return re.findall(r"[a-z0-9]+", text.lower())


def runs(text):
    """Every run of QUOTE_LIMIT words in a row."""
    tokens = words(text)
    return {tuple(tokens[at : at + QUOTE_LIMIT]) for at in range(len(tokens) - QUOTE_LIMIT + 1)}


def table(first_cell):
    """The numbers of the table whose head begins with this cell, by the name of their row."""
    body = PAGE.read_text(encoding="utf-8").split(f"\n| {first_cell}", 1)[1].split("\n\n", 1)[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in body.split("\n")[2:]]
    return {name: [int(cell) for cell in cells] for name, *cells in rows}


def test_every_case_that_the_page_names_is_a_training_sentence():
    held = {f"{row.doc}#{row.i}" for name in SETS for row in standoff(name, "train")}
    named = set(re.findall(r"[\w-]+#\d+", PAGE.read_text(encoding="utf-8")))
    assert named and not named - held


def test_the_parts_of_the_rereading_add_up():
    parts = table("| reread | changed |")
    total = parts.pop("all")
    assert [sum(column) for column in zip(*parts.values(), strict=True)] == total


def test_the_rules_are_numbered_without_a_gap():
    numbers = [int(n) for n in re.findall(r"^(\d+)\. ", PAGE.read_text("utf-8"), re.MULTILINE)]
    assert numbers[0] == 1 and all(after == before + 1 for before, after in pairwise(numbers))


@pytest.mark.skipif(not DATA, reason="CLAIMX_DATA names no folder with copies of the gold texts")
def test_no_example_on_the_page_quotes_a_gold_sentence():
    page = PAGE.read_text(encoding="utf-8").split("## Hard cases", 1)[1]
    examples = set().union(*map(runs, re.findall(r'"([^"]+)"', page)))
    gold = [s for name in SETS for s in load_gold(name, source=Path(DATA))]
    assert examples
    assert not [(s.doc, s.i) for s in gold if runs(s.text) & examples]
