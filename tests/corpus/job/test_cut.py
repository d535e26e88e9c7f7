"""Shards: the same from the same inputs, wherever one begins, and nothing between them."""

import json
from itertools import chain

import pytest

from claimx.corpus.inputs.records import Kind, Problem, Reading, Record, Source
from claimx.corpus.inputs.sources import expand
from claimx.corpus.job.cut import BEGIN, Feed, Place, shards

SIZE = 1000


@pytest.fixture
def sources(tmp_path):
    """A file of 20 records of 300 characters, a page, an absent file, an empty one, 8 records."""

    def jsonl(name, count):
        lines = [json.dumps({"id": f"{name}{n}", "text": f"{n:300d}"}) for n in range(count)]
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")

    jsonl("a.jsonl", 20)
    jsonl("e.jsonl", 8)
    (tmp_path / "b.html").write_text("<p>It rains.</p>", encoding="utf-8")
    (tmp_path / "d.jsonl").write_text("", encoding="utf-8")
    names = ["a.jsonl", "b.html", "c.txt", "d.jsonl", "e.jsonl"]
    return expand([str(tmp_path / name) for name in names])


def feed(sources):
    return Feed(sources, Reading())


def cut(sources, ends=None, done=(), size=SIZE):
    return list(shards(feed(sources), ends or {}, done, size))


def names(items):
    """What each item is."""

    def name(one):
        if isinstance(one, Record):
            return one.text.id
        return one.name[-6:] if isinstance(one, Source) else one.source[-5:]

    return [name(one) for one in items]


EVERYTHING = [
    *(f"a.jsonl{n}" for n in range(20)),
    "b.html",
    "c.txt",
    *(f"e.jsonl{n}" for n in range(8)),
]


def everything(found):
    return names(chain.from_iterable(one.items for one in found))


def test_shards_hold_everything_once_in_order(sources):
    found = cut(sources)
    assert everything(found) == EVERYTHING
    assert [one.number for one in found] == list(range(len(found)))
    assert len(found) > 5
    assert [one.begin for one in found] == [BEGIN, *(one.end for one in found[:-1])]


def test_a_shard_ends_when_it_is_full(sources):
    assert [len(one.items) for one in cut(sources)[:4]] == [4, 4, 4, 4]
    assert [len(one.items) for one in cut(sources, size=1)[:4]] == [1, 1, 1, 1]


def test_a_million_empty_records_do_not_end_in_one_shard(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": ""}\n' * 100, encoding="utf-8")
    assert max(len(one.items) for one in cut(expand([str(path)]))) == 4


def test_documents_are_left_to_the_workers_and_standard_input_is_not(sources, tmp_path):
    items = list(chain.from_iterable(one.items for one in cut(sources)))
    assert [one.kind for one in items if isinstance(one, Source)] == [Kind.HTML]
    assert [one.line for one in items if isinstance(one, Problem)] == [None]


def test_a_feed_that_is_set_to_a_place_goes_on_as_if_it_had_come_there(sources):
    walked = feed(sources)
    places = []
    while walked.place not in places:
        places.append(walked.place)
        expected = walked.take()
        jumped = feed(sources)
        jumped.seek(places[-1])
        assert jumped.take() == expected
        assert jumped.place == walked.place
    assert len(places) > 25


def test_a_feed_stops_at_a_place(sources):
    found = feed(sources)
    taken = []
    while (item := found.take(Place(0, 3))) is not None:
        taken.append(item)
    assert len(taken) == 3
    assert found.place == Place(0, 3)


@pytest.mark.parametrize(
    "lost", [{0}, {3}, {7, 8}, {1, 4}, {0, 1, 2, 3, 4}, set(range(2, 9)), set(range(20))]
)
def test_what_is_not_done_is_cut_as_before(sources, lost):
    before = cut(sources)
    done = {one.number for one in before} - lost
    known = {one.number: one for one in before if one.number in done}
    again = cut(sources, {n: one.end for n, one in known.items()}, done)
    assert again == [one for one in before if one.number in lost]


def grown(path, factor):
    """The same records with longer or shorter texts, as after an input was mended."""
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for one in records:
        one["text"] = one["text"] * factor if factor > 1 else "short"
    text = "".join(f"{json.dumps(one)}\n" for one in records)
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("factor", [0, 5])
@pytest.mark.parametrize("lost", [{0}, {2}, {1, 2, 3}, {1, 3}])
def test_a_gap_between_done_shards_is_filled_and_no_more_though_inputs_have_changed(
    sources, lost, factor
):
    before = cut(sources)
    done = {one.number: one for one in before if one.number not in lost}
    grown(sources[0].path, factor)
    again = list(
        shards(
            feed(expand([one.source if isinstance(one, Problem) else one.name for one in sources])),
            {n: one.end for n, one in done.items()},
            set(done),
            SIZE,
            {n: one.begin for n, one in done.items()},
        )
    )
    assert sorted(one.number for one in again) == sorted(lost)
    together = sorted([*again, *done.values()], key=lambda one: one.number)
    assert everything(together) == EVERYTHING
