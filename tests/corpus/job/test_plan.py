"""A run is known by its plan: kept, read again, compared."""

from dataclasses import replace

import pytest

from claimx.corpus.inputs.records import Kind, Problem, Reading, Source
from claimx.corpus.job.plan import ModelChoice, Plan, Settings, Shape, difference, identity
from claimx.corpus.labelling import Labelling, Languages
from claimx.corpus.outputs.rows import RowKind, Selection
from claimx.corpus.outputs.writers import Format
from claimx.errors import InputError
from claimx.types import ModelStamp, Scores

STAMP = ModelStamp("claimx-fast", "1.0", "0123456789abcdef", Scores(0.25, 0.5, 0.75, 1.0))
SOURCE = Source("in/a.jsonl", None, Kind.JSONL, 100, state="17")

SETTINGS = Settings(
    ModelChoice("auto", "onnx", 2, "precision", 0.5, download=True),
    Reading("cp1252", ("title", "body"), "key", "head", ("url",), Kind.CSV, True, 1000),
    Labelling(Languages.SKIP, headings=True),
    Shape(RowKind.DOCUMENT, Format.CSV, "zst", Selection(True, frozenset({"finding"}), 0.5), True),
    dedup=True,
    shard=7,
    timeout=1.5,
)


def plan(**other):
    given = {
        "settings": SETTINGS,
        "inputs": (identity(SOURCE),),
        "model": STAMP,
        "engine": "onnx-int8",
        "instruction_set": "x86_64 avx2",
        "claimx": "1.0",
    }
    return Plan(**(given | other))


@pytest.mark.parametrize("settings", [Settings(), SETTINGS])
def test_a_plan_is_read_as_it_was_kept(settings):
    kept = plan(settings=settings)
    assert Plan.from_dict(kept.to_dict()) == kept


def test_a_plan_that_says_nothing_of_relations_leaves_them_to_the_model():
    values = plan().to_dict()
    del values["settings"]["model"]["spans"]
    assert Plan.from_dict(values) == plan()


def test_a_run_without_relations_is_another():
    without = Settings(model=ModelChoice(spans=False))
    changed = difference(plan(settings=Settings()), plan(settings=without))
    assert changed == "model spans is False and was None"


def test_a_plan_of_another_layout_is_refused():
    with pytest.raises(InputError, match=r"layout 0 and this claimx reads 1.*--fresh"):
        Plan.from_dict(plan().to_dict() | {"version": 0})


@pytest.mark.parametrize("lost", ["settings", "inputs", "model", "engine", "instruction_set"])
def test_a_damaged_plan_is_refused(lost):
    kept = plan().to_dict()
    del kept[lost]
    with pytest.raises(InputError, match=r"damaged.*--fresh"):
        Plan.from_dict(kept)


def test_a_plan_does_not_differ_from_itself():
    assert difference(plan(), plan()) is None


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"model": replace(STAMP, hash="f" * 16)}, f"model is {'f' * 16} and was {STAMP.hash}"),
        ({"engine": "torch"}, "engine is torch and was onnx-int8"),
        (
            {"instruction_set": "arm64 neon"},
            "instruction set is arm64 neon and was x86_64 avx2",
        ),
        ({"claimx": "2.0"}, "claimx is 2.0 and was 1.0"),
        ({"settings": replace(SETTINGS, dedup=False)}, "dedup is False and was True"),
        (
            {"settings": replace(SETTINGS, reading=replace(SETTINGS.reading, limit=5))},
            "reading limit is 5 and was 1000",
        ),
        (
            {"inputs": (identity(replace(SOURCE, state="18")),)},
            "input in/a.jsonl has changed",
        ),
        ({"inputs": (identity(replace(SOURCE, size=1)),)}, "input in/a.jsonl has changed"),
        (
            {"inputs": (identity(Problem("in/a.jsonl", None, "is gone")),)},
            "input in/a.jsonl has changed",
        ),
        (
            {"inputs": (identity(replace(SOURCE, name="in/b.jsonl")),)},
            "input in/b.jsonl stands where in/a.jsonl stood",
        ),
        ({"inputs": ()}, "there are 0 inputs and there were 1"),
    ],
)
def test_what_differs_is_said(other, said):
    assert difference(plan(), plan(**other)) == said
