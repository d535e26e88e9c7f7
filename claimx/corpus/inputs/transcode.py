"""UTF-16 and its like to UTF-8, so that whoever reads lines looks for one byte."""

from __future__ import annotations

import codecs
import io
from typing import Any, BinaryIO

from claimx.corpus.inputs.unpack import BrokenOff

_CHUNK = 1 << 16


class Transcoded(io.RawIOBase):
    """A stream in UTF-8, made of one in another encoding as it is read."""

    def __init__(self, stream: BinaryIO, encoding: str, *, replace: bool) -> None:
        """Read from a stream.

        Args:
            stream: Open for reading bytes. Reading raises `BrokenOff` at what is no character,
                after all that came before it.
            encoding: Of the stream.
            replace: Read what is no character as U+FFFD instead.
        """
        self._stream = stream
        self._encoding = encoding
        self._decoder = codecs.getincrementaldecoder(encoding)("replace" if replace else "strict")
        self._taken = 0
        self._made = b""
        self._broken: BrokenOff | None = None
        self._ended = False

    def readable(self) -> bool:
        """See `io.RawIOBase`."""
        return True

    def readinto(self, buffer: Any) -> int:
        """See `io.RawIOBase`."""
        while not self._made and not self._ended:
            if self._broken is not None:
                raise self._broken
            self._made = self._some().encode("utf-8", "surrogatepass")
        chunk, self._made = self._made[: len(buffer)], self._made[len(buffer) :]
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def _some(self) -> str:
        chunk = self._stream.read(_CHUNK)
        self._ended = not chunk
        try:
            text = self._decoder.decode(chunk, final=self._ended)
        except UnicodeDecodeError as error:
            return self._before(chunk, error)
        except UnicodeError as error:
            self._break_off(0, str(error))
            return ""
        self._taken += len(chunk)
        return text

    def _before(self, chunk: bytes, error: UnicodeDecodeError) -> str:
        """What is sound of a chunk that is not."""
        held = len(error.object) - len(chunk)
        self._break_off(error.start - held, error.reason)
        try:
            return self._decoder.decode(chunk[: max(0, error.start - held)])
        except UnicodeError:
            return ""

    def _break_off(self, at: int, why: str) -> None:
        self._ended = False
        self._broken = BrokenOff(
            f"not {self._encoding} from here on ({why} at byte {self._taken + at}); see --encoding"
        )
