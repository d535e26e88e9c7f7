"""Causal language in the conclusions of abstracts."""

from __future__ import annotations

from benchmarks.transfer.base import Transfer


class PubmedCausal(Transfer):
    """Four classes; the corpus names no documents, so that folds are of sentences."""

    name = "pubmed_causal"
    title = "causal language in conclusions"
    corpus = "pubmed_causal"
    source = "github junwang4/causal-language-use-in-science"
    licence = "GPL-3.0"
    split = "five-fold cross-validation, as in the paper"
    citation = "Yu, Li and Wang 2019"
    metric = "macro-F1"
    classes = ("none", "correlational", "conditional_causal", "direct_causal")
    published = 0.883
    folds = 5
