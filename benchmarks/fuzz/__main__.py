"""Fuzz readers, segment, extract and writers.

python -m benchmarks.fuzz --seconds 600     # prints and writes results/fuzz.md
"""

from __future__ import annotations

import argparse
import time

from benchmarks.fuzz.campaign import PAGE, as_json, campaign, fuzz, page
from benchmarks.fuzz.targets import TARGETS
from claimx.corpus.atomic import write_text


def main() -> None:
    """Read the command line, fuzz, write the page; exit code 1 if something crashed."""
    parser = argparse.ArgumentParser(description="Fuzz readers, segment, extract and writers.")
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 10**9)
    parser.add_argument("--target", choices=list(TARGETS), help="this one alone; prints JSON")
    chosen = parser.parse_args()
    if chosen.target:
        print(as_json(fuzz(TARGETS[chosen.target], chosen.seconds, chosen.seed)))
        return
    results = campaign(chosen.seconds, chosen.seed)
    text = page(results)
    write_text(PAGE, text)
    print(text)
    raise SystemExit(any(one.crashes for one in results))


if __name__ == "__main__":
    main()
