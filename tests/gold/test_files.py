from __future__ import annotations

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from claimx.errors import InputError
from claimx.gold.files import Files, Repository, cache_folder, fetch

OWN = Repository("nobody", "own-repository", "0" * 40)


@pytest.fixture
def server(tmp_path):
    """A real web server on this machine; gives its address and the folder that it serves."""
    folder = tmp_path / "served"
    folder.mkdir()
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    web = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=web.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{web.server_port}", folder
    web.shutdown()
    web.server_close()


def test_a_url_pins_the_commit():
    address = OWN.url("data/a.json")
    assert (
        address == f"https://raw.githubusercontent.com/nobody/own-repository/{'0' * 40}/data/a.json"
    )


def test_a_fetched_file_is_byte_identical_and_alone_in_its_folder(server, tmp_path, connections):
    address, folder = server
    (folder / "a.bin").write_bytes(b"\x00tea\r\n" * 1000)
    target = tmp_path / "new/folder/a.bin"
    fetch(f"{address}/a.bin", target, timeout=5)
    assert target.read_bytes() == (folder / "a.bin").read_bytes()
    assert list(target.parent.iterdir()) == [target]
    assert connections, "the audit of network use saw a real connection"


def test_a_failed_fetch_leaves_nothing_and_names_the_address(server, tmp_path):
    address, _ = server
    with pytest.raises(InputError, match=r"absent\.bin.*404"):
        fetch(f"{address}/absent.bin", tmp_path / "a.bin", timeout=5)
    assert not (tmp_path / "a.bin").exists()


def test_a_file_in_the_cache_is_used_without_the_network(connections):
    kept = cache_folder() / OWN.name / OWN.commit / "data/a.json"
    kept.parent.mkdir(parents=True)
    kept.write_text("{}", encoding="utf-8")
    assert Files(download=True).find(OWN, "data/a.json") == kept
    assert not connections


def test_no_network_is_used_unless_asked(tmp_path, connections):
    with pytest.raises(InputError, match="download=True"):
        Files(tmp_path).find(OWN, "data/a.json")
    assert not connections
