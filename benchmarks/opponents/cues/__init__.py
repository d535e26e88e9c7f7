"""Cue words of each label, and how many points each is worth."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.opponents.cues.attribution import ATTRIBUTION
from benchmarks.opponents.cues.base import Cue, Lexicon, normal
from benchmarks.opponents.cues.caution import CAUTION
from benchmarks.opponents.cues.finding import FINDING
from benchmarks.opponents.cues.mechanism import MECHANISM

LEXICONS: Mapping[str, Lexicon] = {
    "finding": FINDING,
    "mechanism": MECHANISM,
    "attribution": ATTRIBUTION,
    "caution": CAUTION,
}
"""By label."""

__all__ = ["LEXICONS", "Cue", "Lexicon", "normal"]
