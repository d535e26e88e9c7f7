"""PDF: pypdfium2 gives characters and where they stand, `layout` makes text of them."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from statistics import median
from typing import Any

from claimx.corpus.inputs.documents.archive import ENCRYPTED
from claimx.corpus.inputs.documents.layout import Line, flow
from claimx.corpus.inputs.documents.prose import line, whole
from claimx.errors import InputError
from claimx.extractor import Text
from claimx.extras import require

_HEAD, _TAIL = 1024, 4096
"""Bytes at its two ends where a PDF says that it begins and ends."""

_HYPHEN = "\x02"  # pdfium's sign for a hyphen with a line end behind it
_PASSWORD, _SECURITY = 4, 5  # FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY
_MADE_BY_MACHINE = re.compile(
    r"microsoft word - .*|untitled.*|.*\.(docx?|dvi|indd|pdf|rtf|tex)", re.I
)

ONE_AT_A_TIME = threading.Lock()
"""Held while pdfium works: it must not be called by two threads at once."""


def _spans(characters: str) -> Iterator[tuple[int, int]]:
    """Where each line begins and ends, without the sign or the white space that ends it."""
    ends = [match.start() for match in re.finditer(rf"[\r\n{_HYPHEN}]", characters)]
    for start, end in pairwise([-1, *ends, len(characters)]):
        inner = characters[start + 1 : end]
        if inner and not inner.isspace():
            first = start + 1 + len(inner) - len(inner.lstrip())
            yield first, first + len(inner.strip())


def _line(textpage: Any, characters: str, span: tuple[int, int]) -> Line | None:
    """The line there; None if it only has characters that are not seen."""
    start, end = span
    hyphen = characters[end : end + 1] == _HYPHEN
    text = line(whole(characters[start:end])) + "-" * hyphen
    if not text:
        return None
    boxes = [textpage.get_charbox(at, loose=True) for at in (start, (start + end) // 2, end - 1)]
    return Line(
        text,
        left=boxes[0][0],
        right=boxes[-1][2],
        bottom=median(box[1] for box in boxes),
        size=median(box[3] - box[1] for box in boxes),
    )


def _lines(page: Any, raw: Any) -> list[Line]:
    """The lines of a page in the order in which they were set."""
    textpage = page.get_textpage()
    try:
        codes = (raw.FPDFText_GetUnicode(textpage, at) for at in range(textpage.count_chars()))
        characters = "".join(map(chr, codes))
        found = (_line(textpage, characters, span) for span in _spans(characters))
        return [one for one in found if one is not None]
    finally:
        textpage.close()


def _pages(document: Any) -> Iterator[Any]:
    """Each page, open for one turn of a loop."""
    for number in range(len(document)):
        page = document[number]
        try:
            yield page
        finally:
            page.close()


def _check(raw: bytes) -> None:
    if b"%PDF-" not in raw[:_HEAD]:
        raise InputError("no PDF file: it does not begin with %PDF-")
    if b"%%EOF" not in raw[-_TAIL:]:
        raise InputError("cut short: the mark at the end of a PDF file (%%EOF) is not there")


def _opened(pdfium: Any, raw: bytes) -> Any:
    try:
        return pdfium.PdfDocument(raw)
    except pdfium.PdfiumError as broken:
        if broken.err_code in (_PASSWORD, _SECURITY):
            raise InputError(ENCRYPTED) from broken
        raise InputError("damaged: no page of this PDF file can be found") from broken


def _title(document: Any) -> str | None:
    """The title in the file's properties, unless a program put a file's name there."""
    title = line(document.get_metadata_value("Title"))
    return None if _MADE_BY_MACHINE.fullmatch(title) else title or None


def _no_text(document: Any, raw: Any) -> InputError:
    pages = len(document)
    where = "on its one page" if pages == 1 else f"in its {pages} pages"
    scan = any(any(page.get_objects([raw.FPDF_PAGEOBJ_IMAGE])) for page in _pages(document))
    what = "it is a scan" if scan else "it is blank, or its letters are drawings"
    return InputError(f"no text {where}: {what}; run text recognition first")


def read_pdf(raw: bytes) -> tuple[Text, tuple[int, ...]]:
    """Text and pages of a document; see `claimx.corpus.inputs.documents.layout` for how.

    One thread at a time: others wait.

    Raises:
        MissingExtra: If pypdfium2 is not installed.
        InputError: See `claimx.corpus.inputs.documents.read_document`.
    """
    pdfium = require("pypdfium2", extra="docs")
    c_api = require("pypdfium2.raw", extra="docs", distribution="pypdfium2")
    _check(raw)
    with ONE_AT_A_TIME, closing(_opened(pdfium, raw)) as document:
        text, begins = flow([_lines(page, c_api) for page in _pages(document)])
        if not text:
            raise _no_text(document, c_api)
        return Text(text, title=_title(document)), begins
