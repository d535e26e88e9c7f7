"""Which files paths, folders and patterns stand for."""

import os
import sys
from pathlib import Path

import pytest

from claimx.corpus.inputs.records import Kind, Problem, Source
from claimx.corpus.inputs.sources import PACKINGS, SUFFIXES, expand, survey


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with documents at two depths, among files that are none."""
    for name in (
        *("b.txt", "a.TXT", "deep/er/c.jsonl", "deep/page.html", "deep/old.htm"),
        *("image.png", "notes.md", ".hidden.txt", ".git/d.txt"),
    ):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("It rains.", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "in"


def names(found):
    return [one.name.replace(os.sep, "/") for one in found]


def test_a_folder_gives_its_documents_to_the_bottom_in_order(folder):
    found = expand(["in"])
    assert names(found) == [
        *("in/a.TXT", "in/b.txt", "in/deep/old.htm", "in/deep/page.html", "in/deep/er/c.jsonl"),
    ]
    kinds = [Kind.TXT, Kind.TXT, Kind.HTML, Kind.HTML, Kind.JSONL]
    assert [one.kind for one in found] == kinds
    assert {one.size for one in found} == {9}


def test_a_named_file_is_read_whatever_its_suffix(folder):
    assert [(one.name, one.kind) for one in expand(["in/notes.md"])] == [("in/notes.md", Kind.TXT)]


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("packing", ["", *PACKINGS])
def test_a_suffix_says_how_a_file_is_read_and_how_it_is_packed(folder, suffix, packing):
    (folder / f"x{suffix}{packing}".upper()).write_bytes(b"x")
    (found,) = (one for one in expand(["in"]) if "X." in one.name)
    assert (found.kind, found.packing) == (SUFFIXES[suffix], PACKINGS.get(packing))


def test_a_packed_file_of_no_known_kind_is_read_as_text_if_it_is_named(folder):
    (folder / "x.gz").write_bytes(b"x")
    (found,) = expand(["in/x.gz"])
    assert (found.kind, found.packing) == (Kind.TXT, "gz")
    assert expand(["in/x.gz"], Kind.JSONL)[0].packing == "gz"


def test_what_is_skipped_in_a_folder_is_listed_with_its_reason(folder):
    (folder / "README").write_bytes(b"x")
    found = survey(["in", "in/notes.md"])
    assert len(found.sources) == 6
    assert sorted(str(one).replace(os.sep, "/") for one in found.skipped) == [
        "in/.git: skipped, its name starts with a dot.",
        "in/.hidden.txt: skipped, its name starts with a dot.",
        "in/README: skipped, it has no suffix; name the file itself to read it as plain text.",
        "in/image.png: skipped, .png is no suffix that is read; "
        "name the file itself to read it as plain text.",
        "in/notes.md: skipped, .md is no suffix that is read; "
        "name the file itself to read it as plain text.",
    ]
    assert len(survey(["in", "in"]).skipped) == 5


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes there")
def test_a_pipe_in_a_folder_stalls_nobody(folder):
    os.mkfifo(folder / "pipe.txt")
    found = survey(["in"])
    assert "in/pipe.txt: skipped, it is no regular file." in map(str, found.skipped)
    assert "in/pipe.txt" not in names(found.sources)


def test_the_state_of_a_file_changes_when_it_is_written(folder):
    (before,) = expand(["in/b.txt"])
    assert expand(["in/b.txt"]) == [before]
    os.utime(folder / "b.txt", ns=(1, 1))
    assert expand(["in/b.txt"])[0].state == "1" != before.state


def test_a_pattern_is_resolved_here(folder):
    assert names(expand(["in/*.md"])) == ["in/notes.md"]
    assert names(expand(["in/**/c.*"])) == ["in/deep/er/c.jsonl"]


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(folder):
    (folder / "draft[1].txt").write_text("It rains.", encoding="utf-8")
    assert names(expand(["in/draft[1].txt"])) == ["in/draft[1].txt"]


def test_a_file_that_comes_twice_is_read_once(folder):
    assert names(expand(["in/b.txt", "in/./b.txt", "in", "-", "-"])).count("in/b.txt") == 1
    assert names(expand(["-", "in/b.txt", "-"])) == ["-", "in/b.txt"]


def test_a_kind_overrules_every_suffix(folder):
    assert {one.kind for one in expand(["in", "-"], Kind.JSONL)} == {Kind.JSONL}
    assert expand(["-"])[0] == Source("-", None, Kind.TXT, None)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("absent.txt", "absent.txt: there is no such file or folder."),
        ("in/*.pdf", "in/*.pdf: no file matches this pattern."),
        ("void", "void: no document in this folder (looked for .txt, .text, .html,"),
    ],
)
def test_nothing_behind_a_path_is_said_and_the_others_stay(folder, path, said):
    (folder.parent / "void").mkdir()
    (folder.parent / "void" / "image.png").write_bytes(b"\x89PNG")
    problem, source = expand([path, "in/b.txt"])
    assert isinstance(problem, Problem)
    assert str(problem).startswith(said)
    assert source.name == "in/b.txt"


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need a right there")
def test_links_that_lead_nowhere_or_in_circles_harm_nobody(folder):
    (folder / "circle.txt").symlink_to("circle.txt")
    (folder / "gone.txt").symlink_to("absent.txt")
    (folder / "deep" / "up").symlink_to(folder)
    found = expand(["in"])
    assert "in/b.txt" in names(one for one in found if isinstance(one, Source))
    assert sorted(str(one) for one in found if isinstance(one, Problem)) == [
        f"{Path('in', 'circle.txt')}: cannot be read (Too many levels of symbolic links).",
        f"{Path('in', 'gone.txt')}: cannot be read (No such file or directory).",
    ]
    assert len(found) == 7
