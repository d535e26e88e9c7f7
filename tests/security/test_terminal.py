"""What strangers wrote, in texts, names, ids or configs, steers no terminal."""

import json
import logging
import re
import shutil
import sys
from pathlib import Path

import pytest

import claimx
from claimx.cli.train import log_to_stderr

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of POSIX")

ATTACK = "\x1b]0;owned\x07a\x1b[2Jb\x1b[6nc\x1bcd\x9b31me\x7f\x08f\u202eg\u2066h"
"""Title, clear, report, reset, C1, delete, and what turns the order of letters around."""

_OURS = re.compile(r"\x1b\[(?:[\d;]*m|\?25[lh]|\d*[AK])")
"""What rich sends itself: colours, and the cursor of a bar."""

_STEERING = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u206f]")

LINE = "The drug cut deaths by a fifth, the trial found. "


def assert_harmless(shown):
    assert "owned" in shown, shown  # the attack came that far
    found = _STEERING.search(_OURS.sub("", shown))
    assert found is None, ascii(shown)


def write_lines(path, *records):
    path.write_text("".join(f"{json.dumps(one)}\n" for one in records), encoding="utf-8")


@pytest.fixture
def records(tmp_path):
    """Texts whose ids, titles, other fields and file name attack."""
    path = tmp_path / f"{ATTACK}.jsonl"
    hostile = {"text": f"{LINE}{ATTACK} helps, they said.", "id": ATTACK, "title": ATTACK}
    write_lines(path, {**hostile, "kept": ATTACK})
    return path


@pytest.mark.parametrize("form", ["table", "jsonl", "csv"])
def test_results_on_a_terminal_are_harmless(on_terminal, records, form):
    code, shown = on_terminal("extract", records.name, "--all", "--format", form)
    assert code == 0, shown
    if form != "table":  # lines for programs, in which letters keep the order that they have
        shown = re.sub("[\u202a-\u202e\u2066-\u2069]", "", shown)
    assert_harmless(shown)


def test_a_table_turns_no_letters_around(on_terminal, records):
    _, shown = on_terminal("extract", records.name, "--all")
    assert "\u202e" not in shown
    assert "\u2066" not in shown
    assert "e\ufffd\ufffdf\ufffdg\ufffdh" in shown


@pytest.mark.parametrize(
    "line",
    [
        b"no JSON " + ATTACK.encode(),
        json.dumps({ATTACK: "no text"}).encode(),
        json.dumps({"text": [ATTACK], "id": ATTACK}).encode(),
        json.dumps({"text": {ATTACK: 1}}).encode(),
    ],
    ids=["no JSON", "another field", "a list", "an object"],
)
def test_failures_on_a_terminal_are_harmless(on_terminal, tmp_path, line):
    path = tmp_path / f"{ATTACK}.jsonl"
    path.write_bytes(line + b"\n" + json.dumps({"text": LINE}).encode() + b"\n")
    code, shown = on_terminal("extract", path.name)
    assert code == 1
    assert_harmless(shown)


def test_what_is_not_there_is_named_harmlessly(on_terminal):
    code, shown = on_terminal("extract", f"{ATTACK}/nowhere.txt")
    assert code == 2
    assert_harmless(shown)


def test_figures_on_hostile_documents_are_harmless(on_terminal, tmp_path):
    path = tmp_path / f"{ATTACK}.jsonl"
    rows = [
        {"text": LINE, "labels": ["finding"], "doc": f"{ATTACK}{number}", "genre": ATTACK}
        for number in range(4)
    ]
    write_lines(path, *rows)
    code, shown = on_terminal("evaluate", "fast", path.name, "--slices", "--draws", "5")
    assert code == 0, shown
    assert_harmless(shown)


def test_labelled_data_that_cannot_be_read_is_named_harmlessly(on_terminal, tmp_path):
    path = tmp_path / f"{ATTACK}.jsonl"
    write_lines(path, {"text": LINE, "labels": [ATTACK]})
    code, shown = on_terminal("evaluate", "fast", path.name)
    assert code == 2
    assert_harmless(shown)


@pytest.fixture
def model(tmp_path):
    """A model whose config is full of attacks, as far as it can be opened at all."""
    folder = tmp_path / f"{ATTACK}model"
    shutil.copytree(claimx.model_path("fast"), folder)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    own = {
        **config["claimx"],
        **dict.fromkeys(("name", "version", "licence", "base_model"), ATTACK),
        "operating_points": {ATTACK: {"finding": 0.5}},
        "figures": {"dev": ATTACK, ATTACK: {ATTACK: 1}},
    }
    write_lines(folder / "config.json", {**config, "claimx": own})
    return folder


def test_what_a_hostile_model_says_of_itself_is_shown_harmlessly(on_terminal, model):
    code, shown = on_terminal("info", model.name)
    assert code == 0, shown
    assert_harmless(shown)


@pytest.mark.parametrize("more", [[], ["--json"]], ids=["table", "JSON"])
def test_a_hostile_model_is_harmless_in_results_and_refusals(on_terminal, model, more):
    code, shown = on_terminal("info", model.name, *more)
    assert code == 0
    assert_harmless(shown)
    code, shown = on_terminal("extract", __file__, "--model", model.name, "--operating-point", "x")
    assert code == 2
    assert_harmless(shown)


@pytest.mark.parametrize(
    "change",
    [{"id2label": {"0": ATTACK}}, {"attn_implementation": ATTACK}, {"claimx": {"stages": ATTACK}}],
    ids=lambda change: next(iter(change)),
)
def test_a_refused_model_is_named_harmlessly(on_terminal, model, change):
    config = json.loads((model / "config.json").read_text(encoding="utf-8"))
    if "claimx" in change:
        change = {**change, "model_type": "claimx-cascade"}
    write_lines(model / "config.json", {**config, **change})
    code, shown = on_terminal("info", model.name)
    assert code == 2
    assert_harmless(shown)


def test_the_log_of_a_training_names_a_model_harmlessly(capfd):
    log_to_stderr(quiet=False)
    logging.getLogger("claimx.train").info("%s labels %d sentences", ATTACK, 3)
    assert_harmless(capfd.readouterr().err)


def test_labelled_data_nested_too_deep_is_one_sentence(run, tmp_path):
    (tmp_path / "a.jsonl").write_text("[" * 100_000 + "]" * 100_000, encoding="utf-8")
    code, _, err = run("evaluate", "fast", "a.jsonl")
    assert code == 2
    assert err == (
        "claimx: a.jsonl, line 1: JSON that cannot be read "
        "(nested too deep, or too long a number).\n"
    )


def test_a_hostile_file_of_a_model_is_named_harmlessly(on_terminal, model):
    Path(model, f"{ATTACK}.pkl").touch()
    code, shown = on_terminal("info", model.name)
    assert code == 2
    assert_harmless(shown)
