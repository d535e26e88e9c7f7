"""What goes out: lines of JSON that the schema describes, CSV, tables."""

import csv
import io
import json
import re
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from rich.console import Console

import claimx
from claimx.corpus import COLUMNS, Format, LineWriter, Row, Selection
from claimx.corpus.table import TableWriter
from claimx.types import SCHEMA_VERSION, ModelStamp, Scores, Sentence

HOSTILE = (
    *("\x1b[2J\x1b]0;title\x07", "\x00", "\x7f", "\x9b31m", "\ud800", "\u202e", "\u2028", "\x85"),
    *("\r\n", "\n", "\t", '"', ",", ";", "[red]", "[/red]", ":smile:", "{x}", "=1+1", "Tea. "),
)
TEXTS = st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=12).map("".join) | st.text(
    st.characters(exclude_categories=()), min_size=1, max_size=40
)
MODEL = ModelStamp("claimx-base", "1.0", "0123456789abcdef", Scores(0.25, 0.5, 0.75, 1.0))


def schema(name):
    text = resources.files("claimx").joinpath(f"schemas/{name}.json").read_text(encoding="utf-8")
    return json.loads(text)


RECORD = Draft202012Validator(schema("record"))


def row(
    text="It rains.", source="a.txt", title=None, document="doc", labels=("finding", "caution")
):
    scores = Scores(0.5, 0.123456, 1.0, 0.0)
    sentence = Sentence(3, 3 + len(text), text, 1, labels, scores, False, "onnx-int8")
    return Row(source, document, title, MODEL, sentence)


def written(form, rows):
    stream = io.BytesIO()
    count = LineWriter(stream, "out", form).write(rows)
    assert count == len(rows)
    return stream.getvalue()


# ---- records


def test_the_schema_is_valid_and_says_of_sentences_what_the_documents_says():
    record, document = schema("record"), schema("document")
    Draft202012Validator.check_schema(record)
    assert record["properties"]["schema_version"]["const"] == SCHEMA_VERSION
    for name, said in document["$defs"]["sentence"]["properties"].items():
        assert record["properties"][name] == said
    for name, said in record["$defs"].items():
        assert document["$defs"][name] == said


@given(TEXTS, TEXTS, TEXTS, st.none() | TEXTS)
def test_a_row_of_any_text_is_one_line_that_the_schema_describes(text, source, document, title):
    one = row(text, source, title, document)
    data = written(Format.JSONL, [one])
    assert data.count(b"\n") == 1
    assert len(data.decode("utf-8").splitlines()) == 1
    record = json.loads(data)
    RECORD.validate(record)
    assert record == one.to_dict()
    assert record["text"] == text


@given(TEXTS)
def test_no_line_can_command_a_terminal(text):
    for form in (Format.JSONL, Format.CSV):
        said = written(form, [row(text, source=text, title=text)]).decode("utf-8")
        assert not any((ord(c) < 32 and c not in "\t\r\n") or 0x7F <= ord(c) < 0xA0 for c in said)


def test_every_row_of_the_article_keeps_to_the_schema(extractor):
    document = extractor.extract(claimx.example().text, title="T")
    for sentence in document.sentences:
        RECORD.validate(Row("a", document.id, "T", document.model, sentence).to_dict())


def test_a_rows_id_is_its_claims_id(extractor):
    document = extractor.extract(claimx.example().text)
    rows = [Row("a", document.id, None, document.model, one) for one in document.sentences]
    assert [one.id for one in rows if one.sentence.labels] == [one.id for one in document.claims]


@pytest.mark.parametrize("field", ["source", "id", "scores", "model", "title", "schema_version"])
def test_the_schema_misses_no_field(field):
    record = row().to_dict()
    del record[field]
    assert not RECORD.is_valid(record)
    assert not RECORD.is_valid(row().to_dict() | {"extra": 1})


# ---- CSV


def test_csv_is_flat_with_a_column_a_score_and_threshold():
    data = written(Format.CSV, [row('Tea, "green",\r\nhelps.', title="T"), row(labels=())])
    first, second = csv.DictReader(io.StringIO(data.decode("utf-8"), newline=""))
    assert tuple(first) == COLUMNS
    assert first["text"] == 'Tea, "green",\r\nhelps.'
    assert (first["labels"], second["labels"]) == ("finding|caution", "")
    assert (first["primary"], second["primary"]) == ("finding", "none")
    assert [float(first[f"score_{label}"]) for label in claimx.LABELS] == [0.5, 0.123456, 1.0, 0.0]
    assert [float(first[f"threshold_{label}"]) for label in claimx.LABELS] == [0.25, 0.5, 0.75, 1.0]
    assert (first["truncated"], first["engine"]) == ("false", "onnx-int8")
    assert (first["title"], second["title"]) == ("T", "")
    assert first["model_hash"] == MODEL.hash
    assert first["id"] == f"doc:{first['start']}-{first['end']}"


