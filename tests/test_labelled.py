import gzip
import hashlib
import json

import pytest

from claimx.errors import DataError
from claimx.labelled import Labelled, read_labelled, sha256


@pytest.fixture
def write(tmp_path):
    def _write(*lines, name="data.jsonl"):
        path = tmp_path / name
        text = "".join(
            (line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines
        )
        opened = gzip.open if name.endswith(".gz") else open
        with opened(path, "wt", encoding="utf-8") as stream:
            stream.write(text)
        return path

    return _write


def only(path):
    (one,) = read_labelled(path)
    return one


def test_complete_labels_decide_all_four(write):
    path = write({"text": "Tea helps, he said.", "labels": ["attribution", "finding"], "doc": "d"})
    assert only(path) == Labelled("Tea helps, he said.", (1.0, 0.0, 1.0, 0.0), "d", {})


def test_no_labels_decide_that_none_holds(write):
    assert only(write({"text": "Sit.", "labels": []})).targets == (0.0, 0.0, 0.0, 0.0)


def test_partial_labels_leave_the_rest_open(write):
    path = write({"text": "Tea helps.", "finding": 1, "caution": 0, "mechanism": None})
    assert only(path).targets == (1.0, None, None, 0.0)


def test_probabilities_may_be_targets(write):
    assert only(write({"text": "Tea helps.", "finding": 0.25})).targets[0] == 0.25


def test_other_fields_are_kept(write):
    one = only(write({"text": "Tea.", "labels": [], "doc": 7, "source": "own", "start": 3}))
    assert one.doc == "7"
    assert one.meta == {"source": "own", "start": 3}


def test_a_sentence_without_document_is_one_of_its_own(write):
    path = write({"text": "Tea.", "labels": []}, {"text": "Milk.", "labels": [], "doc": None})
    assert [one.doc for one in read_labelled(path)] == ["data.jsonl:1", "data.jsonl:2"]


def test_gzip_reads_the_same(write):
    record = {"text": "Thé “chaud” 👩‍🔬", "labels": ["caution"], "doc": "d"}
    plain, packed = only(write(record)), only(write(record, name="data.jsonl.gz"))
    assert packed == plain
    assert packed.text == "Thé “chaud” 👩‍🔬"


def test_file_is_read_as_it_is_asked_for(write):
    rows = read_labelled(write({"text": "Tea.", "labels": []}, "{broken"))
    assert next(rows).text == "Tea."
    with pytest.raises(DataError):
        next(rows)


@pytest.mark.parametrize(
    "bad",
    [
        "{broken",
        "",
        "[]",
        '"text"',
        {"labels": []},
        {"text": 3, "labels": []},
        {"text": "Tea."},
        {"text": "Tea.", "labels": ["opinion"]},
        {"text": "Tea.", "labels": "finding"},
        {"text": "Tea.", "labels": [["finding"]]},
        {"text": "Tea.", "finding": "yes"},
        {"text": "Tea.", "finding": 3},
        {"text": "Tea.", "finding": [1]},
    ],
    ids=str,
)
def test_bad_record_is_named_by_file_and_line(write, bad):
    path = write({"text": "Tea.", "labels": []}, bad)
    with pytest.raises(DataError, match=r"data\.jsonl, line 2: "):
        list(read_labelled(path))


def test_missing_file_is_named(tmp_path):
    with pytest.raises(DataError, match=r"absent\.jsonl"):
        list(read_labelled(tmp_path / "absent.jsonl"))


def test_digest_of_a_file_larger_than_a_block(tmp_path):
    path = tmp_path / "bytes"
    path.write_bytes(b"tea\n" * 600_000)
    assert sha256(path) == hashlib.sha256(path.read_bytes()).hexdigest()
