"""`claimx decide` and `claimx dedup` over runs of the real command."""

import json
import os
import subprocess
import sys

import pytest

import claimx


@pytest.fixture(scope="module")
def command():
    """Run the command in a folder; gives exit code, standard output and standard error."""

    def do(folder, *arguments):
        done = subprocess.run(
            [sys.executable, "-m", "claimx", *map(str, arguments)],
            capture_output=True,
            text=True,
            check=False,
            cwd=folder,
            env={**os.environ, "COLUMNS": "80"},
        )
        return done.returncode, done.stdout, done.stderr

    return do


@pytest.fixture(scope="module")
def folder(tmp_path_factory, command):
    """An article, a wire copy of it with another headline and another text, labelled in parts."""
    folder = tmp_path_factory.mktemp("runs")
    text = claimx.example().text
    texts = [text, f"From our correspondent. {text}", "Rain fell on the hall, they said."]
    lines = [json.dumps({"id": f"d{n}", "text": one}) for n, one in enumerate(texts)]
    (folder / "in.jsonl").write_text("\n".join(lines), encoding="utf-8")
    base = ("extract", "in.jsonl", "--model", "fast", "--shard-size", "2k", "--workers", "1")
    assert command(folder, *base, "--all", "-o", "all")[0] == 0
    for point in ("precision", "f1"):
        assert command(folder, *base, "--operating-point", point, "-o", point)[0] == 0
    return folder


def read(folder, name="claims"):
    return {path.name: path.read_bytes() for path in sorted((folder / name).iterdir())}


def test_deciding_again_gives_the_bytes_of_a_run_with_these_thresholds(command, folder):
    code, out, err = command(
        folder, *("decide", "all", "-o", "decided", "--operating-point", "precision", "--claims")
    )
    assert (code, out) == (0, "")
    assert "claims in 2 parts in decided." in err
    assert read(folder / "decided") == read(folder / "precision")
    assert read(folder / "decided") != read(folder / "f1")
    assert command(folder, "verify", "decided")[0] == 0
    assert command(folder, "status", "decided", "--json")[0] == 0


def test_a_threshold_of_ones_own_holds(command, folder):
    arguments = ("decide", "all", "-o", "own", "--threshold", "finding=1", "--claims", "--quiet")
    assert command(folder, *arguments) == (0, "", "")
    rows = [
        json.loads(line)
        for file in read(folder / "own").values()
        for line in file.split(b"\n")[:-1]
    ]
    assert rows
    assert not any("finding" in row["labels"] for row in rows)
    assert all(row["model"]["thresholds"]["finding"] == 1 for row in rows)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("f1", "-o", "x"), "f1 does not hold the scores of every sentence"),
        (("all", "-o", "f1"), "f1 holds a run already"),
        (("all", "-o", "x", "--threshold", "finding"), "give LABEL=SCORE"),
        (("all", "-o", "x", "--threshold", "rumour=1"), "threshold 'rumour'"),
        (("absent", "-o", "x"), "absent holds no run of claimx extract"),
    ],
)
def test_what_cannot_be_decided_is_one_sentence(command, folder, arguments, said):
    code, out, err = command(folder, "decide", *arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1
    assert not (folder / "x" / "manifest.json").exists()


def test_near_duplicates_get_a_common_cluster_and_stay(command, folder):
    pytest.importorskip("datasketch")
    before = read(folder / "all", "sentences")
    code, _, err = command(folder, "dedup", "all")
    assert code == 0
    assert "3 documents, 2 of them in 1 cluster" in err
    lines = (folder / "all" / "near_duplicates.jsonl").read_text(encoding="utf-8").splitlines()
    assert [(row["document"], row["cluster"]) for row in map(json.loads, lines)] == [
        ("d0", "d0"),
        ("d1", "d0"),
    ]
    assert read(folder / "all", "sentences") == before
