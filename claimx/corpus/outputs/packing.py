"""Bytes packed as they are written."""

from __future__ import annotations

import zlib
from typing import Any, BinaryIO

from claimx.corpus.zstd import zstd
from claimx.errors import InputError

_ZSTD_LEVEL, _GZIP_LEVEL = 3, 6
_GZIP = 31  # zlib's word for a gzip header; its time is 0 and its name empty


def _compressor(packing: str) -> Any:
    if packing == "gz":
        return zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, _GZIP)
    if packing != "zst":
        raise InputError(f"{packing!r} is no packing of results: it is zst or gz.")
    module = zstd()
    options = {
        module.CompressionParameter.compression_level: _ZSTD_LEVEL,
        module.CompressionParameter.checksum_flag: 1,
    }
    return module.ZstdCompressor(options=options)


class Packed:
    """Packs what is written to a stream; the same bytes in give the same bytes out."""

    def __init__(self, stream: BinaryIO, packing: str) -> None:
        """Pack in one thread, and leave the stream open at the end.

        Args:
            stream: Open for writing bytes.
            packing: "zst" or "gz".

        Raises:
            InputError: If it is neither.
            MissingExtra: If what packs it is not installed.
        """
        self._stream = stream
        self._compressor = _compressor(packing)

    def write(self, data: bytes) -> None:
        """Pack some bytes; they may be held back."""
        if packed := self._compressor.compress(data):
            self._stream.write(packed)

    def close(self) -> None:
        """Write what was held back, and the end."""
        self._stream.write(self._compressor.flush())
