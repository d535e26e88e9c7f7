"""Claims on a Ray cluster of this machine: by datatrove, by `--executor ray`, by Ray Data."""

import gzip
import json
import secrets
from pathlib import Path

import pytest
from typer.testing import CliRunner

import claimx
from claimx.cli import app
from claimx.corpus.job.folder import RunFolder
from claimx.corpus.job.folders import run_folders
from claimx.corpus.job.status import status
from claimx.gold import load_gold

pytest.importorskip("datatrove")
pytest.importorskip("orjson")
ray = pytest.importorskip("ray")

SENTENCES = [one.text for one in load_gold("article")]
TEXTS = {f"d{n}": f"Number {n}. " + " ".join(SENTENCES[n * 5 : n * 5 + 10]) for n in range(6)}
TEXTS["d6"] = "It rains."


@pytest.fixture(scope="module", autouse=True)
def cluster(tmp_path_factory):
    """Ray with two processors; its token lies where nothing else looks for it."""
    token = tmp_path_factory.mktemp("ray") / "token"
    token.write_text(secrets.token_hex(32))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_AUTH_TOKEN_PATH", str(token))
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        patch.setenv("PYTHONPATH", str(Path(claimx.__file__).parents[1]))
        ray.init("local", num_cpus=2, include_dashboard=False, log_to_driver=False)
        yield
        ray.shutdown()


@pytest.fixture(scope="module")
def news(tmp_path_factory):
    """A folder of two files."""
    folder = tmp_path_factory.mktemp("news")
    rows = [json.dumps({"id": name, "text": text}) + "\n" for name, text in TEXTS.items()]
    (folder / "a.jsonl").write_text("".join(rows[::2]), encoding="utf-8")
    (folder / "b.jsonl").write_text("".join(rows[1::2]), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def extracted(news):
    """Rows that `claimx extract` prints of the folder, by id."""
    done = CliRunner().invoke(app, ["extract", str(news), "--model", "fast", "--threads", "1"])
    rows = map(json.loads, done.stdout.splitlines())
    return {row["id"]: row for row in rows}


def test_a_pipeline_of_datatrove_gives_the_claims_of_claimx_extract(news, extracted, tmp_path):
    from datatrove.executor import RayPipelineExecutor
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter

    from claimx.corpus.datatrove import ClaimExtractor

    steps = [JsonlReader(str(news)), ClaimExtractor("fast"), JsonlWriter(str(tmp_path / "out"))]
    logs = str(tmp_path / "logs")
    RayPipelineExecutor(steps, tasks=2, mem_per_cpu_gb=1, logging_dir=logs).run()
    lines = [
        json.loads(line)
        for path in (tmp_path / "out").glob("*.jsonl.gz")
        for line in gzip.decompress(path.read_bytes()).splitlines()
    ]
    assert {one["id"] for one in lines} == TEXTS.keys()
    assert {row["id"]: row for one in lines for row in one["metadata"]["claims"]} == extracted
    assert extracted


def test_extract_on_ray_gives_the_rows_of_claimx_extract(news, extracted, tmp_path):
    out = tmp_path / "out"
    with (news / "b.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"text": "cut\n')
    arguments = ["extract", str(news), "--model", "fast", "-o", str(out)]
    arguments += ["--executor", "ray", "--tasks", "2"]
    ended = CliRunner().invoke(app, arguments)
    assert ended.exit_code == 1, ended.output
    rows = [
        json.loads(line)
        for folder in run_folders(out)
        for path in (folder.root / "claims").iterdir()
        for line in path.open(encoding="utf-8")
    ]
    assert {row["id"]: row for row in rows} == extracted
    found = status(RunFolder(out))
    assert (found.state, found.tasks.finished, found.counts.errors) == ("finished", 2, 1)
    assert CliRunner().invoke(app, arguments).exit_code == 1  # and does nothing again


def test_a_task_that_fails_on_ray_is_told(news, tmp_path):
    arguments = ["extract", str(news), "--model", str(tmp_path / "nowhere"), "--executor", "ray"]
    ended = CliRunner().invoke(app, [*arguments, "--tasks", "2", "-o", str(tmp_path / "out")])
    assert ended.exit_code == 1
    assert "2 tasks of 2 did not finish (0, 1)" in ended.stderr
    log = (tmp_path / "out" / ".datatrove" / "logs" / "task_00000.log").read_text()
    assert "there is no such model folder" in log


class Claims:
    """The recipe of docs/corpora.md."""

    def __init__(self, model):
        self.extractor = claimx.load(model, threads=1)

    def __call__(self, batch):
        return {**batch, **self.extractor.map_batch(batch)}


def test_ray_data_maps_batches(extracted):
    articles = ray.data.from_items([{"id": n, "text": text} for n, text in TEXTS.items()])
    actors = ray.data.ActorPoolStrategy(size=1)
    how = {"fn_constructor_args": ["fast"], "compute": actors, "batch_size": 4}
    rows = {row["id"]: row["claims"] for row in articles.map_batches(Claims, **how).take_all()}
    assert rows.keys() == TEXTS.keys()
    fast = claimx.load("fast", threads=1)
    for name, text in TEXTS.items():
        assert rows[name] == fast.map_batch({"text": [text]})["claims"][0]
    texts = {row["text"] for row in extracted.values()}
    assert {one["text"] for claims in rows.values() for one in claims} == texts
