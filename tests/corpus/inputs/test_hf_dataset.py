"""Data sets of Hugging Face: saved ones, cached ones, and one on a Hub of this machine."""

import hashlib
import json
import os
import re
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from claimx.corpus import Kind, Problem, Reading, Record, expand, read

pytest.importorskip("datasets.arrow_dataset")  # the folder of that name here is another thing
import datasets

REPO = "tea-lab/claims"
COMMIT = "1234567890abcdef1234567890abcdef12345678"


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """An empty cache."""
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "cache"


def rows(count):
    return {"text": [f"It rains {n}." for n in range(count)], "id": list(range(count))}


def texts(items):
    return [one.text.text for one in items if isinstance(one, Record)]


# ---- saved


def test_a_saved_set_is_known_and_read(tmp_path):
    table = {**rows(1000), "title": ["T"] * 1000, "url": ["u"] * 1000, "more": [1.5] * 1000}
    datasets.Dataset.from_dict(table).save_to_disk(tmp_path / "in" / "set")
    (source,) = expand(["in/set"])
    assert (source.kind, source.name) == (Kind.DATASET, "in/set")
    assert source.state
    found = list(read(source, Reading(keep=("url", "gone"))))
    assert texts(found) == table["text"]
    assert (found[7].line, found[7].text.id, found[7].text.title) == (8, "7", "T")
    assert found[7].kept == {"url": "u", "gone": None}
    assert sum(one.size for one in found) == source.size
    assert found == list(read(source, Reading(keep=("url", "gone"))))


def test_a_saved_set_inside_a_folder_is_one_source(tmp_path):
    datasets.Dataset.from_dict(rows(3)).save_to_disk(tmp_path / "in" / "set")
    (tmp_path / "in" / "a.txt").write_text("It rains.", encoding="utf-8")
    assert [one.name for one in expand(["in"])] == ["in/a.txt", "in/set"]


def test_each_split_of_a_saved_set_is_a_source_that_can_be_named_again(tmp_path):
    parts = {
        "train": datasets.Dataset.from_dict(rows(3)),
        "test": datasets.Dataset.from_dict(rows(2)),
    }
    datasets.DatasetDict(parts).save_to_disk(tmp_path / "set")
    found = expand(["set"])
    assert [(one.name, len(list(read(one, Reading())))) for one in found] == [
        ("set/train", 3),
        ("set/test", 2),
    ]
    assert expand([one.name for one in found]) == found


def test_the_state_of_a_saved_set_changes_with_it(tmp_path):
    for name, count in (("a", 3), ("b", 4)):
        datasets.Dataset.from_dict(rows(count)).save_to_disk(tmp_path / name)
    one, other = expand(["a", "b"])
    assert one.state != other.state


def test_shuffled_and_sharded_sets_are_read_in_their_order(tmp_path):
    shuffled = datasets.Dataset.from_dict(rows(100)).shuffle(seed=1)
    shuffled.save_to_disk(tmp_path / "set", num_shards=3)
    assert texts(read(expand(["set"])[0], Reading())) == list(shuffled["text"])


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"text_fields": ("body",)}, 'set: no column "body"; its columns are text, id: name the'),
        ({"id_field": "u"}, 'set: no column "u" for the id; its columns are text, id: name the'),
    ],
)
def test_a_column_that_is_missing_is_one_problem(tmp_path, how, said):
    datasets.Dataset.from_dict(rows(3)).save_to_disk(tmp_path / "set")
    (problem,) = read(expand(["set"])[0], Reading(**how))
    assert str(problem).startswith(said)


def test_a_bad_row_is_named_and_the_others_go_on(tmp_path):
    datasets.Dataset.from_dict({"text": ["One.", None, "Three."]}).save_to_disk(tmp_path / "set")
    first, problem, third = read(expand(["set"])[0], Reading())
    assert texts([first, third]) == ["One.", "Three."]
    assert str(problem) == 'set, line 2: field "text" is null, not a text.'


def test_a_set_that_lost_a_file_or_was_damaged_is_one_problem(tmp_path):
    datasets.Dataset.from_dict(rows(300)).save_to_disk(tmp_path / "set")
    (source,) = expand(["set"])
    (file,) = (tmp_path / "set").glob("*.arrow")
    content = file.read_bytes()
    file.write_bytes(content[:2000])
    (problem,) = read(source, Reading())
    assert str(problem).startswith("set: the data set cannot be opened (")
    file.unlink()
    (problem,) = read(source, Reading())
    assert str(problem).startswith("set: the data set cannot be opened (")
    (tmp_path / "set" / "state.json").write_text("[" * 100_000, encoding="utf-8")
    (problem,) = expand(["set"])
    assert str(problem).startswith("set: its state.json cannot be read (")


