"""Inputs and disks at their worst: what is sound comes out, the rest is named, nothing is torn."""

import gzip
import json
import os
import sys
import zlib
from pathlib import Path

import pytest

from benchmarks.faults.command import Command, Strike, contents, half_written
from benchmarks.faults.material import extract
from claimx.corpus.inputs.html import LARGEST_PAGE
from claimx.corpus.job.folder import RunFolder
from claimx.corpus.job.verify import verify

pytestmark = pytest.mark.skipif(
    os.name != "posix", reason="signals, process groups, and paths in messages"
)

MEGABYTE = 1 << 20
LIMIT = 32 * MEGABYTE
CLAIM = "A study found that tea helps against colds."
PEAK = 700 * MEGABYTE


def record(name, **other):
    return json.dumps({"id": name, "text": f"{CLAIM} That is {name}.", **other}).encode() + b"\n"


def line_of(raw):
    """A line of JSON around raw bytes."""
    return b'{"id": "bad", "text": "' + raw + b'"}\n'


def sparse(path, before, size, after):
    """A file with a hole of zeros in the middle of a line."""
    with path.open("wb") as file:
        file.write(before)
        file.seek(size, os.SEEK_CUR)
        file.write(after)


def cell(path, line, size):
    """A table with a cell of many lines in the middle."""
    with path.open("wb") as file:
        file.write(b"id,text\nc0," + CLAIM.encode() + b'\nbad,"')
        for _ in range(size // (MEGABYTE)):
            file.write((line * (MEGABYTE // len(line) + 1))[:MEGABYTE])
        file.write(b'"\nc1,' + CLAIM.encode() + b"\n")


def bomb(path, size):
    """A page of blanks, a thousandth of its size when packed; made of copies of one member."""
    member = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = member.compress(b"<p> " * (MEGABYTE // 4)) + member.flush()
    path.write_bytes(packed * (size // MEGABYTE))


BAD = {
    "null.jsonl": line_of(b"tea \0 helps"),
    "utf8.jsonl": line_of(b"caf\xe9 au lait helps"),
    "deep.jsonl": b'{"id": "bad", "text": ' + b"[" * 10_000 + b"]" * 10_000 + b"}\n",
    "deeper.jsonl": b'{"id": "bad", "text": "x", "more": ' + b'{"a":' * 10_000 + b"\n",
    "number.jsonl": b'{"id": "bad", "text": "x", "more": ' + b"9" * 10_000 + b"}\n",
    "array.jsonl": b"[1, 2]\n",
    "nothing.jsonl": b'{"id": "bad"}\n',
    "typed.jsonl": b'{"id": "bad", "text": 7}\n',
    "surrogate.txt": b"It rains \xed\xa0\x80.",
    "null.txt": b"It rains.\0",
    "latin.txt": b"caf\xe9 au lait",
    "empty.docx": b"",
    "torn.pdf": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog",
}
IDS = [17, 1.5, None, True, ["a"], {"a": 1}, "", "../../../escape", "a\u2028b\x1b[2J\ud800"]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A run over all of it, and how it ended."""
    folder = tmp_path_factory.mktemp("hostile")
    inputs = folder / "in"
    inputs.mkdir()
    for name, bad in BAD.items():
        stem = name.partition(".")[0]
        good = [record(f"{stem}0"), record(f"{stem}1")] if name.endswith("jsonl") else [b"", b""]
        (inputs / name).write_bytes(good[0] + bad + good[1])
    sparse(
        inputs / "line.jsonl", record("l0") + b'{"text": "', 300 * MEGABYTE, b'"}\n' + record("l1")
    )
    cell(inputs / "cell.csv", b"tea helps " * 6000 + b"\n", 100 * MEGABYTE)
    cell(inputs / "wide.csv", b"tea helps ", 100 * MEGABYTE)
    bomb(inputs / "bomb.html.gz", 1000 * MEGABYTE)
    whole = gzip.compress(b"".join(record(f"g{n}", more=os.urandom(500).hex()) for n in range(100)))
    (inputs / "cut.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    (inputs / "ids.jsonl").write_bytes(b"".join(record(one) for one in IDS))
    (inputs / "z.txt").write_text(CLAIM, encoding="utf-8")
    command = Command(folder)
    ended = command.run("extract", "in", "-o", "OUT", "--workers", "1", "--model", "fast")
    return command, ended


@pytest.fixture(scope="module")
def documents(hostile, rows):
    """Ids of documents that came out, by source."""
    found = {}
    for row in rows(hostile[0].output):
        found.setdefault(row["source"].removeprefix("in/"), []).append(row["document"])
    return {name: list(dict.fromkeys(ids)) for name, ids in found.items()}


@pytest.fixture(scope="module")
def problems(hostile, listed):
    """Problems by source."""
    found = {}
    for one in listed(hostile[0].output):
        found.setdefault(one["source"].removeprefix("in/"), []).append(one)
    return found


def test_a_run_over_all_of_it_ends_well(hostile):
    command, ended = hostile
    assert ended.code == 1, ended
    assert "Traceback" not in ended.err
    assert all(line.startswith("claimx: in/") and line.endswith(".") for line in ended.said)
    run = RunFolder(command.output)
    assert all(one is None for one in verify(run))
    assert half_written(command.output, command.output) == []
    assert not list(command.output.rglob("*.partial"))
    assert json.loads((command.output / "manifest.json").read_bytes())["finished"]


def test_no_process_of_it_takes_more_memory_than_it_may(hostile):
    assert hostile[1].peak < PEAK
    assert hostile[1].peak > 0 or not Path("/proc/self/status").exists()


def test_the_neighbours_of_every_bad_record_come_out(documents):
    for name in BAD:
        stem = name.partition(".")[0]
        expected = [f"{stem}0", f"{stem}1"] if name.endswith("jsonl") else None
        assert documents.get(name) == expected, name
    assert "z.txt" in documents


@pytest.mark.parametrize("name", BAD)
def test_every_bad_record_is_named_alone(problems, name):
    (one,) = problems[name]
    assert one["line"] == (2 if name.endswith("jsonl") else None)
    assert one["reason"]
    assert "\n" not in one["reason"]


def test_a_bad_record_is_kept_with_its_place(problems):
    (one,) = problems["utf8.jsonl"]
    assert one["record"] == '{"id": "bad", "text": "caf\ufffd au lait helps"}'
    assert one["offset"] == len(record("utf80"))


def test_a_line_of_300_megabytes_is_passed_over_and_only_its_place_is_kept(documents, problems):
    assert documents["line.jsonl"] == ["l0", "l1"]
    (one,) = problems["line.jsonl"]
    assert one["reason"] == f"longer than {LIMIT} bytes; --max-record allows more"
    assert (one["line"], one["offset"], one["record"]) == (2, len(record("l0")), None)
    assert one["size"] > 300 * MEGABYTE


def test_a_cell_of_100_megabytes_in_one_line_is_passed_over(documents, problems):
    assert documents["wide.csv"] == ["c0", "c1"]
    (one,) = problems["wide.csv"]
    assert one["reason"] == f"longer than {LIMIT} bytes; --max-record allows more"
    assert one["record"] is None


def test_a_cell_of_100_megabytes_in_many_lines_costs_no_other_record(documents, problems):
    assert documents["cell.csv"] == ["c0", "c1"]
    assert "a quote that opens here" in problems["cell.csv"][0]["reason"]


def test_a_page_that_unpacks_to_a_gigabyte_is_refused(problems):
    (one,) = problems["bomb.html.gz"]
    assert one["reason"] == f"longer than {LARGEST_PAGE} bytes, beyond which no page is read"


def test_a_gz_that_was_cut_short_keeps_what_came_before(documents, problems):
    there = documents["cut.jsonl.gz"]
    assert there == [f"g{n}" for n in range(len(there))]
    assert 30 < len(there) < 70
    (one,) = problems["cut.jsonl.gz"]
    assert one["line"] == len(there) + 1


def test_ids_that_are_no_texts_lose_no_record(documents, hostile):
    ids = documents["ids.jsonl"]
    assert len(ids) == len(IDS)
    assert all(isinstance(one, str) and one for one in ids)
    assert ids[0] == "17"
    assert "../../../escape" in ids
    folder = hostile[0].folder
    assert {path.name for path in folder.parent.iterdir()} >= {folder.name}
    assert not (folder.parent / "escape").exists()


@pytest.fixture
def replaced(job):
    for name in ("null.jsonl", "utf8.jsonl", "null.txt", "latin.txt", "surrogate.txt"):
        (job.folder / "in" / name).write_bytes(BAD[name])
    ended = job.claimx(*extract("--replace-invalid", "--rows", "document"))
    assert ended.code == 1, ended
    return job


def test_bytes_that_are_no_characters_are_replaced_when_that_is_asked_for(replaced, listed, rows):
    assert [one["source"] for one in listed(replaced.out)] == ["in/a.jsonl"]
    sources = {row["source"] for row in rows(replaced.out, "documents")}
    assert {"in/null.jsonl", "in/utf8.jsonl", "in/latin.txt", "in/surrogate.txt"} <= sources


# ---- a disk at its worst; for each failure at each operation see tests/faults


@pytest.mark.skipif(sys.platform != "linux", reason="blocks and pages are of other sizes")
@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_a_disk_that_takes_no_more_ends_a_run_in_one_sentence(job, form):
    arguments = extract("--rows", "sentence", "--shard-size", "20k", "--format", form)
    blocks = 10  # of 512 bytes: the plan fits, a part does not
    small = Command(job.folder, before=("sh", "-c", f'ulimit -f {blocks}; exec "$@"', "-"))
    ended = small.run(*arguments)
    assert ended.code == 2, ended
    told = [line for line in ended.said if "line 3" not in line]
    assert len(told) == 1, ended
    assert told[0].startswith("claimx: OUT/sentences/part-00000.")
    assert told[0].endswith("cannot be written (File too large).")
    assert not [name for name in contents(job.out) if "/" in name]
    ended = job.claimx(*arguments)
    assert ended.code == 1, ended
    assert half_written(job.out, job.out) == []
    assert list(verify(job.run)) == [None]


# ---- inputs that go away


def test_an_input_that_vanishes_while_the_run_goes_costs_no_other(job, whole, rows, listed):
    with job.state() as state:
        wish = {"state": str(state), **Strike("Report 0.", "pause", times=1).wish()}
        with job.started(*extract(), wish=wish) as running:
            running.until((state / "struck-0").exists)
            (job.folder / "in" / "b.txt").unlink()
            ended = running.wait()
    assert ended.code == 1, ended
    assert listed(job.out)[-1]["source"] == "in/b.txt"
    assert listed(job.out)[-1]["reason"] == "cannot be read (No such file or directory)"
    others = [row for row in rows(whole / "OUT") if row["source"] != "in/b.txt"]
    assert rows(job.out) == others


def test_an_input_that_may_not_be_read_costs_no_other(job, whole, rows, listed):
    with job.state() as state:
        forbidden = {"kind": "open r", "path": "b.txt", "nth": 1, "what": "EACCES"}
        wish = {"state": str(state), "under": str(job.folder / "in"), **forbidden}
        with job.started(*extract(), wish=wish) as running:
            ended = running.wait()
    assert ended.code == 1, ended
    assert listed(job.out)[-1]["source"] == "in/b.txt"
    assert listed(job.out)[-1]["reason"] == "cannot be read (Permission denied)"
    others = [row for row in rows(whole / "OUT") if row["source"] != "in/b.txt"]
    assert rows(job.out) == others
    job.claimx("errors", "OUT", "--retry", "--workers", "1")  # it may be read again
    assert rows(job.out) == rows(whole / "OUT")
