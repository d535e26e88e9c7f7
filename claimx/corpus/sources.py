"""From the paths of a command line to the files behind them."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from claimx.corpus.records import Kind, Problem, Source

SUFFIXES = {
    ".txt": Kind.TXT,
    ".text": Kind.TXT,
    ".html": Kind.HTML,
    ".htm": Kind.HTML,
    ".xhtml": Kind.HTML,
    ".jsonl": Kind.JSONL,
    ".ndjson": Kind.JSONL,
}
"""What is read in a folder, and how. A file that is named is read whatever its suffix, as text
where the suffix is none of these."""

STDIN = "-"


def _source(name: str, kind: Kind | None) -> Source:
    path = Path(name)
    found = kind or SUFFIXES.get(path.suffix.lower(), Kind.TXT)
    return Source(name, path, found, path.stat().st_size if path.is_file() else None)


def _in_folder(name: str, kind: Kind | None) -> Iterator[Source | Problem]:
    """Documents in a folder and all below it, by name; what starts with a dot is left out."""
    unreadable: list[OSError] = []
    empty = True
    for folder, below, files in os.walk(name, onerror=unreadable.append):
        below[:] = sorted(one for one in below if not one.startswith("."))
        for file in sorted(files):
            if Path(file).suffix.lower() in SUFFIXES and not file.startswith("."):
                empty = False
                yield _found(str(Path(folder, file)), kind)
    for error in unreadable:
        yield Problem(str(error.filename), None, f"the folder cannot be read ({error.strerror})")
    if empty and not unreadable:
        yield Problem(name, None, f"no document in this folder (looked for {', '.join(SUFFIXES)})")


def _found(name: str, kind: Kind | None) -> Source | Problem:
    try:
        return _source(name, kind)
    except OSError as error:
        return Problem(name, None, f"cannot be read ({error.strerror})")


def _behind(name: str, kind: Kind | None) -> Iterator[Source | Problem]:
    """What one argument stands for."""
    if name == STDIN:
        yield Source(STDIN, None, kind or Kind.TXT, None)
    elif os.path.isdir(name):  # noqa: PTH112 (pathlib raises on a null character)
        yield from _in_folder(name, kind)
    elif os.path.lexists(name):
        yield _found(name, kind)
    elif glob.has_magic(name):
        yield from _matching(name, kind)
    else:
        yield Problem(name, None, "there is no such file or folder")


def _matching(pattern: str, kind: Kind | None) -> Iterator[Source | Problem]:
    names = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 (keeps the path as given)
    if not names:
        yield Problem(pattern, None, "no file matches this pattern")
    for name in names:
        yield from _behind(name, kind)


def expand(paths: Iterable[str], kind: Kind | None = None) -> list[Source | Problem]:
    """The files behind paths, folders and patterns, in order; a file that comes twice once.

    Args:
        paths: Files; folders, searched to the bottom for the suffixes of `SUFFIXES`; patterns such
            as "news/**/*.txt", for shells that do not expand them; "-" for standard input.
        kind: Read all of them so, whatever their suffixes.

    Returns:
        Sources, and a `Problem` for each path behind which there is nothing.
    """
    seen: set[str] = set()
    kept: list[Source | Problem] = []
    for name in paths:
        for one in _behind(name, kind):
            key = _identity(one)
            if isinstance(one, Problem) or key not in seen:
                kept.append(one)
                seen.add(key)
    return kept


def _identity(one: Source | Problem) -> str:
    """The same for two names of one file."""
    if isinstance(one, Problem) or one.path is None:
        return STDIN
    return os.path.normcase(os.path.realpath(one.path))