def test_a_split_that_is_named_and_absent_is_a_problem(tmp_path):
    datasets.DatasetDict({"train": datasets.Dataset.from_dict(rows(3))}).save_to_disk(
        tmp_path / "set"
    )
    (tmp_path / "set" / "dataset_dict.json").write_text('{"splits": ["train", "gone"]}')
    source, problem = expand(["set"])
    assert len(list(read(source, Reading()))) == 3
    assert isinstance(problem, Problem)
    assert "the data set cannot be read (No such file" in str(problem)


# ---- cached and on the Hub


@pytest.mark.parametrize(
    "name", ["hf:claims", "hf:a/b/c/d", "hf:a/b:", "hf:", "hf:a/b:x:y", "hf:a b/c"]
)
def test_a_name_that_is_none_is_refused(name):
    (problem,) = expand([name])
    assert str(problem) == (
        f"{name}: no name of a data set: write hf:owner/name or hf:owner/name/config:split."
    )


def test_a_set_that_is_not_in_the_cache_needs_a_word(monkeypatch):
    monkeypatch.setattr("socket.socket.connect", _no_network)
    (problem,) = expand([f"hf:{REPO}"])
    assert str(problem) == (
        f"hf:{REPO}: this data set is not in the local Hugging Face cache; "
        "pass --download to read it from the Hub."
    )


def _no_network(*_):
    raise AssertionError("the network was used")


def put(cache, config, splits, commit=COMMIT):
    """Put a set into the cache as `load_dataset` leaves it; see the test of the Hub below."""
    folder = cache / "tea-lab___claims" / config / "0.0.0" / commit
    for split, count in splits.items():
        source = cache.parent / f"{split}.jsonl"
        source.write_text(
            "".join(json.dumps({"text": f"{config} {n}"}) + "\n" for n in range(count))
        )
        made = datasets.load_dataset(
            "json", data_files=str(source), split="train", cache_dir=str(cache.parent / "made")
        )
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"claims-{split}.arrow").write_bytes(
            (cache.parent / made.cache_files[0]["filename"]).read_bytes()
        )
    info = {"splits": {split: {"name": split} for split in splits}}
    (folder / "dataset_info.json").write_text(json.dumps(info), encoding="utf-8")
    return folder


def test_a_cached_set_is_read_without_the_network(cache, monkeypatch):
    put(cache, "default", {"train": 3, "test": 2})
    monkeypatch.setattr("socket.socket.connect", _no_network)
    found = expand([f"hf:{REPO}"])
    assert [one.name for one in found] == [f"hf:{REPO}/default:train", f"hf:{REPO}/default:test"]
    assert texts(read(found[1], Reading())) == ["default 0", "default 1"]
    assert found[1].state == COMMIT
    assert sum(one.size for one in read(found[0], Reading())) == found[0].size > 0
    assert expand([one.name for one in found]) == found
    assert [one.name for one in expand([f"hf:{REPO}:test"], download=True)] == [found[1].name]


def test_a_configuration_and_a_split_are_chosen_or_named(cache):
    put(cache, "en", {"train": 1})
    assert [one.name for one in expand([f"hf:{REPO}"])] == [f"hf:{REPO}/en:train"]
    put(cache, "de", {"train": 1})
    (problem,) = expand([f"hf:{REPO}"])
    assert str(problem).endswith(
        f"it has several configurations: name one of de, en, as in hf:{REPO}/de."
    )
    assert texts(read(expand([f"hf:{REPO}/de"])[0], Reading())) == ["de 0"]
    (problem,) = expand([f"hf:{REPO}/de:gone"])
    assert "it has no split gone; there are train" in str(problem)
    assert "not in the local Hugging Face cache" in str(expand([f"hf:{REPO}/fr"])[0])


def test_the_copy_in_the_cache_that_was_made_last_counts(cache):
    old, new = (put(cache, "default", {"train": count}, str(count) * 40) for count in (5, 4))
    os.utime(old / "dataset_info.json", ns=(1, 1))
    (source,) = expand([f"hf:{REPO}"])
    assert (source.state, source.path) == (new.name, new)


FILES = {
    "data/train.jsonl": b"".join(
        json.dumps({"text": f"It rains {n}.", "id": n}).encode() + b"\n" for n in range(600)
    ),
    "data/test.jsonl": b'{"text": "Two.", "id": 5}\n',
}


