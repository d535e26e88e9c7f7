"""A document as a pandas table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from claimx.extras import require
from claimx.labels import LABELS

if TYPE_CHECKING:
    import pandas as pd

    from claimx.types import Document, Sentence

# Text stays an object column: pandas' string type refuses lone surrogates.
_COLUMNS = {
    "index": "int64",
    "start": "int64",
    "end": "int64",
    "text": "object",
    "labels": "object",
    "primary": "object",
    **dict.fromkeys(LABELS, "float64"),
    "truncated": "bool",
    "engine": "object",
}


def _value(sentence: Sentence, column: str) -> Any:
    return sentence.scores[column] if column in LABELS else getattr(sentence, column)


def frame(document: Document) -> pd.DataFrame:
    """One row a sentence, in order, those without a label included.

    Returns:
        Columns: document (id), index, start, end, text, labels (a tuple), primary, the score of
        each label under the label's name, truncated, engine. A document without sentences gives
        the same columns and no row.

    Raises:
        MissingExtra: If pandas is not installed.
    """
    pandas = require("pandas", extra="corpus")
    sentences = document.sentences
    columns = {
        name: pandas.Series([_value(one, name) for one in sentences], dtype=dtype)
        for name, dtype in _COLUMNS.items()
    }
    owner = pandas.Series([document.id] * len(sentences), dtype="object")
    table: pd.DataFrame = pandas.DataFrame({"document": owner, **columns})
    return table
