"""Looks for relations while an encoder runs: batch by batch, in the sentences that call for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from claimx.decide import holds, rounded_scores
from claimx.model import RELATIONS
from claimx.relations.decode import FoundRelation, anchors, relation
from claimx.relations.heads import CONFIG, Heads
from claimx.relations.words import Words

if TYPE_CHECKING:
    from tokenizers import Encoding

    from claimx.batches import Batch
    from claimx.types import Scores

Floats = NDArray[np.float32]


class Branch(Protocol):
    """The relation layers of an engine."""

    def __call__(self, hidden: Floats, mask: NDArray[np.int64]) -> tuple[Floats, Floats, Floats]:
        """Tags float32[n, tokens, 5], keys and queries float32[n, tokens, dim]."""
        ...


@dataclass(frozen=True, slots=True)
class FoundReading:
    """What was found in one sentence, before its document is known."""

    relations: tuple[FoundRelation, ...] = ()
    strength: str | None = None
    caution: str | None = None


@dataclass(frozen=True, slots=True)
class Spans:
    """What finds relations: the heads, and the layers below them."""

    heads: Heads
    branch: Branch

    def look(self, thresholds: Scores) -> Look:
        """A search in sentences whose labels hold from these thresholds."""
        return Look(self, thresholds)


@dataclass(slots=True)
class Look:
    """One run's search: what to look for, and what was found.

    Attributes:
        spans: What finds them.
        thresholds: Score from which each label holds.
        found: By the sentence's place; sentences in which nothing was looked for are absent.
    """

    spans: Spans
    thresholds: Scores
    found: dict[int, FoundReading] = field(default_factory=dict)

    def batch(
        self,
        batch: Batch,
        texts: Sequence[str],
        encodings: Sequence[Encoding],
        logits: Floats,
        hidden: Floats,
    ) -> None:
        """Look through a batch.

        Args:
            batch: Token ids of some sentences.
            texts: All sentences, as `batch.rows` counts them.
            encodings: Their encodings.
            logits: float32[n, 4] of the batch.
            hidden: float32[n, tokens, dim]: the encoder's vectors after the heads' layer.
        """
        held = holds(rounded_scores(logits), self.thresholds.values())
        asked = np.flatnonzero(held[:, 1] | held[:, 2])
        outputs = dict[int, tuple[Floats, Floats, Floats]]()
        if len(asked):
            most = int(batch.mask[asked].sum(axis=1).max())
            made = self.spans.branch(
                np.ascontiguousarray(hidden[asked, :most]), batch.mask[asked, :most]
            )
            outputs = {
                int(place): (made[0][row], made[1][row], made[2][row])
                for row, place in enumerate(asked)
            }
        for place in np.flatnonzero(held.any(axis=1)).tolist():
            row = int(batch.rows[place])
            finding, mechanism, attribution, caution = held[place].tolist()
            vector = hidden[place, batch.mask[place] > 0].mean(axis=0)
            wanted = (*["cue"] * attribution, *["signal"] * mechanism)
            self.found[row] = FoundReading(
                self._relations(texts[row], encodings[row], outputs[place], wanted)
                if wanted
                else (),
                self.spans.heads.strength(texts[row], vector) if finding else None,
                self.spans.heads.caution(texts[row], vector) if caution else None,
            )

    def _relations(
        self,
        text: str,
        encoding: Encoding,
        output: tuple[Floats, Floats, Floats],
        wanted: tuple[str, ...],
    ) -> tuple[FoundRelation, ...]:
        words = Words.of(text, encoding.word_ids, encoding.offsets)
        tags, keys, queries = output
        made = []
        for anchor in anchors(words.mean(tags), wanted):
            first = int(words.first[anchor.begin])
            last = int(words.first[anchor.end - 1] + words.counts[anchor.end - 1])
            tokens = slice(first, last)
            roles = self.spans.heads.roles(
                keys, queries[tokens].mean(axis=0), (first + last - 1) / 2
            )
            made.append(relation(words, anchor, words.mean(roles)))
        return tuple(made)


def has_heads(folder: Path) -> bool:
    """Whether a model folder holds relation heads."""
    return (folder / RELATIONS / CONFIG).is_file()
