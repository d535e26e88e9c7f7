"""An Extractor in other threads, processes and engines, and a sentence in other company."""

import os
import pickle
import random
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

import claimx
from claimx.decide import sigmoid
from claimx.errors import InputError, ModelError
from claimx.hub import save
from claimx.model import Model

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")

SENTENCES = [
    "Yes.",
    "Green tea slowed memory loss in 400 adults, a trial found.",
    "“We do not know yet,” said the chemist, “whether it was the tea or the rest at noon.”",
    "The leaves hold a compound that keeps blood vessels wide, and wide vessels feed the brain.",
    "The trial was small.",
    "It began in spring, in three towns by the sea, and " + "ran on through the year " * 20 + ".",
    "猫 slept 🙂 in the 2nd lab.",
]
TEXTS = [" ".join(SENTENCES[:number]) for number in range(1, 8)]

COMPANY_BOUND = 0.03
"""How far a score may move with the company of a sentence. The int8 graph has a scale for every
token, so company can change only the order in which fp32 sums run over a padded row. Where it does
not, scores are equal to the last bit (x86 with AVX-512, as measured). Where it does, activations at
the edge between two integers tip over, and later layers follow: noise of 3e-7 on the parameters of
every normalisation, the size of such a change, moved scores by up to .025."""

ENGINE_BOUND = 0.05
"""How far int8 scores may be from fp32 ones: rounding every activation to 8 bits moved scores by up
to .016 on the article and these sentences."""

SETUP = f"""
import os, sys, threading
import claimx
TEXTS = {TEXTS!r}
def documents(extractor):
    return [extractor.extract(text) for text in TEXTS]
"""


