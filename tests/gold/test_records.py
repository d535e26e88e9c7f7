from __future__ import annotations

import hashlib

import pytest

from claimx.errors import DataError
from claimx.gold.records import Row, checksum, read_rows

RECORD = {
    "source": "HealthStory",
    "doc": "own_0",
    "i": 0,
    "start": 0,
    "end": 9,
    "labels": ["finding", "caution"],
    "labels_other": [],
    "sha": "00000000",
}


def test_a_row_written_as_json_reads_back_equal():
    row = Row.from_dict(RECORD)
    assert row.to_dict() == RECORD
    assert Row.from_dict(row.to_dict()) == row


def test_an_empty_second_reading_is_kept_apart_from_none():
    assert Row.from_dict(RECORD).labels_other == ()
    assert Row.from_dict(RECORD | {"labels_other": ["finding"]}).labels_other == ("finding",)
    assert Row.from_dict({k: RECORD[k] for k in RECORD if k != "labels_other"}).labels_other is None


def test_the_primary_label_follows_the_guidelines_order():
    assert Row.from_dict(RECORD).primary == "finding"
    assert Row.from_dict(RECORD | {"labels": []}).primary == "none"


def test_the_checksum_is_taken_of_the_utf8_bytes():
    sentence = "Café visits rose — slightly."
    assert checksum(sentence) == hashlib.sha256(sentence.encode("utf-8")).hexdigest()[:8]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"labels": ["findings"]}, "findings"),
        ({"labels": "finding"}, "list of labels"),
        ({"start": 9}, "no span"),
        ({"start": -1}, "no span"),
    ],
)
def test_a_malformed_row_is_refused_with_its_reason(change, said):
    with pytest.raises(DataError, match=said):
        Row.from_dict(RECORD | change)


def test_a_row_without_offsets_names_the_missing_field():
    with pytest.raises(DataError, match="end"):
        Row.from_dict({k: RECORD[k] for k in RECORD if k != "end"})


def test_a_broken_line_is_named_by_its_number(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text('{"source": "ABC"\n', encoding="utf-8")
    with pytest.raises(DataError, match="line 1"):
        read_rows(path)


def test_an_absent_file_is_named(tmp_path):
    with pytest.raises(DataError, match=r"nowhere\.jsonl"):
        read_rows(tmp_path / "nowhere.jsonl")
