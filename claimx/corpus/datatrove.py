"""A block for pipelines of datatrove: documents in, documents with their claims out.

    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter
    from claimx.corpus.datatrove import ClaimExtractor

    steps = [JsonlReader("news/"), ClaimExtractor("fast"), JsonlWriter("claims/")]
    LocalPipelineExecutor(steps, tasks=8).run()

`python -m claimx.corpus.datatrove news/ claims/ --model fast --tasks 8` does the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from claimx.corpus.inputs.records import Record
from claimx.corpus.job.plan import ModelChoice
from claimx.corpus.labelling import AS_IT_IS, attempt
from claimx.corpus.outputs.rows import Labelled, RowKind, Selection
from claimx.errors import InputError
from claimx.extractor import Extractor, Text
from claimx.extras import require
from claimx.labels import LABELS
from claimx.model import DEFAULT_POINT

if TYPE_CHECKING:
    from datatrove.data import Document
    from datatrove.pipeline.base import PipelineStep
else:
    PipelineStep = require("datatrove.pipeline.base", extra="datatrove").PipelineStep

CLAIMS, ERROR = "claims", "claimx_error"
"""Fields of a document's metadata: its rows, and why it has none."""


@cache
def _loaded(chosen: ModelChoice) -> Extractor:
    """The model of this process, which no pipeline carries from one to another."""
    from claimx.api import load

    return load(
        chosen.name,
        engine=chosen.engine,
        threads=chosen.threads,
        operating_point=chosen.operating_point,
        share=chosen.share,
        spans=chosen.spans,
        download=chosen.download,
    )


class ClaimExtractor(PipelineStep):  # type: ignore[misc]
    """Adds `metadata["claims"]` to documents: rows as `claimx extract` writes them.

    A row's source is the document's "file_path", its title the document's "title", both from the
    metadata. A document that cannot be labelled goes on with the reason in
    `metadata["claimx_error"]` and without claims. Counted are documents, sentences, errors, and
    claims by label.
    """

    name = "claimx"
    type = "claims"

    def __init__(
        self,
        model: str = "base",
        operating_point: str = DEFAULT_POINT,
        share: float | None = None,
        threads: int = 1,
        rows: RowKind | str = RowKind.CLAIM,
    ) -> None:
        """Take the settings; each process loads the model at its first document.

        Args:
            model: A tier, a folder that every machine sees, or a Hub id in the local cache.
            operating_point: What thresholds are chosen for: "f1", "precision" or "recall".
            share: Part of the sentences that "auto" passes on to base; None takes its own.
            threads: Threads of a process.
            rows: "claim", or "sentence" for every sentence with all four scores.

        Raises:
            InputError: If rows are to be anything else.
        """
        super().__init__()
        if rows not in {RowKind.CLAIM, RowKind.SENTENCE}:
            raise InputError(f"rows={rows!r}: a row is a claim or a sentence.")
        self.chosen = ModelChoice(
            str(model), threads=threads, operating_point=operating_point, share=share
        )
        self.rows = RowKind(rows)

    def run(
        self, data: Iterable[Document], rank: int = 0, world_size: int = 1
    ) -> Iterator[Document]:
        """Label documents one by one.

        Args:
            data: Documents.
            rank: Ignored.
            world_size: Ignored.

        Raises:
            ModelError: If the model does not load.
        """
        for document in data:
            with self.track_time():
                self._label(document)
            yield document

    def _label(self, document: Document) -> None:
        extractor = _loaded(self.chosen)
        _ = extractor.scorer  # a model that cannot run is no error of a document
        found = attempt(extractor, _record(document), AS_IT_IS)
        self.stat_update("documents")
        for name in (CLAIMS, ERROR):
            document.metadata.pop(name, None)
        if isinstance(found, Labelled):
            document.metadata[CLAIMS] = self._rows(found)
        else:
            document.metadata[ERROR] = found.reason
            self.stat_update("errors")

    def _rows(self, found: Labelled) -> list[dict[str, Any]]:
        sentences = list(found.sentences)
        self.stat_update("sentences", value=len(sentences))
        for label in LABELS:
            self.stat_update(label, value=sum(label in one.labels for one in sentences))
        selection = Selection(all=self.rows is RowKind.SENTENCE)
        again = replace(found, sentences=iter(sentences))
        return [row.to_dict() for row in again.rows(selection)]


def _record(document: Document) -> Record:
    source, title = (document.metadata.get(name) for name in ("file_path", "title"))
    text = Text(document.text, str(document.id), title if isinstance(title, str) else None)
    return Record(source if isinstance(source, str) else "", None, text, 0)


if __name__ == "__main__":
    from claimx.cli.pipeline import main

    main()
