"""Fine-tuning one small encoder on public corpora, one file a task, against published figures."""

from __future__ import annotations

from benchmarks.transfer.base import Transfer
from benchmarks.transfer.claim import Claim
from benchmarks.transfer.cnc import CausalNews
from benchmarks.transfer.csabstruct import Csabstruct
from benchmarks.transfer.eureka_causal import EurekaCausal
from benchmarks.transfer.health_advice import HealthAdvice
from benchmarks.transfer.pubmed_causal import PubmedCausal
from claimx.errors import ClaimxError

TRANSFER: dict[str, type[Transfer]] = {
    one.name: one
    for one in (Claim, PubmedCausal, EurekaCausal, HealthAdvice, Csabstruct, CausalNews)
}
"""Transfer tasks by name, in the order of tables."""


def transfer_named(name: str) -> Transfer:
    """A transfer task by its name.

    Raises:
        ClaimxError: If there is none.
    """
    if name not in TRANSFER:
        raise ClaimxError(f"there is no transfer task {name!r}: use one of {', '.join(TRANSFER)}.")
    return TRANSFER[name]()


__all__ = ["TRANSFER", "Transfer", "transfer_named"]
