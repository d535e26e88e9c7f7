"""From a text that was read to a labelled document, or to the reason why there is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from claimx.corpus.inputs.records import Problem, Record
from claimx.corpus.outputs.rows import Labelled
from claimx.extractor import Extractor, text_id
from claimx.types import Sentence

Progress = Callable[[int, int], None]

ENGLISH, UNKNOWN = "en", "und"


class Languages(StrEnum):
    """What is done about texts that are not English."""

    UNCHECKED = "unchecked"
    KEEP = "keep"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Skip:
    """A text that was left out on purpose.

    Attributes:
        source: Name of its input.
        line: Its line there, if the input holds many.
        document: Its id.
        reason: Why, as the end of a sentence.
    """

    source: str
    line: int | None
    document: str
    reason: str


@dataclass(frozen=True, slots=True)
class Labelling:
    """How texts are labelled.

    Attributes:
        languages: What is done about texts that are not English.
        headings: Label titles as well.
    """

    languages: Languages = Languages.UNCHECKED
    headings: bool = False


AS_IT_IS = Labelling()
"""Every text, whatever its language, and no title."""


def document_id(record: Record) -> str:
    """The record's id, or one made from its text."""
    return text_id(record.text.text) if record.text.id is None else record.text.id


def _heading(extractor: Extractor, title: str | None) -> Sentence | None:
    return extractor.label([title])[0] if title and not title.isspace() else None


def labelled(
    extractor: Extractor, record: Record, how: Labelling, progress: Progress | None = None
) -> Labelled | Skip:
    """Score a text; its sentences are made as they are taken.

    Args:
        extractor: Labels the text.
        record: What was read.
        how: What else is wanted.
        progress: Told of the sentences done and those there are.
    """
    document = document_id(record)
    language = None
    if how.languages is not Languages.UNCHECKED:
        from claimx.corpus.language import language as identify

        language = identify(record.text.text)
        if how.languages is Languages.SKIP and language not in {ENGLISH, UNKNOWN}:
            return Skip(record.source, record.line, document, f"not English but {language}")
    return Labelled(
        source=record.source,
        document=document,
        title=record.text.title,
        model=extractor.stamp,
        sentences=extractor.iter_sentences(record.text.text, progress=progress),
        characters=len(record.text.text),
        kept=record.kept,
        pages=record.pages,
        language=language,
        heading=_heading(extractor, record.text.title) if how.headings else None,
    )


def attempt(
    extractor: Extractor, record: Record, how: Labelling, progress: Progress | None = None
) -> Labelled | Skip | Problem:
    """As `labelled`, but what goes wrong with this text is named and harms no other."""
    try:
        return labelled(extractor, record, how, progress)
    except MemoryError:
        return Problem(record.source, record.line, "does not fit into memory")
    except Exception as error:  # engines raise classes of their own
        reason = " ".join(str(error).split()).removesuffix(".")
        return Problem(record.source, record.line, f"cannot be labelled ({reason})")
