"""How many threads this process may keep busy."""

from __future__ import annotations

import math
import os
import platform
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

_MEMBERSHIP = Path("/proc/self/cgroup")
_CONTROL = Path("/sys/fs/cgroup")


def quota(limit: str) -> float:
    """Processors that a control group grants.

    Args:
        limit: Quota and period in microseconds, as in cpu.max of version 2: "150000 100000",
            "max 100000"; in version 1 the quota file and the period file, -1 for no limit.

    Returns:
        Their quotient; infinite where nothing limits or the text says something else.
    """
    words = limit.split()
    if len(words) != 2 or not all(word.isdecimal() for word in words) or int(words[1]) == 0:
        return math.inf
    return int(words[0]) / int(words[1])


def group_folders(membership: str) -> Iterator[PurePosixPath]:
    """Folders under /sys/fs/cgroup that may limit a process: its groups and all that hold them.

    Args:
        membership: /proc/self/cgroup, lines of "0::/group" (version 2) or
            "4:cpu,cpuacct:/group" (version 1). Inside a container the path may be the host's.
    """
    for line in membership.splitlines():
        controllers, _, path = line.partition(":")[2].partition(":")
        names = controllers.split(",")
        if names != [""] and "cpu" not in names:
            continue
        below = PurePosixPath("cpu" if "cpu" in names else ".")
        group = PurePosixPath(path.lstrip("/"))
        yield from (below / one for one in (group, *group.parents))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""


def _quota() -> float:
    """The tightest of the quotas on this process; infinite outside Linux."""
    folders = [_CONTROL / folder for folder in group_folders(_read(_MEMBERSHIP))]
    limits = [_read(folder / "cpu.max") for folder in folders]
    limits += [
        f"{_read(folder / 'cpu.cfs_quota_us')} {_read(folder / 'cpu.cfs_period_us')}"
        for folder in folders
    ]
    return min(map(quota, limits), default=math.inf)


def _affinity() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def available_cpus() -> int:
    """Processors this process may use: its affinity and its control group's quota, at least 1.

    A node's processor count is the wrong answer inside a container: threads beyond the quota are
    throttled.
    """
    return max(1, min(_affinity(), math.ceil(min(_quota(), 1 << 16))))


_EXTENSIONS = ("avx512_vnni", "avx_vnni", "avx512f", "avx2", "avx", "i8mm", "asimddp", "asimd")
"""Instruction set extensions that int8 products profit from, the best first."""


def best_extension(cpuinfo: str) -> str | None:
    """The best of a processor's extensions for int8 products, from the text of /proc/cpuinfo."""
    flags = {
        flag
        for line in cpuinfo.splitlines()
        if line.lower().startswith(("flags", "features"))
        for flag in line.partition(":")[2].split()
    }
    return next((name for name in _EXTENSIONS if name in flags), None)


def instruction_set() -> str:
    """Architecture and, where the system tells, the extension that matters for int8."""
    extension = best_extension(_read(Path("/proc/cpuinfo")))
    return f"{platform.machine()} {extension}" if extension else platform.machine()