def run(folder, code):
    """Runs a program in a file, as spawned children import it, and returns what it printed.

    A hang fails the test: each of these programs takes seconds.
    """
    path = folder / "program.py"
    path.write_text(SETUP + code, encoding="utf-8")
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(claimx.__file__).parents[1]),
        "HF_DATASETS_CACHE": str(folder / "cache"),
    }
    command = [sys.executable, "-W", "ignore", str(path)]
    done = subprocess.run(
        command,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_pickled_extractor_keeps_engine_and_thresholds():
    one = claimx.load("base", engine="onnx", threads=2, thresholds={"caution": 0.125})
    two = pickle.loads(pickle.dumps(one))
    assert (two.model.folder, two.engine, two.thresholds) == (
        one.model.folder,
        one.engine,
        one.thresholds,
    )


def test_pickle_is_the_same_before_and_after_use():
    one = claimx.load("base", threads=1)
    before = pickle.dumps(one)
    one.extract(TEXTS[0])
    assert pickle.dumps(one) == before


def test_pickle_of_a_model_that_has_changed_since_is_refused(tmp_path):
    folder = save(Model.open(Path(claimx.model_path())), tmp_path / "model")
    pickled = pickle.dumps(claimx.load(folder))
    with (folder / "config.json").open("a", encoding="utf-8") as file:
        file.write("\n")
    with pytest.raises(ModelError, match="changed since"):
        pickle.loads(pickled)
    assert pickle.dumps(claimx.load(folder)) != pickled


def test_first_use_may_race(extractor):
    expected = [extractor.extract(text) for text in TEXTS]
    fresh = claimx.load("base", threads=1)
    together = threading.Barrier(len(TEXTS))

    def extract(text):
        together.wait()
        return fresh.extract(text), fresh.scorer

    with ThreadPoolExecutor(len(TEXTS)) as pool:
        results = list(pool.map(extract, TEXTS))
    assert [document for document, _ in results] == expected
    assert len({id(scorer) for _, scorer in results}) == 1


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("engine", ["onnx", "torch"])
@forks
def test_extractor_survives_a_fork_after_use(tmp_path, engine, threads):
    code = f"""
extractor = claimx.load("base", engine={engine!r}, threads={threads}, spans={engine == "onnx"})
expected = documents(extractor)
child = os.fork()
if not child:
    same = documents(extractor) == expected and documents(extractor) == expected
    sys.exit(0 if same else 3)  # and its exit must not wait for threads of the parent
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), documents(extractor) == expected)
"""
    assert run(tmp_path, code) == ["0", "True"]


@forks
def test_child_that_never_uses_the_extractor_exits(tmp_path):
    code = """
extractor = claimx.load("base", threads=2)
documents(extractor)
child = os.fork()
if not child:
    del extractor
    sys.exit(0)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    assert run(tmp_path, code) == ["0"]


@forks
def test_fork_while_another_thread_loads_the_model_leaves_no_lock_behind(tmp_path):
    code = """
extractor = claimx.load("base", threads=2)
with extractor._lock:  # held by a thread that the child will not have
    child = os.fork()
    if not child:
        print(len(documents(extractor)), flush=True)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    assert run(tmp_path, code) == [str(len(TEXTS)), "0"]


@forks
def test_child_of_a_child_works_and_its_threads_do_too(tmp_path):
    code = """
from concurrent.futures import ThreadPoolExecutor
extractor = claimx.load("base", threads=2)
expected = documents(extractor)
for generation in range(2):
    if child := os.fork():
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        sys.exit(0)
    with ThreadPoolExecutor(3) as pool:
        same = list(pool.map(extractor.extract, TEXTS)) == expected
    print(same, flush=True)
"""
    assert sorted(run(tmp_path, code)) == ["0", "0", "True", "True"]


@pytest.mark.parametrize(
    "method",
    [pytest.param("fork", marks=forks), pytest.param("forkserver", marks=forks), "spawn"],
)
def test_pool_of_processes_gives_the_same_documents(tmp_path, method):
    code = f"""
import multiprocessing
if __name__ == "__main__":
    extractor = claimx.load("base", threads=2)
    expected = documents(extractor)
    with multiprocessing.get_context({method!r}).Pool(2) as pool:
        print(pool.map(extractor.extract, TEXTS) == expected)
"""
    assert run(tmp_path, code) == ["True"]


DATASET = """
import datasets
from claimx.columns import claim_columns
datasets.disable_progress_bars()
table = datasets.Dataset.from_dict({"text": TEXTS + ["", "Why?"]})
extractor = claimx.load("base", threads=2)
def claims(mapped):
    return [row["claims"] for row in mapped]
def expected():
    documents = extractor.extract_many(table["text"])
    return [[claim_columns(claim) for claim in document.claims] for document in documents]
"""


@pytest.mark.parametrize("used", [False, True])
def test_dataset_maps_in_two_processes(tmp_path, used):
    code = f"""{DATASET}
if __name__ == "__main__":
    if {used}:
        extractor.extract(TEXTS[0])
    typed = {{"features": extractor.map_features(table)}}
    mapped = table.map(extractor.map_batch, batched=True, batch_size=2, num_proc=2, **typed)
    print(claims(mapped) == expected())
"""
    assert run(tmp_path, code) == ["True"]


def test_dataset_whose_first_rows_hold_no_claim_is_mapped(tmp_path):
    code = f"""{DATASET}
empty = datasets.Dataset.from_dict({{"text": [""] * 1200}})
table = datasets.concatenate_datasets([empty, table])
mapped = table.map(extractor.map_batch, batched=True, features=extractor.map_features(table))
print(claims(mapped) == expected(), list(mapped.features))
stream = table.to_iterable_dataset().map(extractor.map_batch, batched=True)
print(claims(stream) == expected())
"""
    assert run(tmp_path, code) == ["True", "['text',", "'claims']", "True"]


def test_fingerprint_of_a_mapping_tells_model_and_thresholds(tmp_path):
    code = """
from datasets.fingerprint import Hasher
extractor = claimx.load("base", threads=1)
before = Hasher.hash(extractor.map_batch)
documents(extractor)
print(before, Hasher.hash(extractor.map_batch))
print(Hasher.hash(claimx.load("base", threads=1, thresholds={"finding": 0.125}).map_batch))
"""
    before, after, other = run(tmp_path, code)
    assert before == after == run(tmp_path, code)[0]
    assert other != before


@pytest.mark.parametrize("threads", [1, 2])
def test_same_sentence_scores_the_same_whatever_its_neighbours(threads):
    scorer = claimx.load("base", threads=threads).scorer
    article = claimx.example()
    pool = SENTENCES + [article.text[start:end] for start, end in article.sentences]
    alone = np.concatenate([scorer.run([one]).logits for one in pool])
    chance = random.Random(20)
    for _ in range(12):
        rows = chance.sample(range(len(pool)), chance.randint(2, len(pool)))
        together = scorer.run([pool[row] for row in rows]).logits
        assert np.abs(sigmoid(together) - sigmoid(alone[rows])).max() < COMPANY_BOUND


def test_fp32_scores_do_not_move_with_neighbours():
    scorer = claimx.load("base", engine="torch", threads=1).scorer
    alone = np.concatenate([scorer.run([one]).logits for one in SENTENCES])
    assert np.abs(scorer.run(SENTENCES).logits - alone).max() < 1e-4


def test_engines_agree(extractor):
    exact = claimx.load("base", engine="torch", threads=1)
    for text in (*TEXTS, claimx.example().text):
        ours, theirs = extractor.extract(text), exact.extract(text)
        assert ours.model == theirs.model
        for one, other in zip(ours.sentences, theirs.sentences, strict=True):
            assert (one.start, one.end, one.truncated) == (other.start, other.end, other.truncated)
            for label, threshold in extractor.thresholds.items():
                assert one.scores[label] == pytest.approx(other.scores[label], abs=ENGINE_BOUND)
                if abs(other.scores[label] - threshold) > ENGINE_BOUND:
                    assert (label in one.labels) == (label in other.labels)
    assert (ours.sentences[0].engine, theirs.sentences[0].engine) == ("onnx-int8", "torch-fp32-cpu")


def test_gpu_is_asked_for_where_there_is_none():
    torch = pytest.importorskip("torch")
    if torch.cuda.is_available():
        pytest.skip("there is one")
    with pytest.raises(ModelError, match=r'device="cuda".*use device="cpu"'):
        claimx.load("base", device="cuda").extract("Tea helps.")


def test_device_that_does_not_exist_is_named():
    with pytest.raises(ModelError, match='device="toaster"'):
        claimx.load("base", device="toaster").extract("Tea helps.")


def test_onnx_engine_refuses_another_device():
    with pytest.raises(ModelError, match='engine="torch"'):
        claimx.load("base", engine="onnx", device="cuda").extract("Tea helps.")


@pytest.mark.parametrize("threads", [0, -1])
def test_impossible_number_of_threads_is_refused(threads):
    with pytest.raises(InputError, match="threads"):
        claimx.load("base", threads=threads)


def test_onnxruntime_stays_off_the_network(tmp_path):
    code = """
documents(claimx.load("base", threads=1))
print(os.environ["ORT_DISABLE_TELEMETRY"])
"""
    environment = os.environ.pop("ORT_DISABLE_TELEMETRY", None)
    try:
        assert run(tmp_path, code) == ["1"]
    finally:
        if environment is not None:
            os.environ["ORT_DISABLE_TELEMETRY"] = environment
