"""What a server sent: status, type and body, unpacked."""

from __future__ import annotations

import http.client
import io
import re
import zlib
from dataclasses import dataclass
from typing import Any, cast

from claimx.corpus.inputs.unpack import read_up_to, reason, unpacked
from claimx.errors import InputError

_VERSION = re.compile(rb"\AHTTP/[23](\.\d)?(?= )")


@dataclass(frozen=True, slots=True)
class Response:
    """An HTTP response.

    Attributes:
        status: Its code.
        type: Its content type, such as "text/html".
        charset: The encoding that its content type names, if any.
        body: As it was packed for the way.
        packing: The content encodings that it names, in lower case.
    """

    status: int
    type: str
    charset: str | None
    body: bytes
    packing: str

    def content(self, limit: int, most: int | None = None) -> bytes:
        """The body, unpacked; as it is where whoever stored it had unpacked it already.

        Args:
            limit: See `read_up_to`, as for the other.
            most: The smaller of the two counts.

        Raises:
            InputError: If it is longer than that, damaged, or packed in a way that is not known.
        """
        if self.packing in {"gzip", "x-gzip"} and self.body.startswith(b"\x1f\x8b"):
            return read_up_to(unpacked(io.BytesIO(self.body), "gz"), limit, most)
        if self.packing == "zstd" and self.body.startswith(b"\x28\xb5\x2f\xfd"):
            return read_up_to(unpacked(io.BytesIO(self.body), "zst"), limit, most)
        if self.packing == "deflate":
            return _inflated(self.body, limit, most)
        if self.packing in {"", "identity"} or self.body.lstrip().startswith(b"<"):
            return read_up_to(io.BytesIO(self.body), limit, most)
        raise InputError(f"its page is packed as {self.packing}, which is not read")


def _inflated(body: bytes, limit: int, most: int | None) -> bytes:
    bound = limit if most is None else min(limit, most)
    for bits in (15, -15):  # servers send either
        member = zlib.decompressobj(bits)
        try:
            return read_up_to(io.BytesIO(member.decompress(body, bound + 1)), limit, most)
        except zlib.error:
            continue
    return body


class _Wire:
    """What `HTTPResponse` takes for a socket."""

    def __init__(self, payload: bytes) -> None:
        self._payload = payload

    def makefile(self, _mode: str) -> io.BytesIO:
        return io.BytesIO(self._payload)


def parse(payload: bytes) -> Response:
    """A response as it went over the wire.

    Raises:
        InputError: If it is none. The message is the end of a sentence.
    """
    wire = _Wire(_VERSION.sub(b"HTTP/1.1", payload, count=1))
    found = http.client.HTTPResponse(cast(Any, wire))
    try:
        found.begin()
        charset = found.headers.get_content_charset()
    except (http.client.HTTPException, ValueError) as error:
        raise InputError(f"not an HTTP response ({reason(error)})") from error
    return Response(
        found.status,
        found.headers.get("Content-Type", "").partition(";")[0].strip().lower(),
        charset,
        _body(found, payload),
        found.headers.get("Content-Encoding", "").strip().lower(),
    )


def _body(found: http.client.HTTPResponse, payload: bytes) -> bytes:
    """The body, its chunks joined unless whoever stored it had joined them already."""
    found.length = None  # counts the packed body, which may lie here unpacked
    if not found.chunked:
        return found.read()
    try:
        return found.read()
    except http.client.IncompleteRead as cut:
        return cut.partial or _behind_head(payload)


def _behind_head(payload: bytes) -> bytes:
    stream = io.BytesIO(payload)
    while stream.readline().strip():
        pass
    return stream.read()
