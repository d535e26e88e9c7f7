"""From the paths of a command line to the files behind them."""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from claimx.corpus.inputs import hf_dataset
from claimx.corpus.inputs.addresses import file_name, is_address, look
from claimx.corpus.inputs.records import Kind, Problem, Source
from claimx.errors import ClaimxError

SUFFIXES = {
    ".txt": Kind.TXT,
    ".text": Kind.TXT,
    ".html": Kind.HTML,
    ".htm": Kind.HTML,
    ".xhtml": Kind.HTML,
    ".jsonl": Kind.JSONL,
    ".ndjson": Kind.JSONL,
    ".csv": Kind.CSV,
    ".tsv": Kind.TSV,
    ".parquet": Kind.PARQUET,
    ".warc": Kind.WARC,
    ".wet": Kind.WARC,
    ".docx": Kind.DOCX,
    ".odt": Kind.ODT,
    ".rtf": Kind.RTF,
    ".eml": Kind.EML,
    ".pdf": Kind.PDF,
}
"""What is read in a folder, and how. A file that is named is read whatever its suffix, as text
where the suffix is none of these."""

PACKINGS = {".gz": "gz", ".bz2": "bz2", ".xz": "xz", ".zst": "zst"}
"""What may follow such a suffix, and how the file is compressed then."""

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Inputs:
    """What paths, folders, patterns and addresses stand for.

    Attributes:
        sources: What is read, in order, and a `Problem` for each name behind which there is
            nothing.
        skipped: Files and folders inside a folder that are not read, and why.
    """

    sources: list[Source | Problem] = field(default_factory=list)
    skipped: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Skipped:
    name: str
    why: str


_Found = Source | Problem | _Skipped


@dataclass(frozen=True, slots=True)
class _Wish:
    """What the user wants of every input."""

    kind: Kind | None
    download: bool


def _by_suffix(name: str) -> tuple[Kind | None, str | None]:
    """How a file is read and how it is compressed, as far as its name tells."""
    path = PurePath(name)
    packing = PACKINGS.get(path.suffix.lower())
    inner = PurePath(path.stem) if packing else path
    return SUFFIXES.get(inner.suffix.lower()), packing


def _source(name: str, wish: _Wish) -> Source:
    path = Path(name)
    kind, packing = _by_suffix(name)
    status = path.stat()
    size = status.st_size if stat.S_ISREG(status.st_mode) else None
    found = wish.kind or kind or Kind.TXT
    return Source(name, path, found, size, packing=packing, state=str(status.st_mtime_ns))


def _in_folder(name: str, wish: _Wish) -> Iterator[_Found]:
    """Documents in a folder and all below it, by name; what starts with a dot is left out."""
    unreadable: list[OSError] = []
    empty = True
    for folder, below, files in os.walk(name, onerror=unreadable.append):
        if hf_dataset.is_saved(Path(folder)):
            below[:], files[:] = [], []
            empty = False
            yield from _saved(folder)
        yield from (_hidden(folder, one) for one in sorted(below) if one.startswith("."))
        below[:] = sorted(one for one in below if not one.startswith("."))
        for file in sorted(files):
            found = _member(folder, file, wish)
            empty = empty and isinstance(found, _Skipped)
            yield found
    for error in unreadable:
        yield Problem(str(error.filename), None, f"the folder cannot be read ({error.strerror})")
    if empty and not unreadable:
        yield Problem(name, None, f"no document in this folder (looked for {', '.join(SUFFIXES)})")


def _hidden(folder: str, file: str) -> _Skipped:
    return _Skipped(str(Path(folder, file)), "its name starts with a dot")


def _member(folder: str, file: str, wish: _Wish) -> _Found:
    """What a file in a folder is read as, if it is read."""
    if file.startswith("."):
        return _hidden(folder, file)
    name = str(Path(folder, file))
    unread = _unread(file)
    if unread is not None:
        return _Skipped(name, unread)
    found = _found(name, wish)
    if isinstance(found, Source) and found.size is None:
        return _Skipped(name, "it is no regular file")
    return found


def _unread(file: str) -> str | None:
    """Why a file in a folder is skipped."""
    if _by_suffix(file)[0] is not None:
        return None
    suffix = PurePath(file).suffix
    what = f"{suffix} is no suffix that is read" if suffix else "it has no suffix"
    return f"{what}; name the file itself to read it as plain text"


