import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import claimx
from claimx.errors import InputError, ModelError
from claimx.hub import locate, push, save
from claimx.model import CONFIG, ONNX_FP32, ONNX_INT8, TOKENIZER, WEIGHTS, Model

TEXT = "Green tea slowed memory loss in 400 adults, a trial found. The trial was small."
REPO = "tea-lab/claims"
COMMIT = "1234567890abcdef1234567890abcdef12345678"


class Hub(BaseHTTPRequestHandler):
    """As much of the Hub as an upload of a folder and a download of a snapshot need."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.note()
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/api/repos/create":
            self.server.created.append(json.loads(body))
            self.answer_json({"url": f"{self.server.address}/{REPO}", "name": REPO})
        elif self.path == "/api/validate-yaml":
            self.answer_json({"errors": [], "warnings": []})
        elif "/preupload/" in self.path:
            paths = [one["path"] for one in json.loads(body)["files"]]
            modes = [{"path": p, "uploadMode": "regular", "shouldIgnore": False} for p in paths]
            self.answer_json({"files": modes})
        elif "/commit/" in self.path:
            self.commit([json.loads(line) for line in body.splitlines() if line])
            url = f"{self.server.address}/{REPO}/commit/{COMMIT}"
            self.answer_json({"commitUrl": url, "commitOid": COMMIT, "success": True})
        else:
            self.answer(404)

    def commit(self, lines):
        for line in lines:
            if line["key"] == "header":
                self.server.messages.append(line["value"]["summary"])
            else:
                value = line["value"]
                self.server.files[value["path"]] = base64.b64decode(value["content"])

    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        self.note()
        path, _, _ = self.path.partition("?")
        name = re.sub(rf"^/{REPO}/resolve/(main|{COMMIT})/", "", path)
        if path.startswith(f"/api/models/{REPO}/tree/"):
            self.answer_json([self.listed(one) for one in self.server.files])
        elif path.startswith(f"/api/models/{REPO}"):
            siblings = [{"rfilename": one} for one in self.server.files]
            self.answer_json({"id": REPO, "sha": COMMIT, "siblings": siblings})
        elif name in self.server.files:
            self.answer(200, self.server.files[name])
        else:
            self.answer(404)

    def listed(self, name):
        content = self.server.files[name]
        digest = hashlib.sha256(content).hexdigest()
        return {"type": "file", "path": name, "size": len(content), "oid": digest}

    def answer_json(self, value):
        self.answer(200, json.dumps(value).encode())

    def answer(self, status, content=b""):
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("X-Repo-Commit", COMMIT)
        self.send_header("ETag", f'"{hashlib.sha256(content).hexdigest()}"')
        if status == 404:
            self.send_header("X-Error-Code", "RepoNotFound")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def note(self):
        self.server.requests.append((self.command, self.path, self.headers.get("Authorization")))

    def log_message(self, *_):
        pass


@pytest.fixture
def hub():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    server.address = f"http://127.0.0.1:{server.server_address[1]}"
    server.files, server.requests, server.created, server.messages = {}, [], [], []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def on_hub(hub, tmp_path):
    """Runs code in a Python that knows no other Hub and has an empty cache."""

    def run(code, endpoint=hub.address):
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("HF_")},
            "HF_ENDPOINT": endpoint,
            "HF_HOME": str(tmp_path / "huggingface"),
            "HF_HUB_DISABLE_PROGRESS_BARS": "1",
            "NO_PROXY": "127.0.0.1",
            "PYTHONPATH": str(Path(claimx.__file__).parents[1]),
        }
        code = f"import claimx, json\nfrom claimx.errors import *\n{code}"
        done = subprocess.run(
            [sys.executable, "-c", code],
            check=False,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    return run


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    """The default model without the weights that only torch reads: a third of the bytes."""
    folder = tmp_path_factory.mktemp("models") / "small"
    save(Model.open(Path(claimx.model_path())), folder)
    (folder / WEIGHTS).unlink()
    return folder


def names(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_tier_is_found_by_its_name():
    assert locate("base", download=False) == Path(claimx.model_path())


def test_folder_is_taken_as_it_is(small, monkeypatch):
    monkeypatch.chdir(small.parent)
    assert locate(small, download=False) == small
    assert locate("small", download=False).samefile(small)
    assert claimx.load(small).extract(TEXT).sentences


def test_tier_wins_over_a_folder_of_the_same_name_and_a_path_names_the_folder(
    small, monkeypatch, tmp_path
):
    shutil.copytree(small, tmp_path / "base")
    monkeypatch.chdir(tmp_path)
    assert locate("base", download=False) == Path(claimx.model_path())
    assert locate("./base", download=False).samefile(tmp_path / "base")


@pytest.mark.parametrize("model", ["bas", "no/such/folder/here", Path("nowhere"), "a b/c"])
def test_what_is_nowhere_is_refused_with_what_there_is(model):
    with pytest.raises(ModelError, match=r"no such model folder.*base.*owner/name"):
        locate(model, download=False)


def test_hub_id_that_is_not_cached_names_the_way_and_asks_nobody(hub, on_hub):
    said = on_hub(f"""
