"""Claims in pipelines of datatrove: those of `claimx extract`, whatever runs the pipeline."""

import gzip
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from functools import cache
from pathlib import Path

import pytest

import claimx
from claimx.errors import InputError, ModelError
from claimx.gold import load_gold

pytest.importorskip("datatrove")
pytest.importorskip("orjson")

posix = pytest.mark.skipif(sys.platform == "win32", reason="process groups")
HOME = str(Path(claimx.__file__).parents[1])
ENVIRONMENT = {**os.environ, "PYTHONPATH": HOME}
SENTENCES = [one.text for one in load_gold("article")]


def write(path, texts, key="d"):
    lines = [
        json.dumps({"id": f"{key}{number}", "title": "News", "text": text}) + "\n"
        for number, text in enumerate(texts)
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(lines), encoding="utf-8")


def texts(count, first=0):
    """Texts of ten sentences, no two alike."""
    every = len(SENTENCES)
    return [
        f"Number {first + n} came out. "
        + " ".join(SENTENCES[(n * 3 + k) % every] for k in range(10))
        for n in range(count)
    ]


@pytest.fixture(scope="module")
def news(tmp_path_factory):
    """A folder of two small files."""
    folder = tmp_path_factory.mktemp("news")
    write(folder / "a.jsonl", texts(6), "a")
    write(folder / "b.jsonl", texts(4, 100), "b")
    return folder


@pytest.fixture(scope="module")
def extracted(news):
    """Rows that `claimx extract` prints of a folder, by document."""

    @cache
    def rows(*options):
        command = [sys.executable, "-m", "claimx", "extract", str(news), "--model", "fast"]
        done = subprocess.run(
            [*command, *options], env=ENVIRONMENT, capture_output=True, check=True
        )
        found = {}
        for line in done.stdout.splitlines():
            row = json.loads(line)
            found.setdefault(row["document"], []).append(row)
        return found

    return rows


@pytest.fixture
def step():
    from claimx.corpus.datatrove import ClaimExtractor

    return ClaimExtractor


def documents(folder):
    from datatrove.pipeline.readers import JsonlReader

    return JsonlReader(str(folder)).run()


def claims_in(out):
    """Claims of each document that a pipeline wrote."""
    found = {}
    for path in sorted(out.glob("*.jsonl.gz")):
        for line in gzip.decompress(path.read_bytes()).splitlines():
            one = json.loads(line)
            found[one["id"]] = one["metadata"]["claims"]
    return found


def done(out, rank):
    return (out / ".datatrove" / "completions" / f"{rank:05d}").exists()


# ---- the block itself


@pytest.mark.parametrize("rows", ["claim", "sentence"])
def test_rows_are_those_of_claimx_extract(step, news, extracted, rows):
    found = {one.id: one.metadata["claims"] for one in step("fast", rows=rows).run(documents(news))}
    assert {name: rows for name, rows in found.items() if rows} == extracted(
        *(("--rows", rows) if rows == "sentence" else ())
    )
    assert len(found) == 10


def test_text_and_metadata_go_on_as_they_came(step, news):
    before = [(one.id, one.text, dict(one.metadata)) for one in documents(news)]
    after = list(step("fast").run(documents(news)))
    for one in after:
        del one.metadata["claims"]
    assert [(one.id, one.text, one.metadata) for one in after] == before


def test_a_document_that_fails_goes_on_with_the_reason_and_is_counted(step):
    from datatrove.data import Document

    good, bad = Document(SENTENCES[0], "good"), Document(None, "bad", metadata={"url": "u"})
    block = step("fast")
    passed = list(block.run(iter([bad, good])))
    assert passed == [bad, good]
    assert "str" in bad.metadata["claimx_error"]
    assert bad.metadata["url"] == "u"
    assert "claims" not in bad.metadata
    assert "claimx_error" not in good.metadata
    assert good.metadata["claims"]
    assert (block.stats["errors"].total, block.stats["documents"].total) == (1, 2)


def test_what_an_earlier_pass_left_is_replaced(step):
    from datatrove.data import Document

    old = {"claims": ["old"], "claimx_error": "old"}
    good, bad = Document("It rains.", "1", metadata={**old}), Document(5, "2", metadata={**old})
    list(step("fast").run([good, bad]))
    assert good.metadata == {"claims": []}
    assert bad.metadata.keys() == {"claimx_error"}


