"""Other thresholds without scoring: the bytes are those of a run with them."""

import io
import json
from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import claimx
from claimx.corpus import Format, RowKind, Selection, redecide
from claimx.corpus.decide import redecide_shard
from claimx.errors import InputError
from claimx.types import Reading, Scores
from tests.corpus.forms import FILES

OTHER = Scores(0.9, 0.6, 0.05, 0.2)
KEEP = ("year", "url")


ODD = '=1+1 helps. \ud800 It\u2028 may, \x9b31m they said, cut \x00 deaths; "quoted",\r\nor not.'


@pytest.fixture(scope="module")
def documents(fast, real):
    """Documents as labelled with some thresholds; odd texts and kept values among them."""
    labelled = {
        thresholds: [
            claimx.Extractor(fast.model, engine=fast.engine, thresholds=thresholds).extract(text)
            for text in (claimx.example().text, ODD)
        ]
        for thresholds in (fast.thresholds, OTHER)
    }

    def make(thresholds):
        for number in range(12):
            document = labelled[thresholds][number == 7]
            yield real(
                sentences=iter(document.sentences),
                model=document.model,
                document=f"00{number}",
                title=None if number % 2 else "",
                kept={"year": None if number == 3 else number, "url": "-x" if number else ""},
                pages=(0, 40) if number % 3 else (),
                language="en" if number % 5 else None,
            )

    return make


def decided(path, thresholds, form, packing, **how):
    stream = io.BytesIO()
    count = redecide_shard(path, stream, thresholds, form=form, packing=packing, **how)
    assert not stream.closed
    return count, stream.getvalue()


@pytest.mark.parametrize(("form", "packing"), FILES)
@pytest.mark.parametrize("kind", [RowKind.SENTENCE, RowKind.CLAIM])
def test_the_bytes_are_those_of_a_run_with_these_thresholds(
    documents, fast, write, tmp_path, form, packing, kind
):
    how = {"form": form, "packing": packing, "keep": KEEP}
    write(tmp_path / "before", documents(fast.thresholds), **how)
    count = write(tmp_path / "wanted", documents(OTHER), kind=kind, **how)
    found = decided(tmp_path / "before", OTHER, form, packing, kind=kind)
    assert found == (count, (tmp_path / "wanted").read_bytes())
    assert (tmp_path / "before").read_bytes() != found[1]


def test_row_groups_are_those_of_a_run(made, again, write, tmp_path, monkeypatch):
    monkeypatch.setattr("claimx.corpus.outputs.write_parquet.GROUP_ROWS", 100)
    low, high = Scores(0.1, 0.1, 0.1, 0.1), Scores(0.6, 0.6, 0.6, 0.6)
    sentences = [f"It rains {n}." for n in range(77)]

    def document(thresholds):
        held = ["finding", "mechanism", "attribution"] if thresholds is low else ["attribution"]
        model = replace(made().model, thresholds=thresholds)
        return made(*((text, tuple(held)) for text in sentences), model=model)

    for kind in (RowKind.SENTENCE, RowKind.CLAIM):
        write(tmp_path / "before", again(document(low), 6), Format.PARQUET)
        write(tmp_path / "wanted", again(document(high), 6), Format.PARQUET, kind)
        found = decided(tmp_path / "before", high, Format.PARQUET, None, kind=kind)
        assert found == (6 * 77, (tmp_path / "wanted").read_bytes())


def test_what_is_selected_is_selected_by_the_new_labels(documents, fast, write, tmp_path):
    selection = Selection(only=frozenset({"caution"}), min_score=0.3)
    write(tmp_path / "before", documents(fast.thresholds))
    write(tmp_path / "wanted", documents(OTHER), kind=RowKind.CLAIM, selection=selection)
    found = decided(
        tmp_path / "before", OTHER, Format.JSONL, None, kind=RowKind.CLAIM, selection=selection
    )
    assert found[1] == (tmp_path / "wanted").read_bytes()
    assert found[0] > 0


def test_neutralised_formulas_stay_so(documents, fast, write, tmp_path):
    how = {"form": Format.CSV, "keep": KEEP, "safe": True}
    write(tmp_path / "before", documents(fast.thresholds), **how)
    write(tmp_path / "wanted", documents(OTHER), **how)
    assert b"'=1+1" in (tmp_path / "before").read_bytes()
    found = decided(tmp_path / "before", OTHER, Format.CSV, None)
    assert found[1] == (tmp_path / "wanted").read_bytes()


