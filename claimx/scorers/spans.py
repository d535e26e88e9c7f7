"""The relation layers of a model folder, run by onnxruntime whatever runs the encoder."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from claimx.model import RELATIONS, Model
from claimx.relations.heads import GRAPH, Heads
from claimx.relations.reader import Spans, has_heads
from claimx.scorers.base import Floats, refuse_spans
from claimx.scorers.session import open_session


def open_spans(model: Model, wanted: bool | None, threads: int) -> Spans | None:
    """Open what finds relations.

    Args:
        model: The model.
        wanted: Whether it is; None where the model has it.
        threads: To compute with.

    Raises:
        ModelError: If it is wanted and not there, or unsound.
    """
    if not has_heads(model.folder):
        refuse_spans(model, wanted)
        return None
    if wanted is False:
        return None
    folder = model.folder / RELATIONS
    session = open_session(folder / GRAPH, threads)

    def branch(hidden: Floats, mask: NDArray[np.int64]) -> tuple[Floats, Floats, Floats]:
        tags, keys, queries = session.run(
            ["tags", "keys", "queries"], {"hidden": hidden, "attention_mask": mask}
        )
        return tags, keys, queries

    return Spans(Heads.open(folder), branch)
