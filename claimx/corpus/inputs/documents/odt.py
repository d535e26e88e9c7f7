"""LibreOffice's files."""

from __future__ import annotations

from zipfile import ZipFile

from claimx.corpus.inputs.documents.archive import ENCRYPTED, SMALL, chunks, opened
from claimx.corpus.inputs.documents.prose import line, paragraphs
from claimx.corpus.inputs.documents.xml import Elements, Grammar, Paragraphs, parse
from claimx.errors import InputError
from claimx.extractor import Text

_KIND = "odt"
_SVG = "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
_BODY = Grammar(
    paragraph=frozenset({"p", "h"}),
    text=None,
    skipped=frozenset(
        {
            "annotation",
            "note",
            "ruby-text",
            "tracked-changes",  # the deleted ones: insertions stand in the text
            f"{_SVG} desc",
            f"{_SVG} title",
        }
    ),
    shown={"line-break": "\n", "s": " ", "tab": " "},
)


def _elements(archive: ZipFile, member: str, name: str) -> Elements:
    """Elements of that name in a member, none where there is no such member."""
    found = Elements(name)
    if member in archive.namelist():
        parse(chunks(archive, member, _KIND, SMALL), found)
    return found


def read_odt(raw: bytes) -> Text:
    """Paragraphs, headings, cells of tables and text boxes of a document, in its order.

    Raises:
        InputError: See `claimx.corpus.inputs.documents.read_document`.
    """
    with opened(raw, _KIND) as archive:
        if _elements(archive, "META-INF/manifest.xml", "encryption-data").found:
            raise InputError(ENCRYPTED)
        body = Paragraphs(_BODY)
        parse(chunks(archive, "content.xml", _KIND), body)
        titles = _elements(archive, "meta.xml", "title").found
        title = line(titles[0][2]) if titles else None
        return Text(paragraphs(body.found), title=title or None)