def test_sentences_and_labels_are_counted(step, news):
    block = step("fast", rows="sentence")
    rows = [row for one in block.run(documents(news)) for row in one.metadata["claims"]]
    assert block.stats["sentences"].total == len(rows)
    for label in claimx.LABELS:
        assert block.stats[label].total == sum(label in row["labels"] for row in rows)
    assert block.stats["documents"].total == 10
    assert block.stats["errors"].total == 0


def test_the_model_is_loaded_at_the_first_document_and_never_pickled(step, tmp_path):
    import dill

    block = step(str(tmp_path / "nowhere"))
    assert list(block.run([])) == []
    from datatrove.data import Document

    with pytest.raises(ModelError, match="there is no such model"):
        list(block.run([Document("It rains.", "1")]))
    used = step("fast")
    list(used.run([Document("It rains.", "1")]))
    assert len(dill.dumps(used)) < 10_000


def test_a_damaged_model_is_no_error_of_a_document(step, tmp_path):
    from datatrove.data import Document

    shutil.copytree(claimx.model_path("fast"), tmp_path / "model")
    weights = tmp_path / "model" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(ModelError, match="cannot load it"):
        list(step(str(tmp_path / "model")).run([Document("It rains.", "1")]))


def test_rows_of_documents_are_refused(step):
    with pytest.raises(InputError, match="a row is a claim or a sentence"):
        step("fast", rows="document")


# ---- under executors

SCRIPT = """
import time
from pathlib import Path
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter
from claimx.corpus.datatrove import ClaimExtractor

def gate(data, rank, world_size):
    for document in data:
        if document.id == "b2":
            Path("reached").touch()
            while not Path("open").exists():
                time.sleep(0.05)
        yield document

if __name__ == "__main__":
    steps = [JsonlReader("in"), ClaimExtractor("fast"), gate, JsonlWriter("out")]
    LocalPipelineExecutor(steps, tasks=2, workers=2, logging_dir="out/.datatrove").run()
"""


@posix
def test_a_local_pipeline_that_was_killed_goes_on_to_the_same_rows(tmp_path, news, extracted):
    """When all processes die, task 0 is done and task 1 is in the middle of its file."""
    shutil.copytree(news, tmp_path / "in")
    (tmp_path / "script.py").write_text(SCRIPT, encoding="utf-8")
    command, out = [sys.executable, "script.py"], tmp_path / "out"
    how = {"cwd": tmp_path, "env": ENVIRONMENT, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, **how, start_new_session=True) as process:
        until = time.monotonic() + 60
        while not (done(out, 0) and (tmp_path / "reached").exists()) and time.monotonic() < until:
            time.sleep(0.02)
        os.killpg(process.pid, signal.SIGKILL)
    assert done(out, 0)
    assert not done(out, 1)
    first = (out / "00000.jsonl.gz").stat().st_mtime_ns
    (tmp_path / "open").touch()
    subprocess.run(command, **how, check=True)
    assert (out / "00000.jsonl.gz").stat().st_mtime_ns == first
    found = {
        name: [{**row, "source": f"{news}/{Path(row['source']).name}"} for row in rows]
        for name, rows in claims_in(out).items()
    }
    assert len(found) == 10
    assert {name: rows for name, rows in found.items() if rows} == extracted()


def test_the_ready_pipeline_is_a_command(tmp_path, news, extracted):
    command = [sys.executable, "-m", "claimx.corpus.datatrove", str(news), str(tmp_path / "out")]
    command += ["--model", "fast", "--tasks", "2", "--workers", "1", "--rows", "sentence"]
    how = {"env": ENVIRONMENT, "capture_output": True}
    subprocess.run(command, check=True, **how)
    assert claims_in(tmp_path / "out") == extracted("--rows", "sentence")
    again = subprocess.run(command, check=True, **how)
    assert b"all 2 tasks have already been completed" in again.stderr


def test_frames_of_spark_are_mapped_as_the_docs_show():
    pd = pytest.importorskip("pandas")

    def claims(frames):
        extractor = claimx.load("fast", threads=1)
        for frame in frames:
            for row in frame.itertuples():
                found = extractor.extract(row.text, id=row.id).claims
                yield pd.DataFrame(
                    [(row.id, one.id, one.text, list(one.labels)) for one in found],
                    columns=["document", "id", "text", "labels"],
                )

    frame = pd.DataFrame({"id": ["a", "b", "c"], "text": [*texts(2), "It rains."]})
    found = pd.concat(claims(iter([frame.head(1), frame.tail(2)])))
    fast = claimx.load("fast", threads=1)
    want = [
        one.id for row in frame.itertuples() for one in fast.extract(row.text, id=row.id).claims
    ]
    assert list(found["id"]) == want
