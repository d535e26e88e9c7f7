"""Compressed inputs: whole, cut short, damaged, and made to burst."""

import bz2
import gzip
import io
import json
import lzma
import random
import sys
import tracemalloc
import zlib

import pytest

from claimx.corpus import Kind, Problem, Reading, Record, expand, read
from claimx.corpus.inputs.unpack import BrokenOff, read_up_to, unpacked
from claimx.corpus.zstd import zstd
from claimx.errors import InputError

PACK = {
    "gz": gzip.compress,
    "bz2": lambda data: bz2.compress(data, 1),  # in blocks of 100 kB
    "xz": lambda data: lzma.compress(data, preset=0),
    "zst": lambda data: zstd().compress(data),
}
PACKINGS = sorted(PACK)
WORDS = random.Random(1).choices(["tea", "rain", "study", "found", "that", "deaths", "fell"], k=200)
LINES = b"".join(
    json.dumps({"text": " ".join(random.Random(n).sample(WORDS, 40)), "id": n}).encode() + b"\n"
    for n in range(3000)
)


@pytest.fixture
def reading(tmp_path):
    """Read bytes as a file of the given name; gives records and problems."""

    def do(content, name, **how):
        path = tmp_path / name
        path.write_bytes(content)
        (source,) = expand([str(path)])
        return list(read(source, Reading(**how)))

    return do


@pytest.mark.parametrize("packing", PACKINGS)
def test_a_packed_file_is_read_as_the_plain_one(reading, packing):
    plain = [(one.line, one.text) for one in reading(LINES, "a.jsonl")]
    content = PACK[packing](LINES)
    found = reading(content, f"a.jsonl.{packing}")
    assert [(one.line, one.text) for one in found] == plain
    assert sum(one.size for one in found) == len(content)
    assert [one.text.text for one in reading(PACK[packing](b"Tea.\r\n"), f"a.txt.{packing}")] == [
        "Tea.\r\n"
    ]


@pytest.mark.parametrize("packing", PACKINGS)
def test_several_packed_files_behind_each_other_are_one(reading, packing):
    pack = PACK[packing]
    content = pack(b'{"text": "One."}\n{"te') + pack(b"") + pack(b'xt": "Two."}\n') + b"\0" * 512
    found = reading(content, f"a.jsonl.{packing}")
    assert [one.text.text for one in found] == ["One.", "Two."]


