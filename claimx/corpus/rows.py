"""One row of output: a sentence, where it comes from and what decided on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from claimx.labels import LABELS
from claimx.types import SCHEMA_VERSION, ModelStamp, Sentence


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence of a document.

    Attributes:
        source: Name of the input, as the user gave it.
        document: Id of the document it stands in.
        title: The document's title, if any.
        model: Which model decided.
        sentence: The sentence.
    """

    source: str
    document: str
    title: str | None
    model: ModelStamp
    sentence: Sentence

    @property
    def id(self) -> str:
        """Document id and offsets, "DOC:START-END", as a claim's."""
        return f"{self.document}:{self.sentence.start}-{self.sentence.end}"

    def to_dict(self) -> dict[str, Any]:
        """The row as plain JSON values, described by `claimx/schemas/record.json`."""
        return {
            "schema_version": SCHEMA_VERSION,
            "source": self.source,
            "document": self.document,
            "id": self.id,
            **self.sentence.to_dict(),
            "title": self.title,
            "model": self.model.to_dict(),
        }

    def to_flat(self) -> dict[str, str]:
        """The row as columns of text: labels joined by "|", a column a score and a threshold."""
        values = self.to_dict()
        model = values.pop("model")
        flat = {
            **values,
            "labels": "|".join(values["labels"]),
            "truncated": str(values["truncated"]).lower(),
            "title": values["title"] or "",
            **{f"model_{key}": model[key] for key in ("name", "version", "hash")},
            **{f"threshold_{label}": model["thresholds"][label] for label in LABELS},
        }
        scores = flat.pop("scores")
        flat |= {f"score_{label}": scores[label] for label in LABELS}
        return {column: str(flat[column]) for column in COLUMNS}


COLUMNS = (
    *("schema_version", "source", "document", "id", "index", "start", "end", "text"),
    *("labels", "primary", *(f"score_{label}" for label in LABELS), "truncated", "engine"),
    *("title", "model_name", "model_version", "model_hash"),
    *(f"threshold_{label}" for label in LABELS),
)
"""Columns of the CSV output, in order."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which sentences go out.

    Attributes:
        all: A label need not hold, its score is enough.
        only: Labels that count; empty stands for all four.
        min_score: At least one label that counts must score this.
    """

    all: bool = False
    only: frozenset[str] = frozenset()
    min_score: float = 0.0

    def takes(self, sentence: Sentence) -> bool:
        """Whether a sentence goes out."""
        labels = LABELS if self.all else sentence.labels
        return any(
            sentence.scores[label] >= self.min_score
            for label in labels
            if not self.only or label in self.only
        )
