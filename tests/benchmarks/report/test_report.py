"""Pages and plots from stored runs alone; a page that differs is caught."""

import pytest

from benchmarks.opponents.claimx_model import ClaimxModel
from benchmarks.opponents.everything import Everything
from benchmarks.opponents.rules import Rules
from benchmarks.record import Run, stored, write
from benchmarks.report.plots import confusion, front, reliability, svg
from benchmarks.report.tables import against_reference, leaderboard_page
from benchmarks.report.write import END, with_table, write_all
from benchmarks.run import Bench
from benchmarks.tasks import Data, task_named
from claimx.errors import DataError


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    runs = tmp_path_factory.mktemp("runs")
    bench = Bench(Data(), runs, say=lambda _: None)
    bench.run([task_named("article")], [ClaimxModel, Everything, Rules])
    write(Run("article", "gliclass", "not run", "its weights are not at hand."), runs)
    return runs


def test_the_page_has_every_entrant_and_the_reason_of_who_is_missing(folder):
    page = leaderboard_page(list(stored(folder)))
    for text in ("**claimx-base**", "everything", "rules", "gliclass: not run: its weights"):
        assert text in page
    assert page.index("**claimx-base**") < page.index("| everything")


def test_others_are_compared_with_the_shipped_model(folder):
    found = against_reference([run for run in stored(folder) if run.done])
    assert set(found) == {"everything", "rules"}
    assert all(comparison.difference.value > 0 for comparison, _ in found.values())


def test_pages_are_checked_against_the_runs(folder, tmp_path):
    lines = list(write_all(folder, tmp_path))
    assert any("leaderboard.md" in line for line in lines)
    assert all("as the runs say" in line for line in write_all(folder, tmp_path, check=True))
    page = tmp_path / "leaderboard.md"
    page.write_text(page.read_text().replace("0.", "0.9", 1))
    with pytest.raises(DataError, match="claimx benchmark report"):
        list(write_all(folder, tmp_path, check=True))


def test_without_runs_there_is_nothing_to_report(tmp_path):
    with pytest.raises(DataError, match="holds no run"):
        list(write_all(tmp_path, tmp_path))


def test_plots_are_the_same_bytes_for_the_same_run(folder):
    pytest.importorskip("matplotlib")
    run = next(run for run in stored(folder) if run.entrant == "claimx-base")
    for draw in (reliability, confusion):
        first = svg(draw(run))
        assert first == svg(draw(run))
        assert "claimx-base on article" in first or "<svg" in first


def test_the_front_holds_who_is_beaten_by_nobody():
    points = [(10, 0.8), (100, 0.7), (50, 0.6), (1000, 0.2), (5, 0.8)]
    assert [points[k] for k in front(points)] == [(10, 0.8), (100, 0.7), (1000, 0.2)]


def test_the_readme_table_replaces_what_is_between_the_marks():
    begin, other = (f"<!-- {name} from claimx benchmark report -->" for name in ("one", "two"))
    page = f"before\n{begin}\nold\n{END}\nafter\n{other}\nleft\n{END}\n"
    wanted = f"before\n{begin}\n\n| new |\n\n{END}\nafter\n{other}\nleft\n{END}\n"
    assert with_table(page, "one", ["| new |"]) == wanted
    with pytest.raises(DataError, match="marks"):
        with_table("no marks", "one", [])
