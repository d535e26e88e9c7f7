"""`claimx extract --executor`: the same run, split into tasks that datatrove takes to machines."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console

from claimx.cli.console import count, say
from claimx.cli.folder import bytes_of, count_workers
from claimx.corpus.inputs.records import Problem, Source
from claimx.corpus.inputs.sources import STDIN, Inputs
from claimx.corpus.job.executors import Executor, Machines, executor_of, launch
from claimx.corpus.job.folder import RunFolder
from claimx.corpus.job.folders import (
    ENGINE,
    clear,
    finished,
    only_tasks,
    owns,
    run_folders,
    task_folder,
    tasks_of,
    unmark,
    write_tasks,
)
from claimx.corpus.job.parts import Counts, total
from claimx.corpus.job.plan import Settings, difference
from claimx.corpus.job.run import Limits
from claimx.errors import InputError, OutputError

_PANEL = "Many machines"
_TIME = "24:00:00"

WhichExecutor = Annotated[
    Executor | None,
    typer.Option(
        "--executor",
        help="Split the run into tasks, for datatrove to start them: here (local), as a Slurm job, "
        "or on the Ray cluster of RAY_ADDRESS. OUT must be a folder that all machines see.",
        show_default=False,
        rich_help_panel=_PANEL,
    ),
]
HowManyTasks = Annotated[
    int | None,
    typer.Option(
        "--tasks",
        min=1,
        metavar="N",
        help="Each task takes every N-th input; --workers says how many run at a time. An input is "
        "never split: one huge file is one task, so cut it up first.",
        show_default=False,
        rich_help_panel=_PANEL,
    ),
]
CpusPerTask = Annotated[
    int,
    typer.Option(
        "--cpus-per-task",
        min=1,
        help="Processors of a task, and its threads unless --threads says otherwise.",
        rich_help_panel=_PANEL,
    ),
]
Partition = Annotated[
    str | None,
    typer.Option(help="Slurm's partition.", show_default=False, rich_help_panel=_PANEL),
]
TimeLimit = Annotated[
    str | None,
    typer.Option(
        "--time",
        help=f"When Slurm stops a task, which goes on when it is submitted again; {_TIME} by "
        "default.",
        show_default=False,
        rich_help_panel=_PANEL,
    ),
]
SbatchArgs = Annotated[
    list[str] | None,
    typer.Option(
        "--sbatch-arg",
        metavar="KEY=VALUE",
        help="One more option of sbatch, such as account=lab; may be given again.",
        show_default=False,
        rich_help_panel=_PANEL,
    ),
]


@dataclass(frozen=True, slots=True)
class Options:
    """What the options of the command say about machines, as the user gave them."""

    executor: Executor | None
    tasks: int | None
    cpus: int
    partition: str | None
    time: str | None
    sbatch: Sequence[str]
    workers: str
    memory: str | None

    def machines(self) -> Machines | None:
        """Where to run; None for this process.

        Raises:
            InputError: If the options contradict each other.
        """
        slurm = self.partition is not None or self.time is not None or bool(self.sbatch)
        if slurm and self.executor is not Executor.SLURM:
            raise InputError("--partition, --time and --sbatch-arg are for --executor slurm.")
        if self.executor is None:
            if self.tasks is not None or self.cpus != 1:
                raise InputError("--tasks and --cpus-per-task are for --executor.")
            return None
        if self.tasks is None:
            raise InputError(f"--executor {self.executor}: say into how many --tasks to split.")
        if self.memory is not None and self.executor is not Executor.LOCAL:
            raise InputError("--memory is for one machine; Slurm takes --sbatch-arg mem=SIZE.")
        return Machines(
            self.executor,
            self.tasks,
            self._at_once(),
            self.cpus,
            self.partition,
            self.time or _TIME,
            _pairs(self.sbatch),
        )

    def _at_once(self) -> int | None:
        if self.workers == "auto" and self.memory is None:
            return None
        return count_workers(self.workers, None if self.memory is None else bytes_of(self.memory))


def _pairs(given: Sequence[str]) -> dict[str, str]:
    """Names and values of more options of sbatch.

    Raises:
        InputError: If one is no such pair.
    """
    found = {}
    for one in given:
        name, equals, value = one.partition("=")
        name = name.lstrip("-")
        if not name or not equals or "\n" in one:
            raise InputError(f"--sbatch-arg {one!r}: give KEY=VALUE, such as account=lab.")
        found[name] = value
    return found


def submit(
    out: Path | None,
    settings: Settings,
    inputs: Inputs,
    machines: Machines,
    limits: Limits,
    quiet: bool,
) -> None:
    """Split a run into tasks, have them done or submitted, tell what came of it.

    Raises:
        typer.Exit: 1 if records failed or tasks did not finish; 130 or 143 if a signal came.
        InputError: If it cannot be split, or the folder holds something else.
        OutputError: If the folder cannot be written, or a task is being done.
        SubmitError: If the cluster does not take the tasks.
        ClaimxError: What stopped a task, of the local executor.
    """
    root = _refuse_unfit(out, settings, inputs, limits)
    sources = [
        one for one in inputs.sources if isinstance(one, Problem) or not owns(root, one.path)
    ]
    inputs = Inputs(sources, inputs.skipped)
    console = Console(stderr=True, highlight=False)
    if len(sources) < machines.tasks:
        machines = replace(machines, tasks=max(1, len(sources)))
        if not quiet:
            made = f"{count(len(sources), 'input')} make {count(machines.tasks, 'task')}"
            say(console, f"{made}: an input is never split.")
    executor = _prepared(root, settings, inputs, machines, limits)
    with stopping(root, console):
        launch(machines, executor)
    if machines.executor is Executor.SLURM and executor.job_id != -1:
        if not quiet:
            how = f"claimx status {root} tells how far it is"
            say(console, f"{count(machines.tasks, 'task')}, job {executor.job_id}; {how}.")
        return
    _tell(root, settings, machines.tasks, console, quiet)


def _refuse_unfit(out: Path | None, settings: Settings, inputs: Inputs, limits: Limits) -> Path:
    if out is None:
        raise InputError("--executor writes into a folder: name one with --output.")
    if settings.dedup:
        raise InputError(
            "--dedup compares with all that came before, and a task sees its own inputs alone: "
            "leave it out, and see claimx dedup."
        )
    if limits.max_errors is not None:
        raise InputError("--strict and --max-errors stop one run, not the tasks of an --executor.")
    if any(isinstance(one, Source) and one.name == STDIN for one in inputs.sources):
        raise InputError("standard input cannot be read on other machines: name files.")
    only_tasks(out)
    return out


def _prepared(
    root: Path, settings: Settings, inputs: Inputs, machines: Machines, limits: Limits
) -> Any:
    """An executor for what is left to do, with the folder made ready for it."""
    from claimx.corpus.job.tasks import ExtractTask, share, split

    task = ExtractTask(settings, inputs, root, force=limits.force)
    executor = executor_of(machines, [task], root / ENGINE)
    _refuse_running(root)
    if limits.fresh:
        clear(root)
    _refuse_other_count(root, machines.tasks)
    again = []
    for rank in range(machines.tasks):
        folder = task_folder(root, rank)
        changed = _changed(folder, settings, share(inputs, rank, machines.tasks))
        if changed and not limits.force:
            raise InputError(
                f"{folder.root} holds another run: {changed}; --fresh begins anew, --force goes on "
                "with what is done so far."
            )
        if changed or not finished(folder):
            again.append(rank)
    unmark(root, again)
    write_tasks(root, split(inputs, machines.tasks))
    return executor


def _changed(folder: RunFolder, settings: Settings, inputs: Inputs) -> str | None:
    """In what a task that has begun differs from what is wanted of it now."""
    if not folder.exists:
        return None
    old = folder.plan()
    return difference(old, replace(old, settings=settings).with_inputs(inputs.sources))


def _refuse_running(root: Path) -> None:
    if tasks_of(root) is None:
        return
    for folder in run_folders(root):
        if folder.is_locked():
            raise OutputError(
                f"{folder.root} is being written ({folder.holder() or 'by another run'}): wait for "
                "it, or stop it."
            )


def _refuse_other_count(root: Path, wanted: int) -> None:
    tasks = tasks_of(root)
    if tasks is not None and len(tasks.sizes) != wanted:
        raise InputError(
            f"{root} holds {count(len(tasks.sizes), 'task')} and this makes {wanted:,}: the inputs "
            "or --tasks have changed; --fresh begins anew."
        )


@contextmanager
def stopping(root: Path, console: Console) -> Iterator[None]:
    """When a signal asks for the end, have tasks stop well, and say how to go on."""

    def stop(number: int, frame: FrameType | None) -> NoReturn:
        sys.exit(128 + number)

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except (KeyboardInterrupt, SystemExit) as ended:
        code = ended.code if isinstance(ended, SystemExit) else 128 + signal.SIGINT
        how = "the same command goes on from here"
        say(console, f"stopped; what is done is in {root}, {how}.")
        raise typer.Exit(code if isinstance(code, int) else 1) from None
    finally:
        signal.signal(signal.SIGTERM, before)


def _tell(root: Path, settings: Settings, tasks: int, console: Console, quiet: bool) -> None:
    """Say what all tasks came to.

    Raises:
        typer.Exit: 1 if records failed or tasks did not finish.
    """
    folders = [task_folder(root, rank) for rank in range(tasks)]
    counts = sum((total(one.parts()) for one in folders), Counts())
    left = [rank for rank, one in enumerate(folders) if not finished(one)]
    if left:
        names = ", ".join(map(str, left[:5])) + (" ..." if len(left) > 5 else "")
        logs = root / ENGINE / "logs"
        say(
            console,
            f"{count(len(left), 'task')} of {tasks:,} did not finish ({names}): {logs} says why; "
            "the same command goes on from here.",
        )
    elif not quiet:
        rows = count(counts.rows, settings.shape.rows)
        said = f"{count(counts.documents, 'document')}, {count(counts.sentences, 'sentence')}"
        said += f", {rows} in {count(tasks, 'task')} below {root}"
        said += f"; {count(counts.errors, 'record')} failed (claimx errors {root})" * bool(
            counts.errors
        )
        say(console, f"{said}.")
    if left or counts.errors:
        raise typer.Exit(1)
