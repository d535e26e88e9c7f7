import dataclasses
import json
import re
import subprocess
import sys
from collections.abc import Mapping
from importlib import resources
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, ValidationError

import claimx
from claimx.errors import ClaimxError, InputError
from claimx.labels import LABELS
from claimx.types import (
    CAUTIONS,
    MENTIONS,
    SCHEMA_VERSION,
    STRENGTHS,
    Attribution,
    Claim,
    Document,
    Mechanism,
    Mention,
    ModelStamp,
    Reading,
    Scores,
    Sentence,
    Span,
)

ROOT = Path(__file__).parents[1]
SCHEMA = json.loads(
    resources.files("claimx").joinpath("schemas/document.json").read_text(encoding="utf-8")
)
VALIDATOR = Draft202012Validator(SCHEMA)

# JSON cannot tell a high surrogate followed by a low one from the character that they encode.
PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
STRINGS = st.text(st.characters(exclude_categories=()), max_size=30).filter(
    lambda text: not PAIR.search(text)
)
ODD = st.sampled_from(
    ["\ud800", "\udfff", "\x00", "\ufeff", "e\u0301", "👩‍🔬", "سؤال؟", "\u202e", "\r\n", '"\\</x>']
)
BODIES = (STRINGS | ODD).map(str.strip).filter(bool)
GAPS = st.text(" \n\r\t\u2003\x85\u2028", min_size=1, max_size=3)
PROBABILITIES = st.floats(0, 1)
SCORES = st.builds(Scores, *[PROBABILITIES] * 4)
LABEL_SETS = st.sets(st.sampled_from(LABELS)).map(
    lambda held: tuple(label for label in LABELS if label in held)
)
STAMPS = st.builds(
    ModelStamp,
    name=STRINGS,
    version=STRINGS,
    hash=st.text("0123456789abcdef", min_size=16, max_size=16),
    thresholds=SCORES,
)
SPANS = st.builds(
    Mention,
    *(st.integers(0, 99), st.integers(1, 99), BODIES, st.sampled_from(MENTIONS), PROBABILITIES),
)
MAYBE, SOME = st.none() | SPANS, st.lists(SPANS, max_size=2).map(tuple)
RELATIONS = st.builds(Attribution, MAYBE, MAYBE, SOME, MAYBE) | st.builds(Mechanism, *[MAYBE] * 3)
READINGS = st.builds(
    Reading,
    st.lists(RELATIONS, max_size=2).map(tuple),
    SOME,
    st.sampled_from([None, *STRENGTHS]),
    st.sampled_from([None, *CAUTIONS]),
)


@st.composite
def documents(draw):
    text, sentences = draw(GAPS | st.just("")), []
    for index, body in enumerate(draw(st.lists(BODIES, max_size=6))):
        start = len(text)
        text += body + draw(GAPS)
        sentences.append(
            Sentence(
                start=start,
                end=start + len(body),
                text=body,
                index=index,
                labels=draw(LABEL_SETS),
                scores=draw(SCORES),
                truncated=draw(st.booleans()),
                engine=draw(STRINGS),
                reading=draw(st.none() | READINGS),
            )
        )
    return Document(
        text=text,
        sentences=tuple(sentences),
        id=draw(STRINGS),
        model=draw(STAMPS),
        title=draw(st.none() | STRINGS),
    )


STAMP = ModelStamp("claimx-base", "1.0.0", "0123456789abcdef", Scores(0.5, 0.4, 0.6, 0.3))


def sentence(text, start=0, labels=("finding",), index=0, reading=None):
    scores = Scores(0.9, 0.1, 0.2, 0.05)
    return Sentence(start, start + len(text), text, index, labels, scores, reading=reading)


def mention(text, start, kind):
    return Mention(start, start + len(text), text, kind, 0.5)


READING = Reading(
    (
        Attribution(
            mention("It", 21, "source"),
            mention("may", 24, "cue"),
            (mention("burn", 28, "content"),),
            mention("Tea", 0, "speaker"),
        ),
        Mechanism(
            mention("It", 21, "cause"), mention("burn", 28, "effect"), mention("may", 24, "signal")
        ),
    ),
    (mention("may", 24, "hedge"),),
    "conditional",
    "safety",
)


