"""Batches of files: `inputs` -> `labelling` -> `outputs`.

`run` does it in this process, `job` in a folder that may be stopped, on one machine or many.

A document's id is the field of its JSON record that holds one; every other document gets an id
made from its text alone, `claimx.extractor.text_id`, so that it is the same wherever the file lies.
"""

from __future__ import annotations

from claimx.corpus.atomic import AtomicFile, atomic
from claimx.corpus.decide import redecide
from claimx.corpus.inputs.readers import read
from claimx.corpus.inputs.records import Kind, Problem, Reading, Record, Source
from claimx.corpus.inputs.sources import expand
from claimx.corpus.outputs.opening import dataset_features, polars_schema
from claimx.corpus.outputs.rows import COLUMNS, Labelled, Row, RowKind, Selection
from claimx.corpus.outputs.writers import Format, LineWriter, ShardWriter, Writer, open_shard
from claimx.corpus.run import Outcome, Watch, run

__all__ = [
    "COLUMNS",
    "AtomicFile",
    "Format",
    "Kind",
    "Labelled",
    "LineWriter",
    "Outcome",
    "Problem",
    "Reading",
    "Record",
    "Row",
    "RowKind",
    "Selection",
    "ShardWriter",
    "Source",
    "Watch",
    "Writer",
    "atomic",
    "dataset_features",
    "expand",
    "open_shard",
    "polars_schema",
    "read",
    "redecide",
    "run",
]
