"""What a run ran on, so that a reader can tell whether two figures may be compared."""

from __future__ import annotations

import platform
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

SETS = (
    "avx2",
    "avx512f",
    "avx512_vnni",
    "avx_vnni",
    "avx512_bf16",
    "amx_int8",
    "amx_bf16",
    "asimd",
)
"""Instruction sets that decide how fast matrices are multiplied."""

ROOT = Path(__file__).parents[1]


def _cpuinfo() -> dict[str, str]:
    """First processor's fields of Linux's /proc/cpuinfo; empty elsewhere."""
    path = Path("/proc/cpuinfo")
    if not path.is_file():
        return {}
    lines = path.read_text(encoding="utf-8").split("\n\n")[0].splitlines()
    pairs = (line.partition(":") for line in lines)
    return {name.strip(): value.strip() for name, _, value in pairs}


@cache
def machine() -> dict[str, Any]:
    """Processor, instruction sets, cores that this process may use, system, Python."""
    from claimx.cpus import available_cpus

    info = _cpuinfo()
    flags = (info.get("flags") or info.get("Features") or "").split()
    return {
        "processor": info.get("model name") or platform.processor() or platform.machine(),
        "instruction_sets": [name for name in SETS if name in flags],
        "cores": available_cpus(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }


@cache
def commit() -> str:
    """Commit of the checkout, with a plus if files differ from it; "unknown" without git."""
    try:
        found = _git("rev-parse", "--short=12", "HEAD")
        return found + ("+" if _git("status", "--porcelain", "--", "claimx", "models") else "")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def _git(*words: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(ROOT), *words], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()