def document():
    text = "Tea helps. Sit down. It may burn."
    sentences = (
        sentence("Tea helps.", 0, ("finding",), 0),
        sentence("Sit down.", 11, (), 1),
        sentence("It may burn.", 21, ("finding", "caution"), 2, READING),
    )
    return Document(text, sentences, "tea", STAMP)


def through_json(values):
    return json.loads(json.dumps(values))


@given(documents())
def test_document_survives_json(one):
    again = Document.from_dict(through_json(one.to_dict()))
    assert again == one
    assert again.to_dict() == one.to_dict()
    assert hash(again) == hash(one)


@given(documents())
def test_claims_and_spans_survive_json(one):
    for claim in one.claims:
        assert Claim.from_dict(through_json(claim.to_dict())) == claim
    for each in one.sentences:
        span = Span(each.start, each.end, each.text)
        assert Sentence.from_dict(through_json(each.to_dict())) == each
        assert Span.from_dict(through_json(span.to_dict())) == span


@given(documents())
def test_schema_describes_every_generated_document(one):
    VALIDATOR.validate(through_json(one.to_dict()))


def test_schema_is_itself_valid():
    Draft202012Validator.check_schema(SCHEMA)


def test_schema_states_the_version_that_is_written():
    assert SCHEMA["properties"]["schema_version"]["const"] == SCHEMA_VERSION


def test_schema_describes_the_article(extractor):
    one = extractor.extract(claimx.example().text, title="An article")
    VALIDATOR.validate(through_json(one.to_dict()))
    assert Document.from_dict(through_json(one.to_dict())) == one


@pytest.mark.parametrize("text", ["", " \n", "One.", "\ufeffA\x00\ud800 b.\r\nC"])
def test_schema_describes_what_the_model_gives(extractor, text):
    one = extractor.extract(text)
    VALIDATOR.validate(through_json(one.to_dict()))
    assert Document.from_dict(through_json(one.to_dict())) == one


def objects_within(values, path=()):
    if isinstance(values, dict):
        yield path
        for key, value in values.items():
            yield from objects_within(value, (*path, key))
    elif isinstance(values, list):
        for place, value in enumerate(values):
            yield from objects_within(value, (*path, place))


def at(values, path):
    for step in path:
        values = values[step]
    return values


@pytest.mark.parametrize("path", list(objects_within(document().to_dict())), ids=str)
def test_schema_is_strict(path):
    values = through_json(document().to_dict())
    at(values, path)["surprise"] = 1
    with pytest.raises(ValidationError):
        VALIDATOR.validate(values)
    for field in at(document().to_dict(), path):
        values = through_json(document().to_dict())
        del at(values, path)[field]
        with pytest.raises(ValidationError):
            VALIDATOR.validate(values)


RECORDS = [
    document(),
    document().sentences[0],
    document().claims[0],
    READING,
    *READING.relations,
    *READING.hedges,
    Span(0, 3, "Tea"),
    Scores(0.1, 0.2, 0.3, 0.4),
    STAMP,
]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_record_is_frozen_and_slotted(record):
    for field in dataclasses.fields(record):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(record, field.name, None)
    assert not hasattr(record, "__dict__")


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_equal_records_hash_alike_and_changed_ones_differ(record):
    twin = dataclasses.replace(record)
    assert twin is not record
    assert twin == record
    assert len({twin, record}) == 1
    first = dataclasses.fields(record)[0].name
    assert dataclasses.replace(record, **{first: "changed"}) != record


def test_claim_is_not_equal_to_its_sentence():
    assert document().claims[0] != document().sentences[0]


def test_repr_tells_what_matters():
    one = document()
    assert repr(one) == "<Document tea: 3 sentences, 2 claims>"
    assert repr(one.claims[1]) == "<Claim 21:33 [finding 0.90, caution 0.05] 'It may burn.'>"
    assert repr(one.sentences[1]) == "<Sentence 11:20 [none] 'Sit down.'>"
    assert repr(one.sentences[0].scores) == (
        "Scores(finding=0.900, mechanism=0.100, attribution=0.200, caution=0.050)"
    )


def test_repr_of_a_long_sentence_is_short():
    assert len(repr(sentence("word " * 1000))) < 150


