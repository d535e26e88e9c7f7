"""The members of a zip file, in memory only."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from claimx.errors import InputError

UNPACKED = 256 << 20
"""Bytes beyond which a document is refused, going by the size that its archive declares; if it is
larger than that, it is found to be damaged once so many bytes were read."""

SMALL = 4 << 20
"""The same for the parts that say where the document is and what its title is."""

_SHOWN = 80
"""Characters of a member's name, which the file itself may give, in a message."""

_CHUNK = 1 << 16
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

ENCRYPTED = "it is encrypted: save it without a password"


def _refusal(raw: bytes, kind: str) -> InputError:
    if raw.startswith(_OLE) and _OLE_ENCRYPTED in raw:
        return InputError(ENCRYPTED)
    if raw.startswith(_OLE):
        return InputError(f"an office file from before {kind}: save it as {kind}")
    if raw.startswith(b"PK"):
        return InputError("damaged or cut short: its zip archive has no table of contents")
    return InputError(f"no {kind} file: it is not a zip archive")


@contextmanager
def opened(raw: bytes, kind: str) -> Iterator[ZipFile]:
    """The archive in these bytes.

    Args:
        raw: The whole file.
        kind: What an error says the file should be.

    Raises:
        InputError: If it is no archive, or found damaged inside the block.
    """
    try:
        archive = ZipFile(io.BytesIO(raw))
    except (BadZipFile, ValueError, NotImplementedError) as broken:
        raise _refusal(raw, kind) from broken
    with archive:
        yield archive


def chunks(archive: ZipFile, name: str, kind: str, limit: int = UNPACKED) -> Iterator[bytes]:
    """Unpack a member piece by piece.

    Raises:
        InputError: If it is absent, encrypted, damaged or would unpack to more than the limit.
    """
    try:
        info = archive.getinfo(name)
    except KeyError:
        raise InputError(f"no {kind} file: there is no {name[:_SHOWN]} in it") from None
    shown = name[:_SHOWN]
    if info.flag_bits & 1:
        raise InputError(ENCRYPTED)
    if info.file_size > limit:
        raise InputError(
            f"its {shown} would unpack to {info.file_size:,} bytes, more than {limit:,}: refused"
        )
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise InputError(f"its {shown} is packed in a way that no {kind} file is")
    try:
        with archive.open(info) as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk
    except Exception as broken:  # zlib and struct raise their own
        raise InputError(f"damaged: its {shown} cannot be unpacked") from broken
