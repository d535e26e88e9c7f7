"""A run over good and bad inputs with the real model."""

import io
import json
import tracemalloc

import pytest

import claimx
from claimx.corpus import Format, LineWriter, Problem, Reading, RowKind, Selection, expand, run
from claimx.extractor import text_id

TEXT = "The drug cut deaths by a fifth, the trial found. The hall was full."


class Witness:
    """Keeps what a run tells."""

    def __init__(self):
        self.sentences = 0
        self.size = 0.0
        self.problems = []

    def advanced(self, sentences, size):
        self.sentences += sentences
        self.size += size

    def failed(self, problem):
        self.problems.append(problem)
        self.size += problem.size


@pytest.fixture
def done(extractor):
    """Run over paths; gives outcome, rows and the witness."""

    def do(*paths, selection=None, **how):
        stream, watch = io.BytesIO(), Witness()
        kind = RowKind.SENTENCE if selection is None else RowKind.CLAIM
        outcome = run(
            expand([str(path) for path in paths]),
            extractor,
            LineWriter(stream, "out", Format.JSONL, kind, selection=selection or Selection()),
            reading=Reading(**how),
            watch=watch,
        )
        return outcome, [json.loads(line) for line in stream.getvalue().splitlines()], watch

    return do


def test_rows_are_what_the_library_says_of_the_text(done, tmp_path, extractor):
    path = tmp_path / "a.txt"
    text = claimx.example().text
    path.write_text(text, encoding="utf-8", newline="")
    outcome, rows, _ = done(path)
    document = extractor.extract(text)
    assert (outcome.documents, outcome.rows, outcome.problems) == (1, len(document.sentences), 0)
    for found, sentence in zip(rows, document.sentences, strict=True):
        assert sentence.to_dict().items() <= found.items()
        assert text[found["start"] : found["end"]] == found["text"]
        assert found["document"] == document.id == text_id(text)
        assert found["model"] == document.model.to_dict()
        assert found["source"] == str(path)


def test_claims_alone_are_those_of_the_document(done, tmp_path, extractor):
    path = tmp_path / "a.txt"
    path.write_text(claimx.example().text, encoding="utf-8", newline="")
    _, rows, _ = done(path, selection=Selection())
    assert [one["id"] for one in rows] == [
        claim.id for claim in extractor.extract(claimx.example().text).claims
    ]


def test_ids_do_not_depend_on_the_place_of_a_file(done, tmp_path):
    for name in ("a.txt", "deep/b.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    _, rows, _ = done(tmp_path)
    assert len({one["source"] for one in rows}) == 2
    assert len({one["document"] for one in rows}) == 1


def test_one_bad_input_costs_the_others_nothing(done, tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"\x89PNG\x00")
    (tmp_path / "c.jsonl").write_text(
        json.dumps({"text": TEXT, "id": "one", "title": "T"})
        + "\n{broken\n"
        + json.dumps({"n": 1}),
        encoding="utf-8",
    )
    (tmp_path / "d.txt").write_text(TEXT, encoding="utf-8")
    outcome, rows, watch = done(tmp_path, tmp_path / "absent")
    assert (outcome.documents, outcome.problems) == (3, 4)
    assert [str(one)[len(str(tmp_path)) + 1 :].partition(":")[0] for one in watch.problems] == [
        *("b.txt", "c.jsonl, line 2", "c.jsonl, line 3", "absent"),
    ]
    assert {one["document"] for one in rows} == {text_id(TEXT), "one"}
    assert {one["title"] for one in rows if one["document"] == "one"} == {"T"}


def test_progress_ends_at_all_sentences_and_all_bytes(done, tmp_path):
    (tmp_path / "a.txt").write_text(TEXT * 3, encoding="utf-8")
    (tmp_path / "b.txt").write_text(" \n", encoding="utf-8")
    (tmp_path / "c.txt").write_bytes(b"\xff\xfe\xff")
    (tmp_path / "d.txt").write_text("", encoding="utf-8")
    outcome, rows, watch = done(tmp_path)
    assert outcome.documents == 3
    assert watch.sentences == len(rows) == 6
    assert watch.size == sum(path.stat().st_size for path in tmp_path.iterdir())


def test_a_text_longer_than_a_shard_moves_the_progress_in_between(tmp_path, extractor, monkeypatch):
    monkeypatch.setattr("claimx.extractor.SHARD", 4)
    path = tmp_path / "a.txt"
    path.write_text("No. " * 10, encoding="utf-8")
    steps = []

    class Steps(Witness):
        def advanced(self, sentences, size):
            steps.append((sentences, size))

    run(
        expand([str(path)]),
        extractor,
        LineWriter(io.BytesIO(), "out", Format.JSONL),
        reading=Reading(),
        watch=Steps(),
    )
    assert steps == [(4, 16.0), (4, 16.0), (2, 8.0)]


def test_an_odd_text_is_read_like_any_other(done, tmp_path):
    path = tmp_path / "odd.jsonl"
    texts = ["\x00\x1b[2J\ud800 Tea helps.", "\u202e\u2028 Rain. ", "a" * 50_000, '(((("“' * 500]
    path.write_text("".join(json.dumps({"text": one}) + "\n" for one in texts), encoding="utf-8")
    outcome, rows, _ = done(path)
    assert (outcome.documents, outcome.problems) == (4, 0)
    for found in rows:
        assert any(text[found["start"] : found["end"]] == found["text"] for text in texts)
    assert any(found["truncated"] for found in rows)


def test_many_records_take_no_more_memory_than_few(done, tmp_path):
    def peak(count):
        path = tmp_path / f"{count}.jsonl"
        record = json.dumps({"text": "It rains.", "pad": "x" * 20_000}) + "\n"
        path.write_text(record * count, encoding="utf-8")
        tracemalloc.start()
        outcome, _, _ = done(path, selection=Selection())
        high = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert outcome.documents == count
        return high

    peak(5)
    assert peak(200) < peak(20) + 1_000_000


def test_a_problem_names_standard_input_in_words():
    assert str(Problem("-", None, "not a text file")) == "standard input: not a text file."
    assert str(Problem("a.jsonl", 3, "not JSON")) == "a.jsonl, line 3: not JSON."
