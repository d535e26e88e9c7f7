"""Stored runs against each other."""

import math

import pytest

from benchmarks.comparing import compare_runs
from benchmarks.opponents.claimx_model import ClaimxModel
from benchmarks.opponents.everything import Everything
from benchmarks.opponents.rules import Rules
from benchmarks.run import Bench
from benchmarks.tasks import Data, task_named
from claimx.errors import DataError
from claimx.labels import LABELS


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    bench = Bench(Data(), tmp_path_factory.mktemp("runs"), say=lambda _: None)
    found = bench.run([task_named("article")], [ClaimxModel, Everything, Rules])
    return {run.entrant: run for run in found}


def test_every_label_and_every_slice_has_a_row(runs):
    found = compare_runs(runs["claimx-base"], runs["everything"])
    assert [row.figure for row in found.rows if row.part == "all"] == ["macro-F1", *LABELS]
    assert any(row.part.startswith("length: ") for row in found.rows)
    first = found.rows[0]
    assert first.found.difference.value == pytest.approx(first.a - first.b)
    assert math.isnan(first.found.p)  # one article: nothing to draw from
    assert math.isnan(first.found.difference.low)


def test_slices_can_be_left_out(runs):
    found = compare_runs(runs["claimx-base"], runs["rules"], by_slice=False)
    assert {row.part for row in found.rows} == {"all"}


def test_runs_on_other_data_are_refused(runs):
    other = runs["rules"].about | {"decides": runs["rules"].about["decides"] | {"data": "other"}}
    moved = type(runs["rules"])(**{**vars_of(runs["rules"]), "about": other})
    with pytest.raises(DataError, match="same sentences"):
        compare_runs(runs["claimx-base"], moved)


def test_a_run_without_figures_is_refused(runs):
    failed = type(runs["rules"])("article", "broken", "failed", "it broke")
    with pytest.raises(DataError, match="nothing to compare"):
        compare_runs(runs["claimx-base"], failed)


def vars_of(run):
    return {name: getattr(run, name) for name in type(run).__slots__}