def _found(name: str, wish: _Wish) -> Source | Problem:
    try:
        return _source(name, wish)
    except OSError as error:
        return Problem(name, None, f"cannot be read ({error.strerror})")


def _saved(name: str) -> Iterator[Source | Problem]:
    try:
        yield from hf_dataset.saved(name, Path(name))
    except OSError as error:
        yield Problem(name, None, f"the data set cannot be read ({error.strerror})")
    except ClaimxError as refusal:
        yield Problem(name, None, str(refusal))


def _behind(name: str, wish: _Wish) -> Iterator[_Found]:
    """What one argument stands for."""
    if name == STDIN:
        yield Source(STDIN, None, wish.kind or Kind.TXT, None)
    elif os.path.isdir(name):  # noqa: PTH112 (pathlib raises on a null character)
        yield from _in_folder(name, wish)
    elif os.path.lexists(name):
        yield _found(name, wish)
    elif hf_dataset.is_named(name) or is_address(name):
        yield from _elsewhere(name, wish)
    elif glob.has_magic(name):
        yield from _matching(name, wish)
    else:
        yield Problem(name, None, "there is no such file or folder")


def _elsewhere(name: str, wish: _Wish) -> Iterator[_Found]:
    try:
        if hf_dataset.is_named(name):
            yield from hf_dataset.on_hub(name, download=wish.download)
        else:
            yield from _addressed(name, wish)
    except ClaimxError as refusal:
        yield Problem(name, None, str(refusal).removesuffix("."))


def _addressed(name: str, wish: _Wish) -> Iterator[_Found]:
    empty = True
    for one in look(name):
        kind, packing = _by_suffix(file_name(one.address))
        unread = _unread_below(one.inside) if one.inside is not None else None
        if unread is not None:
            yield _Skipped(one.name, unread)
            continue
        empty = False
        found = wish.kind or kind or Kind.TXT
        yield Source(one.name, None, found, one.size, one.address, packing, one.state)
    if empty:
        yield Problem(name, None, f"no document in this folder (looked for {', '.join(SUFFIXES)})")


def _unread_below(inside: str) -> str | None:
    if any(part.startswith(".") for part in inside.split("/")):
        return "its name starts with a dot"
    return _unread(inside)


def _matching(pattern: str, wish: _Wish) -> Iterator[_Found]:
    names = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 (keeps the path as given)
    if not names:
        yield Problem(pattern, None, "no file matches this pattern")
    for name in names:
        yield from _behind(name, wish)


def survey(paths: Iterable[str], kind: Kind | None = None, *, download: bool = False) -> Inputs:
    """What is behind paths, folders, patterns and addresses, in order; what comes twice once.

    Args:
        paths: Files; folders, searched to the bottom for the suffixes of `SUFFIXES`; patterns such
            as "news/**/*.txt", for shells that do not expand them; addresses that fsspec knows,
            such as "s3://bucket/news/*.jsonl.gz"; "hf:owner/name" for a data set of the Hugging
            Face Hub; "-" for standard input.
        kind: Read all of them so, whatever their suffixes.
        download: Allow data sets to be read from the Hub; without it only those in the local cache
            are. An address is asked for in any case, since it was given.
    """
    seen: set[str] = set()
    inputs = Inputs()
    for name in paths:
        for one in _behind(name, _Wish(kind, download)):
            key = _identity(one)
            if key in seen:
                continue
            if key is not None:
                seen.add(key)
            if isinstance(one, _Skipped):
                inputs.skipped.append(Problem(one.name, None, f"skipped, {one.why}"))
            else:
                inputs.sources.append(one)
    return inputs


def expand(
    paths: Iterable[str], kind: Kind | None = None, *, download: bool = False
) -> list[Source | Problem]:
    """The sources of `survey`."""
    return survey(paths, kind, download=download).sources


def _identity(one: _Found) -> str | None:
    """The same for two names of one source; None for what may come twice."""
    if isinstance(one, Problem):
        return None
    if isinstance(one, _Skipped):
        return f"skipped {one.name}"
    if one.address is not None:
        return one.address
    if one.path is None:
        return STDIN
    return os.path.normcase(os.path.realpath(one.path))
