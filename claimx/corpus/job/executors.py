"""Where tasks run: datatrove's executors, told of nothing but tasks and machines."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from claimx.cpus import available_cpus
from claimx.errors import ClaimxError, InputError
from claimx.extras import require

_GIGABYTES = 2
"""Asked for a processor: a task with the largest shipped model stays well below."""


class Executor(StrEnum):
    """Which of datatrove's executors."""

    LOCAL = "local"
    SLURM = "slurm"
    RAY = "ray"


class SubmitError(ClaimxError):
    """A cluster did not take the tasks."""


@dataclass(frozen=True, slots=True)
class Machines:
    """Where tasks run, and how many at a time.

    Attributes:
        executor: What starts them.
        tasks: How many there are.
        workers: How many at a time; None: as many as there are processors locally, and elsewhere
            as many as the cluster has room for.
        cpus: Processors of a task.
        partition: Of Slurm.
        time: After which Slurm stops a task, as Slurm writes it.
        sbatch: More options of sbatch, by name without the dashes; they overrule the others.
    """

    executor: Executor
    tasks: int
    workers: int | None = None
    cpus: int = 1
    partition: str | None = None
    time: str = "24:00:00"
    sbatch: Mapping[str, str] = field(default_factory=dict)


def executor_of(machines: Machines, pipeline: Sequence[Any], logs: Path) -> Any:
    """One of datatrove's executors, ready to `run`.

    Args:
        machines: Where.
        pipeline: Steps.
        logs: Folder of logs, and of the marks by which finished tasks are left out; every machine
            must see it.

    Raises:
        InputError: If Slurm is not told its partition.
        SubmitError: If there is no Slurm here.
        MissingExtra: If datatrove, or Ray, is not installed.
    """
    return _MAKERS[machines.executor](
        machines, {"pipeline": list(pipeline), "logging_dir": str(logs.absolute())}
    )


def _local(machines: Machines, what: Mapping[str, Any]) -> Any:
    executors = require("datatrove.executor.local", extra="datatrove")
    at_once = machines.workers or max(1, available_cpus() // machines.cpus)
    return executors.LocalPipelineExecutor(
        **what, tasks=machines.tasks, workers=min(at_once, machines.tasks)
    )


def _ray(machines: Machines, what: Mapping[str, Any]) -> Any:
    require("ray", extra="ray")
    executors = require("datatrove.executor.ray", extra="ray")
    return executors.RayPipelineExecutor(
        **what,
        tasks=machines.tasks,
        workers=machines.workers or -1,
        cpus_per_task=machines.cpus,
        mem_per_cpu_gb=_GIGABYTES,
    )


def _slurm(machines: Machines, what: Mapping[str, Any]) -> Any:
    if not machines.partition:
        raise InputError("Slurm must be told where: name a --partition (sinfo lists them).")
    executors = require("datatrove.executor.slurm", extra="datatrove")
    if shutil.which("sbatch") is None:
        raise SubmitError("there is no sbatch here: submit from a login node of the cluster.")
    found = shlex.quote(str(Path(sys.executable).parent))
    return executors.SlurmPipelineExecutor(
        **what,
        tasks=machines.tasks,
        workers=machines.workers or -1,
        time=machines.time,
        partition=machines.partition,
        cpus_per_task=machines.cpus,
        mem_per_cpu_gb=_GIGABYTES,
        job_name="claimx",
        qos=None,  # the partition's own
        env_command=f"export PATH={found}:$PATH",
        sbatch_args=dict(machines.sbatch),
    )


_MAKERS = {Executor.LOCAL: _local, Executor.SLURM: _slurm, Executor.RAY: _ray}


def launch(machines: Machines, executor: Any) -> None:
    """Have the tasks done; with Slurm, only submit them.

    What a task raises is raised here by the local executor; the others log it.

    Raises:
        SubmitError: If the cluster cannot be reached, or refuses.
    """
    if machines.executor is Executor.SLURM:
        _submit(executor)
    elif machines.executor is Executor.RAY:
        with _connected():
            executor.run()
    else:
        executor.run()


def _submit(executor: Any) -> None:
    try:
        executor.run()
    except subprocess.CalledProcessError as refused:
        raise SubmitError(f"sbatch refused the tasks (exit code {refused.returncode}).") from None


@contextmanager
def _connected() -> Iterator[None]:
    """Connected to the cluster of RAY_ADDRESS; without it, to one that is started on this machine.

    One that is started here sends no figures of use to anybody.
    """
    ray = require("ray", extra="ray")
    if ray.is_initialized():
        yield
        return
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        ray.init(include_dashboard=False)
    except (ray.exceptions.RayError, ConnectionError, RuntimeError, ValueError) as error:
        reason = " ".join(str(error).split()).removesuffix(".")
        raise SubmitError(f"Ray cannot be reached ({reason}).") from error
    try:
        yield
    finally:
        ray.shutdown()
