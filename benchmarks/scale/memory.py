"""`extract_many` over texts that lie in memory: `python -m benchmarks.scale.memory FILE`."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import claimx


def main(path: str) -> None:
    """Print seconds and sentences; neither reading the file nor loading the model counts."""
    with Path(path).open(encoding="utf-8") as file:
        texts = [json.loads(line)["text"] for line in file]
    extractor = claimx.load("fast", threads=1)
    extractor.extract(texts[0])
    began = time.perf_counter()
    sentences = sum(len(document.sentences) for document in extractor.extract_many(texts))
    print(json.dumps({"seconds": time.perf_counter() - began, "sentences": sentences}))


if __name__ == "__main__":
    main(sys.argv[1])
