"""White space in documents: paragraphs apart, lines trimmed."""

from __future__ import annotations

import re
from collections.abc import Iterable

_BLANK_LINES = re.compile(r"\n{3,}")
# No text: controls but tab and line ends, what is no character at all, hyphens that do not show.
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\ud800-\udfff\ufffe\uffff]")


def whole(text: str) -> str:
    """A text with the two halves put together in which characters beyond U+FFFF may come."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def line(text: str) -> str:
    """A text on one line, with single blanks and no controls."""
    return " ".join(_UNSEEN.sub("", text).split())


def paragraphs(texts: Iterable[str]) -> str:
    """Texts between blank lines; the lines of each stay lines, and empty texts go."""
    trimmed = ("\n".join(map(line, text.split("\n"))).strip() for text in texts)
    return _BLANK_LINES.sub("\n\n", "\n\n".join(filter(None, trimmed)))
