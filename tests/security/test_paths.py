"""Ids, titles and fields of a corpus make no path: nothing appears but what was asked for."""

import json
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

OUTSIDE = Path("/tmp/claimx-escaped")
IDS = [
    "../../escaped",
    "../escaped.jsonl",
    "/tmp/claimx-escaped",
    "..\\..\\escaped",
    "C:\\escaped",
    "a/b/escaped",
    "escaped\0.txt",
    "~/escaped",
    "$HOME/escaped",
    "CON",
    "..",
    "x" * 5000,
]


def tree(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "here" / "below"
    folder.mkdir(parents=True)
    text = "Tea helps, a trial of four hundred adults found."
    lines = [
        json.dumps({"id": one, "title": one, "text": text, "source": one, "file": one})
        for one in IDS
    ]
    (folder / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "output",
    [
        pytest.param(["-o", "out"], id="folder"),
        pytest.param(["-o", "out.jsonl"], id="jsonl"),
        pytest.param(["-o", "out", "--format", "csv"], id="csv"),
    ],
)
def test_no_id_or_title_becomes_a_path(run, corpus, tmp_path, output):
    output = [one if one.startswith("-") or one == "csv" else corpus / one for one in output]
    before = tree(tmp_path)
    code, _, err = run("extract", corpus / "a.jsonl", "--all", "--model", "fast", *output)
    assert code == 0, err
    new = set(tree(tmp_path)) - set(before)
    assert new
    assert all(name.startswith(("here/below/out", "here/below/out.jsonl")) for name in new)
    assert not any("escaped" in name or "xxxx" in name or "CON" in name for name in new)
    assert not OUTSIDE.exists()


def office_file(path):
    """A document whose archive holds members with names that lead out of it."""
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_paragraph("Tea helps, a trial of four hundred adults found.")
    document.save(path)
    with zipfile.ZipFile(path, "a") as archive:
        for name in ("../../escaped", "/tmp/claimx-escaped", "word/../../escaped"):
            archive.writestr(name, "out")


def mail(path):
    """A mail with a file attached to it whose name leads out of the folder."""
    message = EmailMessage()
    message["Subject"] = "Tea"
    message.set_content("Tea helps, a trial of four hundred adults found.")
    name = "../../escaped.txt"
    message.add_attachment(b"out", maintype="text", subtype="plain", filename=name)
    path.write_bytes(message.as_bytes())


@pytest.mark.parametrize(("name", "write"), [("a.docx", office_file), ("a.eml", mail)])
def test_no_member_of_an_archive_and_no_attachment_is_written_anywhere(run, corpus, name, write):
    write(corpus / name)
    root = corpus.parents[1]
    before = tree(root)
    code, out, err = run("extract", corpus / name, "--all", "--model", "fast")
    assert code == 0, err
    assert "Tea helps" in out
    assert tree(root) == before
    assert not OUTSIDE.exists()


def test_every_such_id_goes_out_as_it_came_in(run, corpus):
    code, out, err = run("extract", corpus / "a.jsonl", "--all", "--model", "fast")
    assert code == 0, err
    assert [json.loads(line)["document"] for line in out.splitlines()] == IDS
