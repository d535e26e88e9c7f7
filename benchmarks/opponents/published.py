"""Figures of systems that are published and not run here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Published:
    """One figure of one paper.

    Attributes:
        task: Task of this harness that comes nearest.
        system: What was judged.
        figure: In the paper's words.
        citation: Where it stands.
    """

    task: str
    system: str
    figure: str
    citation: str


PUBLISHED = (
    Published(
        "headline-claim",
        "titipata's and biodatlab's claim models (fine-tuned on this corpus)",
        "F1 0.79 on its test split",
        "Achakulvisut et al. 2019",
    ),
)
