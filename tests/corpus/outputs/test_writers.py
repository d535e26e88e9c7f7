"""What goes out as bytes: lines of JSON, csv, parquet, packed and plain."""

import csv
import errno
import gc
import gzip
import io
import json
import tracemalloc
from dataclasses import replace

import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

import claimx
from claimx.corpus import COLUMNS, Format, LineWriter, Row, RowKind, Selection, open_shard
from claimx.corpus.outputs.columns import DOCUMENTS
from claimx.corpus.outputs.write_csv import neutral
from claimx.corpus.outputs.write_parquet import GROUP_CHARACTERS, GROUP_ROWS
from claimx.errors import InputError, OutputError
from claimx.types import SCHEMA_VERSION, Mention, Reading
from tests.corpus.forms import FILES

HOSTILE = (
    *("\x1b[2J\x1b]0;title\x07", "\x00", "\x7f", "\x9b31m", "\ud800", "\u202e", "\u2028", "\x85"),
    *("\r\n", "\n", "\t", '"', ",", ";", "[red]", "[/red]", ":smile:", "{x}", "=1+1", "Tea. "),
)
TEXTS = st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=12).map("".join) | st.text(
    st.characters(exclude_categories=()), min_size=1, max_size=40
)
EVERY = Selection(all=True)


def shard(documents, form=Format.JSONL, kind=RowKind.SENTENCE, **how):
    stream = io.BytesIO()
    writer = open_shard(stream, form, kind, **how)
    for one in documents:
        writer.write(one)
    writer.close()
    return stream.getvalue()


def lines(data):
    return [json.loads(line) for line in data.splitlines()]


def cells(data):
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))


def table(data):
    return pq.read_table(io.BytesIO(data))


def unpacked(data, packing):
    if packing == "zst":
        return zstandard.ZstdDecompressor().decompressobj().decompress(data)
    return gzip.decompress(data) if packing == "gz" else data


# ---- lines of JSON


@given(TEXTS, TEXTS, TEXTS, st.none() | TEXTS)
def test_a_row_of_any_text_is_one_line_that_gives_it_back(made, text, source, document, title):
    how = {"source": source, "title": title, "document": document, "kept": {"k": text}}
    data = shard([made(text, **how)], keep=("k",))
    assert data.count(b"\n") == 1
    assert len(data.decode("utf-8").splitlines()) == 1
    (row,) = made(text, **how).rows(EVERY)
    assert lines(data) == [row.to_dict()]


@given(TEXTS)
def test_no_line_can_command_a_terminal(made, text):
    for form in (Format.JSONL, Format.CSV):
        how = {"source": text, "title": text, "kept": {"k": text}}
        said = shard([made(text, **how)], form, keep=("k",)).decode("utf-8")
        assert not any((ord(c) < 32 and c not in "\t\r\n") or 0x7F <= ord(c) < 0xA0 for c in said)


# ---- csv


def test_csv_is_flat_with_a_column_a_score_and_threshold(made):
    document = made('Tea, "green",\r\nhelps.', ("It rains.", ()), title="T")
    data = shard([document, made("It pours.")], Format.CSV)
    first, second, third = cells(data)
    assert tuple(first) == COLUMNS
    assert first["text"] == 'Tea, "green",\r\nhelps.'
    assert (first["labels"], second["labels"]) == ("finding|caution", "")
    assert (first["primary"], second["primary"]) == ("finding", "none")
    assert [float(first[f"score_{label}"]) for label in claimx.LABELS] == [0.5, 0.123456, 1.0, 0.0]
    assert [float(first[f"threshold_{label}"]) for label in claimx.LABELS] == [0.25, 0.5, 0.75, 1.0]
    assert (first["truncated"], first["engine"]) == ("false", "onnx-int8")
    assert (first["title"], third["title"]) == ("T", "")
    assert first["id"] == f"doc:{first['start']}-{first['end']}"


def test_csv_holds_what_a_rows_flat_form_does(real):
    how = {"title": "T", "pages": (0, 500), "kept": {"n": 5, "tags": ["é", None], "u": "u"}}
    keep = ("n", "tags", "u", "absent")
    data = shard([real(**how)], Format.CSV, keep=keep)
    assert cells(data) == [row.to_flat(keep) for row in real(**how).rows(EVERY)]


