"""E-mail messages."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import cast

from claimx.corpus.inputs.documents.prose import line, paragraphs
from claimx.corpus.inputs.html import read_html
from claimx.errors import InputError
from claimx.extractor import Text

_HEADERS = ("content-disposition", "content-type", "subject")
_LONGEST = 16_384
"""Characters of a header beyond which a message is refused: parsing takes quadratic time."""

_ENCRYPTED = ("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")
_ASCII = ("us-ascii", "ascii", "ansi_x3.4-1968")


def _decoded(part: EmailMessage) -> str:
    """The text of a part.

    Raises:
        InputError: If it is not in the encoding that it says, or Python knows none of that name.
    """
    raw = cast(bytes, part.get_payload(decode=True))
    charset = part.get_content_charset("us-ascii")
    encoding = "utf-8" if charset in _ASCII else charset  # which holds ASCII
    try:
        text = raw.decode(encoding)
    except LookupError as unknown:
        raise InputError(f"its text is in {charset!r}, which is no known encoding") from unknown
    except UnicodeError as broken:
        raise InputError(f"its text is not {charset}, as it says it is ({broken})") from broken
    return text.replace("\r\n", "\n")


def _leaf(part: EmailMessage) -> Iterator[str]:
    kind = part.get_content_type()
    if kind == "text/plain":
        yield _decoded(part)
    elif kind == "text/html":
        yield read_html(_decoded(part)).text


def _texts(part: EmailMessage) -> Iterator[str]:
    """The texts of a message in its order; of alternatives the plain one, unless it is empty."""
    if part.is_attachment() or part.get_content_maintype() == "message":
        return
    if not part.is_multipart():
        yield from _leaf(part)
        return
    inner = cast("list[EmailMessage]", part.get_payload())
    if part.get_content_subtype() != "alternative":
        for one in inner:
            yield from _texts(one)
        return
    texts: list[str] = []
    for one in sorted(inner, key=lambda each: each.get_content_type() != "text/plain"):
        if not any(text.strip() for text in texts):
            texts = [*_texts(one)] or texts
    yield from texts


def _check(message: EmailMessage) -> None:
    if not message.keys():
        raise InputError("no e-mail message: it does not begin with header lines")
    for part in message.walk():
        for name, value in part.raw_items():
            if name.casefold() in _HEADERS and len(value) > _LONGEST:
                raise InputError(f"its header {name} has {len(value):,} characters: refused")
    if message.get_content_type() in _ENCRYPTED:
        raise InputError("it is encrypted or sealed: save its text from your mail program")


def read_eml(raw: bytes) -> Text:
    """Body and subject of a message; attachments and forwarded messages are left out.

    Its lines stay lines: how long they are says whether a mail program wrapped them.

    Raises:
        MissingExtra: If there is only HTML and trafilatura is not installed.
        InputError: See `claimx.corpus.inputs.documents.read_document`.
    """
    message = message_from_bytes(raw.removeprefix(b"\xef\xbb\xbf").lstrip(), policy=default)
    _check(message)
    texts = list(_texts(message))
    if not texts:
        raise InputError("there is no text in this message, only attachments or forwarded mail")
    return Text(paragraphs(texts), title=line(str(message["subject"] or "")) or None)
