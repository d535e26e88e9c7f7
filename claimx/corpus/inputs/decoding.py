"""Bytes to text, or the reason why not."""

from __future__ import annotations

import codecs
import re

from claimx.errors import InputError

DEFAULT = "utf-8"

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*["']?([\w:.-]+)""", re.I
)

_OBJECT = re.compile(rb'^[ \t]*\{[ \t]*"', re.M)
"""A line that begins as a JSON object does."""


def check_encoding(name: str) -> str:
    """The name as Python knows it, UTF-8 in the form that accepts a byte order mark.

    Raises:
        InputError: If Python knows no such encoding of text.
    """
    try:
        codec = codecs.lookup(name)
        "".encode(name)
    except (LookupError, ValueError) as unknown:
        raise InputError(
            f"{name!r} is no encoding: give one such as utf-8, cp1252 or utf-16."
        ) from unknown
    return "utf-8-sig" if codec.name == DEFAULT else codec.name


def one_byte_lines(encoding: str) -> bool:
    """Whether the byte 10 ends a line in this encoding, and nothing else contains it."""
    return not encoding.startswith(("utf-16", "utf-32", "utf-7", "utf_16", "utf_32", "utf_7"))


def declared(page: bytes) -> str | None:
    """The encoding that an HTML page names in its first two kilobytes, if Python knows it."""
    found = _DECLARED.search(page[:2048])
    if found is None:
        return None
    name = found[1].decode("ascii", "replace").lower()
    # A page that could be searched for ASCII is not UTF-16, whatever it says.
    return _of_page("utf-8" if name.startswith("utf-16") else name)


def _of_page(name: str) -> str | None:
    """The encoding that browsers take a page's name for; None if Python knows none such."""
    try:
        found = check_encoding(name)
    except InputError:
        return None
    return "cp1252" if found in {"iso8859-1", "ascii"} else found


def _marked(raw: bytes) -> InputError | None:
    """The refusal of bytes that start with the mark of another encoding."""
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return InputError(f"this looks like {name}: say --encoding {name}")
    return None


def binary(head: bytes) -> InputError | None:
    """Why a file of lines is refused as a whole; None if its lines are worth a try.

    Args:
        head: The beginning of the file; more than its first line, if possible.
    """
    marked = _marked(head)
    if marked is not None or 0 not in head:
        return marked
    if head.startswith(b"{\0"):
        return InputError("this looks like utf-16-le: say --encoding utf-16-le")
    if _OBJECT.search(head):
        return None
    return InputError(f"not a text file, it has a NUL byte at offset {head.index(0)}")


def decode_line(raw: bytes, encoding: str, *, replace: bool = False) -> str:
    """Decode a line of a file; its end stays.

    Args:
        raw: The line, without a byte order mark.
        encoding: As `check_encoding` gives it, one in which the byte 10 ends a line.
        replace: Read what is no character, and a NUL byte, as U+FFFD.

    Raises:
        InputError: If it is in another encoding, or has a NUL byte. The message is the end of a
            sentence.
    """
    if replace:
        return raw.decode(encoding, "replace").replace("\0", "\ufffd")
    if 0 in raw:
        raise InputError(f"it has a NUL byte at offset {raw.index(0)} of the line")
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(
            f"byte 0x{raw[error.start]:02x} at offset {error.start} of the line is not "
            f"{encoding.removesuffix('-sig')}; name the encoding with --encoding, such as cp1252"
        ) from None


def _refusal(raw: bytes, encoding: str, error: UnicodeDecodeError) -> InputError:
    marked = _marked(raw)
    if marked is not None:
        return marked
    zero = raw.find(0)
    if zero >= 0 and one_byte_lines(encoding):
        return InputError(f"not a text file, it has a NUL byte at offset {zero}")
    at = error.start
    shown = encoding.removesuffix("-sig")
    if at >= len(raw):
        return InputError(f"it ends in the middle of a {shown} character")
    return InputError(
        f"byte 0x{raw[at]:02x} at offset {at} is not {shown}; "
        "name the encoding with --encoding, such as cp1252"
    )


def decode(raw: bytes, encoding: str, *, replace: bool = False) -> str:
    """Decode a whole file; line ends stay as they are and a byte order mark goes.

    Args:
        raw: The file.
        encoding: As `check_encoding` gives it.
        replace: Read what is no character, and NUL, as U+FFFD.

    Raises:
        InputError: If it is in another encoding, or not text at all. The message is the end of a
            sentence that starts with the file's name.
    """
    if replace:
        marked = _marked(raw) if encoding == "utf-8-sig" else None
        if marked is not None:
            raise marked
        return raw.decode(encoding, "replace").replace("\0", "\ufffd")
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        # utf-8-sig counts from behind the mark
        shift = 3 if encoding == "utf-8-sig" and raw.startswith(codecs.BOM_UTF8) else 0
        error.start += shift
        raise _refusal(raw, encoding, error) from None
    except UnicodeError as error:
        raise InputError(f"not {encoding} ({error})") from None
    if "\0" in text:
        raise InputError(
            f"not a text file, it has a NUL {'byte' if one_byte_lines(encoding) else 'character'} "
            f"at offset {text.index(chr(0)) if not one_byte_lines(encoding) else raw.index(0)}"
        )
    return text


def decode_page(
    raw: bytes, encoding: str | None, *, served: str | None = None, replace: bool = False
) -> str:
    """Decode an HTML page.

    Args:
        raw: The page.
        encoding: Its encoding where the user named one; it overrules what the page says.
        served: The encoding that the server named, which overrules what the page declares.
        replace: See `decode`.

    Raises:
        InputError: See `decode`.
    """
    if encoding is None:
        named = _of_page(served) if served else None
        encoding = named or declared(raw) or DEFAULT
    return decode(raw, check_encoding(encoding), replace=replace)
