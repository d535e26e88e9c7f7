"""The functions at the package's root."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from claimx.errors import InputError
from claimx.model import DEFAULT_POINT
from claimx.resources import data_path, model_folder

if TYPE_CHECKING:
    from claimx.article import Example
    from claimx.extractor import Extractor, Offsets
    from claimx.types import Document, Scores

TIERS = {"base": "claimx-base", "auto": "claimx-auto", "fast": "claimx-fast"}
"""Name of a tier and the folder of the model behind it."""

DEFAULT = "base"


def model_path(tier: str = DEFAULT) -> str:
    """Folder of a shipped model, for `transformers.pipeline(model=...)` and the like.

    Raises:
        ClaimxError: If there is no such tier, or this installation does not hold it.
    """
    return str(model_folder(TIERS.get(tier, tier)))


def load(  # noqa: PLR0913 (all but the first by name)
    model: str | Path = DEFAULT,
    *,
    engine: str = "auto",
    device: str = "cpu",
    threads: int | None = None,
    operating_point: str = DEFAULT_POINT,
    thresholds: Mapping[str, float] | None = None,
    share: float | None = None,
    spans: bool | None = None,
    download: bool = False,
) -> Extractor:
    """Open a model.

    Args:
        model: A tier, a folder, or a Hub id ("owner/name"). Tiers are "base", the most accurate;
            "fast", some sixty times as fast in numpy alone; "auto", where fast decides what it is
            sure of and base the rest.
        engine: "onnx", "torch", or "auto": onnx on a processor where the model has a graph.
        device: "cpu", or a torch device such as "cuda".
        threads: Threads to compute with; None takes what the process may use.
        operating_point: What thresholds are chosen for: "f1"; "precision": nine in ten labels
            given are right, where that can be had; "recall": nine in ten that hold are given.
        thresholds: Score from which a label holds, for some or all labels; those of the operating
            point otherwise.
        share: Part of the sentences that "auto" passes on to base, from 0 to 1; None takes its own.
        spans: Find relations inside sentences: who says what, and what brings about what. None
            does so where the model can, as base; False saves the time.
        download: Allow the network for a Hub id that is not in the local cache.

    Raises:
        ModelError: If there is no such model, it is unsound, has no such operating point, or
            is to find relations and cannot.
        InputError: If a threshold is of no label or outside 0 to 1, or so is the share.
    """
    from claimx.extractor import Extractor
    from claimx.hub import locate
    from claimx.model import Model
    from claimx.scorers.base import Engine

    opened = Model.open(locate(model, download=download))
    chosen = override(opened.thresholds_at(operating_point), thresholds or {})
    return Extractor(
        opened, engine=Engine(engine, device, threads, share, spans), thresholds=chosen
    )


def override(thresholds: Scores, changes: Mapping[str, float]) -> Scores:
    """Thresholds with some of them changed.

    Raises:
        InputError: If one is of no label, or outside 0 to 1.
    """
    for label, value in changes.items():
        if label not in thresholds or not 0 <= value <= 1:
            raise InputError(
                f"threshold {label!r}={value!r}: name one of {', '.join(thresholds)} "
                "and give a score from 0 to 1."
            )
    return replace(thresholds, **changes)


@cache
def _default() -> Extractor:
    return load()


def extract(
    text: str,
    *,
    sentences: Sequence[Offsets] | None = None,
    title: str | None = None,
    id: str | None = None,
) -> Document:
    """Label every sentence of a text with the default model; see `Extractor.extract`."""
    return _default().extract(text, sentences=sentences, title=title, id=id)


def example() -> Example:
    """The bundled news article and its gold labels."""
    from claimx.article import read_example

    return read_example(data_path("article"))
