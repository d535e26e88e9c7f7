"""Word's files.

python-docx is not used: its paragraphs lack inserted (tracked) text, content controls and text
boxes, and it holds the whole file with its pictures in memory.
"""

from __future__ import annotations

import posixpath
from zipfile import ZipFile

from claimx.corpus.inputs.documents.archive import SMALL, chunks, opened
from claimx.corpus.inputs.documents.prose import line, paragraphs
from claimx.corpus.inputs.documents.xml import Elements, Grammar, Paragraphs, parse
from claimx.errors import InputError
from claimx.extractor import Text

_KIND = "docx"
_BODY = Grammar(
    paragraph=frozenset({"p"}),
    text="t",
    # Fallback says again what the Choice before it says; pPr holds tab stops, which are tabs too.
    skipped=frozenset({"Fallback", "del", "moveFrom", "pPr", "rt"}),
    shown={"br": "\n", "cr": "\n", "tab": " ", "ptab": " ", "noBreakHyphen": "-"},
)


def _parts(archive: ZipFile) -> dict[str, str]:
    """The members that the package points to, by the last word of the relation's type."""
    relations = Elements("Relationship")
    parse(chunks(archive, "_rels/.rels", _KIND, SMALL), relations)
    return {
        one.get("Type", "").rpartition("/")[2]: posixpath.normpath(one["Target"].lstrip("/"))
        for _, one, _ in relations.found
        if "Target" in one
    }


def _title(archive: ZipFile, parts: dict[str, str]) -> str | None:
    name = parts.get("core-properties", "")
    if name not in archive.namelist():
        return None
    titles = Elements("title")
    parse(chunks(archive, name, _KIND, SMALL), titles)
    return line(titles.found[0][2]) or None if titles.found else None


def read_docx(raw: bytes) -> Text:
    """Paragraphs, headings, cells of tables and text boxes of a document, in its order.

    Raises:
        InputError: See `claimx.corpus.inputs.documents.read_document`.
    """
    with opened(raw, _KIND) as archive:
        parts = _parts(archive)
        if "officeDocument" not in parts:
            raise InputError("no docx file: its archive names no document")
        body = Paragraphs(_BODY)
        parse(chunks(archive, parts["officeDocument"], _KIND), body)
        return Text(paragraphs(body.found), title=_title(archive, parts))