@pytest.mark.parametrize("packing", PACKINGS)
def test_what_came_before_the_cut_is_read_and_the_cut_is_named_once(reading, packing):
    cut = PACK[packing](LINES)
    cut = cut[: 2 * len(cut) // 3]
    *found, problem = reading(cut, f"a.jsonl.{packing}")
    whole = reading(LINES, "a.jsonl")
    assert [one.text for one in found] == [one.text for one in whole[: len(found)]]
    assert len(found) > 1000
    assert isinstance(problem, Problem)
    assert problem.line == len(found) + 1
    assert problem.offset == sum(one.size for one in whole[: len(found)])
    assert problem.reason == f"the file is cut short at byte {len(cut)}"


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("left", [0, 1, 5, -1])
def test_a_cut_anywhere_is_a_problem_of_any_kind_of_file(reading, packing, left):
    cut = PACK[packing](b"text\nOne.\nTwo.\n")[: left if left >= 0 else -1]
    for name in ("a.txt", "a.html", "a.jsonl", "a.csv", "a.tsv", "a.warc", "a.docx"):
        *found, problem = reading(cut, f"{name}.{packing}")
        assert f"the file is cut short at byte {len(cut)}" in problem.reason, name
        assert all(isinstance(one, Record) for one in found if name != "a.jsonl")


@pytest.mark.parametrize("packing", PACKINGS)
def test_damage_in_the_middle_is_named_and_what_came_before_it_is_read(reading, packing):
    content = bytearray(PACK[packing](LINES) * 2)
    at = len(content) // 2 + len(content) // 4
    content[at : at + 20] = bytes(20)
    *found, problem = reading(bytes(content), f"a.jsonl.{packing}")
    assert len(found) >= 3000
    assert isinstance(problem, Problem)
    assert f"its {packing} data is damaged near byte" in problem.reason


@pytest.mark.parametrize("packing", PACKINGS)
def test_what_is_not_packed_at_all_is_named(reading, packing):
    (problem,) = reading(b'{"text": "One."}\n', f"a.jsonl.{packing}")
    assert f"its {packing} data is damaged near byte 17" in str(problem)


def test_what_zlib_holds_back_at_a_cut_is_read():
    cut = gzip.compress(b"x" * ((1 << 18) + 400))[:-9]  # a little more than is unpacked at once
    left = len(zlib.decompressobj(31).decompress(cut))
    assert left > 1 << 18
    stream = unpacked(io.BytesIO(cut), "gz")
    with pytest.raises(BrokenOff):
        while True:
            left -= len(stream.read1())
    assert left == 0


def test_rubbish_behind_a_packed_file_is_named(reading):
    record, problem = reading(gzip.compress(b'{"text": "One."}\n') + b"rubbish", "a.jsonl.gz")
    assert record.text.text == "One."
    assert "damaged" in problem.reason


@pytest.fixture(scope="module")
def bombs():
    """Many megabytes of blanks, packed small."""
    return {packing: PACK[packing](b" " * (32 << 20)) for packing in PACKINGS}


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("name", ["a.html", "a.txt", "a.jsonl", "a.csv", "a.docx", "a.parquet"])
def test_a_bomb_is_stopped_while_it_unpacks(reading, bombs, packing, name):
    tracemalloc.start()
    *_, problem = reading(bombs[packing], f"{name}.{packing}", limit=1_000_000)
    _, high = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "than 1000000 bytes" in str(problem) or "than 16000000 bytes" in str(problem)
    assert high < 8_000_000, "it holds more than a few buffers"


def test_no_more_than_asked_for_is_unpacked(bombs):
    for packing, bomb in bombs.items():
        file = io.BytesIO(bomb)
        with pytest.raises(InputError, match=r"^longer than 1000 bytes; --max-record allows more$"):
            read_up_to(unpacked(file, packing), 1000)
        assert file.tell() <= 1 << 19


def test_xz_that_asks_for_gigabytes_of_memory_is_refused(reading):
    content = bytearray(lzma.compress(b"It rains."))
    head = slice(12, 12 + 4 * (content[12] + 1) - 4)  # of the first block, and its sum behind it
    content[head.start + 4] = 36  # a dictionary of a gigabyte
    content[head.stop : head.stop + 4] = zlib.crc32(content[head]).to_bytes(4, "little")
    (problem,) = reading(bytes(content), "a.txt.xz")
    assert "its xz data is damaged near byte" in str(problem)
    assert "memory" in str(problem).lower()


def test_a_stream_that_broke_off_never_looks_ended():
    stream = unpacked(io.BytesIO(gzip.compress(b"x" * 100)[:-4]), "gz")
    for _ in range(3):
        with pytest.raises(BrokenOff):
            while stream.read(1000):
                pass


def test_a_disk_that_fails_while_a_file_is_read_is_named(tmp_path, monkeypatch):
    class Failing(io.RawIOBase):
        """Gives two lines, then what a broken disk gives."""

        def __init__(self):
            self.left = [b'{"text": "One."}\n{"text": ', b'"Two."}\n']

        def readable(self):
            return True

        def read(self, size=-1):
            if not self.left:
                raise OSError(5, "Input/output error")
            return self.left.pop(0)

    monkeypatch.setattr(sys, "stdin", type("Stdin", (), {"buffer": Failing()}))
    first, second, problem = read(expand(["-"], Kind.JSONL)[0], Reading())
    assert (first.text.text, second.text.text) == ("One.", "Two.")
    assert str(problem) == (
        "standard input, line 3: cannot be read from byte 34 on (Input/output error)."
    )
