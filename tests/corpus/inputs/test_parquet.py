"""Parquet files: sound rows come out, each bad one and each damaged part is named."""

import datetime as dt
import decimal
import gzip
import json
import tracemalloc

import pytest

from claimx.corpus import Kind, Problem, Reading, Record, expand, read

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")


@pytest.fixture
def reading(tmp_path):
    """Write a table, or bytes, and read the file; gives records and problems."""

    def do(table, name="a.parquet", options=None, **how):
        path = tmp_path / name
        if isinstance(table, bytes):
            path.write_bytes(table)
        else:
            pq.write_table(table, path, **(options or {}))
        (source,) = expand([str(path)])
        return list(read(source, Reading(**how)))

    return do


def texts(items):
    return [one.text.text for one in items if isinstance(one, Record)]


def many(count):
    return pa.table({"text": [f"It rains {n}." for n in range(count)], "id": list(range(count))})


def test_rows_give_text_id_title_and_number(reading):
    table = pa.table({"text": ["One.", "Two."], "id": [7, None], "title": ["T", None]})
    found = reading(table)
    assert [(one.line, one.text.text, one.text.id, one.text.title) for one in found] == [
        (1, "One.", "7", "T"),
        (2, "Two.", None, None),
    ]


def test_the_sizes_of_rows_add_up_to_the_file(reading, tmp_path):
    found = reading(many(1000), options={"row_group_size": 300})
    assert [one.line for one in found] == list(range(1, 1001))
    assert sum(one.size for one in found) == (tmp_path / "a.parquet").stat().st_size


@pytest.mark.parametrize("kind", ["string", "large_string", "binary", "string_view", "dictionary"])
def test_every_kind_of_text_column_is_read(reading, kind):
    kinds = {
        "large_string": pa.large_string(),
        "binary": pa.binary(),
        "string_view": pa.string_view(),
        "dictionary": pa.dictionary(pa.int32(), pa.string()),
        "string": pa.string(),
    }
    table = pa.table({"text": pa.array(["Zwei – ü.", "One.", "One."]).cast(kinds[kind])})
    assert texts(reading(table)) == ["Zwei – ü.", "One.", "One."]


def test_what_is_kept_is_what_json_can_hold(reading):
    when = dt.datetime(2024, 5, 1, 12, 30, tzinfo=dt.UTC)
    table = pa.table(
        {
            "text": ["One."],
            "day": [dt.date(2024, 5, 1)],
            "at": pa.array([when], pa.timestamp("us", tz="UTC")),
            "price": [decimal.Decimal("1.50")],
            "tags": [["a", "b"]],
            "deep": [{"n": 1, "x": float("inf")}],
            "raw": [b"text"],
        }
    )
    names = ("day", "at", "price", "tags", "deep", "raw", "gone")
    (record,) = reading(table, keep=names)
    assert record.kept == {
        "day": "2024-05-01",
        "at": "2024-05-01T12:30:00+00:00",
        "price": "1.50",
        "tags": ["a", "b"],
        "deep": {"n": 1, "x": None},
        "raw": "text",
        "gone": None,
    }
    assert json.dumps(record.kept, allow_nan=False)


def test_bytes_that_are_no_text_cannot_be_kept(reading):
    table = pa.table({"text": ["One.", "Two."], "raw": [b"\xff", b"ok"]})
    problem, record = reading(table, keep=("raw",))
    assert 'line 1: field "raw" holds bytes that are no text and cannot be kept' in str(problem)
    assert record.kept == {"raw": "ok"}


def test_bad_cells_are_named_and_the_others_go_on(reading):
    raw = pa.array([b"One.", b"caf\xe9", None, b"x" * 2000, b"Five."], pa.binary())
    table = pa.table({"text": pa.Array.from_buffers(pa.string(), 5, raw.buffers()), "n": [1] * 5})
    found = reading(table, limit=1999)
    assert texts(found) == ["One.", "Five."]
    assert [str(one).partition("a.parquet, ")[2] for one in found if isinstance(one, Problem)] == [
        'line 2: field "text" is not utf-8 (byte 0xe9 at offset 3).',
        'line 3: field "text" is null, not a text.',
        'line 4: field "text" is longer than 1999 bytes; --max-record allows more.',
    ]
    assert texts(reading(table, replace=True))[1] == "caf\ufffd"
    assert texts(reading(table, encoding="latin-1"))[1] == "café"


