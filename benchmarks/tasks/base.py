"""What a task is: gold sentences, where they come from, and what is averaged over them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, TypeVar

from benchmarks.judging import Outcome, outcome
from benchmarks.opponents.base import Opponent
from claimx.errors import ClaimxError
from claimx.evaluation.articles import Article, group
from claimx.evaluation.data import read_data
from claimx.evaluation.run import checked
from claimx.labelled import Labelled, read_labelled
from claimx.labels import LABELS

Kind = TypeVar("Kind")


class MissingDataError(ClaimxError):
    """A task's data is not at hand; the message says how to get it."""


@dataclass(frozen=True, slots=True)
class Data:
    """Where tasks read from.

    Attributes:
        folder: Folder of labelled files (`news/`, `corpora/`, ...) or of copies of the public
            sources; None for what `CLAIMX_DATA` and the cache hold.
        download: Whether gold texts may be fetched.
    """

    folder: Path | None = None
    download: bool = False

    def gold(self, name: str) -> list[Labelled]:
        """Sentences of a gold set, such as "news-gold/dev".

        Raises:
            MissingDataError: If the texts are not at hand.
        """
        try:
            return read_data(name, source=self.folder, download=self.download)
        except ClaimxError as absent:
            raise MissingDataError(
                f"the texts of {name} are not at hand: add --download, or name a folder that holds "
                f"them with --data ({absent})"
            ) from absent

    def corpus(self, name: str, source: str) -> Path:
        """File of a normalised public corpus.

        Args:
            name: Such as "polnear": the file is `corpora/<name>.jsonl.gz`.
            source: Where the corpus is published, for the message.

        Raises:
            MissingDataError: If it is not in the folder.
        """
        path = (self.folder or Path()) / "corpora" / f"{name}.jsonl.gz"
        if self.folder is None or not path.is_file():
            raise MissingDataError(
                f"{name} is not at hand: it is published at {source}; put its sentences, one "
                f"record a line with text, doc and a field a label, into FOLDER/corpora/{name}"
                ".jsonl.gz and give --data FOLDER."
            )
        return path


class Task(ABC):
    """Labelled sentences that anything which labels sentences can be judged on.

    Attributes:
        name: As the command line names it.
        title: One line on what is asked.
        source: Where the data come from.
        licence: Of the data.
        split: Which part of them.
        citation: Whom to cite.
        labels: Labels that the macro-F1 averages over: those that the set holds enough of.
        readers: F1 of two human readers by label, where it was measured.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    source: ClassVar[str]
    licence: ClassVar[str]
    split: ClassVar[str]
    citation: ClassVar[str]
    labels: ClassVar[tuple[str, ...]] = LABELS
    readers: ClassVar[dict[str, float] | None] = None

    @property
    def metric(self) -> str:
        """The figure that ranks."""
        averaged = "all labels" if self.labels == LABELS else ", ".join(self.labels)
        return f"macro-F1 over {averaged}" if len(self.labels) > 1 else f"F1 of {averaged}"

    @abstractmethod
    def read(self, data: Data) -> Sequence[Labelled]:
        """Its sentences, those of one document in order.

        Raises:
            MissingDataError: If they are not at hand.
        """

    def articles(self, data: Data) -> list[Article]:
        """Its sentences by document."""
        return group(self.read(data))

    def outcome(self, entrant: Opponent, articles: Sequence[Article]) -> Outcome:
        """Figures and counts of an entrant.

        Raises:
            DataError: If its predictions do not fit the sentences.
        """
        predictions = checked(entrant.predict(articles), articles)
        return outcome(self.labels, entrant.labels, articles, predictions)


def read_corpus(path: Path, labels: Sequence[str]) -> list[Labelled]:
    """Sentences of a normalised corpus on which one of `labels` is decided; others are masked.

    A corpus that names no documents has every sentence as a document of its own.
    """
    wanted = [label in labels for label in LABELS]
    masked = (
        Labelled(
            one.text,
            tuple(t if w else None for t, w in zip(one.targets, wanted, strict=True)),
            one.doc,
            one.meta,
        )
        for one in read_labelled(path)
    )
    return [one for one in masked if any(target is not None for target in one.targets)]


def named(what: str, kinds: Mapping[str, type[Kind]], name: str) -> Kind:
    """A new object of one of these classes.

    Args:
        what: What they make, for the message.
        kinds: The classes by their names.
        name: The one that is wanted.

    Raises:
        ClaimxError: If there is none of this name.
    """
    if name not in kinds:
        raise ClaimxError(f"there is no {what} {name!r}: use one of {', '.join(kinds)}.")
    return kinds[name]()
