"""Sentence segmentation: text in, character spans of its sentences out.

sentencex (MIT, Rust) finds the sentence ends. Three things happen around it, all of them on a copy
of the text that has the same length, so that offsets stay true:

* the veil: quotation marks become a neutral character, because sentencex pairs them, keeps a quote
  of five sentences as one, and runs on to the end when one of a pair is missing;
* the blocks: blank lines end a sentence, and so do line ends that are not a mere wrapping of lines;
* the bounds: no more than `PIECE` characters go to sentencex at a time, and what comes back longer
  than `LONG` is split again at its full stops.

White space is what `str.isspace` says it is. A zero-width character or a byte order mark is not
white space and so belongs to a sentence, its own if nothing else stands beside it.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from itertools import pairwise
from typing import Any

Span = tuple[int, int]

PIECE = 10_000
"""The most characters given to sentencex at once, and so (but for a few closing marks) the longest
possible sentence."""

LONG = 1_000
"""A longer sentence is split at whatever looks like a full stop in it."""

WRAP = 120
"""Lines longer than this were not wrapped by hand or mail program: each is a paragraph."""

WINDOW = 1_000_000
"""Characters looked at together, and on to the next blank line: the copies of the text made on the
way stay small beside a large text."""

NEUTRAL = "*"

_UNSAFE = re.compile("[\x00\ud800-\udfff]")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_DOUBLE_QUOTES = '"“”„‟«»'
_LINE_ENDS = "\r\x0b\x0c\u2028\u2029"

# Each pattern starts with what is rare, so that the search skips from one such character to the
# next; what must stand before it follows as a lookbehind.
_OPENING_SINGLE_QUOTE = re.compile(r"['‘‚`](?<!\w.)(?=\S)")
_WHOLE_IN_BRACKETS = re.compile(
    r"\((?=[A-Z*])(?:(?<=[.!?*]\s\()|(?<=\n\()|(?<=\A\())([^()]{1,600}[.!?]\*?)\)"
)
# sentencex takes these words for abbreviations (Me., Ill., Mass., No.) in lower case as well.
_PLAIN_WORD_ENDS = re.compile(
    r"\.(?=[*)’']{0,3}\s+[^\sa-z0-9])"
    r"(?:(?<=\b(?:me|no|ok)\.)|(?<=\b(?:art|con|ill|man|may|ore|rep)\.)"
    r"|(?<=\b(?:mass|miss|reps|wash)\.))"
)
_SAYING = "said|says|asked|asks|wondered|replied|added|explained|told|wrote|cried|called|shouted"
_SPEAKER = r"(?:I|(?:(?:Dr|Mr|Mrs|Ms|Prof)\.\s)?[A-Z][\w’'-]{1,30})"
_QUOTE_GOES_ON = re.compile(rf"[?!…](?=[*’']\s(?:[a-z]|{_SPEAKER}\s(?:{_SAYING})\b))")

_CLOSING = "\"”’'»)]}"
_CLOSING_RUN = 8
_NUMBER_ALONE = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,3}){0,3}|[a-zA-Z])[.)]")
_REFERENCES = re.compile(r"(?:\[\d[\d, –-]{0,20}\]\s?){1,8}")
_FULL_STOP = re.compile(r"[.!?…。][\"”’'»)\]]{0,8}\s+")
_BULLET = re.compile(r"(?:[•·▪‣◦●■*–—-]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s")


def segment(text: str) -> list[Span]:
    """Splits a text into sentences.

    Takes time in proportion to the length of the text, whatever the text holds.

    Args:
        text: Any string, lone surrogates and NUL included.

    Returns:
        (start, end) of each sentence in order, as indices of `text`. Spans are not empty, do not
        overlap, neither begin nor end with white space, and leave out nothing but white space.
    """
    return list(segments(text))


def segments(text: str) -> Iterator[Span]:
    """Yields what `segment` returns, without holding it."""
    for first, last in _windows(text):
        window = text[first:last]
        veiled = _veil(window)
        for block in _blocks(veiled):
            for start, end in _sentences(window, veiled, *block):
                yield first + start, first + end


def _windows(text: str) -> Iterator[Span]:
    """Cuts a large text at blank lines, which no sentence crosses."""
    start = 0
    while start < len(text):
        blank = _BLANK_LINE.search(text, start + WINDOW)
        end = blank.end() if blank else len(text)
        yield start, end
        start = end


def _veil(text: str) -> str:
    """Replaces, one for one, the characters that lead sentencex astray."""
    veiled = _UNSAFE.sub(NEUTRAL, text)
    for quote in _DOUBLE_QUOTES:
        veiled = veiled.replace(quote, NEUTRAL)
    veiled = veiled.replace("\r\n", " \n")
    for line_end in _LINE_ENDS:
        veiled = veiled.replace(line_end, "\n")
    veiled = _OPENING_SINGLE_QUOTE.sub(NEUTRAL, veiled)
    veiled = _WHOLE_IN_BRACKETS.sub(rf"{NEUTRAL}\1{NEUTRAL}", veiled)
    veiled = _QUOTE_GOES_ON.sub(",", veiled)
    return _PLAIN_WORD_ENDS.sub("!", veiled)


def _blocks(text: str) -> Iterator[Span]:
    """Yields the stretches of text that no sentence crosses: paragraphs, headings, list items."""
    lines: list[Span] = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        if line and not line.isspace():
            lines.append((start, end))
        elif lines:
            yield from _join_wrapped(text, lines)
            lines = []
        start = end + 1
    if lines:
        yield from _join_wrapped(text, lines)


def _join_wrapped(text: str, lines: list[Span]) -> Iterator[Span]:
    """Joins lines that were broken only because the next word did not fit any more.

    The widest of the lines tells the width. A line end where the next word would still have fitted
    was meant, and is a border, unless the next line goes on in lower case.
    """
    if len(lines) == 1:
        yield lines[0]
        return
    width = max(len(text[start:end].rstrip()) for start, end in lines)
    first = lines[0][0]
    for line, following in pairwise(lines):
        if width > WRAP or _is_border(text[slice(*line)], text[slice(*following)], width):
            yield first, line[1]
            first = following[0]
    yield first, lines[-1][1]


def _is_border(line: str, following: str, width: int) -> bool:
    """Tells whether the writer meant the end of `line`; both lines hold more than white space."""
    following = following.lstrip()
    if _BULLET.match(following):
        return True
    word = following.split(maxsplit=1)[0]
    return len(line.rstrip()) + 1 + len(word) <= width and not following[0].islower()


def _sentences(text: str, veiled: str, start: int, end: int) -> Iterator[Span]:
    """Yields the sentences of one block."""
    first = start
    for cut in _cuts(text, veiled, start, end):
        sentence = _strip(text, first, cut)
        if sentence is None or (cut < end and _NUMBER_ALONE.fullmatch(text, *sentence)):
            continue
        first = cut
        if sentence[1] - sentence[0] > LONG:
            yield from _split_long(text, *sentence)
        else:
            yield sentence


def _cuts(text: str, veiled: str, start: int, end: int) -> Iterator[int]:
    """Yields where sentences end in a block, its own end last.

    A block longer than `PIECE` is taken piece by piece; the last sentence of a piece may be
    incomplete, so the next piece starts with it.
    """
    find_boundaries = _find_boundaries()
    while start < end:
        stop = _piece_end(veiled, start, end)
        cuts = [start + found["end_index"] for found in find_boundaries("en", veiled[start:stop])]
        if stop < end and len(cuts) > 1:
            cuts.pop()
        else:
            cuts[-1:] = [stop]
        for cut in cuts:
            start = _past_closing(text, cut, end)
            yield start


def _piece_end(veiled: str, start: int, end: int) -> int:
    """Ends a piece at a space if its second half has one."""
    stop = start + PIECE
    if stop >= end:
        return end
    return veiled.rfind(" ", start + PIECE // 2, stop) + 1 or stop


def _past_closing(text: str, cut: int, end: int) -> int:
    """Moves a cut behind the closing marks and the [3] that belong to the sentence before it."""
    if not text[cut - 1].isspace():
        run_end = min(cut + _CLOSING_RUN, end)
        while cut < run_end and text[cut] in _CLOSING:
            cut += 1
    if text.startswith("[", cut, end) and (reference := _REFERENCES.match(text, cut, end)):
        return reference.end()
    return cut


def _split_long(text: str, start: int, end: int) -> Iterator[Span]:
    """Splits at every full stop that white space follows, wherever it stands."""
    for match in _FULL_STOP.finditer(text, start, end):
        piece = _strip(text, start, match.end())
        if piece is not None:
            yield piece
        start = match.end()
    rest = _strip(text, start, end)
    if rest is not None:
        yield rest


def _strip(text: str, start: int, end: int) -> Span | None:
    """Takes white space off both ends; None if nothing is left."""
    piece = text[start:end]
    bare = piece.lstrip()
    if not bare:
        return None
    start += len(piece) - len(bare)
    return start, start + len(bare.rstrip())


@cache
def _find_boundaries() -> Any:
    """Imports sentencex on first use: loading it takes 5 ms."""
    return import_module("sentencex").get_sentence_boundaries
