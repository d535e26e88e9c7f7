"""What a way is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Label = Callable[[Sequence[str]], Any]
"""Labels sentences; what it gives is dropped, but must be complete when it returns."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to label sentences.

    Attributes:
        name: In tables and file names.
        title: One line on what runs.
        libraries: Distributions that a user installs for it.
        load: Makes it ready for a number of threads; called once, in its own process.
        first: A program that labels one sentence, from a cold start.
        entrant: Name of the entrant on the leaderboard whose labels these are, if any.
        encoder: Every sentence goes through the six layers, so that a share of the machine's peak
            can be told.
        times: How many times the plan's sentences make up a round, for a way so fast that a round
            of them alone would be over within the clock's noise.
    """

    name: str
    title: str
    libraries: tuple[str, ...]
    load: Callable[[int], Label]
    first: str = ""
    entrant: str = ""
    encoder: bool = True
    times: int = 1
