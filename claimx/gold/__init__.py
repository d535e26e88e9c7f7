"""Gold labels kept apart from their texts, and the loader that brings the two together."""

from claimx.gold.hub import load_dataset
from claimx.gold.loader import SPLITS, load_gold, rebuild
from claimx.gold.records import GoldSentence, Row, checksum, read_rows
from claimx.gold.spans import SentenceSpans, read_spans
from claimx.gold.texts import open_texts

__all__ = [
    "SPLITS",
    "GoldSentence",
    "Row",
    "SentenceSpans",
    "checksum",
    "load_dataset",
    "load_gold",
    "open_texts",
    "read_rows",
    "read_spans",
    "rebuild",
]
