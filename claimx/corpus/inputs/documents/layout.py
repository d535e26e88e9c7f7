"""From the lines of pages to paragraphs.

Lines come in the order in which they were set, which is the order of reading in what word
processors and TeX make, columns included; they are not sorted anew.

* Running heads and page numbers: a line that is among the `EDGE` highest or lowest of its page is
  dropped when such a line, the same but for its digits, stands at the same height on a page that is
  at most `NEAR` away.
* Blocks: lines of one size at the usual distance, in one column of one page.
* Paragraphs: a block is split where a line is indented or has a bullet, and behind a line that the
  next one's first word would have fitted on. A line that begins in lower case goes on. Over
  the end of a page or column, a paragraph goes on if it has not ended and what follows begins in
  lower case, or its lines are full to the last.
* Notes at the foot of the page come before the paragraph that runs on to the next page.
* Hyphens: see `joint`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from statistics import median

EDGE = 3
"""Lines at either end of a page that may be running heads."""

NEAR = 2
"""Pages to the next running head of the same kind: left and right pages have different ones."""

_LEVEL = 4.0  # points within which lines are at the same height
_ALIKE = 0.12  # by which sizes of one paragraph differ at most
_LOOSE = 1.3  # times the usual distance of lines, beyond which a paragraph ends
_INDENT = 0.8  # times the size
_RAISED = 0.7  # times the size, by which pieces of a row are higher or lower
_APART = 1.0  # times the size, between pieces of a row
_BLANK = 0.15  # times the size, between words

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_BULLET = re.compile(r"(?:[•·▪‣◦●■*–—-]|\(?\d{1,3}[.)]|\(?[a-z][.)]|\[\d{1,3}\])\s")
_ENDED = re.compile(r"[.!?…][\"”’'»)\]\d]{0,6}$")
_CUT = re.compile(r"(?<=[^\W_])[-‐]$")  # U+2010 is a hyphen too
_ROMAN = re.compile(r"[ivxlc]{1,6}")
_INNER = ".,;:)]"
_SUSPENDED = ("and", "but", "nor", "or", "to")


@dataclass(frozen=True, slots=True)
class Line:
    """A line on a page.

    Attributes:
        text: What it says, not empty; a hyphen at its end is written "-".
        left: Where it begins, in points from the page's left.
        right: Where it ends.
        bottom: Height of its lower edge above the page's.
        size: Height of its letters, room above and below included.
    """

    text: str
    left: float
    right: float
    bottom: float
    size: float


@dataclass(frozen=True, slots=True)
class _Placed:
    page: int
    line: Line


_Block = list[_Placed]


def _heads(page: Sequence[Line]) -> dict[int, tuple[str, int]]:
    """What may be running heads: position in the page, and what recurs of it."""
    order = sorted(range(len(page)), key=lambda at: page[at].bottom)
    keys: dict[int, tuple[str, int]] = {}
    for at in {*order[:EDGE], *order[-EDGE:]}:
        text = re.sub(r"\d+", "#", page[at].text.casefold())
        text = "#" if _ROMAN.fullmatch(text) else text
        keys[at] = text, round(page[at].bottom / _LEVEL)
    return keys


def without_heads(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Pages without the lines that recur at their ends."""
    heads = [_heads(page) for page in pages]
    keys = [set(one.values()) for one in heads]
    kept = []
    for number, page in enumerate(pages):
        near = keys[max(0, number - NEAR) : number] + keys[number + 1 : number + 1 + NEAR]
        recurring = set().union(*near)
        kept.append(
            [line for at, line in enumerate(page) if heads[number].get(at) not in recurring]
        )
    return kept


def _is_beside(a: Line, b: Line) -> bool:
    """Whether a piece goes on in the same row, as behind a raised figure."""
    size = max(a.size, b.size)
    return abs(a.bottom - b.bottom) < _RAISED * size and -0.3 < (b.left - a.right) / size < _APART


