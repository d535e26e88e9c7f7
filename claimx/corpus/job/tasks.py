"""A job split into tasks for datatrove's executors: each task is an ordinary run, in its folder."""

from __future__ import annotations

import os
import threading
from contextlib import chdir
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claimx.corpus.inputs.records import Problem
from claimx.corpus.inputs.sources import Inputs
from claimx.corpus.job.folder import RunFolder
from claimx.corpus.job.folders import Tasks, task_folder
from claimx.corpus.job.plan import Settings
from claimx.corpus.job.run import Finished, Limits, Run, StoppedError, total_size
from claimx.errors import InputError
from claimx.extras import require
from claimx.report.terminal import printable

if TYPE_CHECKING:
    from datatrove.pipeline.base import PipelineStep
else:
    PipelineStep = require("datatrove.pipeline.base", extra="datatrove").PipelineStep


def share(inputs: Inputs, rank: int, tasks: int) -> Inputs:
    """The inputs of one task: every so manieth, so that neighbours of one size are spread.

    What is not read is listed by the first task alone.
    """
    return Inputs(inputs.sources[rank::tasks], inputs.skipped if rank == 0 else [])


def split(inputs: Inputs, tasks: int) -> Tasks:
    """What is kept of a split into tasks."""
    shares = (share(inputs, rank, tasks).sources for rank in range(tasks))
    return Tasks(tuple(map(total_size, shares)))


@cache
def _die_with_parent() -> None:
    """Where datatrove made this process, end with the one that did: nobody would wait for it.

    A task that went on would hold its folder against the run that is started in its place.
    """
    processes = require("multiprocess.process", extra="datatrove", distribution="multiprocess")
    parent = processes.parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


class _Log:
    """Names failures in datatrove's log of the task."""

    def __init__(self) -> None:
        self._logger = require("loguru", extra="datatrove").logger

    def advanced(self, sentences: int, size: float) -> None:
        """See `claimx.corpus.run.Watch`."""

    def failed(self, problem: Problem) -> None:
        """See `claimx.corpus.run.Watch`."""
        self._logger.warning(printable(str(problem)))


class ExtractTask(PipelineStep):  # type: ignore[misc]
    """The one step of a pipeline: as many tasks as the executor is told, each over its share.

    A task goes on where it was stopped. Records that fail are kept with their reasons and do not
    fail it; that is left to a model that does not load and an output that cannot be written.
    """

    name = "claimx extract"
    type = "claims"

    def __init__(
        self, settings: Settings, inputs: Inputs, root: Path, *, force: bool = False
    ) -> None:
        """Take what every task needs to know; nothing is read or written.

        Args:
            settings: What decides on the bytes.
            inputs: What to read, of all tasks.
            root: Output folder of all tasks, which every machine must see.
            force: Go on although a task's inputs, settings, model or processor have changed.
        """
        super().__init__()
        self.settings = settings
        self.inputs = inputs
        self.root = root.absolute()
        self.force = force
        self.home = Path.cwd()

    def run(self, data: Any = None, rank: int = 0, world_size: int = 1) -> None:
        """Do what is left of one task.

        Args:
            data: Ignored: this is the first step and the last.
            rank: Number of the task, from 0.
            world_size: How many tasks there are.

        Raises:
            SystemExit: If a signal asked for the end; what is done is kept.
            ClaimxError: See `Run.go`.
        """
        _die_with_parent()
        if not self.home.is_dir():
            raise InputError(
                f"{self.home}, the folder that this was submitted from, is not on this machine."
            )
        folder = task_folder(self.root, rank)
        # inputs and models are named as seen from where this was submitted
        with chdir(self.home), self.track_time("task"):
            self._note(self._run(folder, share(self.inputs, rank, world_size)))

    def _run(self, folder: RunFolder, inputs: Inputs) -> Finished:
        limits = Limits(workers=1, force=self.force)
        try:
            return Run(folder, self.settings, inputs, limits, _Log()).go()
        except StoppedError as stopped:
            # A pool that is closed waits for its processes: one that lived on would never end.
            raise SystemExit(128 + stopped.signal) from None

    def _note(self, done: Finished) -> None:
        counts = done.counts
        figures = {name: getattr(counts, name) for name in ("documents", "sentences", "errors")}
        for name, value in (figures | dict(counts.labels)).items():
            self.stat_update(name, value=value, unit="task")
