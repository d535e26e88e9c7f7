"""The folder of a run: what lies where, who may write, and how it is brought to the disk."""

from __future__ import annotations

import json
import os
import shutil
import socket
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from claimx.corpus.atomic import atomic, write_text, writing
from claimx.corpus.inputs.records import Problem
from claimx.corpus.job.parts import Part, problem_dict, skip_dict, total
from claimx.corpus.job.plan import Plan
from claimx.corpus.labelling import Skip
from claimx.corpus.outputs.writers import json_bytes
from claimx.errors import InputError, OutputError

STATE = ".claimx"
ERRORS, SKIPPED, MANIFEST = "errors.jsonl", "skipped.jsonl", "manifest.json"
_ROWS = ("claims", "sentences", "documents")
_PATIENCE = 0.5
"""Seconds that the lock is waited for: `claimx status` holds it for a moment."""


def read_json(path: Path) -> Any:
    """What a file of ours holds.

    Raises:
        InputError: If it is not JSON any more.
    """
    try:
        return json.loads(path.read_bytes())
    except ValueError as damaged:
        raise InputError(f"{path} is damaged ({damaged}): begin anew with --fresh.") from damaged
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}).") from error


def _json(values: Any) -> str:
    return json.dumps(values, indent=1, sort_keys=False) + "\n"


def _number(path: Path) -> int:
    return int(path.stem)