class Hub(BaseHTTPRequestHandler):
    """As much of the Hub as reading a data set needs."""

    protocol_version = "HTTP/1.1"

    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        self.server.asked.append(self.path)
        path = self.path.partition("?")[0]
        name = re.sub(rf"^/datasets/{REPO}/resolve/{COMMIT}/", "", path)
        if path.startswith(f"/api/datasets/{REPO}/tree/"):
            below = path.partition("/tree/")[2].partition("/")[2]
            files = [self.listed(one) for one in FILES if one.startswith(below)]
            folder = {"type": "directory", "path": "data", "oid": "0" * 40, "size": 0}
            self.answer_json(files if below or "recursive=True" in self.path else [folder])
        elif path in (f"/api/datasets/{REPO}", f"/api/datasets/{REPO}/revision/{COMMIT}"):
            siblings = [{"rfilename": one} for one in FILES]
            self.answer_json({"id": REPO, "sha": COMMIT, "siblings": siblings})
        elif name in FILES:
            self.answer(200, FILES[name])
        else:
            self.answer(404)

    def do_POST(self):
        self.server.asked.append(self.path)
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.answer_json([self.listed(one) for one in FILES if one in body])

    def listed(self, name):
        content = FILES[name]
        oid = hashlib.sha1(content).hexdigest()
        return {"type": "file", "path": name, "size": len(content), "oid": oid}

    def answer_json(self, value):
        self.answer(200, json.dumps(value).encode())

    def answer(self, status, body=b""):
        asked = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        tag, size = hashlib.sha1(body).hexdigest(), len(body)
        if asked and status == 200:
            begin, end = int(asked[1]), min(int(asked[2]), size - 1)
            status, body = 206, body[begin : end + 1]
        self.send_response(status)
        if status == 206:
            self.send_header("Content-Range", f"bytes {begin}-{end}/{size}")
        if status == 404:
            missing = "EntryNotFound" if "/resolve/" in self.path else "RepoNotFound"
            self.send_header("X-Error-Code", missing)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Repo-Commit", COMMIT)
        self.send_header("ETag", f'"{tag}"')
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_):
        """Say nothing."""


SCRIPT = f"""
import json, sys, warnings, logging
from pathlib import Path
from claimx.corpus import Problem, Reading, expand, read
from claimx.corpus.inputs.records import Source

def show(names, download):
    for one in expand(names, download=download):
        if isinstance(one, Problem):
            print(json.dumps(str(one)))
        else:
            found = list(read(one, Reading()))
            assert found == list(read(one, Reading()))
            where = "hub" if one.path is None else "cache"
            print(json.dumps([one.name, where, one.state, len(found), found[-1].text.text]))

show(["hf:{REPO}"], False)
show(["hf:{REPO}"], True)
show(["hf:{REPO}:test", "hf:{REPO}:gone", "hf:tea-lab/absent"], True)
Path("{REPO}").mkdir(parents=True)
show(["hf:{REPO}:test"], True)
Path("{REPO}").rmdir()
import datasets
datasets.load_dataset("{REPO}")
print(json.dumps("cached"))
sys.stdin.readline()
show(["hf:{REPO}"], False)
"""


def test_a_set_on_the_hub_is_read_as_it_comes_and_from_the_cache_once_it_is_there(tmp_path):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    server.asked = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("HF_")},
        "HF_ENDPOINT": f"http://127.0.0.1:{server.server_port}",
        "HF_HOME": str(tmp_path / "home"),
        "HF_HUB_DISABLE_XET": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
    }
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT],
        env=environment,
        cwd=tmp_path,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        first = json.loads(child.stdout.readline())
        assert "pass --download" in first
        assert server.asked == []
        said = []
        while not said or said[-1] != "cached":
            line = child.stdout.readline()
            assert line, child.stderr.read()
            said.append(json.loads(line))
        server.shutdown()
        server.server_close()
        out, _ = child.communicate("\n", timeout=60)
    test = [f"hf:{REPO}/default:test", "hub", COMMIT, 1, "Two."]
    assert said[:3] == [
        [f"hf:{REPO}/default:train", "hub", COMMIT, 600, "It rains 599."],
        test,
        test,
    ]
    assert said[3].endswith("it has no split gone; there are train, test.")
    assert "tea-lab/absent: the Hugging Face Hub did not give it (404" in said[4]
    assert f"there is a folder {REPO} here" in said[5]
    assert [json.loads(line)[:4] for line in out.splitlines()] == [
        [f"hf:{REPO}/default:train", "cache", COMMIT, 600],
        [f"hf:{REPO}/default:test", "cache", COMMIT, 1],
    ]
