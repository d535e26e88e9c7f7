"""What every engine takes and gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from claimx.batches import Batch, batches, encode
from claimx.errors import InputError, ModelError
from claimx.labels import LABELS
from claimx.model import TOKENIZER

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from claimx.model import Model
    from claimx.relations.reader import Look, Spans

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Engine:
    """How to run a model.

    Attributes:
        name: "auto", "onnx" or "torch".
        device: "cpu", or a torch device such as "cuda".
        threads: Threads to compute with; None takes what the process may use.
        share: Of sentences that a cascade passes on to its second model, from 0 to 1, as it was
            measured on the sentences it was tuned on; None takes the model's own.
        spans: Find relations as well; None does so where the model has what it takes.

    Raises:
        InputError: If there are less than one thread, or the share is outside 0 to 1.
    """

    name: str = "auto"
    device: str = "cpu"
    threads: int | None = None
    share: float | None = None
    spans: bool | None = None

    def __post_init__(self) -> None:
        if self.threads is not None and self.threads < 1:
            raise InputError(f"threads={self.threads}: give at least 1, or None for all there are.")
        if self.share is not None and not 0 <= self.share <= 1:
            raise InputError(f"share={self.share}: give a part from 0 to 1, or None.")


@dataclass(frozen=True, slots=True)
class Scored:
    """What an engine makes of n sentences, in their order.

    Attributes:
        logits: float32[n, 4], calibrated: their sigmoid is a probability.
        vectors: float32[n, dim]: what the last linear layer reads; logits are linear in it. dim is
            0 for a cascade, whose models have vectors of their own.
        truncated: bool[n]: the sentence was cut at the model's limit.
        second: bool[n]: the second model of a cascade decided; None where there is one model.
    """

    logits: Floats
    vectors: Floats
    truncated: NDArray[np.bool_]
    second: NDArray[np.bool_] | None = None


class Scorer(Protocol):
    """An engine with a model loaded; `run` may be called from several threads at once.

    Attributes:
        name: Such as "onnx-int8"; of a cascade, that of its first model.
        second: Name of a cascade's second model; empty for others.
        spans: What finds relations; None where the model has nothing for it, or nobody asked.
    """

    name: str
    second: str
    spans: Spans | None

    def run(self, sentences: Sequence[str], look: Look | None = None) -> Scored:
        """Score sentences; the same list gives the same result.

        Args:
            sentences: What to score.
            look: Shown each batch, to look for relations in it; only where there are `spans`.
        """
        ...


def refuse_spans(model: Model, wanted: bool | None) -> None:
    """Refuse to find relations.

    Raises:
        ModelError: If they are wanted.
    """
    if wanted:
        raise ModelError(f"{model.name} finds no relations: use base, or leave spans out.")


_TRIED = "Tea helps."
"""A sentence that a tokenizer must get through before it is used."""


def said(error: BaseException) -> str:
    """A library's own words on one line, to stand inside a sentence."""
    return " ".join(str(error).split()).removesuffix(".") or type(error).__name__


def open_tokenizer(model: Model) -> Tokenizer:
    """The model's fast tokenizer, cutting at the model's limit and leaving padding to batches.

    Raises:
        ModelError: If the file holds no tokenizer, or one that breaks down over a plain sentence.
    """
    from tokenizers import Tokenizer

    path = model.folder / TOKENIZER
    try:
        tokenizer = Tokenizer.from_file(str(path))
        tokenizer.no_padding()
        tokenizer.enable_truncation(model.max_length)
        tokenizer.encode(_TRIED)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as broken:  # tokenizers raises nothing narrower: a panic is no Exception
        raise ModelError(f"{path}: tokenizers cannot load it ({said(broken)}).") from broken
    return tokenizer


class ComputeBatch(Protocol):
    """One engine's own part of the work."""

    def __call__(self, batch: Batch, hidden: bool) -> tuple[Floats, Floats, Floats | None]:
        """Logits float32[n, 4], vectors float32[n, dim] and token vectors of a batch.

        Args:
            batch: What to compute.
            hidden: Give the token vectors that relations are found in, float32[n, tokens, dim].
        """
        ...


def score(
    tokenizer: Tokenizer,
    pad_id: int,
    compute: ComputeBatch,
    sentences: Sequence[str],
    look: Look | None = None,
) -> Scored:
    """Tokenise, batch and compute; results in the order given."""
    encoded = encode(tokenizer, sentences)
    logits = np.zeros((len(sentences), len(LABELS)), dtype=np.float32)
    vectors = np.zeros((0, 0), dtype=np.float32)
    for batch in batches(encoded, pad_id):
        logits[batch.rows], part, hidden = compute(batch, look is not None)
        if look is not None and hidden is not None:
            look.batch(batch, sentences, encoded.encodings, logits[batch.rows], hidden)
        if not len(vectors):
            vectors = np.zeros((len(sentences), part.shape[1]), dtype=np.float32)
        vectors[batch.rows] = part
    return Scored(logits, vectors, encoded.truncated)
