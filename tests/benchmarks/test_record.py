"""Stored runs: what is written is read, and what is damaged is said to be."""

import numpy as np
import pytest

from benchmarks.record import Run, pack, read, stored, unpack, write
from claimx.errors import DataError
from claimx.evaluation.counts import tally


@pytest.fixture
def counts():
    rng = np.random.default_rng(1)
    gold = (rng.random((300, 4)) < 0.3).astype(float)
    gold[rng.random(gold.shape) < 0.1] = np.nan
    return tally(gold, rng.random(gold.shape) < 0.4, np.sort(rng.integers(20, size=300)), 20)


def test_counts_come_back_as_they_were(counts):
    again = unpack(pack(counts))
    for name in type(counts).__dataclass_fields__:
        np.testing.assert_array_equal(getattr(again, name), getattr(counts, name))


def test_damaged_counts_are_refused(counts):
    text = pack(counts)
    for broken in (text[:-8], "20x18:", "what?", text.replace("20x", "21x", 1)):
        with pytest.raises(DataError, match="damaged"):
            unpack(broken)


def test_a_run_comes_back_as_it_was(tmp_path, counts):
    run = Run("news", "tfidf", "done", key="k", figures={"x": 1.5}, counts={"all": pack(counts)})
    assert read(write(run, tmp_path)) == run
    assert list(stored(tmp_path)) == [run]


def test_the_same_run_is_written_to_the_same_bytes(tmp_path, counts):
    run = Run("news", "tfidf", "done", figures={"b": 1, "a": 2}, counts={"all": pack(counts)})
    first = write(run, tmp_path / "one").read_bytes()
    assert write(run, tmp_path / "two").read_bytes() == first


@pytest.mark.parametrize("text", ["", "[]", '{"format": 1, "task": "news"}', '{"format": 9}'])
def test_a_file_that_is_no_run_is_refused_by_name(tmp_path, text):
    path = tmp_path / "run.json"
    path.write_text(text)
    with pytest.raises(DataError, match=r"run\.json"):
        read(path)


def test_an_absent_run_is_said_to_be_absent(tmp_path):
    with pytest.raises(DataError, match="no such run"):
        read(tmp_path / "none.json")
