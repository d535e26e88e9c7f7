"""The shipped models, asked for labels alone, as the others give them."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.speed.ways.base import Label, Way
from claimx.api import DEFAULT, TIERS

_FIRST = """
import claimx
extractor = claimx.load("{tier}", spans=False)
print(extractor.extract("The drug cut deaths by a fifth, the trial found.").claims)
"""
_TIMES = {"auto": 4, "fast": 20}


def _ways(tier: str, model: str) -> Iterator[Way]:
    def label(threads: int) -> Label:
        import claimx

        extractor = claimx.load(tier, threads=threads, spans=False)
        return lambda sentences: extractor.label(list(sentences), independent=True)

    def extract(threads: int) -> Label:
        import claimx

        extractor = claimx.load(tier, threads=threads, spans=False)
        return lambda sentences: extractor.extract(" ".join(sentences)).claims

    first, times = _FIRST.format(tier=tier), _TIMES.get(tier, 1)
    title, encoder = f"claimx {tier}, sentences given", tier == DEFAULT
    yield Way(model, title, ("claimx",), label, first, model, encoder, times)
    title = f"claimx {tier}, raw text: segmented too"
    yield Way(f"{model}-text", title, ("claimx",), extract, first, "", encoder, times)


CLAIMX = tuple(way for tier, model in TIERS.items() for way in _ways(tier, model))
