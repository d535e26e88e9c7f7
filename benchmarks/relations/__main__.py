"""`python -m benchmarks.relations`."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from benchmarks.machine import machine
from benchmarks.opponents.base import NotRunError
from benchmarks.record import RESULTS
from benchmarks.relations import cost, strength, systems
from benchmarks.relations.gold import LABELS, Article, Sentence, corpus, news
from benchmarks.relations.score import TYPES, Spans, Tally, counted
from claimx.api import load
from claimx.corpus.atomic import write_text
from claimx.evaluation.intervals import Figure
from claimx.extractor import Extractor
from claimx.labels import LABELS as ALL_LABELS
from claimx.relations.names import names
from claimx.types import STRENGTHS, Attribution

OF_LABEL = {"attribution": ("source", "cue", "content"), "mechanism": ("cause", "effect", "signal")}


def _given(spans: Spans, sentence: Sentence) -> Spans:
    """Spans of the types that the gold labels call for."""
    return {
        kind: spans.get(kind, ()) for label in sentence.labels for kind in OF_LABEL.get(label, ())
    }


def judge(articles: Iterable[Article], system: systems.System, *, given: bool) -> tuple[Tally, int]:
    """Counts of a system over articles, and the number of sentences.

    Args:
        articles: Their sentences that nobody read count only where they hold no relation.
        system: What finds spans.
        given: Judge sentences with gold relations alone, each for the types of its gold labels.
    """
    tally, count = Tally(), 0
    for article in articles:
        found = system([one.text for one in article.sentences])
        for one, spans in zip(article.sentences, found, strict=True):
            if given and one.spans is None:
                continue
            if one.spans is None and one.labels & LABELS:
                continue
            mine = _given(spans, one) if given else spans
            tally.add(article.key, counted(one.text, one.spans or {}, mine))
            count += 1
    return tally, count


_BEHIND_HEAD = re.compile(
    r" (?:of|in|by|from|at|on|with|who|that|to|published|released|led|being|\w+ing)\b.*"
)


def _key(name: str) -> str:
    """The last name of a person, else the head noun: the last word before what describes it."""
    people = [one for one in names(name) if one.person]
    words = re.findall(r"[\w'’.-]+", _BEHIND_HEAD.sub("", name))
    last = people[0].last if people else (words[-1] if words else "")
    return re.sub(r"[’']s?$", "", last).casefold()


def speakers(articles: Iterable[Article], extractor: Extractor) -> tuple[int, int, int]:
    """Attributions with a gold speaker; those found by their cue; those named right."""
    gold = found = right = 0
    for article in articles:
        made = extractor.label([one.text for one in article.sentences])
        for one, sentence in zip(article.sentences, made, strict=True):
            for (begin, end), name in one.speakers:
                gold += 1
                same = [
                    relation
                    for relation in sentence.relations
                    if isinstance(relation, Attribution)
                    and relation.cue
                    and relation.cue.start < end
                    and begin < relation.cue.end
                ]
                found += bool(same)
                right += any(
                    relation.speaker is not None and _key(relation.speaker.text) == _key(name)
                    for relation in same
                )
    return gold, found, right


def _cell(figure: Figure) -> str:
    if figure.value != figure.value:
        return ""
    return f"{figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}]"


def _table(rows: Sequence[tuple[str, Tally]], types: Sequence[str], way: int) -> list[str]:
    lines = [f"| system | {' | '.join(types)} |", f"| --- |{' --- |' * len(types)}"]
    for name, tally in rows:
        figures = tally.figures()
        lines.append(f"| {name} | {' | '.join(_cell(figures[kind][way]) for kind in types)} |")
    return lines


def _section(
    title: str,
    about: str,
    articles: Sequence[Article],
    ways: Sequence[tuple[str, systems.System]],
    types: Sequence[str],
    *,
    given: bool,
) -> list[str]:
    rows, count = [], 0
    for name, system in ways:
        tally, count = judge(articles, system, given=given)
        rows.append((name, tally))
        print(title, name, flush=True)
    return [
        f"## {title}",
        "",
        f"{about} {len(articles)} articles, {count} sentences.",
        "",
        "By character (letters and digits), F1:",
        "",
        *_table(rows, types, 1),
        "",
        "Exact, F1:",
        "",
        *_table(rows, types, 0),
        "",
    ]


def _strengths(data: Path, base: Path | str) -> list[str]:
    limits = {label: float(label != "finding") for label in ALL_LABELS}
    finding = load(base, spans=True, thresholds=limits)
    rows = []
    for name, published in (("pubmed_causal", ".883"), ("eureka_causal", ".892")):
        made = strength.corpus(name, data, finding)
        each = " | ".join(_cell(one) for one in made.each)
        rows.append(f"| {name} | {made.sentences:,} | {_cell(made.macro)} | {each} | {published} |")
        print("strength", name, flush=True)
    return [
        "## Strength of findings",
        "",
        "Causal language of abstracts (pubmed_causal) and press releases (eureka_causal), each "
        "sentence taken for a finding; F1, its mean first. Nothing was trained on them; the "
        "published systems were. Intervals draw documents in eureka_causal, and sentences in "
        "pubmed_causal, which names no documents.",
        "",
        f"| corpus | sentences | macro | {' | '.join(STRENGTHS)} | published macro, trained |",
        f"| --- | --- | --- |{' --- |' * len(STRENGTHS)} --- |",
        *rows,
        "",
    ]


def report(data: Path, base: Path | str) -> str:
    """The page."""
    own = load(base, spans=True)
    saying, linking = (
        load(base, spans=True, thresholds={label: 0.0, other: 1.0})
        for label, other in (("attribution", "mechanism"), ("mechanism", "attribution"))
    )
    everywhere: list[tuple[str, Callable[[Extractor], systems.System]]] = [
        ("claimx", systems.claimx),
        ("rules", systems.rules),
    ]
    try:
        quotes = [("textacy", systems.textacy())]
    except (NotRunError, ImportError) as absent:
        quotes = []
        print(absent)
    looked = [(name, systems.told(make(saying), make(linking))) for name, make in everywhere]
    alone = [(name, make(own)) for name, make in everywhere]
    dev = list(news("dev", data))
    whole = [article for article in dev if article.whole]
    texts = [" ".join(one.text for one in article.sentences) for article in dev]
    more = cost.said(cost.ratios(base, texts))
    print("cost", more, flush=True)
    gold, found, right = speakers(whole, own)
    about = machine()
    lines = [
        "# Relations",
        "",
        "Printed by `python -m benchmarks.relations`; "
        f"{own.model.name} {own.model.settings.get('version')}, {about['processor']}. "
        "95 % intervals come from resampling articles, 2,000 draws. `rules` are patterns written "
        "by hand that look where claimx's labels (or gold) say to; textacy finds direct "
        "quotations only.",
        "",
        *_section(
            "News, the label given",
            "Sentences of dev that carry an attribution or a mechanism, each system told which.",
            dev, [*looked, *quotes], TYPES, given=True,
        ),
        *_section(
            "News, nothing given",
            "Whole articles of dev, every sentence; what claimx's own labels miss is missed.",
            whole, [*alone, *quotes], TYPES, given=False,
        ),
        "## Speakers",
        "",
        f"Of {gold} attributions in {len(whole)} whole articles of dev the cue of {found} was "
        f"found, and the speaker of {right} named right: {right / gold:.3f} of all, "
        f"{right / max(found, 1):.3f} of those found. Right: last names agree, or the last words "
        "where there is no name.",
        "",
        *_section(
            "PolNeAR",
            "Test split, political news; sentences with an attribution. Nothing was trained on it; "
            "beliefs and intentions count there too.",
            list(corpus("polnear", data, "test", "attribution")),
            [*looked, *quotes], TYPES[:3], given=True,
        ),
        *_section(
            "Causal News Corpus",
            "Dev split, news of protests; sentences with spans. Nothing was trained on it; any "
            "cause counts there, and its spans are longer. The best published system, trained on "
            "it, is scored in another way (.728).",
            list(corpus("cnc", data, "dev", "mechanism")),
            looked, TYPES[3:], given=True,
        ),
        *_strengths(data, base),
        "## Cost",
        "",
        f"Processor time of {len(texts)} articles on one thread, relations against labels alone: "
        f"{more}; the median of {cost.ROUNDS} rounds that take turns.",
        "",
    ]  # fmt: skip
    return "\n".join(lines).rstrip() + "\n"


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.relations", description=__doc__)
    parser.add_argument("--data", type=Path, default=os.environ.get("CLAIMX_DATA"))
    parser.add_argument("--model", default="base", help="tier or folder")
    parser.add_argument("--results", type=Path, default=RESULTS)
    chosen = parser.parse_args()
    if chosen.data is None:
        parser.error("name the data folder: --data or CLAIMX_DATA")
    page = report(Path(chosen.data), chosen.model)
    write_text(chosen.results / "relations.md", page)
    print(page)


if __name__ == "__main__":
    main()
