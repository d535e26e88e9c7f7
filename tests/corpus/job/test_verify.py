"""`claimx verify` sees what is not as it was written."""

import pytest

from claimx.corpus.job.folder import RunFolder
from claimx.corpus.job.verify import verify
from claimx.errors import InputError


def wrong(run):
    return [one for one in verify(run) if one is not None]


def test_a_run_as_it_was_written_is_right(done):
    assert list(verify(done.run)) == [None, None, None]


def test_a_flipped_byte_is_found(done):
    path = done.out / "claims" / "part-00001.jsonl"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    (one,) = wrong(done.run)
    assert str(path) in one
    assert "sha256 differs" in one


def test_a_part_that_was_cut_short_is_found(done):
    path = done.out / "claims" / "part-00001.jsonl"
    path.write_bytes(path.read_bytes()[:-1])
    (one,) = wrong(done.run)
    assert "bytes and had" in one


def test_a_missing_part_is_found(done):
    path = done.out / "claims" / "part-00002.jsonl"
    path.unlink()
    (one,) = wrong(done.run)
    assert str(path) in one
    assert "cannot be read" in one


def test_a_stray_part_is_found(done):
    path = done.out / "claims" / "part-00009.jsonl"
    path.write_bytes(b"{}\n")
    (one,) = wrong(done.run)
    assert str(path) in one
    assert "listed in no part" in one


def test_a_part_that_was_never_done_is_found(done, undo):
    undo(done.out, 1)
    (one,) = wrong(done.run)
    assert "lacks parts" in one


def test_a_last_part_that_is_gone_is_found(done, undo):
    undo(done.out, 2)
    (one,) = wrong(done.run)
    assert "lacks parts" in one


def test_a_folder_without_a_run_is_refused(tmp_path):
    with pytest.raises(InputError, match="holds no run of claimx extract"):
        list(verify(RunFolder(tmp_path)))


def test_the_command_names_what_is_wrong_and_exits_1(done):
    assert done.claimx("verify", "OUT").code == 0
    (done.out / "claims" / "part-00000.jsonl").write_bytes(b"")
    ended = done.claimx("verify", "OUT")
    assert ended.code == 1
    first, last = ended.said
    assert first.startswith("claimx: OUT/claims/part-00000.jsonl has 0 bytes and had ")
    assert last == "claimx: 3 parts checked, 1 wrong."
