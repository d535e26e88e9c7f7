"""The relation layers on top of a model that stays as it is, in torch."""

from __future__ import annotations

import copy
import logging
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from claimx.relations.decode import READINGS, ROLES, TAGS
from claimx.train.spans import Tokens

if TYPE_CHECKING:
    from claimx.train.loop import Fitted

Floats = NDArray[np.float32]

log = logging.getLogger("claimx.train")

_IGNORED = -100
_TAGS_WEIGHT, _EDGES_WEIGHT = 2.0, 0.25
"""Of the losses of tags, and of first and last words, beside that of what is inside."""
_CHUNK = 20
"""Batches that are sorted by length together."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How the relation layers are trained.

    Attributes:
        layer: Of the model, after which they branch off, from 1.
        layers: How many of the model's next layers are copied; None copies all that follow.
        neurons: Kept in each layer's feed-forward part, the strongest ones; None keeps all.
        dim: Of keys and queries.
        farthest: Tokens from an anchor, beyond which all places are alike.
        epochs: Passes over the gold.
        batch_size: Sentences a step.
        learning_rate: Of the layers; the heads learn five times as fast.
        dropout: On token vectors and roles.
        seed: Of everything random.
    """

    layer: int = 2
    layers: int | None = 2
    neurons: int | None = 768
    dim: int = 128
    farthest: int = 40
    epochs: int = 9
    batch_size: int = 16
    learning_rate: float = 2e-4
    dropout: float = 0.1
    seed: int = 1


def _narrow(layer: Any, neurons: int) -> None:
    """Keep the feed-forward neurons of a BERT layer with the largest weights in and out."""
    into, out = layer.intermediate.dense, layer.output.dense
    size = into.weight.norm(dim=1) * out.weight.norm(dim=0)
    kept = size.topk(neurons).indices.sort().values
    narrow_in, narrow_out = (
        nn.Linear(into.in_features, neurons),
        nn.Linear(neurons, out.out_features),
    )
    narrow_in.weight.data, narrow_in.bias.data = into.weight.data[kept], into.bias.data[kept]
    narrow_out.weight.data, narrow_out.bias.data = out.weight.data[:, kept], out.bias.data
    layer.intermediate.dense, layer.output.dense = narrow_in, narrow_out


class _Encoder(nn.Module):
    def __init__(self, layers: Sequence[nn.Module]) -> None:
        super().__init__()
        self.layer = nn.ModuleList(layers)

    def forward(self, hidden: torch.Tensor, away: torch.Tensor) -> torch.Tensor:
        for layer in self.layer:
            made = layer(hidden, away)
            hidden = made[0] if isinstance(made, tuple) else made
        return hidden


