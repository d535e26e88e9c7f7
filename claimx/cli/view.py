"""`claimx view`: documents as pages to read and to review."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from claimx.cli.console import count, say
from claimx.cli.options import OperatingPoint, Quiet
from claimx.corpus.inputs.records import Problem, Source
from claimx.corpus.inputs.sources import survey
from claimx.errors import InputError
from claimx.model import DEFAULT_POINT

if TYPE_CHECKING:
    from claimx.extractor import Extractor, Text
    from claimx.types import Document

FAILED, NOTHING = 1, 2
PAGES = (".html", ".htm")
INDEX_TITLE = "Documents"


class _Documents:
    """Documents one after another; what cannot be shown is told as it comes."""

    def __init__(self, found: Iterable[Document | Problem]) -> None:
        self._found = found
        self._console = Console(stderr=True, highlight=False)
        self.failed = 0

    def __iter__(self) -> Iterator[Document]:
        for one in self._found:
            if isinstance(one, Problem):
                self.failed += 1
                say(self._console, str(one))
            else:
                yield one

    def tell(self, what: str) -> None:
        """The last line, on a terminal."""
        if sys.stderr.isatty():
            say(self._console, what)


def _is_page(output: Path) -> bool:
    """Whether one page is meant, not a folder.

    Raises:
        InputError: If it is a file that is no page.
    """
    if output.is_dir():
        return False
    if output.suffix.lower() in PAGES:
        return True
    if output.exists():
        raise InputError(f"{output} is a file that ends in neither .html nor .htm: name another.")
    return False


def _written(documents: _Documents, output: Path, title: str | None, inputs: set[Path]) -> int:
    from claimx.report.view import write_folder, write_page

    if not _is_page(output):
        return len(write_folder(documents, output, title or INDEX_TITLE, inputs))
    found = iter(documents)
    first, second = next(found, None), next(found, None)
    if second is not None:
        raise InputError(f"there is more than one document: name a folder, not {output}.")
    if first is None:
        return 0
    write_page(replace(first, title=title or first.title), output, inputs)
    return 1


def _paths(sources: Iterable[Source | Problem]) -> set[Path]:
    return {
        one.path.resolve() for one in sources if isinstance(one, Source) and one.path is not None
    }


def view(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="DOC...",
            help="Whatever claimx extract reads, and documents that are labelled already: jsonl "
            "or json of what Document.to_dict() gives, which need no model.",
            show_default=False,
        ),
    ],
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            metavar="OUT",
            help="A page if it ends in .html; any other name is a folder, which gets a page for "
            "each document and an index.",
            show_default=False,
        ),
    ],
    model: Annotated[
        str, typer.Option(help="A shipped model (base, auto, fast), a folder, or a Hub id.")
    ] = "base",
    title: Annotated[
        str | None,
        typer.Option(help="Heading of the page, or of a folder's index.", show_default=False),
    ] = None,
    operating_point: OperatingPoint = DEFAULT_POINT,
    threads: Annotated[int | None, typer.Option(min=1, help="All by default.")] = None,
    quiet: Quiet = False,
) -> None:
    """Show documents as pages: claims marked, explained, filtered, and reviewed.

    A page holds everything that it shows, asks the network for nothing and works from the disk.
    Reviews stay in the browser until you export them, as jsonl for claimx train and claimx
    evaluate, or as xlsx.

    Exit code 0: all is well. 1: some documents cannot be shown, each named, and the rest is done.
    2: nothing was done.
    """
    from claimx.report.view.read import documents

    @cache
    def extractor() -> Extractor:
        from claimx.api import load

        return load(model, threads=threads, operating_point=operating_point)

    def label(text: Text) -> Document:
        return extractor().extract(text.text, id=text.id, title=text.title)

    sources = survey(paths).sources
    found = _Documents(documents(sources, label))
    shown = _written(found, output, title, _paths(sources))
    if not shown and not found.failed:
        raise InputError("there is no document to show.")
    if shown and not quiet:
        found.tell(f"{count(shown, 'document')}; written to {output}.")
    if found.failed:
        raise typer.Exit(FAILED if shown else NOTHING)
