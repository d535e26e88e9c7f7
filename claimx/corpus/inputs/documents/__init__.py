"""Word processors' files, mail and PDF to text: one module a format.

`archive`, `xml`, `prose` and `layout` are what they share: a zip file that is safe to open, the
paragraphs in its XML, white space, and how the lines of a page become paragraphs.
"""

from __future__ import annotations

from collections.abc import Callable

from claimx.corpus.inputs.documents.docx import read_docx
from claimx.corpus.inputs.documents.eml import read_eml
from claimx.corpus.inputs.documents.odt import read_odt
from claimx.corpus.inputs.documents.pdf import read_pdf
from claimx.corpus.inputs.documents.rtf import read_rtf
from claimx.corpus.inputs.records import Kind
from claimx.errors import ClaimxError, InputError
from claimx.extractor import Text

_Read = tuple[Text, tuple[int, ...]]


def _unpaged(read: Callable[[bytes], Text]) -> Callable[[bytes], _Read]:
    return lambda raw: (read(raw), ())


_READERS: dict[Kind, Callable[[bytes], _Read]] = {
    Kind.DOCX: _unpaged(read_docx),
    Kind.ODT: _unpaged(read_odt),
    Kind.RTF: _unpaged(read_rtf),
    Kind.EML: _unpaged(read_eml),
    Kind.PDF: read_pdf,
}


def read_document(raw: bytes, kind: Kind) -> tuple[Text, tuple[int, ...]]:
    """Text and title of a document, each paragraph between blank lines.

    Nothing is written to the disk, nothing that the document refers to is fetched, and no macro,
    script or external entity is followed. Headers, footers, comments, deleted text and (but for
    PDF) foot- and endnotes are left out.

    Args:
        raw: The whole file.
        kind: One of `Kind.DOCX`, `ODT`, `RTF`, `EML` and `PDF`.

    Returns:
        The text, and the offset in it at which each page begins: not decreasing, 0 first, so that
        `bisect_right(pages, offset)` is the number of the page, from 1. Only a PDF has pages.

    Raises:
        MissingExtra: If the library for this kind is not installed.
        InputError: If the document is encrypted, damaged, cut short, a scan or of another kind.
            The message is the end of a sentence that starts with the file's name.
    """
    read = _READERS[kind]
    try:
        return read(raw)
    except (ClaimxError, MemoryError):
        raise
    except Exception as broken:  # whatever a library raises on hostile bytes
        raise InputError(f"damaged: no {kind} file can be read from it ({broken!r:.120})") from (
            broken
        )


__all__ = ["read_document"]
