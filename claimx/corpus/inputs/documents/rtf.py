r"""Rich Text Format: striprtf reads it, once it is made safe.

striprtf tells no line end from a paragraph's, writes the address behind a link's words, and looks
for links and fonts with patterns that take quadratic time on hostile files. So control words are
exchanged and the table of fonts is written anew before it sees them.
"""

from __future__ import annotations

import re

from claimx.corpus.inputs.documents.prose import line, paragraphs, whole
from claimx.errors import InputError
from claimx.extractor import Text
from claimx.extras import require

_BINARY = re.compile(rb"\\(?:bin(\d{1,9}) ?|.)", re.S)
_HIGH = re.compile(rb"[\x80-\xff]")
_BRACE = re.compile(r"\\.|[{}]", re.S)
_WORD = re.compile(r"\\(?:([a-zA-Z]+)(?:-?\d+)? ?|.)", re.S)
_FONT = re.compile(r"\\f(\d{1,9})(?!\d)|\\fcharset(\d{1,9})(?!\d)")
_CODE_PAGE = re.compile(r"\\ansicpg\d{1,5}")

_LINE = "\u2028"
_EXCHANGED = {
    "line": _LINE,
    **dict.fromkeys(("cell", "nestcell", "row", "nestrow", "column"), r"\par "),
    "fldinst": r"\datafield ",  # left out just the same
    "pict": r"\objdata ",
}


def _without_binary(raw: bytes) -> bytes:
    """The file without the bytes that pictures keep as they are."""
    if rb"\bin" not in raw:
        return raw
    kept, start, at = [], 0, 0
    while word := _BINARY.search(raw, at):
        at = word.end()
        if word[1] is not None:
            kept.append(raw[start : word.start()])
            start = at = at + int(word[1])
    return b"".join([*kept, raw[start:]])


def _code(raw: bytes) -> str:
    """The file in ASCII, other bytes escaped."""
    return _HIGH.sub(lambda one: b"\\'%02x" % ord(one[0]), _without_binary(raw)).decode("ascii")


def _end(code: str, start: int) -> int | None:
    """Where the group ends that begins here; None where the file ends first."""
    depth = 0
    for brace in _BRACE.finditer(code, start):
        depth += {"{": 1, "}": -1}.get(brace[0], 0)
        if depth == 0:
            return brace.end()
    return None


def _group(code: str, word: str) -> tuple[int, int]:
    r"""Where the group "{\word ...}" is; an empty range where there is none."""
    found = re.search(rf"\{{\\{word}(?![a-z])", code)
    return (found.start(), _end(code, found.start()) or 0) if found else (0, 0)


def _exchange(word: re.Match[str]) -> str:
    return _EXCHANGED.get(word[1], word[0])


def _fonts(table: str) -> str:
    """A table of fonts with nothing in it but the character set of each."""
    sets: dict[str, str] = {}
    font = None
    for number, charset in _FONT.findall(table):
        if number:
            font = number
        elif font is not None:
            sets.setdefault(font, charset)
    rows = "".join(f"{{\\f{one}\\fcharset{charset} x;}}\n" for one, charset in sets.items())
    return f"{{\\fonttbl{rows}}}"


def _plain(code: str) -> str:
    """The text of RTF code, paragraphs on lines."""
    striprtf = require("striprtf.striprtf", extra="docs")
    code = _WORD.sub(_exchange, code)
    start, end = _group(code, "fonttbl")
    if end:
        code = code[:start] + _fonts(code[start:end]) + code[end:]
    text: str = striprtf.rtf_to_text(code, errors="replace")
    return whole(text)


def _title(code: str) -> str | None:
    start, end = _group(code, "title")
    if not end:
        return None
    page = _CODE_PAGE.search(code)
    inner = code[start + len(r"{\title") : end - 1]
    return line(_plain(f"{{\\rtf1{page[0] if page else ''} {inner}}}")) or None


def read_rtf(raw: bytes) -> Text:
    """Paragraphs and cells of tables of a document, in its order.

    Raises:
        MissingExtra: If striprtf is not installed.
        InputError: See `claimx.corpus.inputs.documents.read_document`.
    """
    raw = raw.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not raw.startswith(rb"{\rtf"):
        raise InputError(r"no RTF file: it does not begin with {\rtf")
    code = _code(raw)
    if _end(code, 0) is None:
        raise InputError("cut short: the brace that opens it is never closed")
    texts = _plain(code).split("\n")
    return Text(paragraphs(one.replace(_LINE, "\n") for one in texts), title=_title(code))
