"""Causal language in press releases."""

from __future__ import annotations

from benchmarks.transfer.base import Transfer
from benchmarks.transfer.pubmed_causal import PubmedCausal


class EurekaCausal(Transfer):
    """Four classes; no press release is learned from and judged."""

    name = "eureka_causal"
    title = "causal language in press releases"
    corpus = "eureka_causal"
    source = "github junwang4/correlation-to-causation-exaggeration"
    split = "five-fold cross-validation by press release"
    citation = "Yu, Wang, Guo and Li 2020"
    metric = "macro-F1"
    classes = PubmedCausal.classes
    published = 0.892
    folds = 5
