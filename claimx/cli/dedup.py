"""`claimx dedup`: which documents of a run are nearly the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Annotated, Any

import typer
from rich.console import Console

from claimx.cli.console import count, say
from claimx.cli.options import Quiet
from claimx.cli.status import Out
from claimx.corpus.atomic import atomic
from claimx.corpus.job.folder import RunFolder
from claimx.corpus.job.folders import run_folders
from claimx.corpus.near import SIMILAR, cluster, texts_of_rows
from claimx.corpus.outputs.read_rows import sentence_rows
from claimx.corpus.outputs.rows import RowKind
from claimx.corpus.outputs.writers import json_bytes
from claimx.errors import InputError

CLUSTERS = "near_duplicates.jsonl"


def _rows(folder: RunFolder) -> Iterator[Mapping[str, Any]]:
    """Rows of a run, or of one task.

    Raises:
        InputError: If it holds documents.
    """
    shape = folder.plan().settings.shape
    if shape.rows is RowKind.DOCUMENT:
        raise InputError(f"{folder.root} holds no sentences to compare documents by.")
    for part in folder.parts():
        with sentence_rows(folder.file(part), shape.format, shape.packing) as shard:
            yield from shard.rows


def dedup(
    out: Out,
    threshold: Annotated[
        float,
        typer.Option(
            min=0.3,
            max=1,
            help="Share of common runs of five words from which two documents are nearly the same.",
        ),
    ] = SIMILAR,
    quiet: Quiet = False,
) -> None:
    """Give documents that are nearly the same, such as wire copy, a common cluster id.

    Writes OUT/near_duplicates.jsonl: source, document and cluster of each that has near-duplicates;
    the cluster is named for its first document. Nothing is removed. Compared are the sentences
    that the run holds: with --rows sentence all of them, else its claims.
    """
    rows = chain.from_iterable(map(_rows, run_folders(out)))
    found = cluster(texts_of_rows(rows), threshold)
    with atomic(out / CLUSTERS) as file:
        for (source, document), (in_source, first) in found.of.items():
            row = {
                "source": source,
                "document": document,
                "cluster_source": in_source,
                "cluster": first,
            }
            file.stream.write(json_bytes(row))
        file.commit()
    if not quiet:
        clusters = count(len(set(found.of.values())), "cluster")
        said = f"{count(found.documents, 'document')}, {len(found.of):,} of them in {clusters}"
        say(Console(stderr=True, highlight=False), f"{said}; written to {out / CLUSTERS}.")
