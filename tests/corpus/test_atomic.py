"""A file is there whole or not at all."""

import sys

import pytest

from claimx.corpus.atomic import atomic, write_text
from claimx.errors import OutputError


def test_a_file_appears_when_it_is_committed(tmp_path):
    path = tmp_path / "new" / "folder" / "a.jsonl"
    with atomic(path) as file:
        file.stream.write(b"one\n")
        file.stream.flush()
        assert not path.exists()
        file.commit()
        assert path.read_bytes() == b"one\n"
    assert [one.name for one in path.parent.iterdir()] == ["a.jsonl"]


def test_the_old_file_stays_until_then(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"old\n")
    with atomic(path) as file:
        file.stream.write(b"new\n")
        assert path.read_bytes() == b"old\n"
        file.commit()
    assert path.read_bytes() == b"new\n"


def test_a_text_is_utf_8_in_a_folder_that_is_made(tmp_path):
    path = tmp_path / "new" / "a.txt"
    write_text(path, "Thé\n")
    assert path.read_bytes() == "Thé\n".encode()
    assert [one.name for one in path.parent.iterdir()] == ["a.txt"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_nothing_is_left_of_what_was_broken_off(tmp_path, error):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"old\n")
    with pytest.raises(error), atomic(path) as file:
        file.stream.write(b"half")
        raise error
    assert [one.name for one in tmp_path.iterdir()] == ["a.jsonl"]
    assert path.read_bytes() == b"old\n"


def test_a_folder_that_is_a_file_is_one_sentence(tmp_path):
    (tmp_path / "a").write_bytes(b"")
    with (
        pytest.raises(OutputError, match=r"jsonl cannot be written \(.*\)\.$"),
        atomic(tmp_path / "a" / "b.jsonl"),
    ):
        pass


def test_a_name_that_a_folder_has_is_one_sentence(tmp_path):
    (tmp_path / "a.jsonl" / "inner").mkdir(parents=True)
    with (
        pytest.raises(OutputError, match="cannot be written"),
        atomic(tmp_path / "a.jsonl") as file,
    ):
        file.commit()
    assert [one.name for one in tmp_path.iterdir()] == ["a.jsonl"]


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are POSIX")
def test_a_full_disk_is_one_sentence_and_leaves_nothing(tmp_path):
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    path = tmp_path / "a.jsonl"
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(OutputError, match="cannot be written"), atomic(path) as file:
            file.stream.write(b"x" * 5000)
            file.commit()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []
