"""Roles of sentences in computer-science abstracts."""

from __future__ import annotations

from benchmarks.transfer.base import Transfer


class Csabstruct(Transfer):
    """Five classes; published models read the whole abstract, this one reads a sentence alone."""

    name = "csabstruct"
    title = "roles of sentences in computer-science abstracts"
    corpus = "csabstruct"
    source = "github allenai/sequential_sentence_classification"
    licence = "Apache-2.0"
    split = "published train and test"
    citation = "Cohan et al. 2019"
    metric = "micro-F1"
    classes = ("background", "objective", "method", "result", "other")
    published = 0.83