try:
    claimx.load({REPO!r})
except ModelError as error:
    print(error)
""")
    assert said.startswith(f"{REPO}: ")
    assert "download=True" in said
    assert hub.requests == []


def test_pushed_model_comes_back_the_same(hub, on_hub, small):
    said = on_hub(f"""
extractor = claimx.load({str(small)!r}, threads=1, thresholds={{"caution": 0.25}})
print(extractor.push_to_hub({REPO!r}, private=True, token="hf_abc", commit_message="Brew"))
fetched = claimx.load({REPO!r}, threads=1, download=True)
assert fetched.model.folder != extractor.model.folder
assert fetched.thresholds == extractor.thresholds
assert fetched.extract({TEXT!r}).sentences == extractor.extract({TEXT!r}).sentences
""")
    assert said == f"{hub.address}/{REPO}"
    assert set(hub.files) == names(small)
    assert hub.messages == ["Brew"]
    assert (hub.created[0]["organization"], hub.created[0]["name"]) == tuple(REPO.split("/"))
    assert hub.created[0].get("private") is True or hub.created[0].get("visibility") == "private"
    assert {who for verb, _, who in hub.requests if verb == "POST"} == {"Bearer hf_abc"}


def test_cached_model_is_loaded_without_a_request(hub, on_hub, small):
    hub.files = {name: (small / name).read_bytes() for name in names(small)}
    on_hub(f"claimx.load({REPO!r}, download=True)")
    asked = len(hub.requests)
    assert asked > 0
    on_hub(f"claimx.load({REPO!r}); claimx.load({REPO!r}, download=True)")
    assert len(hub.requests) == asked


def test_only_harmless_kinds_of_files_are_fetched(hub, on_hub, small):
    hub.files = {name: (small / name).read_bytes() for name in names(small)}
    hub.files |= {"pytorch_model.bin": b"pickle", "model.py": b"code", "README.md": b"# Tea"}
    folder = on_hub(f"print(claimx.load({REPO!r}, download=True).model.folder)")
    assert names(Path(folder)) == {*names(small), "README.md"}


def test_cached_model_with_code_beside_it_is_refused_by_name_and_nobody_is_asked(
    hub, on_hub, small
):
    hub.files = {name: (small / name).read_bytes() for name in names(small)}
    folder = Path(on_hub(f"print(claimx.load({REPO!r}, download=True).model.folder)"))
    asked = len(hub.requests)
    (folder / "modeling.py").write_text("raise SystemExit", encoding="utf-8")
    said = on_hub(f"""
for download in (False, True):
    try:
        claimx.load({REPO!r}, download=download)
    except ModelError as error:
        print(error)
""")
    refusal = f"{folder / 'modeling.py'}: a model folder with code in it is not opened"
    assert [line.partition(";")[0] for line in said.splitlines()] == [refusal] * 2
    assert len(hub.requests) == asked


def test_model_of_which_the_cache_holds_a_part_is_completed(hub, on_hub, small):
    hub.files = {name: (small / name).read_bytes() for name in names(small)}
    said = on_hub(f"""
import huggingface_hub
huggingface_hub.hf_hub_download({REPO!r}, "config.json")
try:
    claimx.load({REPO!r})
except ModelError as error:
    print(error)
claimx.load({REPO!r}, download=True)
""")
    assert "download=True" in said


def test_repository_that_the_hub_lacks_is_named(hub, on_hub):
    said = on_hub("""
