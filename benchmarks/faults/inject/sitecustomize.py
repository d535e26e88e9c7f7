"""Breaks a process on demand; Python imports this at its start if the folder is on PYTHONPATH.

CLAIMX_FAULTS is a JSON object; without it nothing happens.

    under    folder whose file operations count
    state    folder for what all processes of a run must know
    kind, path, nth
             which operation breaks: its kind, the file relative to `under`, and the how manyth of
             these in its process, from 1
    what     an errno's name, "kill" (the process) or "cut" (all processes of the run)
    stays    whether every later write in any process fails as well, as on a full disk
    text, record, times
             a text in the input at which a worker is hit; "kill", "crash", "pause" (for 3 seconds),
             "sleep" (for ten minutes), or "begin": it dies at its start; how often

An operation is written to state/log before it is done. What has not been brought to the disk is
noted in state/unsynced and state/unnamed, so that a power cut can be played; see `disk.py`.
"""

from __future__ import annotations

import ctypes
import errno
import faulthandler
import hashlib
import importlib.abc
import importlib.util
import io
import json
import os
import pathlib
import re
import signal
import sys
import time
from collections import Counter
from contextlib import suppress
from typing import Any

_PARTIAL = re.compile(r"\.(.+)\.[0-9a-f]{8}\.partial")
_GROWING = {"open w", "write", "mkdir"}
"""Operations that need room on the disk."""

_open_path, _open_fd, _fsync = pathlib.Path.open, os.open, os.fsync
_replace, _mkdir, _unlink = os.replace, os.mkdir, os.unlink


class _Faults:
    """Counts operations, and breaks the one that was asked for."""

    def __init__(self, wish: dict[str, Any]) -> None:
        self.wish = wish
        self.under = pathlib.Path(wish["under"])
        self.state = pathlib.Path(wish["state"])
        self.counts: Counter[tuple[str, str]] = Counter()
        self.paths: dict[int, str] = {}
        log = str(self.state / "log")
        self.log = _open_fd(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)

    def name(self, path: Any) -> str | None:
        """A path relative to the folder that is watched; None for one that is elsewhere."""
        try:
            found = pathlib.Path(os.path.abspath(os.fsdecode(path)))  # noqa: PTH100
            inside = found.relative_to(self.under)
        except (TypeError, ValueError):
            return None
        partial = _PARTIAL.fullmatch(inside.name)
        return inside.with_name(partial[1]).as_posix() if partial else inside.as_posix()

    def reached(self, kind: str, path: Any) -> None:
        """Note an operation that is about to happen, and break it if it is the one."""
        name = self.name(path)
        if name is None:
            return
        self.counts[kind, name] += 1
        number = self.counts[kind, name]
        os.write(self.log, f"{json.dumps([kind, name, number])}\n".encode())
        wanted = [self.wish.get(key) for key in ("kind", "path", "nth")]
        full = self.wish.get("stays") and kind in _GROWING and (self.state / "fired").exists()
        if full or (wanted == [kind, name, number] and self.once("fired")):
            self.hit(self.wish["what"])

    def once(self, name: str) -> bool:
        """Whether this is the first time in all processes of the run."""
        with suppress(FileExistsError):
            os.close(_open_fd(str(self.state / name), os.O_CREAT | os.O_EXCL))
            return True
        return False

    def hit(self, what: str) -> None:
        if what == "cut":
            os.killpg(os.getpgrp(), signal.SIGKILL)
        if what in {"cut", "kill"}:
            os.kill(os.getpid(), signal.SIGKILL)
            time.sleep(60)  # the signal may take a moment
        number = getattr(errno, what)
        raise OSError(number, os.strerror(number))

    def note(self, kind: str, path: Any) -> pathlib.Path:
        """Where it is noted that a file has not come to the disk."""
        digest = hashlib.sha256(os.fsencode(path)).hexdigest()
        return self.state / kind / digest

    def write(self, note: pathlib.Path, text: str) -> None:
        """Write a note whole or not at all: a process may be killed at it."""
        new = self.state / f"new-{os.getpid()}"
        new.write_text(text, encoding="utf-8")
        _replace(new, note)

    def unsynced(self, path: str) -> None:
        self.write(self.note("unsynced", path), path)

    def synced(self, path: str) -> None:
        if not pathlib.Path(path).is_dir():
            self.note("unsynced", path).unlink(missing_ok=True)
            return
        for note in list((self.state / "unnamed").iterdir()):
            with suppress(OSError, ValueError):
                if os.path.dirname(json.loads(note.read_bytes())["path"]) == path:  # noqa: PTH120
                    note.unlink()

    def renames(self, source: str, target: str) -> None:
        note, old = self.note("unnamed", target), None
        if not note.exists():
            if pathlib.Path(target).exists():
                old = str(self.state / f"old-{os.urandom(6).hex()}")
                os.link(target, old)
            self.write(note, json.dumps({"path": target, "old": old}))
        before = self.note("unsynced", source)
        if before.exists():
            self.unsynced(target)
            before.unlink()