def test_scores_are_a_read_only_mapping():
    scores = Scores(0.1, 0.2, 0.3, 0.4)
    assert isinstance(scores, Mapping)
    assert dict(scores) == {"finding": 0.1, "mechanism": 0.2, "attribution": 0.3, "caution": 0.4}
    assert list(scores) == list(LABELS)
    assert len(scores) == 4
    assert scores["caution"] == scores.caution == 0.4
    assert max(scores, key=scores.get) == "caution"
    with pytest.raises(TypeError):
        scores["caution"] = 1.0
    with pytest.raises(TypeError):
        del scores["caution"]


@pytest.mark.parametrize("key", ["none", "keys", "__class__", 0, None])
def test_scores_hold_no_other_key(key):
    scores = Scores(0.1, 0.2, 0.3, 0.4)
    assert key not in scores
    with pytest.raises(KeyError):
        scores[key]


def test_claims_are_the_sentences_with_a_label():
    one = document()
    assert [claim.index for claim in one.claims] == [0, 2]
    for claim in one.claims:
        assert one.text[claim.start : claim.end] == claim.text


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        (0, 33, [0, 2]),
        (0, 1, [0]),
        (9, 10, [0]),
        (10, 11, []),
        (10, 21, []),
        (10, 22, [2]),
        (9, 22, [0, 2]),
        (32, 33, [2]),
        (33, 90, []),
        (-5, 0, []),
        (5, 5, []),
        (8, 3, []),
    ],
)
def test_claims_in_shares_a_character(start, end, found):
    assert [claim.index for claim in document().claims_in(start, end)] == found


@given(documents(), st.integers(-3, 60), st.integers(-3, 60))
def test_claims_in_agrees_with_counting_characters(one, start, end):
    wanted = set(range(start, end))
    expected = [each for each in one.claims if wanted & set(range(each.start, each.end))]
    assert list(one.claims_in(start, end)) == expected


@pytest.mark.parametrize(
    ("labels", "primary"),
    [
        ((), "none"),
        (("attribution",), "attribution"),
        (("finding", "caution"), "finding"),
        (LABELS, "mechanism"),
    ],
)
def test_primary_is_derived_from_the_labels(labels, primary):
    assert sentence("Tea helps.", labels=labels).primary == primary


def test_claim_id_holds_document_and_offsets():
    assert [claim.id for claim in document().claims] == ["tea:0-10", "tea:21-33"]


def test_claim_id_is_the_same_in_every_process(extractor):
    text = "Tea slowed decline, the trial found. Sugar did not, researchers said. \ud800"
    code = (
        "import claimx, json, sys; text = json.loads(sys.argv[1]); "
        "extractor = claimx.load('base', threads=1); "
        "print(json.dumps([claim.id for claim in extractor.extract(text).claims]))"
    )
    here = [claim.id for claim in extractor.extract(text).claims]
    there = subprocess.run(
        [sys.executable, "-c", code, json.dumps(text)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    assert here
    assert json.loads(there.stdout) == here


@pytest.mark.parametrize("version", [0, SCHEMA_VERSION + 1])
def test_other_schema_version_is_named(version):
    values = document().to_dict() | {"schema_version": version}
    with pytest.raises(
        InputError, match=rf"schema version {version}; this claimx reads versions 1 a"
    ):
        Document.from_dict(values)


def test_a_sure_mention_is_the_same_json_whether_its_score_was_whole_or_not():
    whole, point = (Mention(0, 3, "Tea", "cause", score) for score in (1, 1.0))
    assert json.dumps(whole.to_dict()) == json.dumps(point.to_dict())


def test_a_document_of_the_first_version_has_no_readings():
    values = through_json(document().to_dict()) | {"schema_version": 1}
    for one in values["sentences"]:
        del one["reading"]
    found = Document.from_dict(values)
    unread = [dataclasses.replace(one, reading=None) for one in document().sentences]
    assert found == dataclasses.replace(document(), sentences=tuple(unread))
    with pytest.raises(InputError, match="'reading' is missing"):
        Document.from_dict(values | {"schema_version": 2})


def test_schema_names_the_values_of_the_types():
    said = SCHEMA["$defs"]
    assert tuple(said["mention"]["properties"]["type"]["enum"]) == MENTIONS
    assert said["reading"]["properties"]["strength"]["enum"] == [*STRENGTHS, None]
    assert said["reading"]["properties"]["caution"]["enum"] == [*CAUTIONS, None]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("strength",), "weak"),
        (("caution",), "none"),
        (("relations", 0, "type"), "quotation"),
        (("relations", 0, "source", "type"), "who"),
        (("relations", 0, "source", "score"), 1.5),
        (("relations", 0, "content"), None),
        (("relations", 1, "cause"), []),
        (("hedges", 0), "may"),
    ],
    ids=str,
)
def test_a_reading_that_cannot_be_is_refused_by_the_library_and_by_the_schema(path, value):
    values = through_json(document().to_dict())
    at(values["sentences"][2]["reading"], path[:-1])[path[-1]] = value
    assert not VALIDATOR.is_valid(values)
    with pytest.raises(InputError):
        Document.from_dict(values)