class RunFolder:
    """A run's output and state.

    Attributes:
        root: The output folder.
        state: The folder of the state in it.
    """

    def __init__(self, root: Path) -> None:
        """Name the folder; nothing is made."""
        self.root = root
        self.state = root / STATE

    @property
    def exists(self) -> bool:
        """Whether it holds a run, however far it came."""
        return (self.state / "plan.json").is_file()

    @property
    def half_cleared(self) -> bool:
        """Whether it was being removed when that was cut short."""
        return not self.exists and (self.state / "parts").exists()

    def holds(self, part: Part) -> bool:
        """Whether the rows of a part are there, by their size."""
        try:
            return self.file(part).stat().st_size == part.bytes
        except OSError:
            return False

    def plan(self) -> Plan:
        """The run's plan.

        Raises:
            InputError: If there is none, or it is damaged.
        """
        if not self.exists:
            raise InputError(f"{self.root} holds no run of claimx extract.")
        return Plan.from_dict(read_json(self.state / "plan.json"))

    def write_plan(self, plan: Plan) -> None:
        """Keep the plan, before anything else is written."""
        write_text(self.state / "plan.json", _json(plan.to_dict()))

    def _part(self, number: int) -> Path:
        return self.state / "parts" / f"{number:05d}.json"

    def records(self) -> Iterator[Part]:
        """Finished shards by number, with all that failed in them; one is held at a time.

        Raises:
            InputError: If a record is damaged.
        """
        for path in sorted((self.state / "parts").glob("*.json"), key=_number):
            try:
                yield Part.from_dict(read_json(path))
            except (KeyError, TypeError) as damaged:
                raise InputError(
                    f"{path} is damaged ({damaged}): begin anew with --fresh."
                ) from damaged

    def parts(self) -> list[Part]:
        """Finished shards by number, without what failed in them.

        Raises:
            InputError: If a record is damaged.
        """
        return [part.light() for part in self.records()]

    def count_parts(self) -> int:
        """How many shards are finished."""
        return sum(1 for _ in (self.state / "parts").glob("*.json"))

    def commit(self, part: Part) -> None:
        """List a shard as done; its file is on the disk already.

        Raises:
            OutputError: If the record cannot be written.
        """
        with atomic(self._part(part.number)) as file:
            file.stream.write(json_bytes(part.to_dict()))
            file.commit()

    def file(self, part: Part) -> Path:
        """Where a part's rows lie."""
        return self.root / part.file

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Be the only one who writes here.

        Raises:
            OutputError: If another run holds the folder, or it cannot be written.
        """
        with writing(str(self.root)):
            self.state.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.state / "lock")
        with writing(str(self.root)):
            try:
                lock.acquire(timeout=_PATIENCE)
            except Timeout:  # an OSError as well
                raise OutputError(
                    f"{self.root} is being written by another run ({self.holder() or 'unknown'}): "
                    "wait for it, stop it, or name another folder; for many machines on one job "
                    "see docs/corpora.md."
                ) from None
            except NotImplementedError as no_locks:
                raise OutputError(
                    f"{self.root} lies on a file system without locks: name a folder on another."
                ) from no_locks
        try:
            me = {"pid": os.getpid(), "host": socket.gethostname()}
            write_text(self.state / "holder.json", _json(me))
            yield
        finally:
            with suppress(OSError):
                (self.state / "holder.json").unlink(missing_ok=True)
            lock.release()

    def holder(self) -> str | None:
        """Who writes here, in words; None where nobody said so."""
        try:
            found = read_json(self.state / "holder.json")
            return f"process {found['pid']} on {found['host']}"
        except (InputError, KeyError, TypeError):
            return None

    def is_locked(self) -> bool:
        """Whether a run is writing here at this moment."""
        if not (self.state / "lock").exists():
            return False
        try:
            with FileLock(self.state / "lock", timeout=0):
                return False
        except (Timeout, OSError):
            return True

    def clear(self) -> None:
        """Remove a run and its output, and nothing else that lies in the folder.

        Raises:
            OutputError: If something cannot be removed.
        """
        with writing(str(self.root)):
            # the plan first: what is left of a removal that was cut short is no run
            (self.state / "plan.json").unlink(missing_ok=True)
            for name in (ERRORS, SKIPPED, MANIFEST):
                (self.root / name).unlink(missing_ok=True)
            for name in _ROWS:
                for path in (self.root / name).glob("part-*"):
                    path.unlink()
            (self.state / "progress.json").unlink(missing_ok=True)
            # and this last: while it is there, the removal is not over
            shutil.rmtree(self.state / "parts", ignore_errors=True)

    def sweep(self) -> None:
        """Remove what killed runs left half-written."""
        for folder in (self.root, self.state, self.state / "parts", *self._row_folders()):
            for path in folder.glob(".*.partial"):
                with suppress(OSError):
                    path.unlink()

    def owns(self, path: Path | None) -> bool:
        """Whether a file is part of this run's output or state."""
        if path is None:
            return False
        root, found = self.root.resolve(), path.resolve()
        if root not in found.parents:
            return False
        if found.match(".*.partial"):  # of a run that was killed
            found = found.with_name(found.name[1:].rsplit(".", 2)[0])
        first, *below = found.relative_to(root).parts
        if first in _ROWS:
            return bool(below) and below[0].startswith("part-")
        return first in {STATE, ERRORS, SKIPPED, MANIFEST}

    def _row_folders(self) -> list[Path]:
        return [self.root / name for name in _ROWS]

    def forget(self, numbers: Iterable[int]) -> None:
        """Make shards undone, so that they are labelled again.

        Raises:
            OutputError: If a record cannot be removed.
        """
        with writing(str(self.state)):
            for number in numbers:
                self._part(number).unlink(missing_ok=True)

    def write_progress(self, values: dict[str, Any]) -> None:
        """Tell `claimx status` how far the run is; for show only, so a failure is no matter."""
        with suppress(OutputError):
            write_text(self.state / "progress.json", _json(values))

    def progress(self) -> dict[str, Any]:
        """What the run last said; empty where it said nothing."""
        try:
            found = read_json(self.state / "progress.json")
        except InputError:
            return {}
        return found if isinstance(found, dict) else {}

    def skipped_files(self) -> list[Problem]:
        """Files that the last run found and did not read."""
        try:
            lines = (self.root / SKIPPED).read_bytes().splitlines()
        except OSError:
            return []
        found = [json.loads(line) for line in lines]
        return [
            Problem(one["source"], None, one["reason"])
            for one in found
            if one["line"] is None and not one["document"] and one["reason"].startswith("skipped,")
        ]

    def publish(
        self,
        plan: Plan,
        skipped: Sequence[Problem],
        *,
        finished: bool,
        duplicates: int | None = None,
    ) -> None:
        """Make errors.jsonl, skipped.jsonl and manifest.json from the parts.

        Args:
            plan: Of the run.
            skipped: Files that were not read.
            finished: Whether all shards are done.
            duplicates: Texts that came before; None where nobody counted.

        Raises:
            OutputError: If they cannot be written.
        """
        problems = (one for part in self.records() for one in part.problems)
        self._lines(ERRORS, map(problem_dict, problems))
        files = (Skip(one.source, None, "", one.reason) for one in skipped)
        skips = chain(files, (one for part in self.records() for one in part.skips))
        self._lines(SKIPPED, map(skip_dict, skips))
        parts = self.parts()
        manifest = {
            **plan.to_dict(),
            "finished": finished,
            "total": total(parts).to_dict() | {"duplicates": duplicates},
            "parts": [part.summary() for part in parts],
        }
        write_text(self.root / MANIFEST, _json(manifest))

    def _lines(self, name: str, rows: Iterable[dict[str, Any]]) -> None:
        with atomic(self.root / name) as file:
            with writing(str(self.root / name)):
                file.stream.writelines(map(json_bytes, rows))
            file.commit()
