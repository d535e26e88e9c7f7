"""Ctrl-C at moments that cannot take it."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Have an interrupt wait until the end of the block.

    A native library that is interrupted while it is imported fails with errors of its own. Works
    in the main thread only, where Python handles signals.
    """
    came: list[tuple[int, FrameType | None]] = []
    handler = signal.signal(signal.SIGINT, lambda *event: came.append(event))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)
    if came and callable(handler):
        handler(*came[-1])
