"""Places behind fsspec: in memory, on this disk, and on a server of this machine."""

import gzip
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from claimx.corpus import Kind, Problem, Reading, Record, expand, read
from claimx.corpus.inputs.sources import survey

fsspec = pytest.importorskip("fsspec")


@pytest.fixture
def store():
    """A store in memory with a few files; empty again afterwards."""
    fs = fsspec.filesystem("memory")
    for name, content in {
        "/in/b.txt": b"It rains.",
        "/in/a.jsonl.gz": gzip.compress(b'{"text": "One."}\n{"text": "Two."}\n'),
        "/in/deep/c.csv": b"text\nThree.\n",
        "/in/image.png": b"\x89PNG",
        "/in/.git/x.txt": b"x",
    }.items():
        fs.pipe(name, content)
    yield fs
    fs.store.clear()
    fs.pseudo_dirs[:] = [""]


def texts(sources):
    items = [item for one in sources for item in read(one, Reading())]
    assert all(isinstance(item, Record) for item in items)
    return [item.text.text for item in items]


def test_a_folder_gives_its_documents_in_order(store):
    found = survey(["memory://in"])
    assert [(one.name, one.kind, one.packing) for one in found.sources] == [
        ("memory:///in/a.jsonl.gz", Kind.JSONL, "gz"),
        ("memory:///in/b.txt", Kind.TXT, None),
        ("memory:///in/deep/c.csv", Kind.CSV, None),
    ]
    assert texts(found.sources) == ["One.", "Two.", "It rains.", "Three."]
    assert found.sources[1].size == 9
    assert found.sources[1].path is None
    assert [str(one) for one in found.skipped] == [
        "memory:///in/.git/x.txt: skipped, its name starts with a dot.",
        "memory:///in/image.png: skipped, .png is no suffix that is read; "
        "name the file itself to read it as plain text.",
    ]


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("memory://in/b.txt", ["It rains."]),
        ("memory://in/b*.txt", ["It rains."]),
        ("memory://in/**/*.csv", ["Three."]),
        ("memory://in/d*", ["Three."]),
        ("memory://in/image[1].txt", ["Odd."]),
    ],
)
def test_files_and_patterns_are_read(store, address, found):
    store.pipe("/in/image[1].txt", b"Odd.")
    assert texts(expand([address])) == found


def test_a_file_that_comes_twice_is_read_once(store):
    assert (
        len(expand(["memory://in/b.txt", "memory://in", "memory:///in/b.txt", "memory://in/*.txt"]))
        == 3
    )


def test_the_state_changes_when_the_file_does(store):
    (before,) = expand(["memory://in/b.txt"])
    assert expand(["memory://in/b.txt"]) == [before]
    store.pipe("/in/b.txt", b"It pours.")
    assert expand(["memory://in/b.txt"])[0].state != before.state


def test_a_parquet_file_is_read_where_it_lies(store):
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    with store.open("/in/t.parquet", "wb") as file:
        pq.write_table(pa.table({"text": ["One.", "Two."]}), file)
    assert texts(expand(["memory://in/t.parquet"])) == ["One.", "Two."]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("memory://absent/a.txt", "there is no such file or folder."),
        ("memory://in/*.pdf", "no file matches this pattern."),
        ("nonsense://in/a.txt", "cannot be reached (Protocol not known: nonsense)."),
        ("memory://void", "no document in this folder (looked for .txt"),
        ("zip://a.txt::memory://in/b.txt", "cannot be reached (File is not a zip file)."),
    ],
)
def test_nothing_behind_an_address_is_said_and_the_others_stay(store, address, said):
    store.pipe("/void/a.png", b"x")
    problem, source = expand([address, "memory://in/b.txt"])
    assert isinstance(problem, Problem)
    assert str(problem).startswith(f"{address}: {said}")
    assert texts([source]) == ["It rains."]


def test_a_file_that_vanished_is_named(store):
    found = expand(["memory://in/b.txt", "memory://in/deep/c.csv"])
    store.rm("/in/b.txt")
    (problem,) = read(found[0], Reading())
    assert str(problem) == "memory://in/b.txt: cannot be opened (there is no such file)."
    assert texts(found[1:]) == ["Three."]


def test_a_store_whose_package_is_missing_says_which(monkeypatch):
    from fsspec.registry import known_implementations

    monkeypatch.setitem(
        known_implementations,
        "s3",
        {
            "class": "absent_package.core.S3",
            "err": "Install s3fs to access S3",
        },
    )
    (problem,) = expand(["s3://bucket/a.jsonl"])
    assert str(problem) == "s3://bucket/a.jsonl: cannot be reached (Install s3fs to access S3)."


def test_a_file_inside_an_archive_is_read(tmp_path):
    import zipfile

    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("b.jsonl", '{"text": "One."}\n')
    assert texts(expand([f"zip://b.jsonl::file://{tmp_path}/a.zip"])) == ["One."]


def test_files_of_this_disk_are_read_by_address_as_well(tmp_path):
    (tmp_path / "a.txt").write_text("It rains.", encoding="utf-8")
    assert texts(expand([f"file://{tmp_path}"])) == ["It rains."]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        """Say nothing."""


def test_a_file_on_a_server_is_read(tmp_path):
    pytest.importorskip("aiohttp")
    (tmp_path / "a.jsonl").write_bytes(b'{"text": "<a href=x>"}\n' * 50)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/a.jsonl?version=1"
    (source, absent) = expand([address, address.replace("a.jsonl", "b.jsonl")])
    assert (source.kind, source.size) == (Kind.JSONL, 50 * 23)
    assert texts([source]) == ["<a href=x>"] * 50
    assert "b.jsonl?version=1: there is no such file or folder." in str(absent)
    server.shutdown()
    server.server_close()
