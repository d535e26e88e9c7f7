"""`claimx extract` with the shipped model: what goes out, where, and every way to fail."""

import csv
import gzip
import io
import json
import os
import signal
import subprocess
import sys
import time
from importlib import resources
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import claimx
from claimx.corpus.job.folder import RunFolder
from tests.cli.results import names, refused

FULL = Path("/dev/full")
posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX only")
TEXT = "The drug cut deaths by a fifth, the trial found. The hall was full."
SCHEMA = resources.files("claimx").joinpath("schemas/record.json").read_text(encoding="utf-8")
RECORD = Draft202012Validator(json.loads(SCHEMA))


@pytest.fixture
def run(claimx_command):
    def command(*arguments):
        return claimx_command("extract", *arguments, "--threads", "1")

    return command


def rows(out):
    return [json.loads(line) for line in out.splitlines()]


# ---- what goes out


@pytest.mark.parametrize(("options", "spans"), [((), None), (("--no-spans",), False)])
def test_relations_are_looked_for_where_the_model_can_unless_that_is_refused(
    run, folder, monkeypatch, options, spans
):
    asked = []

    def recorded(*given, **how):
        asked.append(how["spans"])
        return claimx.load(*given, **how)

    monkeypatch.setattr("claimx.cli.single.load", recorded)
    assert run("a.txt", "--model", "fast", *options)[0] == 0
    assert asked == [spans]
    assert run("a.txt", "--model", "fast", *options, "-o", "out")[0] == 0
    assert RunFolder(folder / "out").plan().settings.model.spans is spans


def test_a_pipe_gets_lines_of_json_that_keep_to_the_schema(run, folder):
    code, out, err = run("a.txt", "--all")
    assert (code, err) == (0, "")
    for one in rows(out):
        RECORD.validate(one)
    assert [one["text"] for one in rows(out)] == [TEXT[:48], TEXT[49:]]


def test_without_all_only_claims_go_out(run, folder, extractor):
    claims = extractor.extract(TEXT).claims
    assert [one["id"] for one in rows(run("a.txt")[1])] == [claim.id for claim in claims]


def test_only_and_min_score_select(run, folder):
    (folder / "b.txt").write_text(claimx.example().text, encoding="utf-8")
    every = rows(run("b.txt", "--all")[1])
    only = rows(run("b.txt", "--only", "mechanism", "--only", "caution")[1])
    assert only == [one for one in every if {"mechanism", "caution"} & set(one["labels"])]
    sure = rows(run("b.txt", "--only", "finding", "--min-score", "0.6")[1])
    assert sure == [
        one for one in every if "finding" in one["labels"] and one["scores"]["finding"] >= 0.6
    ]
    likely = rows(run("b.txt", "--all", "--min-score", "0.9")[1])
    assert likely == [one for one in every if max(one["scores"].values()) >= 0.9]


RUN = [".claimx", "claims", "errors.jsonl", "manifest.json", "skipped.jsonl"]


def part(folder, name="claims/part-00000.jsonl"):
    return (folder / "out" / name).read_text(encoding="utf-8")


def test_a_folder_gets_a_run_with_the_rows_that_a_pipe_gets(run, folder):
    code, out, err = run("a.txt", "-o", "out")
    assert (code, out, err) == (0, "", "")
    assert names(folder / "out") == RUN
    assert part(folder) == run("a.txt")[1]
    assert "holds another run: shape rows is sentence and was claim" in refused(
        run("a.txt", "-o", "out", "--all")
    )
    assert run("a.txt", "-o", "out", "--all", "--format", "csv", "--fresh")[0] == 0
    assert names(folder / "out") == sorted([*RUN, "sentences"])
    assert names(folder / "out" / "claims") == []
    assert len(list(csv.DictReader(io.StringIO(part(folder, "sentences/part-00000.csv"))))) == 2