def _together(a: Line, b: Line) -> Line:
    size = max(a.size, b.size)
    blank = " " if b.left - a.right > _BLANK * size else ""
    larger = a if a.size >= b.size else b
    return Line(a.text + blank + b.text, a.left, max(a.right, b.right), larger.bottom, size)


def _rows(page: Iterable[Line]) -> list[Line]:
    """The lines of a page, those put together that are pieces of one."""
    rows: list[Line] = []
    for line in page:
        if rows and _is_beside(rows[-1], line):
            rows[-1] = _together(rows[-1], line)
        else:
            rows.append(line)
    return rows


def _alike(a: Line, b: Line) -> bool:
    return abs(a.size - b.size) <= _ALIKE * max(a.size, b.size)


def _distance(a: Line, b: Line) -> float:
    """How far below a line the next one is, in sizes."""
    return (a.bottom - b.bottom) / max(a.size, b.size, 1.0)


def _usual_distance(pages: Iterable[Sequence[Line]]) -> float:
    steps = (_distance(a, b) for page in pages for a, b in pairwise(page) if _alike(a, b))
    return median([step for step in steps if 0.3 < step < 3.0] or [1.2])


def _blocks(pages: Sequence[Sequence[Line]]) -> Iterator[_Block]:
    """Lines of one size at the usual distance."""
    usual = _usual_distance(pages)
    for number, page in enumerate(pages):
        block: _Block = []
        for line in page:
            if block:
                above = block[-1].line
                if not (_alike(above, line) and -0.3 < _distance(above, line) <= _LOOSE * usual):
                    yield block
                    block = []
            block.append(_Placed(number, line))
        if block:
            yield block


def _goes_on(line: Line) -> bool:
    """Whether no paragraph begins like this."""
    first = line.text[0]
    return (first.islower() or first in _INNER) and not _BULLET.match(line.text)


def _has_room(line: Line, following: Line, right: float) -> bool:
    """Whether the next line's first word would have fitted on a line that may end at `right`."""
    word = len(following.text.split(maxsplit=1)[0]) + 1
    width = (following.right - following.left) / len(following.text)
    return line.right + word * width < right


def _starts(block: _Block) -> Iterator[bool]:
    """Whether a paragraph starts with the line, for each but the first of a block."""
    lines = [placed.line for placed in block]
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    indented = sum(line.left > left + _INDENT * line.size for line in lines)
    hanging = -1 if indented > len(lines) / 2 else 1  # then it is the first that stands out
    for above, line in pairwise(lines):
        if _BULLET.match(line.text):
            yield True
        elif _goes_on(line) or _CUT.search(above.text):
            yield False
        else:
            shift = (line.left - above.left) * hanging
            starts = shift > _INDENT * line.size and not _BULLET.match(above.text)
            yield starts or _has_room(above, line, right)


def _split(block: _Block) -> Iterator[_Block]:
    """The paragraphs of a block."""
    paragraph = block[:1]
    for starts, placed in zip(_starts(block), block[1:], strict=True):
        if starts:
            yield paragraph
            paragraph = []
        paragraph.append(placed)
    yield paragraph


def _is_full(block: _Block, following: Line) -> bool:
    """Whether a block is prose, most of its lines full, and its last line is."""
    lines = [*(placed.line for placed in block), following]
    right = max(line.right for line in lines[:-1])
    full = [not _has_room(line, after, right) for line, after in pairwise(lines)]
    return full[-1] and sum(full) * 2 > len(full)


def _runs_on(before: _Block, after: _Block) -> bool:
    """Whether a paragraph goes on from the end of a page or column to the next."""
    last, first = before[-1].line, after[0].line
    beside = last.bottom < first.bottom  # the next column
    if (before[-1].page == after[0].page and not beside) or not _alike(last, first):
        return False
    if _goes_on(first) or _CUT.search(last.text):
        return not _BULLET.match(first.text)
    if _ENDED.search(last.text) or _BULLET.match(first.text) or len(before) == 1:
        return False
    left = min(placed.line.left for placed in after)
    return _is_full(before, first) and first.left <= left + _INDENT * first.size