@given(TEXTS)
def test_csv_gives_any_text_back_but_for_what_it_cannot_hold(made, text):
    (record,) = cells(shard([made(text)], Format.CSV))
    assert len(record["text"]) == len(text)
    assert all(a in (b, "\ufffd") for a, b in zip(record["text"], text, strict=True))


def test_lines_of_csv_end_as_rfc_4180_says(made):
    data = shard([made("One.", "Two.")], Format.CSV)
    assert data.count(b"\r\n") == data.count(b"\n") == 3


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+2", "'=1+2"),
        ("+SUM(A1)", "'+SUM(A1)"),
        ("-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0"),
        ("@SUM(1)", "'@SUM(1)"),
        ("\t=1", "'\t'=1"),
        ("\r=1", "'\r'=1"),
        ("\nrain", "'\nrain"),
        ("rain;=1+2", "rain;'=1+2"),
        ("rain\n=1+2", "rain\n'=1+2"),
        ("a = b; c - d", "a = b; c - d"),
        ("It rains.", "It rains."),
        ("-5", "-5"),
        ("+1.5e-3", "+1.5e-3"),
        ("-5+cmd", "'-5+cmd"),
        ("", ""),
    ],
)
def test_a_safe_cell_begins_no_formula(text, safe):
    assert neutral(text) == safe


def test_safe_csv_changes_texts_alone_and_only_when_asked(made):
    formula = '=HYPERLINK("http://x")'
    how = {"source": "=s", "title": "@t", "document": "+d"}
    kept = {"f": formula, "n": -5, "list": ["=1", ";=1"], ";=name": "-x"}
    read = Reading((), (Mention(0, 4, ";=x", "hedge", 1.0),))
    document = made((formula, ("finding",), read), "- It rains.", kept=kept, **how)
    keep = (*kept, "absent")
    (plain, _), (safe, item) = (
        cells(
            shard([replace(document, sentences=iter(sentences))], Format.CSV, keep=keep, safe=one)
        )
        for one, sentences in zip((False, True), [list(document.sentences)] * 2, strict=True)
    )
    assert (plain["text"], plain["title"], plain["kept_f"]) == (formula, "@t", formula)
    for column, value in (
        *(("text", f"'{formula}"), ("source", "'=s"), ("title", "'@t"), ("document", "'+d")),
        *(("id", f"'+d:0-{len(formula)}"), ("kept_f", f"'{formula}"), ("kept_n", "-5")),
        *(("kept_list", '["=1", ";\'=1"]'), ("kept_;'=name", "'-x"), ("kept_absent", "")),
        ("hedges", plain["hedges"].replace(";=x", ";'=x")),
    ):
        assert safe[column] == value
    assert item["text"] == "'- It rains."
    numbers = [name for name in plain if name.startswith(("score", "threshold", "start", "end"))]
    assert all(plain[name] == safe[name] for name in numbers)


def test_what_is_read_in_a_sentence_has_columns_and_nothing_where_nobody_looked(made, reading):
    text = "Tea may help because it warms, said Li."
    sentences = [(text, ("finding",), reading()), (text, (), None), (text, (), Reading())]
    flat = cells(shard([made(*sentences)], Format.CSV))
    typed = table(shard([made(*sentences)], Format.PARQUET))
    names = ("strength", "caution", "relations", "hedges")
    assert {str(typed.schema.field(name).type) for name in names} == {"string"}
    for rows, nothing in ((flat, ""), (typed.to_pylist(), None)):
        first, second, third = ([row[name] for name in names] for row in rows)
        assert first[:2] == ["conditional", "uncertainty"]
        assert list(map(json.loads, first[2:])) == [
            reading().to_dict()["relations"],
            reading().to_dict()["hedges"],
        ]
        assert second == [nothing] * 4
        assert third == [nothing, nothing, "[]", "[]"]