try:
    claimx.load("tea-lab/nothing", download=True)
except ModelError as error:
    print(error)
""")
    assert said.startswith("tea-lab/nothing: the Hugging Face Hub did not give it (")
    assert "\n" not in said


@pytest.mark.parametrize(
    "call",
    [
        f"claimx.load({REPO!r}, download=True)",
        f"claimx.load('base').push_to_hub({REPO!r}, token='hf_abc')",
    ],
    ids=["load", "push"],
)
def test_unreachable_hub_gives_one_sentence(on_hub, call):
    said = on_hub(
        f"""
try:
    {call}
except ClaimxError as error:
    print(error)
""",
        endpoint="http://127.0.0.1:9",
    )
    assert re.fullmatch(rf"{REPO}: the Hugging Face Hub did not .+\)\.", said)


@pytest.mark.parametrize("repo_id", ["", "claims", "a/b/c", "tea lab/claims", "/claims", "../x"])
def test_repository_needs_an_owner_and_a_name(extractor, repo_id):
    with pytest.raises(InputError, match="owner/name"):
        push(extractor.model, repo_id)


def test_saved_model_is_the_same_model(extractor, tmp_path):
    folder = extractor.save_pretrained(tmp_path / "new" / "copy")
    again = claimx.load(folder, threads=1)
    assert again.model.hash == extractor.model.hash
    assert again.extract(TEXT) == extractor.extract(TEXT)


def test_saved_model_holds_what_runs_and_no_graph_that_nothing_runs(extractor, tmp_path):
    saved = names(extractor.save_pretrained(tmp_path / "copy"))
    assert {CONFIG, TOKENIZER, WEIGHTS, ONNX_INT8, "tokenizer_config.json"} <= saved
    assert ONNX_FP32 not in saved
    assert not any(name.startswith(".") for name in saved)


def test_changed_thresholds_are_saved(tmp_path):
    strict = claimx.load("base", threads=1, thresholds={"finding": 0.875})
    again = claimx.load(strict.save_pretrained(tmp_path / "strict"))
    assert again.thresholds == strict.thresholds
    assert again.model.config == {
        **strict.model.config,
        "claimx": {**strict.model.settings, "thresholds": dict(strict.thresholds)},
    }


def test_own_folder_is_not_saved_over(small):
    model = Model.open(small)
    before = names(small)
    with pytest.raises(ModelError, match="already"):
        save(model, small.parent / "x" / ".." / small.name)
    assert names(small) == before


def test_saving_over_another_model_leaves_none_of_it_and_all_else(small, tmp_path):
    folder = tmp_path / "copy"
    save(Model.open(Path(claimx.model_path())), folder)
    (folder / "notes.csv").write_text("mine", encoding="utf-8")
    save(Model.open(small), folder)
    assert names(folder) == {*names(small), "notes.csv"}
    assert Model.open(folder).hash == Model.open(small).hash


def test_unwritable_place_is_named(small, tmp_path):
    (tmp_path / "file").write_text("a file", encoding="utf-8")
    with pytest.raises(ModelError, match=r"file.*cannot be saved there"):
        save(Model.open(small), tmp_path / "file")


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such permission")
def test_saved_files_can_be_read_by_others(small, tmp_path):
    source = tmp_path / "source"
    shutil.copytree(small, source)
    (source / TOKENIZER).chmod(0o600)
    before = os.umask(0o022)
    try:
        folder = save(Model.open(source), tmp_path / "copy")
    finally:
        os.umask(before)
    assert {path.stat().st_mode & 0o444 for path in folder.rglob("*")} == {0o444}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit on the size of a file")
def test_save_that_fails_halfway_leaves_nothing_under_a_final_name(small, tmp_path):
    target = tmp_path / "copy"
    code = f"""
import resource
from pathlib import Path
from claimx.errors import ModelError
from claimx.hub import save
from claimx.model import Model
resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
try:
    save(Model.open(Path({str(small)!r})), Path({str(target)!r}))
except ModelError as error:
    print(error)
"""
    environment = {**os.environ, "PYTHONPATH": str(Path(claimx.__file__).parents[1])}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == f"{target}: the model cannot be saved there (File too large).\n"
    assert list(target.iterdir()) == []
