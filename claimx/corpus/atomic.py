"""A file that appears whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from claimx.errors import OutputError


@contextmanager
def writing(name: str) -> Iterator[None]:
    """Turn an error of the system into the sentence for an output that cannot be written.

    Args:
        name: How the sentence names the output.

    Raises:
        OutputError: If the disk is full, access is denied and the like.
        BrokenPipeError: If whoever read the output has gone.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        if os.name == "nt" and error.errno == errno.EINVAL:  # a closed pipe's error there
            raise BrokenPipeError from error
        raise OutputError(f"{name} cannot be written ({error.strerror or error}).") from error


def _sync_folder(folder: Path) -> None:
    """Have a rename survive a power cut, where the system has a way to ask for it."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


class AtomicFile:
    """A new file beside its final name, which `commit` gives it.

    Attributes:
        stream: Open for writing bytes.
    """

    def __init__(self, path: Path) -> None:
        """Open the file under a temporary name.

        Raises:
            OutputError: If the folder cannot be made, or the file not be created in it.
        """
        self._path = path
        self._partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}.partial")
        with writing(str(path)):
            path.parent.mkdir(parents=True, exist_ok=True)
            self.stream: BinaryIO = self._partial.open("xb")

    def commit(self) -> None:
        """Bring the bytes to the disk, then give the file its name.

        Raises:
            OutputError: If the disk is full, or the name is taken by a folder.
        """
        with writing(str(self._path)):
            self.stream.flush()
            os.fsync(self.stream.fileno())
            self.stream.close()
            self._partial.replace(self._path)
        _sync_folder(self._path.parent)

    def discard(self) -> None:
        """Remove what was not committed; nothing to do after `commit`."""
        with suppress(OSError):
            self.stream.close()
        with suppress(OSError):
            self._partial.unlink(missing_ok=True)


@contextmanager
def atomic(path: Path) -> Iterator[AtomicFile]:
    """An `AtomicFile` that is gone at the end of the block unless it was committed.

    Raises:
        OutputError: See `AtomicFile`.
    """
    file = AtomicFile(path)
    try:
        yield file
    finally:
        file.discard()


def write_text(path: Path, text: str) -> None:
    """Write a text as UTF-8, into a new folder where there is none; it appears whole or not at all.

    Raises:
        OutputError: See `AtomicFile`.
    """
    with atomic(path) as file:
        file.stream.write(text.encode("utf-8"))
        file.commit()
