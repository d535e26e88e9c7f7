"""SECURITY.md names the test of each promise: all of them are there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")


def promises():
    table = TEXT.partition("| promise | held by |")[2].partition("\n\n")[0]
    return [line for line in table.splitlines() if line.startswith("| **")]


def test_every_promise_names_what_holds_it():
    assert len(promises()) >= 10
    for line in promises():
        holds = line.strip("| ").rpartition(" | ")[2]
        assert re.search(r"`tests/[^`]+::test_|\]\((tests|\.github)/", holds), line


def test_every_test_that_is_named_is_there():
    named = re.findall(r"`(tests/[\w/.]+)::(test_\w+)`", TEXT)
    assert named
    for path, name in named:
        assert f"\ndef {name}(" in (ROOT / path).read_text(encoding="utf-8"), name


def test_every_file_that_is_linked_is_there():
    linked = re.findall(r"\]\(([^):]+)\)", TEXT)
    assert linked
    assert [path for path in linked if not (ROOT / path).is_file()] == []