def test_a_file_is_named_for_its_format(run, folder):
    run("a.txt", "-o", "new/rows.csv", "--all")
    with (folder / "new" / "rows.csv").open(encoding="utf-8", newline="") as stream:
        assert [one["text"] for one in csv.DictReader(stream)] == [TEXT[:48], TEXT[49:]]
    run("a.txt", "-o", "rows.JSONL")
    assert rows((folder / "rows.JSONL").read_text(encoding="utf-8"))
    (folder / "data.csv").mkdir()
    run("a.txt", "-o", "data.csv")
    assert names(folder / "data.csv") == RUN
    run("a.txt", "-o", "rows.jsonl.gz")
    with gzip.open(folder / "rows.jsonl.gz", "rt", encoding="utf-8") as stream:
        assert stream.read() == run("a.txt")[1]


def test_csv_goes_to_a_pipe_when_asked_for(run, folder):
    code, out, _ = run("a.txt", "--format", "csv", "--all", "-o", "-")
    assert code == 0
    assert len(list(csv.DictReader(io.StringIO(out)))) == 2


def test_a_table_is_plain_in_a_pipe(run, folder):
    code, out, err = run("a.txt", "--format", "table", "--all")
    assert (code, err) == (0, "")
    assert "The hall was full." in out
    assert "\x1b" not in out


def test_files_folders_patterns_and_pages_go_in_together(run, folder):
    (folder / "deep").mkdir()
    (folder / "deep" / "b.txt").write_text("Rain fell, they said.", encoding="utf-8")
    (folder / "page.html").write_text(
        f"<html><body><article><p>{TEXT * 4}</p></article></body></html>", encoding="utf-8"
    )
    lines = json.dumps({"body": TEXT, "url": "u1", "head": "H"}) + "\n"
    (folder / "c.jsonl").write_text(lines, encoding="utf-8")
    code, out, err = run(
        *("a.*", "deep", "page.html", "c.jsonl", "--all"),
        *("--text-field", "body", "--id-field", "url", "--title-field", "head"),
    )
    assert (code, err) == (0, "")
    sources = list(dict.fromkeys(one["source"] for one in rows(out)))
    assert sources == ["a.txt", str(Path("deep", "b.txt")), "page.html", "c.jsonl"]
    assert {(one["document"], one["title"]) for one in rows(out) if one["source"] == "c.jsonl"} == {
        ("u1", "H")
    }


def test_empty_files_are_fine(run, folder):
    for content in (b"", b"\xef\xbb\xbf", b" \r\n\t\n"):
        (folder / "empty.txt").write_bytes(content)
        assert run("empty.txt") == (0, "", "")
    assert run("empty.txt", "-o", "out") == (0, "", "")
    assert part(folder) == ""


@pytest.mark.parametrize("content", [TEXT, "\ufeff" + TEXT])
def test_standard_input_is_read(start, content):
    process = start("extract", "-", "--all", stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    out, err = process.communicate(content.encode())
    assert (process.returncode, err) == (0, b"")
    assert [(one["source"], one["text"]) for one in rows(out)] == [
        ("-", TEXT[:48]),
        ("-", TEXT[49:]),
    ]


def test_standard_input_can_be_lines_of_json(start):
    process = start(
        *("extract", "-", "--read-as", "jsonl"), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    out, err = process.communicate(json.dumps({"text": TEXT, "id": 7}).encode() + b"\n{bad\n")
    assert process.returncode == 1
    assert err.startswith(b"claimx: standard input, line 2: not JSON")
    assert rows(out)[0]["document"] == "7"


def test_another_encoding_is_read_when_named(run, folder):
    (folder / "b.txt").write_bytes("Café au lait helps.".encode("cp1252"))
    code, out, _ = run("b.txt", "--encoding", "cp1252", "--all")
    assert code == 0
    assert rows(out)[0]["text"] == "Café au lait helps."


# ---- inputs that fail


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("b.txt", None, "b.txt: there is no such file or folder."),
        ("*.pdf", None, "*.pdf: no file matches this pattern."),
        ("b.txt", b"\x7fELF\x00\x01", "b.txt: not a text file, it has a NUL byte at offset 4."),
        ("b.txt", b"caf\xe9 noir", "b.txt: byte 0xe9 at offset 3 is not utf-8; name the encoding"),
        ("b.txt", TEXT.encode("utf-16"), "b.txt: this looks like utf-16: say --encoding utf-16."),
        ("b.html", b"<p></p>", "b.html: no article was found in this page."),
        ("b.jsonl", b'{"text": \n', "b.jsonl, line 1: not JSON (Expecting value at character"),
        ("b.jsonl", b'{"body": "x"}\n', 'b.jsonl, line 1: no field "text"; its fields are body'),
        ("b.jsonl", b'{"text": 3}\n', 'b.jsonl, line 1: field "text" is a number, not a text.'),
        ("void", "folder", "void: no document in this folder (looked for .txt,"),
    ],
)
def test_a_bad_input_is_named_in_one_sentence_and_the_rest_is_done(
    run, folder, name, content, said
):
    if content == "folder":
        (folder / name).mkdir()
    elif content is not None:
        (folder / name).write_bytes(content)
    alone = run("a.txt")[1]
    code, out, err = run(name, "a.txt")
    assert (code, out) == (1, alone)
    assert err.startswith(f"claimx: {said}")
    assert err.count("\n") == 1
    code, out, err = run(name, "a.txt", "-o", "out", "--quiet")
    assert (code, out) == (1, "")
    assert err.startswith(f"claimx: {said}")
    assert part(folder) == alone
    failed = rows((folder / "out" / "errors.jsonl").read_text(encoding="utf-8"))
    assert len(failed) == 1


