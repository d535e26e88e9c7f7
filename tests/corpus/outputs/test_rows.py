"""What a row says of a sentence, of a claim and of a document."""

import json
from dataclasses import replace
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import claimx
from claimx.corpus import COLUMNS, Row, RowKind, Selection
from claimx.corpus.outputs.cells import sentence_values
from claimx.corpus.outputs.columns import SENTENCES, kept, values
from claimx.corpus.outputs.document_rows import document_row
from claimx.corpus.outputs.write_json import json_bytes, sentence_lines
from claimx.types import (
    CAUTIONS,
    MENTIONS,
    SCHEMA_VERSION,
    STRENGTHS,
    Attribution,
    Mechanism,
    Mention,
    Reading,
    Scores,
    Sentence,
)

EVERY = Selection(all=True)
TEXTS = st.text(st.characters(exclude_categories=()), min_size=1, max_size=40) | st.sampled_from(
    ["\x1b[2J\x07", "\x00", "\x7f", "\x9b31m", "\ud800", "\u202e\u2028\x85", '"\\\r\n', "=1;,+2"]
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)


def schema(name):
    text = resources.files("claimx").joinpath(f"schemas/{name}.json").read_text(encoding="utf-8")
    return json.loads(text)


RECORD = Draft202012Validator(schema("record"))
DOCUMENT_ROW = Draft202012Validator(schema("document_row"))


# ---- schemas


def test_the_schemas_are_valid_and_say_the_same_of_the_same_things():
    record, row, document = schema("record"), schema("document_row"), schema("document")
    for one in (record, row):
        Draft202012Validator.check_schema(one)
        assert one["properties"]["schema_version"]["const"] == SCHEMA_VERSION
        for name, said in one["$defs"].items():
            assert document["$defs"].get(name, said) == said
    for name, said in document["$defs"]["sentence"]["properties"].items():
        assert record["properties"][name] == said
    for name in ("source", "document", "title", "kept", "model"):
        assert record["properties"][name] == row["properties"][name]


def test_every_row_of_the_article_keeps_to_the_schema(real):
    rows = list(real(title="T", pages=(0, 500), language="en", kept={"n": [1]}).rows(EVERY))
    assert len(rows) == 15
    for one in rows:
        RECORD.validate(one.to_dict())


@pytest.mark.parametrize(
    "field",
    [
        *("source", "id", "scores", "reading", "model", "title", "schema_version", "page"),
        *("language", "kept"),
    ],
)
def test_the_schema_misses_no_field(made, field):
    (row,) = made("It rains.").rows(EVERY)
    record = row.to_dict()
    del record[field]
    assert not RECORD.is_valid(record)
    assert not RECORD.is_valid(row.to_dict() | {"extra": 1})


def test_the_schema_describes_what_is_read_in_a_sentence(made, reading):
    sentence = ("Tea may help because it warms, said Li.", ("finding",), reading())
    (row,) = made(sentence).rows(EVERY)
    RECORD.validate(row.to_dict())
    assert row.to_dict()["reading"] == reading().to_dict()


# ---- sentences


def test_a_rows_id_is_its_claims_id(extractor):
    document = extractor.extract(claimx.example().text)
    rows = [Row("a", document.id, None, document.model, one) for one in document.sentences]
    assert [one.id for one in rows if one.sentence.labels] == [one.id for one in document.claims]


def test_page_language_and_kept_fields_are_null_or_empty_where_there_are_none(made):
    (row,) = made("It rains.").rows(EVERY)
    assert row.to_dict().items() >= {"page": None, "language": None, "kept": {}}.items()


def test_a_sentence_is_on_the_page_on_which_it_begins(made):
    document = made("One is here.", "Two is here.", "Three.", pages=(0, 13, 20))
    assert [(row.sentence.start, row.page) for row in document.rows(EVERY)] == [
        (0, 1),
        (13, 2),
        (26, 3),
    ]


