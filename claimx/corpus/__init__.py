"""Batches of files: sources -> readers -> run -> writers.

A document's id is the field of its JSON record that holds one; every other document gets an id
made from its text alone, `claimx.extractor.text_id`, so that it is the same wherever the file lies.
"""

from __future__ import annotations

from claimx.corpus.atomic import AtomicFile, atomic
from claimx.corpus.readers import read
from claimx.corpus.records import Kind, Problem, Reading, Record, Source
from claimx.corpus.rows import COLUMNS, Row, Selection
from claimx.corpus.run import Outcome, Watch, run
from claimx.corpus.sources import expand
from claimx.corpus.writers import Format, LineWriter, Writer

__all__ = [
    "COLUMNS",
    "AtomicFile",
    "Format",
    "Kind",
    "LineWriter",
    "Outcome",
    "Problem",
    "Reading",
    "Record",
    "Row",
    "Selection",
    "Source",
    "Watch",
    "Writer",
    "atomic",
    "expand",
    "read",
    "run",
]