@given(TEXTS)
def test_the_texts_of_mentions_stay_json_whatever_they_hold(made, text):
    hedge = Mention(0, len(text), text, "hedge", 1.0)
    document = made((text, (), Reading((), (hedge,))))
    sentences = list(document.sentences)
    for form, read in ((Format.CSV, cells), (Format.PARQUET, lambda raw: table(raw).to_pylist())):
        for safe in (False, True):
            data = shard([replace(document, sentences=iter(sentences))], form, safe=safe)
            (row,) = read(data)
            (found,) = json.loads(row["hedges"])
            assert len(found["text"].replace("'", "")) == len(text.replace("'", ""))
            if not safe:
                # characters below 32 are escaped in JSON, so that csv can hold them
                pairs = zip(found["text"], text, strict=True)
                assert all(a in (b, "\ufffd") for a, b in pairs)


# ---- parquet


def test_parquet_columns_are_typed_and_nullable(made):
    document = made("It rains.", pages=(0,), language="en", kept={"n": 5, "u": "u"})
    found = table(shard([document, made(("Two.", ()))], Format.PARQUET, keep=("u", "n")))
    assert tuple(found.column_names) == (*COLUMNS, "kept_u", "kept_n")
    types = {name: str(found.schema.field(name).type) for name in found.column_names}
    assert {types[name] for name in ("schema_version", "index", "start", "end", "page")} == {
        "int64"
    }
    assert {types[name] for name in COLUMNS if name.startswith(("score_", "threshold_"))} == {
        "double"
    }
    assert types["labels"] in {"list<element: string>", "list<item: string>"}
    assert (types["truncated"], types["text"], types["kept_n"]) == ("bool", "string", "string")
    first, second = found.to_pylist()
    assert (first["labels"], second["labels"]) == (["finding", "caution"], [])
    assert (first["page"], second["page"]) == (1, None)
    assert (first["kept_u"], first["kept_n"], second["kept_u"]) == ("u", "5", None)
    assert first["score_mechanism"] == 0.123456
    assert (first["title"], first["truncated"]) == (None, False)


@pytest.mark.parametrize("kind", list(RowKind))
def test_a_parquet_file_says_its_schemas_version_and_what_its_rows_are(made, kind):
    file = pq.ParquetFile(io.BytesIO(shard([made("It rains.")], Format.PARQUET, kind)))
    metadata = file.schema_arrow.metadata
    assert metadata[b"claimx_schema_version"] == str(SCHEMA_VERSION).encode()
    assert metadata[b"claimx_rows"] == str(kind).encode()
    assert file.metadata.row_group(0).column(0).compression == "ZSTD"


def test_row_groups_are_of_ten_thousand_rows(made, again):
    documents = again(made(*["It rains."] * 999), 21)
    file = pq.ParquetFile(io.BytesIO(shard(documents, Format.PARQUET)))
    groups = [file.metadata.row_group(i).num_rows for i in range(file.num_row_groups)]
    assert groups == [GROUP_ROWS, GROUP_ROWS, 979]


