"""Whether an ONNX graph wants weights from another file: a walk over its protobuf bytes.

onnxruntime opens the file that a tensor names, so a graph is looked through before it is loaded;
the core install has no `onnx` to do it with. Sources: onnx.proto; protobuf's guide to its encoding.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from claimx.errors import ModelError

Fields = dict[int, Any]
"""Number of a field that leads to tensors, and what the message in it is: `Fields` again."""

_TENSOR: Fields = {}
_SPARSE: Fields = {1: _TENSOR, 2: _TENSOR}
_GRAPH: Fields = {}
_ATTRIBUTE: Fields = {5: _TENSOR, 6: _GRAPH, 10: _TENSOR, 11: _GRAPH, 22: _SPARSE, 23: _SPARSE}
_NODE: Fields = {5: _ATTRIBUTE}
_GRAPH |= {1: _NODE, 5: _TENSOR, 15: _SPARSE}
_TRAINING: Fields = {1: _GRAPH, 2: _GRAPH}
_FUNCTION: Fields = {7: _NODE, 11: _ATTRIBUTE}
MODEL: Fields = {7: _GRAPH, 20: _TRAINING, 25: _FUNCTION}
"""The file's own fields."""

EXTERNAL_DATA, DATA_LOCATION = 13, 14
"""Fields of a tensor that say where its values lie; absent, or zero, where they are in the file."""

MOST_FIELDS = 500_000
"""Of a graph; those of a large encoder are some ten thousand."""

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_WIDTH = {_FIXED64: 8, _FIXED32: 4}
_HIGH = 0x80
_LONGEST_VARINT = 10
_LARGEST_TAG = 0xFFFFFFFF


class _Malformed(Exception):  # noqa: N818 (never leaves this file)
    """The bytes are no protobuf message, or one that no graph needs."""


def _varint(data: mmap.mmap, at: int, end: int) -> tuple[int, int]:
    """The number at a place, and the place behind it."""
    value = shift = 0
    last = min(at + _LONGEST_VARINT, end)
    while at < last:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < _HIGH:
            return value, at
        shift += 7
    raise _Malformed


def _fields(data: mmap.mmap, at: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    """Number, number held or 0, start and stop of each field of a message.

    Start and stop are equal but for a field that may hold a message.
    """
    while at < end:
        tag, at = _varint(data, at, end)
        wire = tag & 7
        if tag > _LARGEST_TAG:  # of which protobuf's own reader drops the upper bits
            raise _Malformed
        if wire == _BYTES:
            length, start = _varint(data, at, end)
            at = start + length
            yield tag >> 3, 0, start, at
        elif wire == _VARINT:
            value, at = _varint(data, at, end)
            yield tag >> 3, value, at, at
        elif wire in _WIDTH:
            at += _WIDTH[wire]
            yield tag >> 3, 0, at, at
        else:
            raise _Malformed
    if at > end:
        raise _Malformed


def _wants_file(data: mmap.mmap) -> bool:
    """Whether any tensor of the graph has its values elsewhere, however deep it lies."""
    left = [(MODEL, 0, len(data))]
    count = 0
    while left:
        message, at, end = left.pop()
        for number, value, start, stop in _fields(data, at, end):
            count += 1
            if count > MOST_FIELDS:
                raise _Malformed
            if message is _TENSOR:
                if number == EXTERNAL_DATA or (number == DATA_LOCATION and value):
                    return True
            elif number in message and stop > start:
                left.append((message[number], start, stop))
    return False


def refuse_external_data(path: Path) -> None:
    """Refuse a graph that would have onnxruntime open another file.

    Raises:
        ModelError: If a tensor's values lie outside the file, or the file is no ONNX graph.
    """
    if path.stat().st_size == 0:  # which cannot be mapped, and is a graph without anything in it
        return
    try:
        with (
            path.open("rb") as file,
            mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data,
        ):
            elsewhere = _wants_file(data)
    except _Malformed:
        raise ModelError(f"{path}: not an ONNX graph.") from None
    if elsewhere:
        raise ModelError(
            f"{path}: its weights lie in another file (ONNX external data), which claimx does not "
            "open; save the graph with the weights inside."
        )
