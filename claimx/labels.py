"""The four labels, their order, and the one that is named when a single label is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Label(StrEnum):
    """What a sentence can be; a sentence carries every label that holds."""

    FINDING = "finding"
    MECHANISM = "mechanism"
    ATTRIBUTION = "attribution"
    CAUTION = "caution"


LABELS: tuple[str, ...] = tuple(label.value for label in Label)
"""Column order of every score and logit array in this library."""

NONE = "none"
"""Primary label of a sentence that carries no label."""

PRIMARY_ORDER: tuple[str, ...] = ("mechanism", "finding", "caution", "attribution")
"""The order in which the guidelines take one label only."""


def primary(labels: Iterable[str]) -> str:
    """The one label to show where only one fits: the first that holds, in the guidelines' order."""
    held = set(labels)
    return next((label for label in PRIMARY_ORDER if label in held), NONE)