def test_a_row_group_of_long_texts_is_ended_before(made, again):
    long = "x" * (GROUP_CHARACTERS // 4)
    data = shard(again(made(long), 6), Format.PARQUET)
    file = pq.ParquetFile(io.BytesIO(data))
    groups = [file.metadata.row_group(i).num_rows for i in range(file.num_row_groups)]
    assert groups == [4, 2]


@given(TEXTS)
def test_parquet_gives_any_text_back_but_for_lone_surrogates(made, text):
    how = {"source": text, "title": text, "document": text, "kept": {text: text}}
    (row,) = table(shard([made(text, "", **how)], Format.PARQUET, keep=(text,))).to_pylist()[:1]
    valid = "".join("\ufffd" if 0xD800 <= ord(c) < 0xE000 else c for c in text)
    for column in ("text", "source", "title", "document", f"kept_{valid}"):
        assert row[column] == valid


@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
def test_a_writer_that_is_given_up_is_silent(made, tmp_path, capfd):
    for form, packing in FILES:
        with (tmp_path / "a").open("wb") as stream:
            writer = open_shard(stream, form, RowKind.SENTENCE, packing=packing)
            writer.write(made("It rains."))
        del writer
        gc.collect()
    assert capfd.readouterr().err == ""


def test_a_file_that_was_closed_too_early_is_not_taken_for_a_whole_one(made):
    for form, packing in FILES:
        stream = io.BytesIO()
        writer = open_shard(stream, form, RowKind.SENTENCE, packing=packing)
        writer.write(made("It rains."))
        stream.close()
        if form is Format.PARQUET or packing:
            with pytest.raises(ValueError, match="closed"):
                writer.close()


# ---- shards


@pytest.mark.parametrize(("form", "packing"), FILES)
@pytest.mark.parametrize("kind", list(RowKind))
def test_the_same_documents_give_the_same_bytes_wherever_they_go(
    real, write, tmp_path, form, packing, kind
):
    how = {"form": form, "kind": kind, "packing": packing, "keep": ("n",)}
    for name in ("one", "deep/another"):
        documents = [real(kept={"n": n}, title="T") for n in range(40)]
        count = write(tmp_path / name, documents, **how)
        assert count == {"claim": 12, "sentence": 15, "document": 1}[kind] * 40
    first = (tmp_path / "one").read_bytes()
    assert first == (tmp_path / "deep" / "another").read_bytes()
    assert b"one" not in first[:64]


@pytest.mark.parametrize("packing", ["zst", "gz"])
@pytest.mark.parametrize("form", [Format.JSONL, Format.CSV])
def test_a_packed_file_holds_what_a_plain_one_does(real, form, packing):
    plain = shard([real() for _ in range(50)], form)
    packed = shard([real() for _ in range(50)], form, packing=packing)
    assert len(packed) < len(plain) / 5
    assert unpacked(packed, packing) == plain
    assert packing == "gz" or zstandard.get_frame_parameters(packed).has_checksum
    with pytest.raises((zstandard.ZstdError, EOFError, gzip.BadGzipFile)):
        damaged = bytearray(packed)
        damaged[-3] ^= 0xFF
        unpacked(bytes(damaged), packing)


def test_parquet_is_not_packed_and_a_table_is_no_file():
    for form, packing, said in (
        (Format.PARQUET, "zst", "parquet packs its columns itself"),
        (Format.TABLE, None, "a table is for the terminal"),
        (Format.JSONL, "rar", "'rar' is no packing"),
    ):
        with pytest.raises(InputError, match=said):
            open_shard(io.BytesIO(), form, RowKind.CLAIM, packing=packing)


@pytest.mark.parametrize(("form", "packing"), FILES)
def test_the_stream_stays_the_callers(made, form, packing):
    stream = io.BytesIO()
    writer = open_shard(stream, form, RowKind.SENTENCE, packing=packing)
    assert writer.write(made("It rains.", "It pours.")) == 2
    writer.close()
    del writer
    gc.collect()
    assert not stream.closed


class Full(io.BytesIO):
    """A stream on a disk that gets full."""

    def __init__(self, room):
        super().__init__()
        self._room = room

    def write(self, data):
        self._room -= len(data)
        if self._room < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(data)


@pytest.mark.parametrize(("form", "packing"), FILES)
def test_a_full_disk_is_told_as_the_system_tells_it(made, form, packing):
    for room in (0, 100, 500):
        with pytest.raises(OSError, match="No space left") as full:
            stream = Full(room)
            writer = open_shard(stream, form, RowKind.SENTENCE, packing=packing)
            writer.write(made(*(f"It rains {n} and {hash(n * 3.7)}." for n in range(200))))
            writer.close()
        assert full.value.errno == errno.ENOSPC


def test_kinds_of_rows_decide_whether_a_label_is_needed(made, again):
    document = made("It rains.", ("It pours.", ()))
    for selection in (Selection(), Selection(all=True)):
        claims, sentences, documents = (
            lines(shard([one], kind=kind, selection=selection))
            for one, kind in zip(again(document, 3), RowKind, strict=True)
        )
        document = again(made("It rains.", ("It pours.", ())), 1)[0]
        assert [one["text"] for one in claims] == ["It rains."]
        assert [one["text"] for one in sentences] == ["It rains.", "It pours."]
        assert [one["sentences"] for one in documents] == [2]


def test_a_documents_row_counts_sentences_that_are_not_selected(made):
    selection = Selection(only=frozenset({"mechanism"}), min_score=0.9)
    (row,) = lines(shard([made("It rains.")], kind=RowKind.DOCUMENT, selection=selection))
    assert row["counts"]["finding"] == 1


@pytest.mark.parametrize("kind", list(RowKind))
def test_every_row_has_the_kept_fields_that_were_asked_for_and_no_others(made, kind):
    documents = [made("It rains.", kept={"b": 1, "c": 2}), made("It rains.", kept={})]
    first, second = lines(shard(documents, kind=kind, keep=("a", "b", "a")))
    assert list(first["kept"].items()) == [("a", None), ("b", 1)]
    assert second["kept"] == {"a": None, "b": None}
    header = shard([], Format.CSV, kind, keep=("a", "b", "a")).decode().rstrip().split(",")
    assert [name for name in header if name.startswith("kept")] == ["kept_a", "kept_b"]


def test_documents_in_csv_and_parquet_are_flat(made):
    documents = [made("It rains.", kept={"n": [1]}), made(characters=0)]
    how = {"kind": RowKind.DOCUMENT, "keep": ("n",)}
    flat = cells(shard(documents, Format.CSV, **how))
    names = [*(column.name for column in DOCUMENTS), "kept_n"]
    assert list(flat[0]) == names
    assert (flat[0]["count_finding"], flat[0]["share_finding"]) == ("1", "1.0")
    assert (flat[0]["first_claim_start"], flat[1]["first_claim_start"]) == ("0", "")
    assert (flat[1]["share_finding"], flat[0]["title_labels"], flat[0]["kept_n"]) == ("", "", "[1]")
    documents = [made("It rains.", kept={"n": [1]}), made(characters=0)]
    first, second = table(shard(documents, Format.PARQUET, **how)).to_pylist()
    assert list(first) == names
    assert (first["count_finding"], first["first_claim_share"]) == (1, 0.0)
    assert (second["share_finding"], second["first_claim_index"]) == (None, None)
    assert (first["title_labels"], first["title_score_finding"]) == (None, None)
    assert (first["sources"], flat[0]["sources"]) == (None, "")


def test_the_count_of_sources_is_a_number_in_csv_and_parquet(made, reading):
    def documents():
        return [made(("Tea.", (), reading())), made("It rains.")]

    how = {"kind": RowKind.DOCUMENT}
    assert [row["sources"] for row in cells(shard(documents(), Format.CSV, **how))] == ["1", ""]
    found = table(shard(documents(), Format.PARQUET, **how))
    assert str(found.schema.field("sources").type) == "int64"
    assert found["sources"].to_pylist() == [1, None]


@pytest.mark.parametrize(("form", "packing"), FILES)
def test_many_rows_take_no_more_memory_than_few(made, monkeypatch, form, packing):
    def peak(count):
        one = next(iter(made("It rains. " * 20).sentences))
        document = replace(made(), sentences=(replace(one, index=n) for n in range(count)))

        class Nowhere(io.RawIOBase):
            def write(self, data):
                return len(data)

        tracemalloc.start()
        writer = open_shard(Nowhere(), form, RowKind.SENTENCE, packing=packing)
        assert writer.write(document) == count
        writer.close()
        high = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return high

    monkeypatch.setattr("claimx.corpus.outputs.write_parquet.GROUP_ROWS", 200)
    peak(10)
    assert peak(1200) < peak(200) * 1.3 + 200_000


# ---- streams with a name


def test_a_line_writer_flushes_each_document_and_names_what_it_cannot_write(made):
    written = []

    class Pipe(io.BytesIO):
        def flush(self):
            written.append(len(self.getvalue()))

    writer = LineWriter(Pipe(), "out", Format.JSONL, RowKind.SENTENCE)
    writer.write(made("It rains."))
    writer.write(made("It pours."))
    assert written == sorted(set(written))
    assert len(written) == 3
    with pytest.raises(OutputError, match="out cannot be written \\(No space left"):
        LineWriter(Full(0), "out", Format.JSONL, RowKind.CLAIM).write(made("It rains."))
    with pytest.raises(OutputError, match="out cannot be written \\(No space left"):
        LineWriter(Full(0), "out", Format.CSV)


def test_a_claims_row_is_what_the_library_says_of_it(real, fast):
    document = fast.extract(claimx.example().text)
    expected = [
        Row("news/a.jsonl", document.id, None, document.model, one).to_dict()
        for one in document.claims
    ]
    assert [one["id"] for one in expected] == [
        one["id"] for one in lines(shard([real()], kind=RowKind.CLAIM))
    ]
