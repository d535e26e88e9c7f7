"""Points of the curve, trained for real: kept, skipped, interrupted, reported."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.comparing import compare_runs
from benchmarks.curve import TASK
from benchmarks.curve.recipe import CurveRecipe
from benchmarks.curve.run import Keeping, run_curve
from benchmarks.opponents.base import NotRunError
from benchmarks.record import read, stored, write
from benchmarks.report.plots import learning_curve, svg
from benchmarks.report.write import write_all
from claimx.labels import LABELS

ROOT = Path(__file__).parents[3]


def recipe_for(encoder, **changes):
    return CurveRecipe(**{"encoder": str(encoder), "least_epochs": 1, "least_steps": 3, **changes})


def points(recipe, found, runs, sizes=(40, 80), **keeping):
    said = []
    keep = Keeping(runs, **keeping)
    return list(run_curve(recipe, sizes, found, keep, said.append, threads=1)), said


@pytest.fixture(scope="module")
def runs(encoder, found, tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs")
    lines, said = points(recipe_for(encoder), found, folder)
    assert [line.split(":")[0] for line in lines] == ["tiny-40", "tiny-80"]
    assert len(said) == 2
    return folder


def test_a_point_has_figures_with_intervals_and_what_it_was_made_from(runs):
    run = read(runs / TASK / "tiny-40.json")
    assert run.done
    assert run.figures["documents"] == 6
    assert [one["label"] for one in run.figures["labels"]] == list(LABELS)
    assert run.figures["score"].keys() == {"value", "low", "high"}
    assert all(0 <= one["average_precision"] <= 1 for one in run.figures["labels"])
    learned = run.figures["learned"]
    assert (learned["sentences"], learned["documents"]) == (40, 8)
    assert learned["positives"] == dict.fromkeys(LABELS, 8)
    assert (learned["epochs"], learned["steps"]) == (2, 4)
    assert {"data", "pool", "training", "settings", "versions", "seed"} <= set(run.about["decides"])
    assert {"commit", "machine", "threads"} <= set(run.about)
    assert run.about["decides"]["settings"]["encoder"] == "tiny"
    assert run.seconds["fit"] > 0


def test_no_stored_point_names_a_folder_of_the_machine_or_holds_a_sentence(runs, encoder, train):
    for path in runs.glob("*/*.json"):
        text = path.read_text(encoding="utf-8")
        assert str(encoder.parent) not in text
        assert not any(one.text in text for one in train)


def test_a_small_sample_is_passed_over_until_it_has_had_enough_steps(encoder):
    recipe = recipe_for(encoder, least_epochs=3, least_steps=400)
    epochs = [recipe.settings(encoder, size).epochs for size in (500, 1000, 4000, 34_317)]
    assert epochs == [25, 13, 4, 3]


def test_a_rerun_skips_what_is_there_and_runs_what_is_missing(runs, encoder, found):
    before = (runs / TASK / "tiny-40.json").read_bytes()
    lines, said = points(recipe_for(encoder), found, runs, sizes=(40, 60, 80))
    assert ["kept" in line for line in lines] == [True, False, True]
    assert len(said) == 1
    assert (runs / TASK / "tiny-40.json").read_bytes() == before


def test_another_recipe_or_a_wish_for_it_runs_a_point_again(runs, encoder, found, tmp_path):
    write(read(runs / TASK / "tiny-40.json"), tmp_path)
    for recipe, keeping in (
        (recipe_for(encoder, learning_rate=1e-3), {}),
        (recipe_for(encoder, learning_rate=1e-3), {"fresh": True}),
    ):
        lines, said = points(recipe, found, tmp_path, (40,), **keeping)
        assert len(said) == 1, lines


def test_the_same_recipe_gives_the_same_figures(runs, encoder, found, tmp_path):
    points(recipe_for(encoder), found, tmp_path, (40,))
    again, first = (read(folder / TASK / "tiny-40.json") for folder in (tmp_path, runs))
    assert again.figures == first.figures
    assert again.counts == first.counts


def test_frozen_layers_are_named_in_the_entry_and_do_not_change(encoder):
    from claimx.train.loop import load_base

    recipe = recipe_for(encoder, frozen_layers=1, seed=14)
    assert recipe.name == "tiny-frozen-1-seed-14"
    model = load_base(recipe.settings(encoder, 40)).model
    learning = {name for name, one in model.named_parameters() if one.requires_grad}
    assert not any(".embeddings." in name or ".layer.0." in name for name in learning)
    assert any(".layer.1." in name for name in learning)


def test_what_all_layers_of_mpnet_share_is_frozen_with_the_lower_ones(tmp_path, encoder):
    from transformers import AutoTokenizer, MPNetConfig, MPNetModel

    from claimx.train.loop import load_base

    shape = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2}
    config = MPNetConfig(vocab_size=100, intermediate_size=64, **shape)
    MPNetModel(config).save_pretrained(tmp_path)
    AutoTokenizer.from_pretrained(encoder).save_pretrained(tmp_path)
    for layers in (0, 1):
        settings = recipe_for(tmp_path, frozen_layers=layers).settings(tmp_path, 40)
        encoder_of = load_base(settings).model.base_model.encoder
        assert encoder_of.relative_attention_bias.weight.requires_grad is (layers == 0)


def test_an_encoder_that_is_not_at_hand_is_said(found, tmp_path):
    with pytest.raises(NotRunError, match="nobody/nothing"):
        points(recipe_for("nobody/nothing"), found, tmp_path)
    with pytest.raises(NotRunError, match="no weights"):
        points(recipe_for(tmp_path), found, tmp_path)


def test_checkpoints_are_gone_when_a_point_is_done(encoder, found, tmp_path):
    points(recipe_for(encoder), found, tmp_path / "runs", (40,), work=tmp_path / "work")
    assert list((tmp_path / "work").iterdir()) == []


ENDLESS = """
import signal
import sys
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.path[:0] = {paths!r}
from conftest import corpus
from benchmarks.curve.recipe import CurveRecipe
from benchmarks.curve.run import Keeping, material, run_curve
from pathlib import Path
found = material(corpus("train", 20), corpus("dev", 6), 13)
recipe = CurveRecipe({encoder!r}, least_epochs=1, least_steps=3)
keeping = Keeping(Path({runs!r}))
for line in run_curve(recipe, [40], found, keeping, print, 1):
    print(line, flush=True)