@given(TEXTS)
def test_csv_gives_any_text_back_but_for_what_it_cannot_hold(text):
    data = written(Format.CSV, [row(text)]).decode("utf-8")
    (record,) = csv.DictReader(io.StringIO(data, newline=""))
    assert len(record["text"]) == len(text)
    assert all(a in (b, "\ufffd") for a, b in zip(record["text"], text, strict=True))


def test_csv_and_jsonl_open_in_pandas(tmp_path):
    pandas = pytest.importorskip("pandas")
    rows = [row("One."), row("Two,\n2."), row(labels=())]
    (tmp_path / "a.csv").write_bytes(written(Format.CSV, rows))
    (tmp_path / "a.jsonl").write_bytes(written(Format.JSONL, rows))
    for frame in (
        pandas.read_csv(tmp_path / "a.csv"),
        pandas.read_json(tmp_path / "a.jsonl", lines=True),
    ):
        assert list(frame["text"]) == ["One.", "Two,\n2.", "It rains."]


# ---- tables


def shown(rows, width=80, terminal=False):
    stream = io.StringIO()
    TableWriter(Console(file=stream, width=width, force_terminal=terminal)).write(rows)
    return stream.getvalue()


def test_a_table_shows_source_title_place_labels_and_sentence():
    said = shown([row("It rains in Spain.", title="Weather")])
    for part in ("a.txt", "Weather", "3-21", "finding 0.50", "caution 0.00", "It rains in Spain."):
        assert part in said
    assert "\x1b" not in said


@given(TEXTS)
def test_hostile_text_reaches_no_terminal_raw(text):
    rows = [row(text, source=text, title=text, document=text)]
    assert "\x1b" not in shown(rows)
    said = re.sub(r"\x1b\[[\d;]*m", "", shown(rows, terminal=True))
    assert "\x1b" not in said
    for bad in ("\x07", "\x00", "\x7f", "\x9b", "\ud800", "\u202e", "\r"):
        assert bad not in said


def test_markup_and_emoji_codes_in_a_text_are_shown_as_they_are():
    said = shown([row("[red]no[/red] :smile: [/] {x}", title="[b]t[/b]")])
    assert "[red]no[/red] :smile: [/] {x}" in said
    assert "[b]t[/b]" in said


def test_a_document_without_rows_shows_nothing():
    assert shown([]) == ""


def test_a_long_document_has_one_heading_and_every_row():
    rows = [row(f"Sentence number {i}.") for i in range(450)]
    said = shown(rows)
    assert said.count("a.txt") == 1
    assert said.count("Sentence number") == 450


# ---- selection


@pytest.mark.parametrize(
    ("selection", "kept"),
    [
        (Selection(), [0, 1]),
        (Selection(all=True), [0, 1, 2]),
        (Selection(only=frozenset({"caution"})), [1]),
        (Selection(only=frozenset({"caution", "finding"})), [0, 1]),
        (Selection(only=frozenset({"mechanism"})), []),
        (Selection(min_score=0.85), [0]),
        (Selection(only=frozenset({"caution"}), min_score=0.85), []),
        (Selection(all=True, min_score=0.3), [0, 1, 2]),
        (Selection(all=True, min_score=0.5), [0, 1]),
        (Selection(all=True, only=frozenset({"mechanism"}), min_score=0.3), [2]),
    ],
)
def test_what_goes_out_is_what_was_asked_for(selection, kept):
    sentences = [
        Sentence(0, 1, "A", 0, ("finding",), Scores(0.9, 0.1, 0.1, 0.1)),
        Sentence(1, 2, "B", 1, ("finding", "caution"), Scores(0.8, 0.1, 0.1, 0.6)),
        Sentence(2, 3, "C", 2, (), Scores(0.1, 0.4, 0.1, 0.1)),
    ]
    assert [one.index for one in sentences if selection.takes(one)] == kept
