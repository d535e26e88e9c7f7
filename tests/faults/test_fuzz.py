"""A minute's worth of fuzzing; ten minutes of it: `python -m benchmarks.fuzz`."""

import io
import zipfile

import pytest
from hypothesis import strategies as st

from benchmarks.fuzz import checks
from benchmarks.fuzz.campaign import fuzz
from benchmarks.fuzz.material import ANY
from benchmarks.fuzz.seeds import KINDS, packed, sound
from benchmarks.fuzz.targets import TARGETS, Target
from claimx.corpus.inputs.readers import read
from claimx.corpus.inputs.records import Kind, Reading, Record, Source

SECONDS = {"write": 4.0, "extract": 1.0}


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_hostile_breaks(name):
    result = fuzz(TARGETS[name], SECONDS.get(name, 0.5), 0)
    assert result.crashes == ()
    assert result.executions > 3


def from_file(path, raw, kind, packing=None):
    path.write_bytes(raw)
    return list(read(Source("a", path, kind, len(raw), packing=packing), Reading()))


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_damaged_was_sound(kind, tmp_path):
    found = from_file(tmp_path / "a", sound(kind), kind)
    assert found
    assert all(isinstance(one, Record) for one in found)
    assert any("elps" in one.text.text for one in found)


@pytest.mark.parametrize("packing", ["gz", "bz2", "xz", "zst"])
def test_what_is_damaged_was_packed_well(packing, tmp_path):
    raw = packed(sound(Kind.JSONL), packing)
    found = from_file(tmp_path / "a", raw, Kind.JSONL, packing)
    assert [type(one) for one in found] == [Record] * 3


def test_a_file_with_nothing_but_a_byte_order_mark_is_empty(tmp_path):
    assert from_file(tmp_path / "a", b"\xef\xbb\xbf", Kind.JSONL) == []


def test_a_member_of_any_name_makes_no_long_sentence(tmp_path):
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sound(Kind.DOCX))) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace(b"word/document.xml", b"[" * 3000))
    (problem,) = from_file(tmp_path / "a", stream.getvalue(), Kind.DOCX)
    checks.one_sentence(str(problem))
    assert "there is no [[[" in problem.reason


def test_an_input_that_breaks_is_found_and_made_small():
    def check(text):
        if "\0" in text:
            raise ValueError(f"a null\nin {len(text)}")

    (crash,) = fuzz(Target("broken", st.tuples(st.text(ANY, max_size=40)), check), 3, 0).crashes
    assert crash.what == "ValueError: a null in 1"
    assert crash.input == repr(("\0",))


def test_an_input_that_takes_too_long_is_found(monkeypatch):
    monkeypatch.setattr("benchmarks.fuzz.campaign.LONGEST", -1.0)
    (crash,) = fuzz(TARGETS["segment"], 1, 0).crashes
    assert "seconds" in crash.what


@pytest.mark.parametrize("said", ["no end", "two\nlines.", "two\u2028lines.", f"{'long' * 999}."])
def test_what_is_no_sentence_is_seen(said):
    with pytest.raises(AssertionError):
        checks.one_sentence(said)


def test_a_line_that_came_to_nothing_is_seen(tmp_path):
    raw = sound(Kind.JSONL)
    found = from_file(tmp_path / "a", raw, Kind.JSONL)
    checks._every_line(found, raw)
    with pytest.raises(AssertionError, match="came to nothing"):
        checks._every_line(found[:1] + found[2:], raw)
