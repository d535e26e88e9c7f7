"""The article inside an HTML page: trafilatura finds it."""

from __future__ import annotations

import logging

from claimx.errors import InputError
from claimx.extractor import Text
from claimx.extras import require

LARGEST_PAGE = 8 << 20
"""Bytes of a page beyond which it is refused: finding the article in one of 4 MB takes half a
minute, and more than in proportion in larger ones."""


def read_html(page: str) -> Text:
    """Text and title of a page, each paragraph between blank lines.

    Navigation, advertisement and comments are left out. The page is parsed, never run, and nothing
    it refers to is fetched.

    Raises:
        MissingExtra: If trafilatura is not installed.
        InputError: If no article is found in the page. The message is the end of a sentence.
    """
    if not page or page.isspace():
        return Text("")
    trafilatura = require("trafilatura", extra="corpus")
    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    try:
        # with metadata for the title
        found = trafilatura.bare_extraction(page, include_comments=False, with_metadata=True)
    except Exception as broken:  # lxml and others below raise their own
        raise InputError(f"the page cannot be parsed ({type(broken).__name__})") from broken
    if found is None or not found.text:
        raise InputError("no article was found in this page")
    paragraphs = [line for line in found.text.splitlines() if line and not line.isspace()]
    return Text("\n\n".join(paragraphs), title=found.title or None)