HELD = [set(one) for size in range(5) for one in combinations(LABELS, size)]


@pytest.mark.parametrize("labels", HELD, ids=str)
def test_a_reading_keeps_what_labels_allow(labels):
    attribution, mechanism = READING.relations
    finding = "finding" in labels
    wanted = Reading(
        (attribution,) * ("attribution" in labels)
        + (mechanism,) * (finding or "mechanism" in labels),
        READING.hedges if finding else (),
        "conditional" if finding else None,
        "safety" if "caution" in labels else None,
    )
    assert READING.for_labels(labels) == wanted
    assert wanted.for_labels(labels) == wanted


@given(READINGS)
def test_a_reading_loses_nothing_where_all_labels_hold(reading):
    assert reading.for_labels(LABELS) == reading
    assert reading.for_labels(()) == Reading()


@pytest.mark.parametrize(
    "rubbish", [None, [], "text", 5, {}, {"schema_version": True}, {"schema_version": 1}], ids=repr
)
def test_rubbish_is_no_document(rubbish):
    with pytest.raises(InputError):
        Document.from_dict(rubbish)


@pytest.mark.parametrize("path", list(objects_within(document().to_dict())), ids=str)
def test_missing_or_wrong_field_is_an_input_error_that_names_it(path):
    for field in at(document().to_dict(), path):
        if field == "primary":
            continue
        values = document().to_dict()
        del at(values, path)[field]
        with pytest.raises(InputError, match=field):
            Document.from_dict(values)
        values = document().to_dict()
        at(values, path)[field] = object()
        with pytest.raises(InputError, match=field):
            Document.from_dict(values)


@pytest.mark.parametrize(
    "changes",
    [
        {"start": 1},
        {"end": 9},
        {"end": 1_000},
        {"start": -33, "end": -23},
        {"text": "Tea hurts."},
        {"labels": ["opinion"]},
        {"labels": [["finding"]]},
        {"labels": "finding"},
        {"truncated": 1},
        {"index": False},
        {"scores": {"finding": 1.5, "mechanism": 0, "attribution": 0, "caution": 0}},
        {"scores": {"finding": float("nan"), "mechanism": 0, "attribution": 0, "caution": 0}},
    ],
    ids=str,
)
def test_sentence_that_cannot_be_is_refused(changes):
    values = document().to_dict()
    values["sentences"][0] |= changes
    with pytest.raises(InputError):
        Document.from_dict(values)


def test_surrogate_pair_that_json_joins_is_refused_not_shifted():
    text = "\ud83d\ude00 Tea helps."
    one = dataclasses.replace(document(), text=text, sentences=(sentence(text),))
    assert Document.from_dict(one.to_dict()) == one
    with pytest.raises(InputError, match="does not say"):
        Document.from_dict(through_json(one.to_dict()))


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@given(st.sampled_from(list(objects_within(document().to_dict()))), st.data(), JSON_VALUES)
@settings(max_examples=300)
def test_any_json_gives_a_document_or_an_input_error(path, data, value):
    values = document().to_dict()
    field = data.draw(st.sampled_from(sorted(at(values, path))))
    at(values, path)[field] = value
    try:
        one = Document.from_dict(values)
    except ClaimxError as error:
        assert str(error).encode("utf-8")
    else:
        assert all(one.text[each.start : each.end] == each.text for each in one.sentences)
        assert repr(one.sentences)
