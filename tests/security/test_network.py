"""No command uses the network unless it is told to: the real one runs where a socket is death."""

import importlib.util
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import claimx

HERE = Path(__file__).parent
HOME = str(Path(claimx.__file__).parents[1])
DEV = str(HERE.parent / "data" / "dev.jsonl")
TEXT = "The drug cut deaths by a fifth, the trial found. The hall was full."
PAGE = f"<html><title>Trial</title><body><article>{f'<p>{TEXT}</p>' * 9}</article></body></html>"

_spec = importlib.util.spec_from_file_location("sealed", HERE / "sealed.py")
sealed = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(sealed)

kernel = pytest.mark.skipif(not sealed.KERNEL, reason="needs Linux on x86-64 or ARM")

STAYS = """
import time
import claimx
claimx.extract("Tea helps, a trial found.")
print("labelled", flush=True)
time.sleep(20)
"""
"""A program that goes on, as a notebook does; onnxruntime's reports go out after some seconds."""


def start(folder, *arguments, **variables):
    # claimx sets the last one in its own process, from which no child may profit
    unset = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "ORT_DISABLE_TELEMETRY")
    environment = {
        **{key: value for key, value in os.environ.items() if key.upper() not in unset},
        "PYTHONPATH": os.pathsep.join([str(folder), HOME]),
        "HF_HOME": str(folder / "huggingface"),
        **variables,
    }
    command = [sys.executable, HERE / "sealed.py", *arguments]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, cwd=folder, env=environment, text=True, **pipes)


def ended(process):
    """Exit code, output, errors."""
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


@pytest.fixture(scope="module", autouse=True)
def staying(tmp_path_factory):
    """A process that goes on while the other tests run."""
    folder = tmp_path_factory.mktemp("staying")
    (folder / "stays.py").write_text(STAYS, encoding="utf-8")
    with start(folder, "stays") as process:
        yield process
        process.kill()


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "a.jsonl").write_text('{"id": "1", "text": "Tea helps."}\n', encoding="utf-8")
    (tmp_path / "a.html").write_text(PAGE, encoding="utf-8")
    return tmp_path


# ---- the guard itself


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.socket()",
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import socket; socket.getaddrinfo('localhost', 80)",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9')",
        "import asyncio; asyncio.run(asyncio.open_connection('127.0.0.1', 9))",
    ],
)
def test_a_socket_of_python_is_death_even_where_errors_are_caught(tmp_path, code):
    tried = f"try:\n    {code}\nexcept BaseException:\n    pass\n"
    (tmp_path / "tries.py").write_text(tried, encoding="utf-8")
    code, _, err = ended(start(tmp_path, "tries"))
    assert code in {sealed.CAUGHT, -getattr(signal, "SIGSYS", 0)}, err


@kernel
@pytest.mark.parametrize("domain", [2, 10, 16, 17])
def test_a_socket_of_a_compiled_library_is_death(tmp_path, domain):
    code = f"import ctypes\nctypes.CDLL(None).socket({domain}, 1, 0)\n"
    (tmp_path / "tries.py").write_text(code, encoding="utf-8")
    assert ended(start(tmp_path, "tries"))[0] == -signal.SIGSYS


@kernel
def test_a_child_of_a_thread_is_watched_as_well(tmp_path):
    (tmp_path / "tries.py").write_text(
        "import subprocess, sys, threading\n"
        "code = 'import socket; socket.socket()'\n"
        "call = lambda: print(subprocess.call([sys.executable, '-c', code]))\n"
        "threading.Thread(target=call).start()\n",
        encoding="utf-8",
    )
    assert ended(start(tmp_path, "tries"))[1] == f"{-signal.SIGSYS}\n"


# ---- the commands


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["example"], id="example"),
        pytest.param(["info"], id="info"),
        pytest.param(["info", "auto", "--json"], id="info auto"),
        pytest.param(["info", claimx.model_path("fast")], id="info of a folder"),
        pytest.param(["extract", "a.txt", "a.jsonl"], id="extract"),
        pytest.param(["extract", ".", "-o", "out", "--read-as", "txt"], id="extract to a folder"),
        pytest.param(["extract", "a.txt", "-o", "out", "--workers", "2"], id="extract by workers"),
        pytest.param(["evaluate", "fast", DEV, "--draws", "10"], id="evaluate"),
        pytest.param(["evaluate", "base", "article"], id="evaluate a gold set"),
    ],
)
def test_a_command_on_local_things_opens_no_socket(folder, command):
    code, _, err = ended(start(folder, "claimx", *command))
    assert code == 0, err


def test_a_page_is_read_without_a_socket(folder):
    pytest.importorskip("trafilatura")
    # urllib3 looks for IPv6 by a socket on ::1 when it is imported; it sends nothing
    first = ["--first", "urllib3.util.connection"]
    page = PAGE.replace(
        "<p>",
        '<img src="http://127.0.0.1:9/a.png"><iframe src="http://127.0.0.1:9/"></iframe>'
        '<link rel="stylesheet" href="http://127.0.0.1:9/a.css"><p>',
    )
    (folder / "a.html").write_text(page, encoding="utf-8")
    code, out, err = ended(start(folder, *first, "claimx", "extract", "a.html"))
    assert code == 0, err
    assert "cut deaths by a fifth" in out


def test_the_torch_engine_reads_a_folder_without_a_socket(folder):
    pytest.importorskip("transformers")
    code, out, err = ended(start(folder, "claimx", "extract", "a.txt", "--engine", "torch"))
    assert code == 0, err
    assert "cut deaths by a fifth" in out


@pytest.mark.parametrize(
    "command",
    [
        ["info", "tea-lab/claims"],
        ["extract", "a.txt", "--model", "tea-lab/claims"],
        ["evaluate", "tea-lab/claims", DEV],
    ],
    ids=lambda command: command[0],
)
def test_a_hub_id_without_the_flag_is_refused_without_a_socket(folder, command):
    pytest.importorskip("huggingface_hub")
    code, out, err = ended(start(folder, "claimx", *command))
    assert (code, out) == (2, "")
    assert "neither a folder nor a whole model in the local Hugging Face cache" in err


def test_a_data_set_of_the_hub_without_the_flag_is_refused_without_a_socket(folder):
    pytest.importorskip("datasets")
    code, out, err = ended(start(folder, "claimx", "extract", "hf:tea-lab/news"))
    assert (code, out) == (2, "")
    assert "not in the local Hugging Face cache" in err


def test_with_the_flag_the_network_is_used(folder):
    pytest.importorskip("huggingface_hub")
    code, _, err = ended(start(folder, "claimx", "info", "tea-lab/claims", "--download"))
    assert code in {sealed.CAUGHT, -getattr(signal, "SIGSYS", 0)}, err


@kernel
def test_nothing_is_reported_while_a_process_goes_on(staying):
    code, out, err = ended(staying)
    assert (code, out) == (0, "labelled\n"), err