def test_a_problem_shows_the_fields_of_its_row(reading):
    problem, _ = reading(pa.table({"text": [None, "Two."], "id": [1, 2], "more": ["x", "y"]}))
    assert json.loads(problem.record) == {"text": None, "id": 1}


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"text_fields": ("body",)}, 'no column "body"; its columns are text, id: name the right'),
        ({"text_fields": ("a", "b")}, 'no column "a" or "b"; its columns are text, id: name'),
        ({"id_field": "u"}, 'no column "u" for the id; its columns are text, id: name the right'),
    ],
)
def test_a_column_that_is_missing_is_one_problem(reading, how, said):
    (problem,) = reading(many(3), **how)
    assert f"a.parquet: {said}" in str(problem)


def test_only_the_columns_that_are_needed_are_read(reading, tmp_path):
    table = pa.table({"text": ["One."] * 10, "blob": [bytes(1000)] * 10, "note": ["n"] * 10})
    reading(table, keep=("note",), options={"compression": "none", "use_dictionary": False})
    path = tmp_path / "a.parquet"
    content = bytearray(path.read_bytes())
    column = pq.ParquetFile(path).metadata.row_group(0).column(1)
    content[column.data_page_offset : column.data_page_offset + column.total_compressed_size] = (
        b"\xff" * column.total_compressed_size
    )
    assert texts(reading(bytes(content), keep=("note",))) == ["One."] * 10


def test_a_damaged_part_leaves_the_others_readable(reading, tmp_path):
    options = {"row_group_size": 100, "write_page_checksum": True, "compression": "none"}
    reading(many(300), options=options)
    path = tmp_path / "a.parquet"
    content = bytearray(path.read_bytes())
    at = pq.ParquetFile(path).metadata.row_group(1).column(0).data_page_offset + 200
    content[at] ^= 1
    found = reading(bytes(content))
    assert texts(found) == [f"It rains {n}." for n in (*range(100), *range(200, 300))]
    (problem,) = (one for one in found if isinstance(one, Problem))
    assert problem.line == 101
    assert problem.reason.startswith("rows 101 to 200 cannot be read (")
    assert "\n" not in problem.reason
    assert sum(one.size for one in found) == len(content)


@pytest.mark.parametrize("content", [b"", b"PAR1", b"text\nOne.\n" * 100, None])
def test_what_is_no_whole_parquet_file_is_one_problem(reading, tmp_path, content):
    if content is None:
        reading(many(1000))
        content = (tmp_path / "a.parquet").read_bytes()[:-100]
    (problem,) = reading(content)
    assert "a.parquet: not a whole parquet file (" in str(problem)
    assert "\n" not in str(problem)
    assert problem.size == len(content)


def test_a_packed_file_and_one_on_standard_input_are_read(reading, tmp_path, monkeypatch):
    reading(many(10))
    content = (tmp_path / "a.parquet").read_bytes()
    assert len(texts(reading(gzip.compress(content), "b.parquet.gz"))) == 10
    with (tmp_path / "a.parquet").open("rb") as file:
        monkeypatch.setattr("sys.stdin", type("Stdin", (), {"buffer": file}))
        assert len(texts(read(expand(["-"], Kind.PARQUET)[0], Reading()))) == 10


def test_a_large_row_group_is_read_in_pieces(tmp_path):
    def peak(count):
        path = tmp_path / f"{count}.parquet"
        texts = [f"{n} " + "It rains. " * 2000 for n in range(count)]
        table = pa.table({"text": texts})
        pq.write_table(table, path, row_group_size=count, compression="none", use_dictionary=False)
        del texts, table
        (source,) = expand([str(path)])
        before, high = pa.total_allocated_bytes(), 0
        tracemalloc.start()
        found = 0
        for _ in read(source, Reading()):
            found += 1
            high = max(high, pa.total_allocated_bytes() - before)
        high += tracemalloc.get_traced_memory()[1]  # of what Arrow reads through Python
        tracemalloc.stop()
        assert found == count
        return high

    assert peak(4000) < peak(1000) + 10_000_000
