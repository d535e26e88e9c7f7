"""Where zstd is found."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

from claimx.extras import require


def zstd() -> Any:
    """The standard library's zstd, or for a Python that lacks it the same from the registry."""
    if sys.version_info >= (3, 14):
        return import_module("compression.zstd")
    return require("backports.zstd", extra="corpus", distribution="backports.zstd")
