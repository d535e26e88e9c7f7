"""The shipped model as anyone loads it."""

from __future__ import annotations

from benchmarks.speed.ways.base import Label, Way


def _label(threads: int) -> Label:
    import claimx

    extractor = claimx.load("base", threads=threads)
    return lambda sentences: extractor.label(list(sentences), independent=True)


def _extract(threads: int) -> Label:
    import claimx

    extractor = claimx.load("base", threads=threads)
    return lambda sentences: extractor.extract(" ".join(sentences)).claims


_FIRST = """
import claimx
print(claimx.extract("The drug cut deaths by a fifth, the trial found.").claims)
"""

LABEL = Way(
    "claimx-base", "claimx base, sentences given", ("claimx",), _label, _FIRST, "claimx-base"
)
EXTRACT = Way(
    "claimx-base-text", "claimx base, raw text: segmented too", ("claimx",), _extract, _FIRST
)
