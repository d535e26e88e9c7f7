"""What a user could pick instead: one file an opponent."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from benchmarks.opponents.base import Opponent
from benchmarks.opponents.called import CalledModel
from benchmarks.opponents.claimx_model import ClaimxModel
from benchmarks.opponents.everything import Everything
from benchmarks.opponents.gliclass import GLiClass
from benchmarks.opponents.majority import Majority
from benchmarks.opponents.minilm import FrozenMiniLM
from benchmarks.opponents.rules import Rules
from benchmarks.opponents.second_reader import SecondReader
from benchmarks.opponents.setfit import SetFit
from benchmarks.opponents.spacy_textcat import SpacyTextcat
from benchmarks.opponents.static import Static
from benchmarks.opponents.textacy_quotes import TextacyQuotes
from benchmarks.opponents.tfidf import TfIdf
from claimx.errors import ClaimxError
from claimx.evaluation.callables import is_callable_name

Maker = Callable[[], Opponent]

OPPONENTS: dict[str, type[Opponent]] = {
    one.name: one
    for one in (
        Majority,
        Everything,
        Rules,
        TfIdf,
        FrozenMiniLM,
        Static,
        SetFit,
        SpacyTextcat,
        TextacyQuotes,
        GLiClass,
        SecondReader,
    )
}
"""Opponents by name, in the order of tables."""


def _variants() -> dict[str, tuple[str, Maker]]:
    """Every variant of every opponent by its entry: name of the opponent, and a maker."""
    return {
        (name if variant == "default" else f"{name}-{variant}"): (name, partial(one, variant))
        for name, one in OPPONENTS.items()
        for variant in one.variants
    }


def entries() -> list[str]:
    """Names of all variants of all opponents, as runs carry them."""
    return list(_variants())


def makers(names: Sequence[str]) -> Iterator[Maker]:
    """Makers of the opponents that are named, all variants of each; "all" names every one.

    A name may also be one variant's, such as "tfidf-tuned".

    Raises:
        ClaimxError: If there is no such opponent.
    """
    every = _variants()
    for name in names:
        found = [make for entry, (owner, make) in every.items() if name in ("all", entry, owner)]
        if not found:
            raise ClaimxError(f"there is no opponent {name!r}: use all, {', '.join(every)}.")
        yield from found


def _model(name: str, download: bool) -> Maker:
    if is_callable_name(name) and not Path(name).exists():
        return partial(CalledModel, name)
    return partial(ClaimxModel, name, download=download)


def entrants(models: Sequence[str], against: Sequence[str], *, download: bool) -> list[Maker]:
    """Makers of models and of opponents.

    Args:
        models: Tiers, model folders, Hub ids, or callables as `module:function`.
        against: As for `makers`.
        download: Whether models may be fetched.
    """
    return [*(_model(name, download) for name in models), *makers(against)]


__all__ = ["OPPONENTS", "Maker", "Opponent", "entrants", "entries", "makers"]