class _Layers(nn.Module):
    """Layers of BERT under the path that they have in BERT, by which quantizing finds them."""

    def __init__(self, layers: Sequence[nn.Module]) -> None:
        super().__init__()
        self.encoder = _Encoder(layers)

    def forward(self, hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        away = (1.0 - mask.to(hidden.dtype))[:, None, None, :] * torch.finfo(hidden.dtype).min
        made: torch.Tensor = self.encoder(hidden, away)
        return made


class Branch(nn.Module):
    """Copies of the model's upper layers, and heads for tags and roles."""

    def __init__(self, fitted: Fitted, settings: Settings) -> None:
        """Copy the layers; the heads begin at random."""
        super().__init__()
        following = fitted.model.bert.encoder.layer[settings.layer :]
        layers = [copy.deepcopy(one) for one in following[: settings.layers]]
        if settings.neurons is not None:
            for one in layers:
                _narrow(one, settings.neurons)
        width = fitted.model.config.hidden_size
        self.bert = _Layers(layers)
        self.bert.requires_grad_(True)
        self.tag = nn.Linear(width, len(TAGS))
        self.key = nn.Linear(width, settings.dim)
        self.query = nn.Linear(width, settings.dim)
        self.distance = nn.Embedding(2 * settings.farthest + 1, settings.dim)
        nn.init.normal_(self.distance.weight, std=0.02)
        self.roles = nn.Linear(settings.dim, len(ROLES) * READINGS)
        self.dropout = nn.Dropout(settings.dropout)
        self._farthest = settings.farthest

    def forward(
        self, hidden: torch.Tensor, attention_mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Tags [n, tokens, 5], keys and queries [n, tokens, dim]."""
        made = self.dropout(self.bert(hidden, attention_mask))
        return self.tag(made), self.key(made), self.query(made)

    def score(
        self, keys: torch.Tensor, queries: torch.Tensor, rows: torch.Tensor, pools: torch.Tensor
    ) -> torch.Tensor:
        """Roles of anchors, [anchors, 4, 3, tokens]; see `claimx.relations.heads.Heads.roles`.

        Args:
            keys: Of the batch.
            queries: Of the batch.
            rows: Sentence of each anchor.
            pools: [anchors, tokens]: weights of its tokens.
        """
        query = torch.einsum("at,atd->ad", pools, queries[rows])
        places = torch.arange(pools.shape[1])
        centre = (pools * places).sum(1).round().long()
        steps = (places[None] - centre[:, None]).clamp(-self._farthest, self._farthest)
        near = self.distance(steps + self._farthest)
        inner = functional.gelu(keys[rows] + query[:, None] + near)
        scores = self.roles(self.dropout(inner))
        shaped: torch.Tensor = scores.unflatten(2, (len(ROLES), READINGS)).permute(0, 2, 3, 1)
        return shaped


@dataclass(frozen=True, slots=True)
class _Batch:
    hidden: torch.Tensor
    mask: torch.Tensor
    tags: torch.Tensor
    rows: torch.Tensor
    pools: torch.Tensor
    roles: torch.Tensor
    known: torch.Tensor


def _batch(tokens: Sequence[Tokens], hidden: Sequence[torch.Tensor]) -> _Batch:
    longest = max(len(one.ids) for one in tokens)
    shape = (len(tokens), longest)
    vectors = torch.zeros(*shape, hidden[0].shape[1])
    mask = torch.zeros(shape, dtype=torch.long)
    tags = torch.full(shape, _IGNORED)
    for row, (one, made) in enumerate(zip(tokens, hidden, strict=True)):
        count = len(one.ids)
        vectors[row, :count] = made
        mask[row, :count] = 1
        tags[row, :count] = torch.from_numpy(one.tags)
    anchors = [(row, target) for row, one in enumerate(tokens) for target in one.targets]

    def padded(values: Floats) -> Floats:
        missing = longest - values.shape[-1]
        return np.pad(values, [(0, 0)] * (values.ndim - 1) + [(0, missing)])

    def stacked(values: list[Floats], *empty: int) -> torch.Tensor:
        return torch.from_numpy(np.stack(values)) if values else torch.zeros(0, *empty)

    return _Batch(
        vectors,
        mask,
        tags,
        torch.tensor([row for row, _ in anchors], dtype=torch.long),
        stacked([padded(target.pool) for _, target in anchors], longest),
        stacked([padded(target.roles) for _, target in anchors], len(ROLES), longest),
        stacked([target.known for _, target in anchors], len(ROLES)),
    )


def _edges(roles: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Where runs of ones begin, and where they end."""
    before = functional.pad(roles, (1, 0))[..., :-1]
    behind = functional.pad(roles, (0, 1))[..., 1:]
    return roles * (1 - before), roles * (1 - behind)


def loss(branch: Branch, batch: _Batch) -> torch.Tensor:
    """Cross-entropy of tags; binary one of what is inside a role; of first and last words."""
    tags, keys, queries = branch(batch.hidden, batch.mask)
    total = _TAGS_WEIGHT * functional.cross_entropy(
        tags.transpose(1, 2), batch.tags, ignore_index=_IGNORED
    )
    if not len(batch.rows):
        return total
    scores = branch.score(keys, queries, batch.rows, batch.pools)
    present = batch.mask[batch.rows][:, None].float()
    counted = present * batch.known[:, :, None]
    inside = functional.binary_cross_entropy_with_logits(
        scores[:, :, 0], batch.roles, reduction="none"
    )
    total = total + (inside * counted).sum() / counted.sum()
    there = (batch.roles.sum(-1) > 0) * batch.known
    for place, edge in enumerate(_edges(batch.roles), 1):
        chances = functional.log_softmax(scores[:, :, place] - 1e4 * (1 - present), dim=-1)
        missed = -(chances * edge).sum(-1) / edge.sum(-1).clamp(min=1)
        total = total + _EDGES_WEIGHT * (missed * there).sum() / there.sum().clamp(min=1)
    return total


def hidden_states(fitted: Fitted, layer: int, ids: Sequence[list[int]]) -> list[torch.Tensor]:
    """Token vectors [tokens, dim] of each sentence after a layer of the model."""
    made: list[torch.Tensor] = [torch.zeros(0)] * len(ids)
    order = sorted(range(len(ids)), key=lambda place: len(ids[place]))
    with torch.inference_mode():
        for begin in range(0, len(order), 32):
            places = order[begin : begin + 32]
            batch = fitted.tokenizer.pad(
                {"input_ids": [ids[place] for place in places]}, return_tensors="pt"
            )
            states = fitted.model.bert(**batch, output_hidden_states=True).hidden_states[layer]
            for row, place in enumerate(places):
                made[place] = states[row, : len(ids[place])].clone()
    return made


def _steps(lengths: Sequence[int], size: int, order: random.Random) -> Iterator[list[int]]:
    """Places of the sentences of each step of an epoch: of like length, in random order."""
    places = list(range(len(lengths)))
    order.shuffle(places)
    steps = []
    for begin in range(0, len(places), size * _CHUNK):
        near = sorted(places[begin : begin + size * _CHUNK], key=lambda place: lengths[place])
        steps += [near[one : one + size] for one in range(0, len(near), size)]
    order.shuffle(steps)
    return iter(steps)


def fit(fitted: Fitted, tokens: Sequence[Tokens], settings: Settings) -> Branch:
    """Train the relation layers; the model's own weights stay as they are.

    Args:
        fitted: The model.
        tokens: The gold.
        settings: How.
    """
    torch.manual_seed(settings.seed)
    order = random.Random(settings.seed)
    hidden = hidden_states(fitted, settings.layer, [one.ids for one in tokens])
    branch = Branch(fitted, settings).train()
    layers = list(branch.bert.parameters())
    heads = [one for name, one in branch.named_parameters() if not name.startswith("bert.")]
    rate = settings.learning_rate
    optimizer = torch.optim.AdamW(
        [{"params": layers, "lr": rate}, {"params": heads, "lr": 5 * rate}], weight_decay=0.01
    )
    count = settings.epochs * -(-len(tokens) // settings.batch_size)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, 10 * (step + 1) / count) * max(0.0, 1 - step / count)
    )
    for epoch in range(settings.epochs):
        losses = []
        for places in _steps([len(one.ids) for one in tokens], settings.batch_size, order):
            batch = _batch([tokens[one] for one in places], [hidden[one] for one in places])
            wrong = loss(branch, batch)
            optimizer.zero_grad()
            wrong.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(branch.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            losses.append(float(wrong.detach()))
        log.info("epoch %d of %d: loss %.3f", epoch + 1, settings.epochs, np.mean(losses))
    return branch.eval()


def stored(branch: Branch) -> Mapping[str, Any]:
    """Weights that are applied outside the graph; see `claimx.relations.heads`."""
    return {
        "distance": branch.distance.weight.detach().numpy(),
        "roles.weight": branch.roles.weight.detach().numpy(),
        "roles.bias": branch.roles.bias.detach().numpy(),
    }
