"""Documents as a folder of pages with an index."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from claimx.corpus.atomic import write_text
from claimx.errors import InputError
from claimx.report.view.files import INDEX, FileNames
from claimx.report.view.index import Row, index, row
from claimx.report.view.page import heading, page
from claimx.types import Document


def write_page(document: Document, path: Path, inputs: Collection[Path] = ()) -> None:
    """Write a document's page alone; it appears whole or not at all.

    Args:
        document: What to show.
        path: The file.
        inputs: Files that must not be written over, resolved.

    Raises:
        InputError: If it is one of the inputs.
        OutputError: If it cannot be written.
    """
    _spare(path, inputs)
    write_text(path, page(document))


def write_folder(
    documents: Iterable[Document], folder: Path, title: str, inputs: Collection[Path] = ()
) -> list[Row]:
    """Write a page for each document, then the index; each appears whole or not at all.

    Args:
        documents: Taken one at a time.
        folder: Made where there is none. Pages of the same names are replaced, others are left.
        title: Heading of the index.
        inputs: Files that must not be written over, resolved.

    Raises:
        InputError: If a page would replace one of the inputs.
        OutputError: If a page cannot be written.
    """
    _spare(folder / INDEX, inputs)
    names = FileNames()
    rows = []
    for document in documents:
        name = names.take(heading(document))
        _spare(folder / name, inputs)
        write_text(folder / name, page(document, home=INDEX))
        rows.append(row(document, name))
    if rows:
        write_text(folder / INDEX, index(rows, title))
    return rows


def _spare(path: Path, inputs: Collection[Path]) -> None:
    if path.resolve() in inputs:
        raise InputError(f"{path} would write over an input: choose another --output.")