def test_a_run_in_which_everything_failed_leaves_the_old_output(run, folder):
    (folder / "b.txt").write_bytes(b"\x00")
    (folder / "rows.jsonl").write_bytes(b"old\n")
    code, _, err = run("b.txt", "-o", "rows.jsonl")
    assert code == 1
    assert "NUL byte" in err
    assert (folder / "rows.jsonl").read_bytes() == b"old\n"
    assert names(folder) == ["a.txt", "b.txt", "rows.jsonl"]


def test_a_name_cannot_command_the_terminal(run, folder):
    _, _, err = run("a.txt", "\x1b]0;gone\x9b.txt")
    assert err == "claimx: \ufffd]0;gone\ufffd.txt: there is no such file or folder.\n"


# ---- wrong usage


def test_nothing_to_read_is_wrong_usage(run, folder):
    assert "absent.txt: there is no such file" in refused(run("absent.txt"))
    (folder / "void").mkdir()
    assert "void: no document in this folder" in refused(run("void"))
    code, _, err = run("absent.txt", "void")
    assert code == 2
    assert err.count("\n") == 2
    assert run()[0] == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--encoding", "klingon"), "'klingon' is no encoding"),
        (("--format", "table", "-o", "out"), "a table is for the terminal"),
        (
            ("--format", "csv", "-o", "out.jsonl"),
            "out.jsonl is named for jsonl, but --format says csv",
        ),
        (("-o", "a.txt"), "a.txt is a file that ends in neither .jsonl nor .csv"),
        (("--model", "absent/model/folder"), "absent/model/folder: there is no such model"),
        (("--engine", "steam"), "'steam' is no engine"),
    ],
)
def test_options_that_cannot_be_are_one_sentence(run, folder, arguments, said):
    assert said in refused(run("a.txt", *arguments))
    assert names(folder) == ["a.txt"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--min-score", "2"),
        ("--only", "rumour"),
        ("--format", "xml"),
        ("--speed",),
        ("--threads", "0"),
    ],
)
def test_options_out_of_range_are_wrong_usage(claimx_command, folder, arguments):
    code, out, err = claimx_command("extract", "a.txt", *arguments)
    assert (code, out) == (2, "")
    assert arguments[0] in err
    assert "Traceback" not in err


def test_no_input_is_written_over(run, folder):
    (folder / "in").mkdir()
    content = json.dumps({"text": TEXT}).encode()
    (folder / "in" / "rows.jsonl").write_bytes(content)
    for path in ("in/rows.jsonl", "in", "in/*"):
        said = refused(run(path, "-o", "in/rows.jsonl"))
        assert "in/rows.jsonl would write over the input" in said.replace(os.sep, "/")
    assert (folder / "in" / "rows.jsonl").read_bytes() == content
    assert names(folder / "in") == ["rows.jsonl"]


