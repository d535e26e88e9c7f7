"""`claimx view`: pages and folders, and every way to fail."""

import json

import pytest

import claimx
from claimx.report.view import page
from tests.cli.results import names, refused

TEXT = "The drug cut deaths by a fifth, the trial found. The hall was full."


@pytest.fixture
def run(claimx_command):
    def command(*arguments):
        return claimx_command("view", *arguments, "--threads", "1")

    return command


@pytest.fixture(scope="module")
def labelled(extractor):
    return extractor.extract(TEXT, id="d7", title="A drug")


def read(path):
    return path.read_text(encoding="utf-8")


def test_a_text_becomes_a_page(run, folder, extractor):
    assert run("a.txt", "-o", "out/page.html") == (0, "", "")
    assert read(folder / "out/page.html") == page(extractor.extract(TEXT, title="a.txt"))
    assert names(folder / "out") == ["page.html"]


def test_a_title_and_a_model_can_be_named(run, folder):
    fast = claimx.load("fast", threads=1)
    assert run("a.txt", "-o", "page.html", "--title", "<Drug>", "--model", "fast")[0] == 0
    assert read(folder / "page.html") == page(fast.extract(TEXT, title="<Drug>"))


@pytest.mark.parametrize("name", ["d.jsonl", "d.json"])
def test_documents_that_are_labelled_need_no_model(run, folder, labelled, name):
    (folder / name).write_text(json.dumps(labelled.to_dict()), encoding="utf-8")
    assert run(name, "-o", "page.html", "--model", "there/is/none") == (0, "", "")
    assert read(folder / "page.html") == page(labelled)


def test_a_list_of_documents_in_json_and_records_with_a_text(run, folder, labelled):
    values = [labelled.to_dict(), {"id": "x", "title": "Two", "text": TEXT}]
    (folder / "d.json").write_text(json.dumps(values), encoding="utf-8")
    assert run("d.json", "-o", "out")[0] == 0
    assert names(folder / "out") == ["a-drug.html", "index.html", "two.html"]


def test_several_documents_become_a_folder_with_an_index(run, folder):
    pytest.importorskip("trafilatura")
    (folder / "b.html").write_text(
        f"<html><head><title>B</title></head><body><article>{f'<p>{TEXT}</p>' * 5}</article>"
        "</body></html>",
        encoding="utf-8",
    )
    (folder / "c.jsonl").write_text(
        "".join(json.dumps({"text": TEXT, "title": "Same"}) + "\n" for _ in range(2)),
        encoding="utf-8",
    )
    assert run("a.txt", "b.html", "c.jsonl", "-o", "out/", "--title", "News") == (0, "", "")
    assert names(folder / "out") == [
        "a-txt.html",
        "b.html",
        "index.html",
        "same-2.html",
        "same.html",
    ]
    listing = read(folder / "out/index.html")
    assert '<h1 dir="auto">News</h1>' in listing
    assert 'href="same-2.html"' in listing
    assert '<a href="index.html">All documents</a>' in read(folder / "out/same.html")


def test_one_document_in_a_folder_has_an_index_too(run, folder):
    assert run("a.txt", "-o", "out")[0] == 0
    assert names(folder / "out") == ["a-txt.html", "index.html"]


def test_what_cannot_be_shown_is_named_and_the_rest_is_done(run, folder):
    code, out, err = run("a.txt", "gone.txt", "-o", "out")
    assert (code, out) == (1, "")
    assert err == "claimx: gone.txt: there is no such file or folder.\n"
    assert names(folder / "out") == ["a-txt.html", "index.html"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("bad.json", "{", "not JSON"),
        ("bad.json", "[" * 100_000, "not JSON, or nested too deep"),
        ("bad.json", "7", "no object with a text in it"),
        ("bad.json", '[{"text": 1}]', "bad.json, line 1: no object"),
        ("bad.jsonl", '{"text": "Tea.", "sentences": 7, "schema_version": 1}', "not a claimx"),
        ("bad.jsonl", '{"text": "T", "sentences": [], "schema_version": 9}', "schema version 9"),
        ("bad.jsonl", '{"schema_version": 1, "text": "Tea.", "model": {}}', "a row of claimx"),
        ("bad.jsonl", '{"body": "Tea."}', 'no field "text"'),
        ("bad.txt", "a\x00b", "NUL"),
    ],
)
def test_wrong_input_is_one_sentence(run, folder, name, content, reason):
    (folder / name).write_text(content, encoding="utf-8")
    assert reason in refused(run(name, "-o", "page.html"))
    assert names(folder) == ["a.txt", name]
    assert reason in refused(run(name, "-o", "out"))
    assert names(folder) == ["a.txt", name]


def test_a_file_that_is_not_there_is_one_sentence(run, folder):
    assert "gone.txt: there is no such file" in refused(run("gone.txt", "-o", "page.html"))


def test_an_empty_list_is_one_sentence(run, folder):
    (folder / "none.json").write_text("[]", encoding="utf-8")
    assert "no document to show" in refused(run("none.json", "-o", "page.html"))


def test_two_documents_do_not_fit_in_a_page(run, folder):
    (folder / "b.txt").write_text(TEXT + " Yes.", encoding="utf-8")
    assert "name a folder, not page.html" in refused(run("a.txt", "b.txt", "-o", "page.html"))
    assert names(folder) == ["a.txt", "b.txt"]


def test_an_output_that_is_another_file_is_refused(run, folder):
    (folder / "notes.md").write_text("mine", encoding="utf-8")
    assert "name another" in refused(run("a.txt", "-o", "notes.md"))
    assert read(folder / "notes.md") == "mine"


def test_an_input_is_not_written_over(run, folder, labelled):
    source = json.dumps({"text": TEXT})
    for name in ("page.html", "a-drug.html", "index.html"):
        (folder / name).write_text(source, encoding="utf-8")
    (folder / "d.json").write_text(json.dumps(labelled.to_dict()), encoding="utf-8")
    (folder / "link.json").symlink_to("page.html")
    assert "write over an input" in refused(run("link.json", "-o", "page.html"))
    (folder / "link.json").unlink()
    (folder / "link.json").symlink_to("a-drug.html")
    assert "write over an input" in refused(run("d.json", "link.json", "-o", "."))
    (folder / "link.json").unlink()
    (folder / "link.json").symlink_to("index.html")
    assert "write over an input" in refused(run("d.json", "link.json", "-o", "."))
    assert read(folder / "page.html") == read(folder / "index.html") == source


def test_a_page_that_cannot_be_written_is_one_sentence(run, folder):
    assert "cannot be written" in refused(run("a.txt", "-o", "a.txt/page.html"))


def test_an_output_must_be_named(claimx_command, folder):
    code, out, err = claimx_command("view", "a.txt")
    assert (code, out) == (2, "")
    assert "--output" in err
