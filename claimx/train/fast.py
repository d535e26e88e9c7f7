"""The fast tier's network: hashed word vectors and a convolution, taught by a larger model.

Its targets are the teacher's probabilities, mixed with gold where there is gold.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from claimx.extras import require
from claimx.labels import LABELS
from claimx.scorers.base import Scorer
from claimx.scorers.static import WIDTH, rows_of
from claimx.train.calibrate import Calibration
from claimx.train.data import Floats
from claimx.words import words

if TYPE_CHECKING:
    import torch

Places = list[NDArray[np.int64]]

log = logging.getLogger("claimx.train")

_WORD = re.compile(r"[a-z]+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Settings:
    """What shapes the network and its training.

    Attributes:
        bits: Binary logarithm of the rows in the tables of words and of their parts.
        pair_bits: The same of the table of pairs.
        dim: Of a word's vector.
        pair_dim: Of a pair's.
        filters: Of the convolution.
        hidden: Of the layer before the last.
        gold: Share of gold in the targets of sentences that have it; the rest is the teacher's.
        dropout: Of what the hidden and the last layer read.
        word_dropout: Share of words left out while learning.
        longest: Words of a sentence that are learned from.
    """

    bits: int = 16
    pair_bits: int = 17
    dim: int = 48
    pair_dim: int = 16
    filters: int = 96
    hidden: int = 64
    epochs: int = 5
    batch_size: int = 256
    learning_rate: float = 1.5e-3
    weight_decay: float = 0.01
    gold: float = 0.5
    dropout: float = 0.3
    word_dropout: float = 0.1
    longest: int = 64
    seed: int = 0


def places_of(texts: Sequence[str], settings: Settings) -> Places:
    """int64[4, m] for each text: places of words, their beginnings and ends, and pairs."""
    found: Places = []
    for start in range(0, len(texts), 4096):
        read = words(texts[start : start + 4096])
        rows = np.stack(rows_of(read, 1 << settings.bits, 1 << settings.pair_bits)).astype(np.int64)
        for begin, end in zip(read.first[:-1], read.first[1:], strict=True):
            found.append(rows[:, begin : min(end, begin + settings.longest)])
    return found


def mixed(gold: Floats, taught: Floats, share: float) -> Floats:
    """Targets float32[n, 4]: gold's share and the teacher's, or its alone where gold is NaN."""
    return np.where(np.isnan(gold), taught, share * gold + (1 - share) * taught).astype(np.float32)


def word_vectors(
    texts: Sequence[str], teacher: Scorer, settings: Settings
) -> tuple[NDArray[np.int64], Floats]:
    """What the teacher makes of single words that occur twice or more: a start for the table.

    Returns:
        int64[k] places, and float32[k, dim]: principal components of the teacher's vectors.
    """
    counted = Counter(word for text in texts for word in _WORD.findall(text.lower()))
    known = [word for word, count in counted.items() if count > 1]
    vectors = teacher.run(known).vectors.astype(np.float64)
    vectors -= vectors.mean(axis=0)
    _, directions = np.linalg.eigh(vectors.T @ vectors)
    reduced = vectors @ directions[:, ::-1][:, : settings.dim]
    reduced *= 0.1 / reduced.std()
    places = np.concatenate([row[0, :1] for row in places_of(known, settings)])
    return places, reduced.astype(np.float32)


def _network(settings: Settings) -> Any:
    torch: Any = require("torch", extra="train")
    nn = torch.nn

    class Network(nn.Module):  # type: ignore[misc, name-defined]
        """What `claimx.scorers.static.StaticScorer` computes, with dropout."""

        def __init__(self) -> None:
            super().__init__()
            rows = 1 << settings.bits
            self.words = nn.Embedding(rows, settings.dim, sparse=True)
            self.parts = nn.Embedding(rows, settings.dim, sparse=True)
            self.pairs = nn.Embedding(1 << settings.pair_bits, settings.pair_dim, sparse=True)
            for table, spread in ((self.words, 0.05), (self.parts, 0.05), (self.pairs, 0.02)):
                nn.init.normal_(table.weight, std=spread)
            self.convolution = nn.Conv1d(settings.dim, settings.filters, WIDTH, padding=WIDTH // 2)
            width = settings.filters + settings.dim + settings.pair_dim
            self.hidden = nn.Linear(2 * width, settings.hidden)
            self.output = nn.Linear(settings.hidden, len(LABELS))
            self.dropout = nn.Dropout(settings.dropout)

        def forward(self, places: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
            """Logits float[n, 4] of places int64[n, 4, m] and mask float[n, m]."""
            each = self.words(places[:, 0]) + self.parts(places[:, 1]) + self.parts(places[:, 2])
            kept = mask
            if self.training:
                kept = mask * (torch.rand(mask.shape) > settings.word_dropout)
            each = (each * kept[..., None]).transpose(1, 2)
            seen = self.convolution(each).relu() * mask[:, None]
            paired = (self.pairs(places[:, 3]) * mask[..., None]).transpose(1, 2)
            root = mask.sum(1, keepdim=True).clamp(min=1).sqrt()
            spread = torch.cat([each, paired], 1)
            # A row of zeros ends every sentence, so that no largest value is below 0.
            read = [seen.amax(2), seen.sum(2) / root]
            read += [spread.amax(2).clamp(min=0), spread.sum(2) / root]
            hidden = self.hidden(self.dropout(torch.cat(read, 1))).relu()
            return self.output(self.dropout(hidden))

    return Network()


def _batch(picked: Sequence[int], places: Places) -> tuple[Any, Any]:
    torch = require("torch", extra="train")
    longest = max(1, *(places[row].shape[1] for row in picked))
    block = np.zeros((len(picked), 4, longest), dtype=np.int64)
    mask = np.zeros((len(picked), longest), dtype=np.float32)
    for place, row in enumerate(picked):
        count = places[row].shape[1]
        block[place, :, :count] = places[row]
        mask[place, :count] = 1
    return torch.from_numpy(block), torch.from_numpy(mask)


def _epoch(
    lengths: NDArray[np.int64], rng: np.random.Generator, size: int
) -> Iterator[NDArray[np.int64]]:
    """Batches of sentences of like length, drawn in a new order."""
    order = rng.permutation(len(lengths))
    for start in range(0, len(order), size * 40):
        chunk = order[start : start + size * 40]
        chunk = chunk[np.argsort(lengths[chunk], kind="stable")]
        batches = [chunk[first : first + size] for first in range(0, len(chunk), size)]
        yield from (batches[place] for place in rng.permutation(len(batches)))


def fit(
    texts: Sequence[str], targets: Floats, teacher: Scorer, settings: Settings
) -> dict[str, Floats]:
    """Train the network; the same data, settings and machine give the same weights.

    Args:
        texts: n sentences.
        targets: float32[n, 4], from 0 to 1.
        teacher: Gives words their first vectors.
        settings: Of network and training.

    Returns:
        Weights by the names that `claimx.scorers.static` reads, in fp32.
    """
    torch = require("torch", extra="train")
    torch.manual_seed(settings.seed)
    rng = np.random.default_rng(settings.seed)
    network = _network(settings)
    start, vectors = word_vectors(texts, teacher, settings)
    network.words.weight.data[torch.from_numpy(start)] = torch.from_numpy(vectors)
    places = places_of(texts, settings)
    lengths = np.array([row.shape[1] for row in places])
    tables = [getattr(network, name).weight for name in sorted(_TABLES)]
    others = [one for name, one in network.named_parameters() if name.split(".")[0] not in _TABLES]
    rate = settings.learning_rate
    optimizers = [
        torch.optim.AdamW(others, lr=rate, weight_decay=settings.weight_decay),
        torch.optim.SparseAdam(tables, lr=rate),
    ]
    steps = settings.epochs * (-(-len(texts) // settings.batch_size) + 1)
    schedules = [
        torch.optim.lr_scheduler.OneCycleLR(
            one, rate, total_steps=steps + 1, pct_start=0.1, cycle_momentum=False
        )
        for one in optimizers
    ]
    for epoch in range(1, settings.epochs + 1):
        losses = []
        for picked in _epoch(lengths, rng, settings.batch_size):
            logits = network(*_batch(picked.tolist(), places))
            loss = torch.nn.functional.binary_cross_entropy_with_logits(
                logits, torch.from_numpy(targets[picked])
            )
            for one in optimizers:
                one.zero_grad()
            loss.backward()
            for one in (*optimizers, *schedules):
                one.step()
            losses.append(loss.item())
        log.info("epoch %d of %d, loss %.4f", epoch, settings.epochs, np.mean(losses))
    return _weights(network.eval())


_TABLES = frozenset({"words", "parts", "pairs"})


def _weights(network: Any) -> dict[str, Floats]:
    state = {name: value.detach().numpy() for name, value in network.state_dict().items()}
    filters = state["convolution.weight"]
    return {
        "words": state["words.weight"],
        "parts": state["parts.weight"],
        "pairs": state["pairs.weight"],
        "convolution.weight": filters.transpose(2, 1, 0).reshape(-1, len(filters)).copy(),
        "convolution.bias": state["convolution.bias"],
        "hidden.weight": state["hidden.weight"].T.copy(),
        "hidden.bias": state["hidden.bias"],
        "output.weight": state["output.weight"].T.copy(),
        "output.bias": state["output.bias"],
    }


def calibrated(weights: dict[str, Floats], found: Calibration) -> dict[str, Floats]:
    """The weights with scale and shift of each label in the last layer."""
    scale, shift = found.scale.astype(np.float32), found.shift.astype(np.float32)
    return {
        **weights,
        "output.weight": weights["output.weight"] * scale,
        "output.bias": weights["output.bias"] * scale + shift,
    }


def stored(weights: dict[str, Floats]) -> dict[str, NDArray[np.floating]]:
    """As they are written: tables in fp16, the rest in fp32."""
    return {
        name: value.astype(np.float16) if name in _TABLES else np.ascontiguousarray(value)
        for name, value in weights.items()
    }
