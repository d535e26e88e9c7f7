"""Break runs in all ways that are known here.

python -m benchmarks.faults     # prints and writes results/faults.md
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from benchmarks.faults.campaign import PAGE, campaign, page
from claimx.corpus.atomic import write_text


def main() -> None:
    """Read the command line, break runs, write the page; exit code 1 if something is wrong."""
    parser = argparse.ArgumentParser(description="Break runs in all ways that are known here.")
    parser.add_argument("--folder", type=Path, help="where runs are made; by default a new one")
    chosen = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
        groups = campaign(Path(folder), lambda line: print(line, flush=True))
    text = page(groups, time.monotonic() - began)
    write_text(PAGE, text)
    print(text)
    raise SystemExit(any(one.fine < len(one.outcomes) for one in groups))


if __name__ == "__main__":
    main()