def test_rows_get_labels_primary_and_thresholds_and_keep_the_rest(real):
    rows = [row.to_dict() for row in real(kept={"a": 1}).rows(Selection(all=True))]
    new = list(redecide(rows, Scores(0.0, 1.0, 1.0, 1.0)))
    changed = {"labels", "primary", "model"}
    for before, after in zip(rows, new, strict=True):
        assert list(after) == list(before)
        assert {k: v for k, v in after.items() if k not in changed} == {
            k: v for k, v in before.items() if k not in changed
        }
        assert (after["labels"], after["primary"]) == (["finding"], "finding")
        assert after["model"]["thresholds"]["mechanism"] == 1.0
        assert after["model"]["hash"] == before["model"]["hash"]


TEXT = "Tea may help because it warms, said Li."
LABELS = claimx.LABELS


@pytest.mark.parametrize(("form", "packing"), FILES)
@pytest.mark.parametrize("kind", [RowKind.SENTENCE, RowKind.CLAIM])
def test_what_is_read_in_a_sentence_stays_as_far_as_its_labels_hold(
    made, reading, write, tmp_path, form, packing, kind
):
    # scores are 0.5, 0.123456, 1 and 0
    every, less = Scores(0, 0, 0, 0), Scores(0.6, 0.1, 1.0, 0.1)
    held = ("mechanism", "attribution")

    def documents(thresholds, labels, *readings):
        model = replace(made().model, thresholds=thresholds)
        return [made(*((TEXT, labels, one) for one in readings), model=model)]

    how = {"form": form, "packing": packing}
    read = (reading(), None, Reading(), reading(5, None))
    kept = [one and replace(one, hedges=(), strength=None, caution=None) for one in read]
    write(tmp_path / "before", documents(every, LABELS, *read), **how)
    write(tmp_path / "same", documents(every, LABELS, *read), kind=kind, **how)
    write(tmp_path / "wanted", documents(less, held, *kept), kind=kind, **how)
    for thresholds, name in ((every, "same"), (less, "wanted")):
        found = decided(tmp_path / "before", thresholds, form, packing, kind=kind)
        assert found == (4, (tmp_path / name).read_bytes())


def test_a_sentence_that_loses_all_labels_keeps_an_empty_reading(made, reading):
    rows = [row.to_dict() for row in made((TEXT, LABELS, reading())).rows(Selection(all=True))]
    (row,) = redecide(rows, Scores(0.6, 0.6, 1.0, 0.1))
    assert (row["labels"], [one["type"] for one in row["reading"]["relations"]]) == (
        *(["attribution"], ["attribution"]),
    )
    rows[0]["scores"] = dict.fromkeys(LABELS, 0.0)
    (row,) = redecide(rows, Scores(1.0, 1.0, 1.0, 1.0))
    assert (row["labels"], row["reading"]) == ([], Reading().to_dict())


def test_rows_of_the_first_version_have_no_reading_and_get_none(made):
    (row,) = (row.to_dict() for row in made(TEXT).rows(Selection(all=True)))
    del row["reading"]
    (again,) = redecide([row | {"schema_version": 1}], OTHER)
    assert "reading" not in again


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("rubbish", "'strength' should be stands 'rubbish'"),
        ({"relations": []}, "'strength' is missing"),
        (Reading(strength="weak").to_dict(), "no strength is 'weak'"),
    ],
)
def test_a_row_whose_reading_is_none_is_named(made, write, tmp_path, broken, said):
    (row,) = (row.to_dict() for row in made(TEXT).rows(Selection(all=True)))
    path = tmp_path / "shard"
    path.write_text(json.dumps(row) + "\n" + json.dumps(row | {"reading": broken}) + "\n")
    found = refused(path, Format.JSONL)
    assert ", row 2 cannot be decided again: " in found
    assert said in found


def test_a_cell_that_is_no_json_is_named(made, write, tmp_path):
    path = tmp_path / "shard"
    write(path, [made((TEXT, (), Reading()))], Format.CSV)
    path.write_bytes(path.read_bytes().replace(b",[],[],", b",[],[,"))
    assert ", line 2: not a row (" in refused(path, Format.CSV)
    write(path, [made((TEXT, (), Reading()))], Format.PARQUET)
    table = pq.read_table(path)
    place = table.column_names.index("hedges")
    pq.write_table(table.set_column(place, "hedges", pa.array(["["])), path)
    assert " is damaged: " in refused(path, Format.PARQUET)