endless = CurveRecipe({encoder!r}, least_epochs=100_000)
for line in run_curve(endless, [80], found, keeping, print, 1):
    print(line, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")
def test_ctrl_c_keeps_the_finished_points_and_leaves_no_half_one(encoder, found, tmp_path):
    paths = [str(Path(__file__).parent), str(ROOT)]
    script = ENDLESS.format(paths=paths, encoder=str(encoder), runs=str(tmp_path / "runs"))
    env = {**os.environ, "OMP_NUM_THREADS": "1", "TMPDIR": str(tmp_path)}
    with subprocess.Popen([sys.executable, "-c", script], env=env, stderr=subprocess.PIPE) as going:
        until = time.monotonic() + 900
        while not list(tmp_path.glob("tmp*/checkpoint-*")) or not list(stored(tmp_path / "runs")):
            assert time.monotonic() < until
            assert going.poll() is None, going.stderr.read()
            time.sleep(0.1)
        going.send_signal(signal.SIGINT)
        assert going.wait(300) != 0
    assert [path.name for path in tmp_path.glob("runs/*/*")] == ["tiny-40.json"]
    lines, _ = points(recipe_for(encoder), found, tmp_path / "runs", (40,))
    assert "kept" in lines[0]


def test_the_report_has_a_page_and_a_plot_from_the_stored_points_alone(runs, tmp_path):
    written = list(write_all(runs, tmp_path))
    assert any("learning_curve.md" in line for line in written)
    page = (tmp_path / "learning_curve.md").read_text(encoding="utf-8")
    assert "## tiny (learning rate 0.0001, seed 13)" in page
    rows = [line for line in page.splitlines() if line.startswith(("| 40 |", "| 80 |"))]
    assert len(rows) == 4
    assert "30 sentences of 6 articles" in page
    drawing = (tmp_path / "learning_curve.svg").read_text(encoding="utf-8")
    assert drawing.startswith("<?xml")
    assert all("as the runs say" in line for line in write_all(runs, tmp_path, check=True))


def test_the_plot_is_the_same_bytes_for_the_same_runs(runs):
    pytest.importorskip("matplotlib")
    from benchmarks.curve.lines import lines

    assert svg(learning_curve(lines(stored(runs)))) == svg(learning_curve(lines(stored(runs))))


def test_points_of_another_recipe_are_a_line_of_their_own(runs, tmp_path):
    from benchmarks.curve.lines import lines

    for run in stored(runs):
        write(run, tmp_path)
        decides = run.about["decides"]
        other = {**decides, "settings": {**decides["settings"], "frozen_layers": 1}}
        about = {**run.about, "decides": other}
        write(replace(run, entrant=f"other-{run.entrant}", about=about), tmp_path)
    found = lines(stored(tmp_path))
    titles = [line.title for line in found]
    assert titles == [
        "tiny (learning rate 0.0001, 1 layer frozen, seed 13)",
        "tiny (learning rate 0.0001, seed 13)",
    ]
    assert all(line.sentences == sorted(set(line.sentences)) for line in found)


def test_without_points_the_report_has_no_curve(tmp_path, runs):
    write(replace(read(runs / TASK / "tiny-40.json"), task="elsewhere"), tmp_path / "runs")
    list(write_all(tmp_path / "runs", tmp_path / "out"))
    assert not list((tmp_path / "out").glob("learning_curve*"))


def test_two_points_are_compared_as_any_two_runs(runs):
    a, b = (read(runs / TASK / f"tiny-{size}.json") for size in (80, 40))
    assert compare_runs(a, b, by_slice=False).rows[0].found.documents == 6


def claimx_curve(*words):
    return subprocess.run(
        [sys.executable, "-m", "claimx", "benchmark", "curve", *map(str, words)],
        capture_output=True,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        check=False,
    )


@pytest.mark.skipif(not os.environ.get("CLAIMX_DATA"), reason="CLAIMX_DATA names no folder")
def test_the_command_trains_on_the_news_gold_and_judges_on_dev(encoder, tmp_path):
    words = ["--encoder", encoder, "--size", 40, "--size", 80, "--epochs", 1, "--steps", 1]
    done = claimx_curve(*words, "--runs", tmp_path, "--threads", 1)
    assert done.returncode == 0, done.stderr
    assert [line.split(":")[0] for line in done.stdout.splitlines()] == ["tiny-40", "tiny-80"]
    assert "point 2 of 2" in done.stderr
    run = read(tmp_path / TASK / "tiny-80.json")
    assert (run.figures["sentences"], run.figures["documents"]) == (2344, 97)


def test_without_the_gold_texts_the_command_says_how_to_get_them(tmp_path):
    done = claimx_curve("--data", tmp_path, "--runs", tmp_path)
    assert done.returncode == 2
    assert "not at hand" in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