def test_columns_of_text_are_the_contract_and_kept_fields_follow(made):
    (row,) = made("It rains.", kept={"n": 5, "url": "u", "tags": ["é"]}, language="en").rows(EVERY)
    flat = row.to_flat(("url", "n", "tags", "absent"))
    assert tuple(flat) == (*COLUMNS, "kept_url", "kept_n", "kept_tags", "kept_absent")
    columns = (
        *("schema_version", "source", "document", "id", "index", "start", "end", "text"),
        *("labels", "primary", *(f"score_{label}" for label in claimx.LABELS)),
        *("truncated", "engine", "strength", "caution", "relations", "hedges", "title"),
        *("model_name", "model_version", "model_hash"),
        *(f"threshold_{label}" for label in claimx.LABELS),
        *("page", "language"),
    )
    assert columns == COLUMNS
    assert (flat["page"], flat["language"], flat["title"]) == ("", "en", "")
    assert [flat[f"kept_{name}"] for name in ("url", "n", "tags", "absent")] == [
        *("u", "5", '["é"]', ""),
    ]
    assert (flat["labels"], flat["truncated"], flat["score_mechanism"]) == (
        *("finding|caution", "false", "0.123456"),
    )


# ---- the fast ways give what the plain one does

DOCUMENTS = st.fixed_dictionaries(
    {
        "source": TEXTS,
        "document": TEXTS,
        "title": st.none() | TEXTS,
        "language": st.none() | st.just("en"),
        "pages": st.just(()) | st.just((0, 5, 30)),
        "kept": st.dictionaries(TEXTS, JSON, max_size=3),
    }
)
LABELS = st.lists(st.sampled_from(claimx.LABELS), unique=True).map(
    lambda found: tuple(one for one in claimx.LABELS if one in found)
)
SPANS = st.builds(
    Mention,
    *(st.integers(0, 99), st.integers(1, 99), TEXTS, st.sampled_from(MENTIONS), st.floats(0, 1)),
)
MAYBE, SOME = st.none() | SPANS, st.lists(SPANS, max_size=2).map(tuple)
READINGS = st.builds(
    Reading,
    st.lists(
        st.builds(Attribution, MAYBE, MAYBE, SOME, MAYBE) | st.builds(Mechanism, *[MAYBE] * 3),
        max_size=2,
    ).map(tuple),
    SOME,
    st.sampled_from([None, *STRENGTHS]),
    st.sampled_from([None, *CAUTIONS]),
)
SENTENCE_LISTS = st.lists(st.tuples(TEXTS, LABELS, st.none() | READINGS), max_size=4)
SELECTIONS = st.sampled_from(
    [EVERY, Selection(), Selection(min_score=0.6), Selection(only=frozenset({"caution"}))]
)


@given(DOCUMENTS, SENTENCE_LISTS, SELECTIONS)
def test_lines_made_fast_are_the_rows_as_json(made, how, sentences, selection):
    lines = b"".join(sentence_lines(made(*sentences, **how), selection))
    rows = [row.to_dict() for row in made(*sentences, **how).rows(selection)]
    assert lines == b"".join(map(json_bytes, rows))
    assert [json.loads(line) for line in lines.splitlines()] == json.loads(json.dumps(rows))


@given(DOCUMENTS, SENTENCE_LISTS, SELECTIONS)
def test_cells_made_fast_are_those_of_the_rows(made, how, sentences, selection):
    columns = (*SENTENCES, *kept(how["kept"]))
    cells = list(sentence_values(made(*sentences, **how), selection, columns))
    rows = made(*sentences, **how).rows(selection)
    assert cells == [values(row.to_dict(), columns) for row in rows]


@given(READINGS)
def test_every_reading_keeps_to_the_schema(made, reading):
    (row,) = made(("It rains.", (), reading)).rows(EVERY)
    RECORD.validate(json.loads(json.dumps(row.to_dict())))


# ---- documents


def said(*who):
    """A reading with an attribution for each pair of a source and a speaker."""

    def mention(text, kind):
        return text and Mention(0, len(text), text, kind, 1.0)

    return Reading(
        tuple(
            Attribution(mention(source, "source"), None, (), mention(speaker, "speaker"))
            for source, speaker in who
        )
    )


@pytest.mark.parametrize(
    ("readings", "count"),
    [
        ([None, None], None),
        ([None, Reading()], 0),
        ([Reading(), None], 0),
        ([said(("she", "Li Wei")), said(("Wei", "Li Wei"))], 1),
        ([said(("Li Wei", None)), said(("she", "LI WEI"))], 1),
        ([said(("she", "Li Wei"), ("he", "Bo Ek")), None, said(("officials", None))], 3),
        ([said(("STRASSE", None), ("straße", None))], 1),
        ([said((None, None))], 0),
        ([Reading((Mechanism(Mention(0, 3, "Tea", "cause", 1.0), None, None),))], 0),
    ],
)
def test_a_documents_row_counts_who_speaks_each_once(made, readings, count):
    sentences = [("It rains.", ("attribution",), one) for one in readings]
    row = document_row(made(*sentences))
    DOCUMENT_ROW.validate(row)
    assert row["sources"] == count
    assert row["attributions"] == len(sentences)