class _File(io.FileIO):
    """A file whose writes count; one that breaks has written its first half."""

    faults: _Faults

    def write(self, data: Any) -> int:
        half = memoryview(data).nbytes // 2
        try:
            self.faults.reached("write", self.name)
        except OSError:
            super().write(memoryview(data)[:half])
            raise
        return super().write(data)

    def close(self) -> None:
        if not self.closed:
            self.faults.paths.pop(self.fileno(), None)
        super().close()


class _Watched:
    """The operations, each of which counts before it is done."""

    def __init__(self, faults: _Faults) -> None:
        self.faults = faults

    def open_fd(self, path: Any, flags: int, *args: Any, **options: Any) -> int:
        if options.get("dir_fd") is None:
            self.faults.reached("open w" if flags & os.O_CREAT else "open r", path)
        found = _open_fd(path, flags, *args, **options)
        if self.faults.name(path) is not None:
            self.faults.paths[found] = os.path.abspath(os.fsdecode(path))  # noqa: PTH100
        return found

    def open_path(self, path: pathlib.Path, mode: str, *args: Any, **options: Any) -> Any:
        faults = self.faults
        if faults.name(path) is None:
            return _open_path(path, mode, *args, **options)
        faults.reached("open r" if set(mode) <= set("rbt") else "open w", path)
        if mode != "xb":
            return _open_path(path, mode, *args, **options)
        raw, whole = _File(str(path), mode), os.path.abspath(path)  # noqa: PTH100
        faults.paths[raw.fileno()] = whole
        faults.unsynced(whole)
        return io.BufferedWriter(raw)

    def fsync(self, file: Any) -> None:
        path = self.faults.paths.get(file if isinstance(file, int) else file.fileno())
        if path is not None:
            self.faults.reached("fsync", path)
        _fsync(file)
        if path is not None:
            self.faults.synced(path)

    def replace(self, source: Any, target: Any, **options: Any) -> None:
        self.faults.reached("replace", target)
        if self.faults.name(target) is not None:
            self.faults.renames(os.path.abspath(source), os.path.abspath(target))  # noqa: PTH100
        _replace(source, target, **options)

    def mkdir(self, path: Any, *args: Any, **options: Any) -> None:
        if not os.path.isdir(path):  # noqa: PTH112
            self.faults.reached("mkdir", path)
        _mkdir(path, *args, **options)

    def unlink(self, path: Any, **options: Any) -> None:
        if options.get("dir_fd") is None and os.path.lexists(path):
            self.faults.reached("unlink", path)
        _unlink(path, **options)


def _watch_files(faults: _Faults) -> None:
    watched = _Watched(faults)

    def open_path(self: pathlib.Path, mode: str = "r", *args: Any, **options: Any) -> Any:
        return watched.open_path(self, mode, *args, **options)

    _File.faults = faults
    pathlib.Path.open = open_path  # type: ignore[method-assign]
    patches: dict[str, Any] = {
        "open": watched.open_fd,
        "fsync": watched.fsync,
        "replace": watched.replace,
        "mkdir": watched.mkdir,
        "unlink": watched.unlink,
        "remove": watched.unlink,
    }
    for name, patch in patches.items():
        setattr(os, name, patch)


class _AfterImport(importlib.abc.MetaPathFinder):
    """Has the workers' extractor look at each text first."""

    def __init__(self, faults: _Faults) -> None:
        self.faults = faults

    def find_spec(self, name: str, path: Any, target: Any = None) -> Any:
        if name != "claimx.extractor":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        if spec is None or spec.loader is None:
            return None
        load = spec.loader.exec_module

        def exec_module(module: Any) -> None:
            load(module)
            self.watch(module.Extractor)

        spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec

    def watch(self, extractor: Any) -> None:
        wish, label = self.faults.wish, extractor.iter_sentences

        def iter_sentences(self: Any, text: str, **options: Any) -> Any:
            if wish["text"] in text:
                _strike(wish, faults)
            return label(self, text, **options)

        faults = self.faults
        extractor.iter_sentences = iter_sentences


def _strike(wish: dict[str, Any], faults: _Faults) -> None:
    if not any(faults.once(f"struck-{number}") for number in range(wish["times"])):
        return
    if wish["record"] == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if wish["record"] == "crash":
        faulthandler.disable()
        ctypes.string_at(0)
    time.sleep(3 if wish["record"] == "pause" else 600)


def _install(wish: dict[str, Any]) -> None:
    faults = _Faults(wish)
    _watch_files(faults)
    if wish.get("record") and "--multiprocessing-fork" in sys.orig_argv:
        if wish["record"] == "begin":
            os._exit(3)
        sys.meta_path.insert(0, _AfterImport(faults))


if "CLAIMX_FAULTS" in os.environ:
    _install(json.loads(os.environ["CLAIMX_FAULTS"]))
