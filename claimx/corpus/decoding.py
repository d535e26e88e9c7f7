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
    try:
        # A page that could be searched for ASCII is not UTF-16, whatever it says.
        return check_encoding("utf-8" if name.startswith("utf-16") else name)
    except InputError:
        return None


def _refusal(raw: bytes, encoding: str, error: UnicodeDecodeError) -> InputError:
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return InputError(f"this looks like {name}: say --encoding {name}")
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


def decode(raw: bytes, encoding: str) -> str:
    """Decode a whole file; line ends stay as they are and a byte order mark goes.

    Args:
        raw: The file.
        encoding: As `check_encoding` gives it.

    Raises:
        InputError: If it is in another encoding, or not text at all. The message is the end of a
            sentence that starts with the file's name.
    """
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
