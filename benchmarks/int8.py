"""What rounding to int8 costs: F1, score differences, neighbours, speed, file size.

    python -m benchmarks.int8 --data FOLDER           # news dev; the bundled article without it
    python -m benchmarks.int8 --save scores.json      # the article's scores on this processor
    python -m benchmarks.int8 --against scores.json   # ... compared with those of another

Compares the shipped graph with its fp32 weights and with onnxruntime's own dynamic quantisation of
the same weights (per channel, one activation scale a batch).
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import claimx
from claimx.batches import batches, encode
from claimx.cpus import instruction_set
from claimx.decide import holds, sigmoid
from claimx.evaluation import metrics
from claimx.evaluation.counts import tally
from claimx.labelled import read_labelled
from claimx.labels import LABELS
from claimx.model import ONNX_FP32, ONNX_INT8, Model
from claimx.scorers.base import open_tokenizer
from claimx.scorers.runtime import onnxruntime

Floats = NDArray[np.float64]
Data = tuple[list[str], Floats]

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True, slots=True)
class Row:
    """One graph's figures."""

    name: str
    macro_f1: float
    largest: float
    p99: float
    mean: float
    neighbours: float
    sentences_per_cpu_second: float
    megabytes: float


def _session(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _scores(
    session: onnxruntime.InferenceSession, model: Model, texts: list[str], alone: bool
) -> Floats:
    tokenizer = open_tokenizer(model)
    logits = np.zeros((len(texts), len(LABELS)), dtype=np.float32)
    for batch in batches(encode(tokenizer, texts), model.pad_id, tokens=1 if alone else 2048):
        inputs = {"input_ids": batch.ids, "attention_mask": batch.mask}
        logits[batch.rows] = session.run(["logits"], inputs)[0]
    return sigmoid(logits)


def _dynamic(fp32: Path, folder: Path) -> Path:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    path = folder / "dynamic.onnx"
    quantize_dynamic(fp32, path, weight_type=QuantType.QInt8, per_channel=True)
    return path


def _measure(
    name: str, path: Path, model: Model, data: Data, reference: Floats | None
) -> tuple[Row, Floats]:
    texts, targets = data
    session = _session(path)
    alone = _scores(session, model, texts, alone=True)
    began = time.process_time()
    together = _scores(session, model, texts, alone=False)
    seconds = time.process_time() - began
    apart = np.abs(alone - (alone if reference is None else reference))
    held = holds(together, model.thresholds.values())
    counts = tally(targets, held, np.zeros(len(texts), dtype=int), 1).total()
    row = Row(
        name,
        float(metrics.macro_f1(counts)),
        float(apart.max()),
        float(np.quantile(apart, 0.99)),
        float(apart.mean()),
        float(np.abs(alone - together).max()),
        len(texts) / seconds,
        path.stat().st_size / 1e6,
    )
    return row, alone


def _data(folder: str | None) -> tuple[str, Data]:
    if folder is None:
        example = claimx.example()
        texts = [example.text[start:end] for start, end in example.sentences]
        rows = [[float(label in one.labels) for label in LABELS] for one in example.gold]
        return "the bundled article", (texts, np.array(rows))
    found = list(read_labelled(Path(folder) / "news/dev.jsonl.gz"))
    targets = np.array([one.targets for one in found], dtype=float)
    return "news dev", ([one.text for one in found], targets)


def _table(rows: list[Row], name: str, count: int) -> str:
    head = (
        "| graph | macro-F1 | score difference: largest | 99th percentile | mean "
        "| moved by neighbours | speed | MB |"
    )
    lines = [
        "# What int8 costs",
        "",
        f"{name}, {count} sentences, {instruction_set()}, onnxruntime {onnxruntime.__version__}, "
        "one thread, sentences a processor second as a ratio to fp32. Differences are between "
        "probabilities of a sentence alone and those of the fp32 graph; the column on neighbours "
        "compares a sentence alone with the same sentence in a batch of 2,048 tokens.",
        "",
        head,
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| {row.name} | {row.macro_f1:.4f} | {row.largest:.4f} | {row.p99:.4f} | {row.mean:.5f} "
        f"| {row.neighbours:.4f} "
        f"| {row.sentences_per_cpu_second / rows[0].sentences_per_cpu_second:.2f} "
        f"| {row.megabytes:.0f} |"
        for row in rows
    ]
    return "\n".join(lines) + "\n"


def _fp32_graph(model: Model, folder: Path) -> Path:
    existing = model.folder / ONNX_FP32
    if existing.is_file():
        return existing
    from claimx.train.export import export_fp32
    from claimx.train.loop import load_fitted

    export_fp32(load_fitted(model.folder), folder / "fp32.onnx")
    return folder / "fp32.onnx"


def _article_scores(model: Model) -> list[list[float]]:
    texts = _data(None)[1][0]
    session = _session(model.folder / ONNX_INT8)
    scores: list[list[float]] = _scores(session, model, texts, alone=False).tolist()
    return scores


def main() -> None:
    """Run the comparison that the arguments ask for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", default=os.environ.get("CLAIMX_DATA"))
    parser.add_argument("--save", type=Path)
    parser.add_argument("--against", type=Path)
    chosen = parser.parse_args()
    model = Model.open(Path(claimx.model_path()))
    if chosen.save:
        scores = {"processor": instruction_set(), "scores": _article_scores(model)}
        chosen.save.write_text(json.dumps(scores), encoding="utf-8")
        return
    if chosen.against:
        other = json.loads(chosen.against.read_text(encoding="utf-8"))
        apart = np.abs(np.array(other["scores"]) - np.array(_article_scores(model)))
        print(f"{instruction_set()} against {other['processor']}: at most {apart.max():.4f} apart")
        return
    name, data = _data(chosen.data)
    with tempfile.TemporaryDirectory() as folder:
        fp32 = _fp32_graph(model, Path(folder))
        first, reference = _measure("fp32", fp32, model, data, None)
        graphs = {
            "int8, one scale a token (shipped)": model.folder / ONNX_INT8,
            "int8, onnxruntime dynamic": _dynamic(fp32, Path(folder)),
        }
        rows = [first] + [_measure(n, p, model, data, reference)[0] for n, p in graphs.items()]
    text = _table(rows, name, len(data[0]))
    if name == "news dev":
        (RESULTS / "int8.md").write_text(text, encoding="utf-8", newline="\n")
    print(text)


if __name__ == "__main__":
    main()
