"""Speed runs work end to end; no rate is judged, since machines differ."""

import multiprocessing
import time
from importlib.metadata import distribution

import pytest

from benchmarks.record import stored
from benchmarks.speed.run import Plan, alternate, growth, measure
from benchmarks.speed.surroundings import gemm_peak, install_size, start_seconds
from benchmarks.speed.table import rates, speed_page
from benchmarks.speed.text import text_for
from benchmarks.speed.worker import usable_cores
from claimx.errors import ClaimxError

pytest.importorskip("psutil")

TINY = Plan(sentences=6, rounds=2, growth=(4, 8, 1000), starts=1, longest=1e-9)


def silent(_):
    pass


@pytest.fixture(scope="module")
def article():
    return text_for(None)


def test_rounds_give_a_rate_for_every_way(article):
    found = alternate(
        ["claimx-base", "claimx-base-text"], usable_cores()[:1], article, TINY, silent
    )
    for one in found.values():
        assert not one.broken
        assert len(one.rates) == TINY.rounds
        assert min(one.rates) > 0
        assert one.memory > 20


def test_a_way_that_cannot_be_loaded_has_a_reason_and_the_rest_goes_on(article):
    found = alternate(["no-such-way", "claimx-base"], usable_cores()[:1], article, TINY, silent)
    assert "KeyError" in found["no-such-way"].broken
    assert found["claimx-base"].rates


def test_what_would_take_too_long_is_left_out_and_said(article):
    found = growth("claimx-base", usable_cores()[:1], article, TINY, silent)
    assert list(found["seconds"]) == ["4"]
    assert found["left_out"] == [8, 1000]


def burn(seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


def test_a_run_beside_other_load_is_not_kept(tmp_path):
    busy = [
        multiprocessing.get_context("spawn").Process(target=burn, args=(600,), daemon=True)
        for _ in usable_cores()
    ]
    for process in busy:
        process.start()
    said = []
    try:
        measured = measure(tmp_path, said.append, ways=["claimx-base"], plan=TINY)
    finally:
        for process in busy:
            process.kill()
    assert not list(stored(tmp_path))
    assert "not kept" in said[-1]
    assert measured[0].about["other_load_percent"] > 50


def test_a_page_is_made_of_what_was_measured(tmp_path):
    measured = measure(tmp_path, silent, ways=["claimx-base"], plan=TINY)
    assert measured[0].done, measured[0].reason
    page = speed_page(measured)
    assert "| claimx-base |" in page
    assert "Left out, too long here" in page
    assert rates(measured)["claimx-base"] > 0


def test_an_unknown_way_is_refused(tmp_path):
    with pytest.raises(ClaimxError, match="pipeline"):
        measure(tmp_path, silent, ways=["warp"])


def test_install_size_counts_files_and_what_they_need():
    own = sum(
        path.stat().st_size
        for file in distribution("tokenizers").files
        if (path := distribution("tokenizers").locate_file(file)).is_file()
    )
    assert install_size(("tokenizers",)) >= own / (1 << 20)


def test_surroundings_are_measured_in_their_units():
    assert gemm_peak(usable_cores()[:1], rounds=1) > 0.1
    assert 0 <= start_seconds("import json", 1) < 60