def test_a_score_on_the_threshold_holds(made):
    rows = [row.to_dict() for row in made("It rains.").rows(Selection(all=True))]
    (row,) = redecide(rows, Scores(0.5, 0.123457, 1.0, 0.1))
    assert row["labels"] == ["finding", "attribution"]


def test_rows_are_decided_one_by_one(made):
    taken = []

    def rows():
        for row in made("It rains.", "It pours.").rows(Selection(all=True)):
            taken.append(row)
            yield row.to_dict()

    next(redecide(rows(), OTHER))
    assert len(taken) == 1


# ---- what cannot be decided again


def refused(path, form, packing=None, **how):
    with pytest.raises(InputError) as refusal:
        decided(path, OTHER, form, packing, **how)
    said = str(refusal.value)
    assert said.startswith(str(path))
    assert said.endswith(".")
    assert "\n" not in said
    return said


@pytest.mark.parametrize(("form", "packing"), FILES)
def test_a_shard_that_was_cut_or_is_absent_is_named(
    documents, fast, write, tmp_path, form, packing
):
    path = tmp_path / "shard"
    assert "cannot be read (No such file" in refused(path, form, packing)
    write(path, documents(fast.thresholds), form, packing=packing)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    assert refused(path, form, packing)


@pytest.mark.parametrize(("form", "packing"), [one for one in FILES if one[1]] + FILES[-1:])
def test_a_shard_with_a_byte_that_changed_is_named(documents, fast, write, tmp_path, form, packing):
    path = tmp_path / "shard"
    write(path, documents(fast.thresholds), form, packing=packing)
    data = bytearray(path.read_bytes())
    data[500] ^= 0xFF
    path.write_bytes(data)
    assert refused(path, form, packing)


def test_a_changed_byte_in_parquet_is_never_taken_for_data(real, write, tmp_path):
    path = tmp_path / "shard"
    write(path, [real()], Format.PARQUET)
    data = path.read_bytes()
    footer = int.from_bytes(data[-8:-4], "little")
    wanted = decided(path, OTHER, Format.PARQUET, None)
    seen = 0
    for place in range(4, len(data) - footer - 8, 47):
        path.write_bytes(data[:place] + bytes([data[place] ^ 0x10]) + data[place + 1 :])
        try:
            assert decided(path, OTHER, Format.PARQUET, None) == wanted
        except InputError:
            seen += 1
    assert seen > 50


def test_rows_without_scores_and_rows_of_documents_are_refused(made, write, tmp_path):
    path = tmp_path / "shard"
    for form in (Format.JSONL, Format.CSV, Format.PARQUET):
        write(path, [made("It rains.")], form, RowKind.DOCUMENT)
        said = refused(path, form)
        wanted = "row 1 cannot be decided again" if form is Format.JSONL else "its columns are"
        assert wanted in said
        assert "do not make rows of documents" in refused(path, form, kind=RowKind.DOCUMENT)
    row = next(made("It rains.").rows(Selection(all=True))).to_dict()
    del row["scores"]["caution"]
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert "row 1 cannot be decided again" in refused(path, Format.JSONL)
    path.write_text("[1]\n", encoding="utf-8")
    assert "line 1: not JSON (no object)" in refused(path, Format.JSONL)


def test_a_long_sentence_in_csv_is_read_back(made, write, tmp_path):
    path = tmp_path / "shard.csv"
    write(path, [made("x" * 300_000)], Format.CSV)
    count, data = decided(path, OTHER, Format.CSV, None)
    assert count == 1
    assert len(data) > 300_000


def test_a_full_disk_is_not_blamed_on_the_shard(made, write, tmp_path):
    class Full(io.BytesIO):
        def write(self, data):
            raise OSError(28, "No space left on device")

    for form in (Format.JSONL, Format.CSV, Format.PARQUET):
        path = tmp_path / str(form)
        write(path, [replace(made("It rains."), document="d")], form)
        with pytest.raises(OSError, match="No space left"):
            redecide_shard(path, Full(), OTHER, form=form)