def test_standard_streams_that_lead_to_the_same_file_are_seen(start, folder):
    path = folder / "rows.jsonl"
    path.write_text(json.dumps({"text": TEXT}) + "\n", encoding="utf-8")
    before = path.read_bytes()
    with path.open("ab") as stream:
        process = start("extract", "rows.jsonl", stdout=stream)
        assert b"standard output would write over the input rows.jsonl" in process.communicate()[1]
    assert process.returncode == 2
    with path.open("rb") as stream:
        process = start("extract", "-", "-o", "rows.jsonl", stdin=stream)
        assert b"rows.jsonl would write over the input" in process.communicate()[1]
    assert path.read_bytes() == before


# ---- outputs that fail


def test_an_output_whose_folder_cannot_be_made_is_one_sentence(run, folder):
    said = refused(run("a.txt", "-o", "a.txt/out"))
    assert "cannot be written (" in said
    assert names(folder) == ["a.txt"]


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write anywhere")
def test_an_output_without_permission_is_one_sentence(run, folder):
    (folder / "locked").mkdir(mode=0o500)
    assert "cannot be written (Permission denied)" in refused(run("a.txt", "-o", "locked"))


@posix
@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_a_full_disk_is_one_sentence_and_leaves_nothing_under_the_name(start, folder, form):
    import resource

    (folder / "a.txt").write_text(TEXT * 20, encoding="utf-8")
    (folder / f"rows.{form}").write_bytes(b"old\n")
    process = start(
        *("extract", "a.txt", "--all", "-o", f"rows.{form}"),
        stdout=subprocess.PIPE,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000)),
    )
    out, err = process.communicate()
    assert (process.returncode, out) == (2, b"")
    assert err.startswith(f"claimx: rows.{form} cannot be written (".encode())
    assert err.count(b"\n") == 1
    assert names(folder) == ["a.txt", f"rows.{form}"]
    assert (folder / f"rows.{form}").read_bytes() == b"old\n"


@pytest.mark.skipif(not FULL.exists(), reason="Linux has a device that is always full")
@pytest.mark.parametrize("form", ["jsonl", "csv", "table"])
def test_a_full_disk_behind_standard_output_is_one_sentence(start, folder, form):
    with FULL.open("wb") as full:
        process = start("extract", "a.txt", "--all", "--format", form, stdout=full)
        err = process.communicate()[1]
    assert process.returncode == 2
    assert err == b"claimx: standard output cannot be written (No space left on device).\n"


# ---- interruptions


@posix
@pytest.mark.parametrize("form", ["jsonl", "csv", "table"])
def test_a_closed_pipe_ends_the_command_quietly(start, folder, form):
    (folder / "many.jsonl").write_text((json.dumps({"text": TEXT}) + "\n") * 2000, encoding="utf-8")
    process = start(*("extract", "many.jsonl", "--all", "--format", form), stdout=subprocess.PIPE)
    assert process.stdout.readline()
    process.stdout.close()
    assert process.wait(timeout=60) == 0
    assert process.stderr.read() == b""


def wait_for(condition):
    for _ in range(600):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come about in 30 seconds")


@posix
def test_an_interrupt_leaves_no_file_and_says_so(start, folder):
    (folder / "large.txt").write_text(TEXT * 50_000, encoding="utf-8")
    process = start("extract", "large.txt", "-o", "out/claims.jsonl", stdout=subprocess.PIPE)
    wait_for(lambda: list(folder.glob("out/.claims.jsonl.*.partial")))
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, b"")
    assert err.decode() == f"claimx: interrupted; {Path('out', 'claims.jsonl')} was not written.\n"
    assert names(folder / "out") == []


@posix
def test_an_interrupt_leaves_whole_lines_in_a_pipe(start, folder):
    (folder / "many.jsonl").write_text((json.dumps({"text": TEXT}) + "\n") * 5000, encoding="utf-8")
    process = start("extract", "many.jsonl", stdout=subprocess.PIPE)
    first = process.stdout.readline()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err == b"claimx: interrupted; what was printed so far is whole documents.\n"
    assert rows(first + out)