def _unfinished(paragraphs: Sequence[_Block], first: _Placed) -> int | None:
    """Which paragraph, before notes at the foot of the page, the next page goes on with."""
    if not _goes_on(first.line):
        return None
    for at in range(len(paragraphs) - 1, max(-1, len(paragraphs) - 12), -1):
        last = paragraphs[at][-1]
        if last.page != first.page - 1:
            return None
        if _alike(last.line, first.line):
            return None if _ENDED.search(last.line.text) else at
        if last.line.size > first.line.size:
            return None
    return None


def _paragraphs(pages: Sequence[Sequence[Line]]) -> list[_Block]:
    found: list[_Block] = []
    before: _Block = []
    for block in _blocks(pages):
        first, *others = _split(block)
        if before and _runs_on(before, block):
            found[-1] += first
        elif (at := _unfinished(found, block[0])) is not None:
            found.append(found.pop(at) + first)
        else:
            found.append(first)
        found += others
        before = block
    return found


class _Words:
    """How often words stand in a document, those that a line end cuts apart left out."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._count: Counter[str] = Counter()
        cut = False
        for line in lines:
            words = [word.casefold() for word in _WORD.findall(line)]
            ends_cut = bool(_CUT.search(line))
            self._count.update(words[1 if cut else 0 : len(words) - ends_cut])
            cut = ends_cut

    def joint(self, head: str, tail: str) -> str:
        """What stands between the halves of a word that a line end cuts apart.

        The hyphen stays if the tail does not begin in lower case ("COVID-19"), and with a blank
        before "and", "or" and the like ("pre- and"). Else what the document has elsewhere decides:
        the word with the hyphen or without it, whichever is more frequent; or, where it has
        neither, the hyphen stays only if both halves stand there as words ("evidence-based").
        """
        if not tail[:1].islower():
            return "-"
        if tail in _SUSPENDED:
            return "- "
        head, tail = head.casefold(), tail.casefold()
        whole, hyphened = self._count[head + tail], self._count[f"{head}-{tail}"]
        if whole or hyphened:
            return "-" if hyphened >= whole else ""
        return "-" if self._count[head] and self._count[tail] else ""


def _last_word(text: str) -> str:
    words: list[str] = _WORD.findall(text)
    return words[-1] if words else ""


def _first_word(text: str) -> str:
    word = _WORD.match(text)
    return word[0] if word else ""


def _between(above: str, line: str, words: _Words) -> tuple[str, str]:
    """What is left of a line, and what stands between it and the next."""
    if not _CUT.search(above):
        return above, "" if line[0] in _INNER else " "
    head = above[:-1]
    return head, words.joint(_last_word(head), _first_word(line))


def _pieces(paragraphs: Iterable[_Block], words: _Words) -> Iterator[tuple[int, str]]:
    """Page and text, which put together are the document."""
    between = ""
    for paragraph in paragraphs:
        texts = [placed.line.text for placed in paragraph]
        for placed, following in zip(paragraph, [*texts[1:], None], strict=True):
            yield -1, between
            text, between = placed.line.text, "\n\n"
            if following is not None:
                text, between = _between(text, following, words)
            yield placed.page, text


def flow(pages: Sequence[Sequence[Line]]) -> tuple[str, tuple[int, ...]]:
    """The text of pages, and the offset in it at which each begins.

    Args:
        pages: Lines of each page, in the order of reading.

    Returns:
        Paragraphs between blank lines, and an offset a page: 0 first, not decreasing; a page
        without text begins where the next one does, or at the end.
    """
    kept = without_heads([_rows(page) for page in pages])
    words = _Words(line.text for line in chain.from_iterable(kept))
    parts: list[str] = []
    begins: list[int] = []
    length = 0
    for page, text in _pieces(_paragraphs(kept), words):
        begins += [length] * (page + 1 - len(begins))
        parts.append(text)
        length += len(text)
    begins += [length] * (len(pages) - len(begins))
    return "".join(parts), tuple(begins)
