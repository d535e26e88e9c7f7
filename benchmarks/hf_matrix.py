"""Runs both Hugging Face pipelines from claimx's wheel under several versions of transformers.

    python benchmarks/hf_matrix.py

Builds the wheel, makes an environment apart, and installs one version of transformers after another
into it. Under each, on the bundled article: "text-classification" with claimx never imported, and
"claim-extraction" on a text, a list, a generator and a `KeyDataset`, in batches and singly.
Writes benchmarks/results/hf_matrix.md; exits 1 if a version fails.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
REPORT = ROOT / "benchmarks" / "results" / "hf_matrix.md"
VERSIONS = ("==4.50.*", "==4.53.*", "==4.55.*", ">=4.57,<5", ">=5,<6")
TOLERANCE = 1e-4

PLAIN = """
import json, math, sys
from transformers import pipeline
folder, sentences = json.load(sys.stdin)
classify = pipeline("text-classification", model=folder, top_k=None, device="cpu")
scores = [{one["label"]: one["score"] for one in row} for row in classify(sentences)]
logits = [
    {one["label"]: one["score"] for one in row}
    for row in classify(sentences, function_to_apply="none")
]
for row, raw in zip(scores, logits, strict=True):
    for label, score in row.items():
        assert abs(score - 1 / (1 + math.exp(-raw[label]))) < 1e-3, "no sigmoid"
assert "claimx" not in sys.modules
print(json.dumps({"scores": scores, "dtype": str(classify.model.dtype).removeprefix("torch.")}))
"""

CLAIMS = """
import json
from importlib.metadata import version
import claimx, claimx.hf
from datasets import Dataset
from transformers import pipeline
from transformers.pipelines.pt_utils import KeyDataset
example = claimx.example()
extract = pipeline("claim-extraction", model=claimx.model_path(), device="cpu")
claims = extract(example.text)
spans = [(one["start"], one["end"]) for one in claims]
texts = [example.text, "", example.text]
column = KeyDataset(Dataset.from_dict({"text": texts}), "text")
for found in (
    extract(texts),
    extract(texts, batch_size=4),
    list(extract((text for text in texts), batch_size=4)),
    list(extract(column, batch_size=4)),
):
    assert [[(c["start"], c["end"]) for c in one] for one in found] == [spans, [], spans]
assert all(len(one["scores"]) == 2 for one in extract(example.text, top_k=2))
assert extract(example.text, thresholds=1.0) == []
everything = extract(example.text, all_sentences=True)
assert json.loads(json.dumps(everything)) == everything
packages = ("transformers", "tokenizers", "huggingface_hub", "datasets", "torch", "claimx")
print(json.dumps({
    "folder": claimx.model_path(),
    "stamp": claimx.load().model.stamp(claimx.load().thresholds).to_dict(),
    "sentences": [one["text"] for one in everything],
    "scores": [one["scores"] for one in everything],
    "claims": len(claims),
    "versions": {name: version(name) for name in packages},
}))
"""


@dataclass(frozen=True, slots=True)
class Row:
    """What came of one version."""

    wanted: str
    plain: dict[str, Any]
    claims: dict[str, Any]
    failure: str = ""


def run(command: list[str], text: str = "", folder: Path | None = None) -> str:
    """Runs a command outside of the checkout and gives what it printed."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(
        command,
        input=text,
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1])
    return done.stdout


def build_wheel(folder: Path) -> Path:
    """Builds claimx's wheel."""
    run([sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(folder), str(ROOT)])
    return next(folder.glob("claimx-*.whl"))


def check(python: str, wheel: Path, torch: str, wanted: str) -> Row:
    """Installs one version and runs both pipelines under it."""
    claims: dict[str, Any] = {}
    plain: dict[str, Any] = {}
    needed = [f"claimx[hf] @ {wheel.as_uri()}", f"transformers{wanted}", torch]
    try:
        run([python, "-m", "pip", "install", "-q", *needed], folder=wheel.parent)
        claims = json.loads(run([python, "-c", CLAIMS], folder=wheel.parent))
        given = json.dumps([claims["folder"], claims["sentences"]])
        plain = json.loads(run([python, "-c", PLAIN], given, folder=wheel.parent))
    except RuntimeError as failed:
        return Row(wanted, plain, claims, str(failed))
    return Row(wanted, plain, claims)


def difference(ours: list[dict[str, float]], theirs: list[dict[str, float]]) -> float:
    """Largest difference between the scores of the same sentences."""
    return max(
        abs(one[label] - other[label])
        for one, other in zip(ours, theirs, strict=True)
        for label in one
    )


def describe(row: Row, last: Row) -> list[str]:
    """Cells of one line of the table."""
    if row.failure:
        return [row.wanted, *["-"] * 7, f"failed: {row.failure}"]
    versions = row.claims["versions"]
    across = difference(row.claims["scores"], last.claims["scores"])
    between = difference(row.plain["scores"], row.claims["scores"])
    good = max(across, between) < TOLERANCE and row.plain["dtype"] == "float32"
    return [
        *(versions[name] for name in ("transformers", "tokenizers", "huggingface_hub", "datasets")),
        row.plain["dtype"],
        f"{row.claims['claims']} of {len(row.claims['sentences'])}",
        f"{between:.0e}",
        f"{across:.0e}",
        "works" if good else "differs",
    ]


def report(rows: list[Row]) -> str:
    """The page of results."""
    last = next(row for row in reversed(rows) if not row.failure)
    stamp, versions = last.claims["stamp"], last.claims["versions"]
    head = ["transformers", "tokenizers", "huggingface_hub", "datasets", "computes in"]
    head += ["claims in the article", "between pipelines", "from the last line", "both pipelines"]
    lines = [head, ["---"] * len(head), *(describe(row, last) for row in rows)]
    table = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
    return f"""# transformers versions

Written by `python benchmarks/hf_matrix.py`: claimx {versions["claimx"]} from its wheel, model
{stamp["name"]} {stamp["version"]} ({stamp["hash"]}), torch {versions["torch"]},
Python {platform.python_version()}, {platform.system()} {platform.machine()}.

{table}

Under each version, on the bundled article: `pipeline("text-classification", top_k=None)` in a
process that never imports claimx, its scores the sigmoids of its logits; and
`pipeline("claim-extraction")` on a text, a list, a generator and a `KeyDataset`, singly and in
batches of 4, with `top_k` and `thresholds`, its output through `json.dumps` and back. "Between
pipelines" is the largest difference of a score between the two, "from the last line" that of
"claim-extraction" from the newest version. A version works if both stay under {TOLERANCE:.0e} and
it computes in float32.
"""


def main() -> int:
    """Runs the matrix and writes the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("versions", nargs="*", default=VERSIONS, help="such as '==4.57.*'")
    parser.add_argument("--torch", default="torch==2.13.0", help="requirement for torch")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wheel = build_wheel(folder)
        venv.create(folder / "venv", with_pip=True)
        python = folder / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        rows = []
        for wanted in given.versions:
            rows.append(check(str(python), wheel, given.torch, wanted))
            print(wanted, rows[-1].failure or "ran", file=sys.stderr, flush=True)
    if all(row.failure for row in rows):
        return 1
    page = report(rows)
    REPORT.write_text(page, encoding="utf-8")
    print(page)
    return int("failed" in page or "| differs |" in page)


if __name__ == "__main__":
    sys.exit(main())