# ---- terminals


@pytest.fixture
def on_terminal(start):
    """Run with standard output, standard error or both on a terminal; gives code and texts."""
    pty = pytest.importorskip("pty")

    def drain(descriptor):
        parts = []
        while True:
            try:
                part = os.read(descriptor, 65536)
            except OSError:  # Linux: the other side is closed
                break
            if not part:
                break
            parts.append(part)
        os.close(descriptor)
        return b"".join(parts).decode("utf-8")

    def command(*arguments, streams=("stdout", "stderr")):
        ours, theirs = pty.openpty()
        options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        process = start(*arguments, **(options | dict.fromkeys(streams, theirs)))
        os.close(theirs)
        shown = drain(ours)
        out, err = process.communicate()
        return process.returncode, shown, (out or b"").decode(), (err or b"").decode()

    return command


@posix
def test_a_terminal_gets_a_coloured_table(on_terminal, folder):
    code, shown, _, err = on_terminal("extract", "a.txt", streams=("stdout",))
    assert (code, err) == (0, "")
    assert "finding" in shown
    assert "\x1b[32m" in shown


READ = "Tea may calm because it blocks an enzyme, said Dr Jane Roe. She said more work is needed."


@posix
def test_a_terminal_shows_who_says_it_and_a_pipe_gets_jsonl_as_ever(on_terminal, run, folder):
    (folder / "b.txt").write_text(READ, encoding="utf-8")
    _, shown, _, _ = on_terminal("extract", "b.txt", streams=("stdout",))
    assert "said by Dr Jane Roe" in shown
    _, without, _, _ = on_terminal("extract", "b.txt", "--no-spans", streams=("stdout",))
    assert "said by" not in without
    code, out, err = run("b.txt")
    assert (code, err) == (0, "")
    assert [one["text"] for one in rows(out)] == [READ[:59], READ[60:]]
    assert "said by" not in out
    assert "said by" not in run("b.txt", "--format", "table")[1]


@posix
def test_a_terminal_gets_no_escape_sequence_of_the_text(on_terminal, folder):
    attack = "Tea \x1b]0;owned\x07 helps\x1b[2J, they said \x9b31m today."
    (folder / "b.txt").write_text(attack, encoding="utf-8")
    for form in ("table", "csv", "jsonl"):
        _, shown, _, _ = on_terminal("extract", "b.txt", "--all", "--format", form)
        assert "owned" in shown
        for bad in ("\x1b]0", "\x1b[2J", "\x07", "\x9b"):
            assert bad not in shown


@posix
def test_progress_goes_to_a_terminal_on_standard_error_and_results_do_not(on_terminal, folder):
    (folder / "b.txt").write_bytes(b"\x00")
    code, shown, out, _ = on_terminal("extract", "a.txt", "b.txt", "--all", streams=("stderr",))
    assert code == 1
    assert len(rows(out)) == 2
    assert "sentences/s" in shown
    assert "100%" in shown
    assert "claimx: b.txt: not a text file, it has a NUL byte at offset 0." in shown
    assert "claimx: 1 document, 2 sentences, 1 input failed." in shown
    assert "hall" not in shown


@posix
def test_quiet_shows_failures_alone(on_terminal, folder):
    (folder / "b.txt").write_bytes(b"\x00")
    code, shown, _, _ = on_terminal("extract", "a.txt", "b.txt", "--quiet", streams=("stderr",))
    assert code == 1
    assert shown == "claimx: b.txt: not a text file, it has a NUL byte at offset 0.\r\n"


def test_an_operating_point_changes_how_many_claims_come_out(run, tmp_path):
    path = tmp_path / "article.txt"
    path.write_text(claimx.example().text, encoding="utf-8")
    found = {}
    for point in ("precision", "recall"):
        code, out, _ = run(path, "--operating-point", point, "--format", "jsonl")
        assert code == 0
        found[point] = [json.loads(line) for line in out.splitlines()]
    counts = {point: sum(len(one["labels"]) for one in rows) for point, rows in found.items()}
    assert counts["precision"] < counts["recall"]
