"""What relations cost: processor time beside labels alone, taking turns."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from claimx.api import load
from claimx.extractor import Extractor

ROUNDS = 5


def _seconds(extractor: Extractor, texts: Sequence[str]) -> float:
    began = time.process_time()
    for _ in extractor.extract_many(texts):
        pass
    return time.process_time() - began


def ratios(base: Path | str, texts: Sequence[str], rounds: int = ROUNDS) -> list[float]:
    """Processor time with relations over that without, one thread, a ratio each round.

    Args:
        base: Tier or folder.
        texts: Articles.
        rounds: How often both run, one after the other.
    """
    both = [load(base, spans=spans, threads=1) for spans in (False, True)]
    for one in both:
        one.extract(texts[0])
    found = []
    for _ in range(rounds):
        alone, together = (_seconds(one, texts) for one in both)
        found.append(together / alone)
    return found


def said(found: Sequence[float]) -> str:
    """The median of ratios, with the lowest and the highest, as more per cent."""
    low, middle, high = (100 * (one - 1) for one in (min(found), median(found), max(found)))
    return f"{middle:.0f} % more ({low:.0f} to {high:.0f})"
