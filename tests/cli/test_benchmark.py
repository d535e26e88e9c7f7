"""`claimx benchmark` as a user types it."""

import json
import subprocess
import sys

import pytest


def claimx(*words, cwd=None, env=None):
    return subprocess.run(
        [sys.executable, "-m", "claimx", "benchmark", *map(str, words)],
        capture_output=True,
        text=True,
        cwd=cwd,
        env=env,
        check=False,
    )


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs")
    done = claimx("article", "--against", "everything", "--against", "rules", "--runs", folder)
    assert done.returncode == 0, done.stderr
    return folder, done


def test_a_task_prints_a_leaderboard_and_keeps_its_runs(runs):
    folder, done = runs
    for name in ("claimx-base", "everything", "rules"):
        assert name in done.stdout
        assert json.loads((folder / "article" / f"{name}.json").read_text())["status"] == "done"


def test_a_second_time_nothing_is_run_again(runs):
    folder, _ = runs
    again = claimx("article", "--against", "rules", "--runs", folder)
    assert "article, rules: kept" in again.stderr


def test_two_runs_are_compared(runs):
    folder, _ = runs
    paths = [folder / "article" / f"{name}.json" for name in ("claimx-base", "everything")]
    done = claimx("compare", *paths)
    assert done.returncode == 0, done.stderr
    assert "A - B" in done.stdout
    assert "macro-F1" in done.stdout


def test_a_report_is_written_and_checked(runs, tmp_path):
    folder, _ = runs
    words = ("report", "--runs", folder, "--out", tmp_path)
    assert claimx(*words).returncode == 0
    assert "## article" in (tmp_path / "leaderboard.md").read_text()
    assert claimx(*words, "--check").returncode == 0
    (tmp_path / "leaderboard.md").write_text("another page\n")
    changed = claimx(*words, "--check")
    assert changed.returncode == 2
    assert "is not what the stored runs say" in changed.stderr.replace("\n", " ")


def test_a_callable_of_ones_own_gets_a_row(tmp_path):
    (tmp_path / "mine.py").write_text(
        "def label(sentences):\n    return [['finding'] for _ in sentences]\n"
    )
    words = ("article", "--model", "mine:label", "--runs", tmp_path / "runs")
    done = claimx(*words, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "mine-label" in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["sports"], "there is no task 'sports'"),
        (["article", "--against", "magic"], "there is no opponent 'magic'"),
        (["compare", "a.json", "b.json"], "no such run"),
        (["transfer", "none"], "there is no transfer task 'none'"),
        (["article", "--model", "json:nothing"], "has no nothing"),
    ],
)
def test_a_wrong_word_is_one_sentence_and_exit_code_2(words, said, tmp_path):
    more = ["--runs", tmp_path] if words[0] in ("article", "sports") else []
    done = claimx(*words, *more, cwd=tmp_path)
    assert done.returncode == 2
    assert said in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_help_names_the_words(tmp_path):
    done = claimx("--help")
    assert done.returncode == 0
    for word in ("compare", "report", "transfer", "speed"):
        assert word in done.stdout
