"""A teacher's probabilities on unlabelled text, as a source that a smaller network learns from."""

from __future__ import annotations

import gzip
import io
import json
import logging
from collections.abc import Sequence
from pathlib import Path

from claimx.corpus.atomic import atomic
from claimx.decide import sigmoid
from claimx.labelled import read_records
from claimx.labels import LABELS
from claimx.train import loop
from claimx.train.data import Floats
from claimx.train.leaks import Sentence
from claimx.train.recipe import Recipe
from claimx.train.run import train_final

SOFT = "soft.jsonl.gz"

log = logging.getLogger("claimx.train")


def write_soft(records: list[dict[str, str]], logits: Floats, path: Path) -> None:
    """Write sentences with a probability for each label, the same bytes for the same values."""
    with atomic(path) as file:
        with (
            gzip.GzipFile(filename="", mode="wb", fileobj=file.stream, mtime=0) as packed,
            io.TextIOWrapper(packed, encoding="utf-8", newline="\n") as lines,
        ):
            for record, row in zip(records, sigmoid(logits).tolist(), strict=True):
                scores = dict(zip(LABELS, (round(score, 4) for score in row), strict=True))
                lines.write(json.dumps({**record, **scores}, ensure_ascii=False) + "\n")
        file.commit()


def _sentences(path: Path) -> list[Sentence]:
    """Sentences of a file with the ids of their documents; labels are not read."""
    return [(str(record["doc"]), record["text"]) for _, record in read_records(path)]


def teach(
    recipe: Recipe, root: Path, texts: Sequence[Path], folder: Path, limit: int | None = None
) -> Path:
    """Train the teacher and label `texts` with it; a rerun goes on from what is finished.

    Args:
        recipe: The teacher's.
        root: Data folder that the recipe's paths are relative to.
        texts: jsonl.gz files of sentences.
        folder: Where checkpoints and the soft labels go.
        limit: Label this many sentences at the beginning of each file alone.

    Returns:
        The file of soft labels, `folder / SOFT`.
    """
    files = [_sentences(path) for path in texts]
    fitted = train_final(recipe, root, folder, [one for file in files for one in file])
    records = [{"doc": doc, "text": text} for file in files for doc, text in file[:limit]]
    log.info("labelling %d sentences", len(records))
    logits = loop.predict(
        fitted, [record["text"] for record in records], precision=recipe.settings.precision
    )
    write_soft(records, logits, folder / SOFT)
    return folder / SOFT
