"""What a finished shard says of itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from claimx.corpus.inputs.records import Problem
from claimx.corpus.job.cut import Place
from claimx.corpus.labelling import Skip
from claimx.labels import LABELS


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is of what.

    Attributes:
        documents: Texts that were labelled, empty ones included.
        sentences: Sentences in them.
        rows: Rows written.
        labels: Sentences by label.
        errors: Records that failed.
        skipped: Records that were left out on purpose.
        input_bytes: Bytes of the inputs that all of these took, as far as known.
    """

    documents: int = 0
    sentences: int = 0
    rows: int = 0
    labels: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(LABELS, 0))
    errors: int = 0
    skipped: int = 0
    input_bytes: int = 0

    def __add__(self, other: Counts) -> Counts:
        """Both together."""
        plain = ("documents", "sentences", "rows", "errors", "skipped", "input_bytes")
        return Counts(
            labels={name: self.labels[name] + other.labels[name] for name in LABELS},
            **{name: getattr(self, name) + getattr(other, name) for name in plain},
        )

    def to_dict(self) -> dict[str, Any]:
        """The counts as plain JSON values."""
        names = ("documents", "sentences", "rows", "labels", "errors", "skipped", "input_bytes")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True)
class Part:
    """A shard that is done.

    Attributes:
        number: Of the shard.
        begin: Place of its first item in the inputs.
        end: Place behind its last.
        file: Its rows, relative to the run's folder, with forward slashes.
        bytes: Size of that file.
        sha256: Of that file.
        counts: What is in it.
        problems: What failed.
        skips: What was left out.
        digests: Hex digits of each text's digest, one after another, to count duplicates by.
    """

    number: int
    begin: Place
    end: Place
    file: str
    bytes: int
    sha256: str
    counts: Counts
    problems: tuple[Problem, ...] = ()
    skips: tuple[Skip, ...] = ()
    digests: str = ""

    def light(self) -> Part:
        """The part without what failed, what was left out and the digests: its counts tell."""
        return replace(self, problems=(), skips=(), digests="")

    def summary(self) -> dict[str, Any]:
        """What the manifest says of it."""
        return {
            "number": self.number,
            "begin": list(self.begin),
            "end": list(self.end),
            "file": self.file,
            "bytes": self.bytes,
            "sha256": self.sha256,
            **self.counts.to_dict(),
        }

    def to_dict(self) -> dict[str, Any]:
        """All of it as plain JSON values."""
        return {
            **self.summary(),
            "problems": [problem_dict(one) for one in self.problems],
            "skips": [skip_dict(one) for one in self.skips],
            "digests": self.digests,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The part that `to_dict` described."""
        return cls(
            values["number"],
            Place(*values["begin"]),
            Place(*values["end"]),
            values["file"],
            values["bytes"],
            values["sha256"],
            Counts(**{name: values[name] for name in Counts().to_dict()}),
            tuple(Problem(**one) for one in values["problems"]),
            tuple(Skip(**one) for one in values["skips"]),
            values["digests"],
        )


def problem_dict(one: Problem) -> dict[str, Any]:
    """A line of errors.jsonl."""
    names = ("source", "line", "offset", "reason", "size", "record")
    return {name: getattr(one, name) for name in names}


def skip_dict(one: Skip) -> dict[str, Any]:
    """A line of skipped.jsonl."""
    return {name: getattr(one, name) for name in ("source", "line", "document", "reason")}


def total(parts: Iterable[Part]) -> Counts:
    """Counts of all parts together."""
    return sum((one.counts for one in parts), Counts())
