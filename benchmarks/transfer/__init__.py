"""Fine-tuning one small encoder on public corpora, one file a task, against published figures."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from benchmarks.tasks.base import named
from benchmarks.transfer.base import Transfer
from benchmarks.transfer.claim import Claim
from benchmarks.transfer.cnc import CausalNews
from benchmarks.transfer.csabstruct import Csabstruct
from benchmarks.transfer.eureka_causal import EurekaCausal
from benchmarks.transfer.health_advice import HealthAdvice
from benchmarks.transfer.pubmed_causal import PubmedCausal

TRANSFER: dict[str, type[Transfer]] = {
    one.name: one
    for one in (Claim, PubmedCausal, EurekaCausal, HealthAdvice, Csabstruct, CausalNews)
}
"""Transfer tasks by name, in the order of tables."""

transfer_named: Callable[[str], Transfer] = partial(named, "transfer task", TRANSFER)
"""A transfer task by its name; see `named`."""

__all__ = ["TRANSFER", "Transfer", "transfer_named"]
