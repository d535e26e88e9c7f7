"""Systems that find spans in sentences, and claimx among them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from benchmarks.opponents.textacy_quotes import pipeline
from benchmarks.relations.score import TYPES, Span, Spans
from claimx.extractor import Extractor
from claimx.types import Mention, Sentence

SAID = frozenset(TYPES[:3])
"""Types of an attribution's spans."""

System = Callable[[Sequence[str]], list[Spans]]
"""From the sentences of one article, in order, to the spans of each."""


def spans_of(mentions: Sequence[Mention], start: int = 0) -> Spans:
    """Mentions by type, as offsets in their sentence."""
    found: dict[str, list[Span]] = defaultdict(list)
    for one in mentions:
        found[one.type].append((one.start - start, one.end - start))
    return found


def of_sentence(sentence: Sentence) -> Spans:
    """What claimx found inside a sentence, each relation's own; speech that runs on aside."""
    whole = [
        part
        for one in sentence.relations
        if any(part.type in {"cue", "signal"} for part in one.mentions)
        for part in one.mentions
    ]
    return spans_of(whole, sentence.start)


def told(attribution: System, mechanism: System) -> System:
    """Two systems, each for the types of its own label."""

    def find(sentences: Sequence[str]) -> list[Spans]:
        pairs = zip(attribution(sentences), mechanism(sentences), strict=True)
        return [
            {kind: (said if kind in SAID else link).get(kind, ()) for kind in TYPES}
            for said, link in pairs
        ]

    return find


def claimx(extractor: Extractor) -> System:
    """claimx, its own labels deciding where to look."""

    def find(sentences: Sequence[str]) -> list[Spans]:
        return [of_sentence(one) for one in extractor.label(sentences)]

    return find


_VERBS = (
    r"(?:said|says|say|told|tells|added|adds|explained|explains|noted|notes|wrote|writes|"
    r"reported|reports|report|found|finds|showed|shows|show|suggested|suggests|suggest|"
    r"concluded|concludes|argued|argues|warned|warns|believes?|thinks?|estimates?|"
    r"(?:has|have) (?:shown|found|suggested|reported))"
)
_NAMES = (
    r"(?:(?:[Tt]he|[Aa]|[Tt]hese|[Tt]his|[Hh]is|[Hh]er|[Oo]ur) )?"
    r"(?:[A-Z][\w.'’-]*|researchers|scientists|authors|study|studies|team|results|findings|"
    r"report|research)(?: (?:[A-Z][\w.'’-]*|and|of|the|lead|researchers|authors|team|study)){0,5}"
    r"|[Hh]e|[Ss]he|[Tt]hey|[Ww]e|[Ii]t|I"
)
_THAT = re.compile(rf"(?P<source>{_NAMES}) (?P<cue>{_VERBS})(?: that)? (?P<content>[^“\"].+)")
_AFTER = re.compile(
    rf"^[“\"]?(?P<content>.+?),?[”\"]? (?:(?P<cue>{_VERBS}) (?P<source>{_NAMES})"
    rf"|(?P<source2>{_NAMES}) (?P<cue2>{_VERBS}))[.,]"
)
_ACCORDING = re.compile(rf"(?P<cue>[Aa]ccording to) (?P<source>{_NAMES})")
_LINKS = re.compile(
    r"(?P<left>.+?),? (?P<signal>because|because of|due to|so that|by|leads? to|led to|causes?|"
    r"caused|blocks?|which causes|triggers?|prevents?|reduces?|increases?|activates?) (?P<right>.+)"
)
_BACKWARD = {"because", "because of", "due to", "by"}


def _clean(text: str, begin: int, end: int) -> Span:
    while begin < end and text[begin] in " “\"'”,":
        begin += 1
    while begin < end and text[end - 1] in " “\"'”,.":
        end -= 1
    return begin, end


def _attributed(text: str) -> dict[str, list[Span]]:
    if found := _ACCORDING.search(text):
        source, cue = found.span("source"), found.span("cue")
        before, behind = _clean(text, 0, cue[0]), _clean(text, source[1], len(text))
        longest = max(before, behind, key=lambda one: one[1] - one[0])
        return {"source": [source], "cue": [cue], "content": [longest]}
    found = (_AFTER.search(text) if text[:1] in '“"' else None) or _THAT.search(text)
    found = found or _AFTER.search(text)
    if not found:
        return {}
    last = "2" if found.groupdict().get("source2") else ""
    return {
        "source": [found.span(f"source{last}")],
        "cue": [found.span(f"cue{last}")],
        "content": [_clean(text, *found.span("content"))],
    }


def _linked(text: str) -> dict[str, list[Span]]:
    found = _LINKS.search(text)
    if not found:
        return {}
    left, right = _clean(text, *found.span("left")), _clean(text, *found.span("right"))
    cause, effect = (right, left) if found["signal"] in _BACKWARD else (left, right)
    return {"cause": [cause], "effect": [effect], "signal": [found.span("signal")]}


def rules(extractor: Extractor) -> System:
    """Patterns a careful person writes in an afternoon, where claimx's labels say to look."""

    def find(sentences: Sequence[str]) -> list[Spans]:
        found: list[Spans] = []
        for text, one in zip(sentences, extractor.label(sentences), strict=True):
            spans = dict[str, list[Span]]()
            if "attribution" in one.labels:
                spans |= _attributed(text)
            if "mechanism" in one.labels:
                spans |= _linked(text)
            found.append(spans)
        return found

    return find


def textacy() -> System:
    """Direct quotations as textacy finds them: speaker, cue and content.

    Raises:
        NotRunError: If spaCy's small English pipeline is not installed.
    """
    from textacy.extract import direct_quotations

    nlp = pipeline()

    def of(doc: Any) -> Spans:
        found: dict[str, list[Span]] = defaultdict(list)
        try:
            quotations = list(direct_quotations(doc))
        except ValueError:  # quotation marks that do not pair
            return found
        for one in quotations:
            for kind, words in (("source", one.speaker), ("cue", one.cue)):
                if words:
                    found[kind].append((words[0].idx, words[-1].idx + len(words[-1])))
            begin = one.content.start_char
            found["content"].append(_clean(doc.text, begin, begin + len(one.content.text)))
        return found

    return lambda sentences: [of(doc) for doc in nlp.pipe(sentences)]
