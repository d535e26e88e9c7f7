"""onnxruntime, kept off the network.

Since 1.29 its Linux builds report each session to their makers, from a thread that starts with the
import, unless ORT_DISABLE_TELEMETRY is set by then. A user's own setting of it stands.
"""

from __future__ import annotations

import os

_SILENT = os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1") == "1"

import onnxruntime  # type: ignore[import-untyped]  # noqa: E402

if _SILENT:  # whoever imported it before us did so without the variable
    onnxruntime.disable_telemetry_events()

__all__ = ["onnxruntime"]
