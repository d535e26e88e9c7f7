"""onnxruntime sessions, set up for short batches beside other work."""

from __future__ import annotations

from pathlib import Path

from claimx.errors import ModelError
from claimx.scorers.base import said
from claimx.scorers.runtime import onnxruntime as ort

_GRAPH, _OUTPUT, _NAME = 7, 12, 1
"""Numbers of a model's graph, a graph's output and an output's name in onnx.proto."""
_LENGTH_DELIMITED = 2


def _options(threads: int) -> ort.SessionOptions:
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Spinning threads would burn the processors of whoever runs beside us between two batches.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # The arena would keep the largest batch's memory for good.
    options.enable_cpu_mem_arena = False
    # A pattern is kept for each shape of batch, and few shapes come twice.
    options.enable_mem_pattern = False
    options.log_severity_level = 3
    return options


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | _LENGTH_DELIMITED) + _varint(len(content)) + content


def _with_outputs(graph: bytes, names: tuple[str, ...]) -> bytes:
    """The graph, which gives these of its tensors as well.

    Parsers of protobuf merge a message that comes twice, and join what it repeats: a second graph
    that holds nothing but outputs adds them to the first (protobuf's guide to its encoding).
    """
    outputs = (_field(_OUTPUT, _field(_NAME, name.encode())) for name in names)
    return graph + b"".join(_field(_GRAPH, output) for output in outputs)


def open_session(path: Path, threads: int, *outputs: str) -> ort.InferenceSession:
    """Load a graph.

    Args:
        path: The file.
        threads: To compute with.
        outputs: Names of inner tensors that it is to give beside its own outputs.

    Raises:
        ModelError: If it cannot be read, or onnxruntime cannot load it.
    """
    try:
        graph = _with_outputs(path.read_bytes(), outputs) if outputs else str(path)
        return ort.InferenceSession(graph, _options(threads), providers=["CPUExecutionProvider"])
    except Exception as broken:  # onnxruntime raises its own unrelated classes
        raise ModelError(f"{path}: onnxruntime cannot load it ({said(broken)}).") from broken