def test_a_documents_row_counts_what_its_sentences_say(made, fast):
    heading = fast.label(["Tea helps, a study found."])[0]
    sentences = [
        ("It rains.", ()),
        ("Tea helps.", ("finding",)),
        ("Tea helps, they said.", ("finding", "attribution")),
        ("It blocks it.", ("mechanism",)),
        ("They said so.", ("attribution",)),
        ("It may harm.", ("finding", "caution")),
        ("The end.", ()),
        ("No more.", ()),
    ]
    row = document_row(made(*sentences, title="T", heading=heading, kept={"n": 1}, language="en"))
    DOCUMENT_ROW.validate(row)
    length = sum(len(text) + 1 for text, _ in sentences)
    assert (row["sentences"], row["claims"], row["characters"]) == (8, 5, length)
    assert row["counts"] == {"finding": 3, "mechanism": 1, "attribution": 2, "caution": 1}
    assert row["shares"] == {
        "finding": 0.375,
        "mechanism": 0.125,
        "attribution": 0.25,
        "caution": 0.125,
    }
    assert row["first_claim"] == {"index": 1, "start": 10, "share": round(10 / length, 6)}
    assert (row["findings_without_attribution"], row["attributions"]) == (2, 2)
    assert row["title_labels"] == list(heading.labels) == ["finding", "attribution"]
    assert row["title_scores"] == dict(heading.scores)
    assert (row["kept"], row["language"], row["title"]) == ({"n": 1}, "en", "T")


def test_a_documents_row_agrees_with_the_document(real, fast):
    document = fast.extract(claimx.example().text)
    row = document_row(real())
    DOCUMENT_ROW.validate(row)
    assert (row["sentences"], row["claims"]) == (len(document.sentences), len(document.claims))
    for label in claimx.LABELS:
        count = sum(label in one.labels for one in document.sentences)
        assert row["counts"][label] == count
        assert row["shares"][label] == round(count / len(document.sentences), 6)
    assert row["first_claim"]["start"] == document.claims[0].start
    assert (row["title_labels"], row["title_scores"]) == (None, None)


def test_a_document_without_sentences_or_claims_has_no_shares_and_no_first_claim(made):
    empty = document_row(made(characters=0))
    DOCUMENT_ROW.validate(empty)
    assert (empty["sentences"], empty["first_claim"]) == (0, None)
    assert set(empty["shares"].values()) == {None}
    plain = document_row(made(("It rains.", ())))
    DOCUMENT_ROW.validate(plain)
    assert (plain["first_claim"], plain["shares"]["finding"]) == (None, 0.0)


def test_a_documents_row_holds_none_of_its_sentences(made):
    one = next(iter(made("It rains.").sentences))
    alive = 0

    class Counted(Sentence):
        def __init__(self, *given):
            nonlocal alive
            super().__init__(*given)
            alive += 1

        def __del__(self):
            nonlocal alive
            alive -= 1

    highest = 0

    def many():
        nonlocal highest
        for index in range(1000):
            yield Counted(0, 9, one.text, index, ("finding",), one.scores)
            highest = max(highest, alive)

    row = document_row(replace(made(), sentences=many()))
    assert row["sentences"] == 1000
    assert highest <= 3


# ---- selection


@pytest.mark.parametrize(
    ("selection", "taken"),
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
def test_what_goes_out_is_what_was_asked_for(selection, taken):
    sentences = [
        Sentence(0, 1, "A", 0, ("finding",), Scores(0.9, 0.1, 0.1, 0.1)),
        Sentence(1, 2, "B", 1, ("finding", "caution"), Scores(0.8, 0.1, 0.1, 0.6)),
        Sentence(2, 3, "C", 2, (), Scores(0.1, 0.4, 0.1, 0.1)),
    ]
    assert [one.index for one in sentences if selection.takes(one)] == taken


def test_kinds_of_rows_are_named_in_the_singular():
    assert [str(kind) for kind in RowKind] == ["claim", "sentence", "document"]
