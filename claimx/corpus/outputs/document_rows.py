"""One row a document, counted while its sentences go by."""

from __future__ import annotations

from typing import Any

from claimx.corpus.outputs.rows import Labelled
from claimx.labels import LABELS, Label
from claimx.types import SCHEMA_VERSION, Attribution, Reading, Sentence

_PLACES = 6
"""Decimals of a share, as of a score."""


class _Counts:
    """What was seen of a document so far."""

    def __init__(self) -> None:
        self.sentences = self.claims = self.unattributed = 0
        self.labels = dict.fromkeys(LABELS, 0)
        self.first: Sentence | None = None
        self.speakers: set[str] | None = None

    def add(self, sentence: Sentence) -> None:
        self.sentences += 1
        held = sentence.labels
        if held:
            self.claims += 1
            self.first = self.first or sentence
            self.unattributed += Label.FINDING in held and Label.ATTRIBUTION not in held
            for label in held:
                self.labels[label] += 1
        if sentence.reading is not None:
            self.speakers = self.speakers or set()
            self.speakers |= _speakers(sentence.reading)

    @property
    def sources(self) -> int | None:
        """How many different speakers are named; None where nobody looked for any."""
        return None if self.speakers is None else len(self.speakers)

    @property
    def shares(self) -> dict[str, float | None]:
        """Of the sentences, by label; None where there is no sentence."""
        return {label: _share(count, self.sentences) for label, count in self.labels.items()}


def _speakers(reading: Reading) -> set[str]:
    """Who speaks in a sentence, by the fullest name that is known, in lower case."""
    found = (one.speaker or one.source for one in reading.relations if isinstance(one, Attribution))
    return {who.text.casefold() for who in found if who is not None}


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, _PLACES) if whole else None


def _place(sentence: Sentence, characters: int) -> dict[str, Any]:
    return {
        "index": sentence.index,
        "start": sentence.start,
        "share": _share(sentence.start, characters),
    }


def document_row(one: Labelled) -> dict[str, Any]:
    """A document as plain JSON values, described by `claimx/schemas/document_row.json`.

    Takes all its sentences and holds none.
    """
    counts = _Counts()
    for sentence in one.sentences:
        counts.add(sentence)
    heading = one.heading
    return {
        "schema_version": SCHEMA_VERSION,
        "source": one.source,
        "document": one.document,
        "title": one.title,
        "language": one.language,
        "characters": one.characters,
        "sentences": counts.sentences,
        "claims": counts.claims,
        "counts": counts.labels,
        "shares": counts.shares,
        "first_claim": None if counts.first is None else _place(counts.first, one.characters),
        "findings_without_attribution": counts.unattributed,
        "attributions": counts.labels[Label.ATTRIBUTION],
        "sources": counts.sources,
        "title_labels": None if heading is None else list(heading.labels),
        "title_scores": None if heading is None else dict(heading.scores),
        "model": one.model.to_dict(),
        "kept": dict(one.kept),
    }
