"""Places that fsspec reaches: s3://, gs://, https://, memory:// and the like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, BinaryIO, cast

from claimx.errors import ClaimxError, InputError
from claimx.extras import require

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+(::|://)", re.I)
_TAGS = ("ETag", "etag", "md5Hash", "mtime", "LastModified", "last_modified", "updated", "created")
_MAGIC = re.compile(r"[*?[]")
_FILES_ONLY = ("http", "https", "data")
"""Protocols that know no folders, and in whose addresses a question mark is no pattern."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file behind an address.

    Attributes:
        name: As the user gave it, or its address where it was found.
        address: The same for every way to write it.
        inside: Its path below the folder that was asked for; None where a file was asked for.
        size: In bytes; None where the store does not tell.
        state: Changes when the file does.
    """

    name: str
    address: str
    inside: str | None
    size: int | None
    state: str


def is_address(name: str) -> bool:
    """Whether a name is an address rather than a path."""
    return _ADDRESS.match(name) is not None


def file_name(address: str) -> str:
    """The part of an address whose suffix tells how the file is read."""
    parts = [part for part in address.split("::") if "://" in part]
    return (parts or [address])[0].partition("?")[0]


def _filesystem(address: str) -> tuple[Any, str]:
    fsspec = require("fsspec.core", extra="corpus")
    return cast(tuple[Any, str], fsspec.url_to_fs(address))


def _said(error: Exception) -> str:
    said = " ".join(str(error).split()).removesuffix(".")
    return said or type(error).__name__


@contextmanager
def open_address(address: str) -> Iterator[BinaryIO]:
    """Open for reading bytes.

    Raises:
        InputError: If it is not there, or its store cannot be reached.
        MissingExtra: If fsspec is not installed.
    """
    try:
        fs, path = _filesystem(address)  # some close their files when they are let go
        file = cast(BinaryIO, fs.open(path, "rb"))
    except (ClaimxError, MemoryError):
        raise
    except FileNotFoundError as error:
        raise InputError("cannot be opened (there is no such file)") from error
    except Exception as error:  # each store raises classes of its own
        raise InputError(f"cannot be opened ({_said(error)})") from error
    with file:
        yield file


def _state(fs: Any, path: str, info: dict[str, Any]) -> str:
    for tag in _TAGS:
        if info.get(tag) is not None:
            return str(info[tag])
    return str(fs.ukey(path))


def _found(fs: Any, path: str, info: dict[str, Any], inside: str | None = None) -> Found:
    size, address = info.get("size"), str(fs.unstrip_protocol(path))
    size = size if isinstance(size, int) else None
    return Found(address, address, inside, size, _state(fs, path, info))


def _below(fs: Any, folder: str) -> Iterator[Found]:
    for path, info in sorted(fs.find(folder, detail=True).items()):
        inside = path.removeprefix(folder).lstrip("/")
        yield _found(fs, path, info, inside)


def _matching(fs: Any, pattern: str) -> Iterator[Found]:
    for path, info in sorted(fs.glob(pattern, detail=True).items()):
        if info.get("type") == "directory":
            yield from _below(fs, path)
        else:
            yield _found(fs, path, info)


def look(address: str) -> list[Found]:
    """The files behind an address, in order: itself, those in a folder, or those of a pattern.

    Raises:
        InputError: If nothing is there, or the store cannot be asked. The message is the end of a
            sentence.
        MissingExtra: If fsspec is not installed.
    """
    try:
        found = _look(address)
    except (ClaimxError, MemoryError):
        raise
    except FileNotFoundError as error:
        raise InputError("there is no such file or folder") from error
    except Exception as error:  # each store raises classes of its own
        raise InputError(f"cannot be reached ({_said(error)})") from error
    if not found:
        pattern = _MAGIC.search(address) is not None
        raise InputError(
            "no file matches this pattern" if pattern else "there is no file in this folder"
        )
    return found


def _look(address: str) -> list[Found]:
    fs, path = _filesystem(address)
    chained, protocol = "::" in address, address.partition(":")[0].lower()
    if not chained and protocol not in _FILES_ONLY:
        if _MAGIC.search(path) and not fs.exists(path):
            return list(_matching(fs, path))
        if fs.isdir(path):
            return list(_below(fs, path))
    found = _found(fs, path, fs.info(path))
    return [replace(found, name=address, address=address if chained else found.address)]
