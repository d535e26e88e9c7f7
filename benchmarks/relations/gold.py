"""Gold of relations: articles of news dev, and public corpora."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.relations.score import Span, Spans
from claimx.gold.loader import load_gold
from claimx.gold.spans import SentenceSpans, SpeakerMention, read_spans
from claimx.labelled import read_records

LABELS = {"attribution", "mechanism"}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with the spans of its relations.

    Attributes:
        text: The sentence.
        labels: Its gold labels.
        spans: By type; None where nobody read it.
        speakers: Cue, and name of the speaker, of each attribution that has one.
    """

    text: str
    labels: frozenset[str]
    spans: Spans | None
    speakers: tuple[tuple[Span, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """Sentences in order.

    Attributes:
        key: Source and id.
        sentences: All of them.
        whole: Every sentence with an attribution or a mechanism was read.
    """

    key: tuple[str, str]
    sentences: tuple[Sentence, ...]
    whole: bool = True


def _spans(row: SentenceSpans) -> Spans:
    found: dict[str, list[Span]] = defaultdict(list)
    for said in row.attributions:
        found["source"].append(said.source)
        found["cue"].append(said.cue)
        found["content"] += said.content
    for link in row.mechanisms:
        found["cause"].append(link.cause)
        found["effect"].append(link.effect)
        found["signal"].append(link.signal)
    return found


def news(split: str, data: Path | None) -> Iterator[Article]:
    """Articles of the news gold in which relations were read."""
    rows = {(row.source, row.doc, row.i): row for row in read_spans("news-gold", split)}
    texts: dict[tuple[str, str], dict[int, tuple[str, frozenset[str]]]] = defaultdict(dict)
    for one in load_gold("news-gold", split, source=data):
        texts[one.source, one.doc][one.i] = one.text, frozenset(one.labels)

    def name(key: tuple[str, str], mention: SpeakerMention) -> str:
        return texts[key][mention.i][0][mention.start : mention.end]

    for key in sorted({row[:2] for row in rows}):
        sentences = []
        for i, (text, labels) in sorted(texts[key].items()):
            row = rows.get((*key, i))
            if row is None:
                sentences.append(Sentence(text, labels, None))
                continue
            speakers = tuple(
                (one.cue, name(key, one.speaker)) for one in row.attributions if one.speaker
            )
            sentences.append(Sentence(text, labels, _spans(row), speakers))
        whole = all(one.spans is not None for one in sentences if one.labels & LABELS)
        yield Article(key, tuple(sentences), whole)


def corpus(name: str, data: Path, split: str, label: str) -> Iterator[Article]:
    """Sentences of a public corpus that hold spans; each document is an article.

    Args:
        name: Such as "polnear".
        data: The data folder.
        split: Of the published ones.
        label: What its relations are: "attribution" or "mechanism".
    """
    documents: dict[str, list[Sentence]] = defaultdict(list)
    for _, row in read_records(data / f"corpora/{name}.jsonl.gz"):
        if row["split"] == split and row["spans"]:
            found: dict[str, list[Span]] = defaultdict(list)
            for begin, end, kind in row["spans"]:
                found[kind].append((begin, end))
            documents[str(row["doc"])].append(Sentence(row["text"], frozenset({label}), found))
    for doc, sentences in documents.items():
        yield Article((name, doc), tuple(sentences))
