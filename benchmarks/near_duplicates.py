"""Near-duplicates: which edits of an article are still found, in how many seconds and megabytes.

    python -m benchmarks.near_duplicates --data FOLDER     # prints and writes results/

Articles are those of news/unlabelled.jsonl.gz. 300 of them are edited as editors do, kind after
kind, and laid beside all articles. The corpora of the last table are made of its sentences.
"""

from __future__ import annotations

import argparse
import os
import time
import tracemalloc
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from itertools import combinations
from pathlib import Path
from random import Random
from statistics import median

from benchmarks.machine import machine
from claimx.corpus.atomic import write_text
from claimx.corpus.near import PERMUTATIONS, SHINGLE, SIMILAR, cluster, shingles
from claimx.labelled import read_records

PAGE = Path(__file__).parent / "results" / "near_duplicates.md"
EDITED = 300
THRESHOLDS = (0.8, SIMILAR)
SIZES = (10_000, 50_000)

Article = list[str]
Edit = Callable[[Article, Random, Article], Article]
"""From an article, with chance and the sentences of all others to draw from, to its edited copy."""


def _articles(data: Path) -> dict[str, Article]:
    """The sentences of each article, the headline first where it has one."""
    found: dict[str, Article] = {}
    for _, row in read_records(data / "news/unlabelled.jsonl.gz"):
        title = row.get("title")
        found.setdefault(row["doc"], [title] if title else []).append(row["text"])
    return found


def _words_changed(count: Callable[[int], int]) -> Edit:
    def edit(article: Article, chance: Random, pool: Article) -> Article:
        words = [sentence.split() for sentence in article]
        places = [(i, j) for i, one in enumerate(words) for j in range(len(one))]
        for i, j in chance.sample(places, min(len(places), count(len(places)))):
            words[i][j] = chance.choice(chance.choice(pool).split() or ["so"])
        return [" ".join(one) for one in words]

    return edit


def _cut(share: float) -> Edit:
    return lambda article, chance, pool: article[: max(2, round(len(article) * (1 - share)))]


def _headline(article: Article, chance: Random, pool: Article) -> Article:
    return [chance.choice(pool), *article[1:]]


def _added(article: Article, chance: Random, pool: Article) -> Article:
    return article + chance.sample(pool, 3)


def _all(*edits: Edit) -> Edit:
    def edit(article: Article, chance: Random, pool: Article) -> Article:
        for one in edits:
            article = one(article, chance, pool)
        return article

    return edit


_FEW = _words_changed(lambda words: 5)

EDITS: Mapping[str, Edit] = {
    "other headline": _headline,
    "other headline, 5 words": _all(_headline, _FEW),
    "1 % of the words": _words_changed(lambda words: max(1, words // 100)),
    "2 % of the words": _words_changed(lambda words: max(1, words // 50)),
    "5 % of the words": _words_changed(lambda words: max(1, words // 20)),
    "three sentences added": _added,
    "last tenth cut": _cut(0.1),
    "last fifth cut": _cut(0.2),
    "last third cut": _cut(1 / 3),
    "other headline, 5 words, last tenth cut": _all(_headline, _FEW, _cut(0.1)),
    "other headline, 5 words, last fifth cut": _all(_headline, _FEW, _cut(0.2)),
}


@dataclass(frozen=True, slots=True)
class Found:
    """What became of one kind of edit.

    Attributes:
        edit: What was done.
        similarity: Median of the exact similarity of article and copy.
        similar: Share of the copies that are exactly as similar as is asked, or more.
        recall: Share of all copies that lie in a cluster with their article.
        recall_similar: The same among those that are similar enough.
        precise: Pairs in a cluster that are article and copy.
        precise_similar: Pairs in a cluster that are exactly as similar as is asked, or more.
        pairs: Pairs in a cluster.
    """

    edit: str
    similarity: float
    similar: float
    recall: float
    recall_similar: float
    precise: int
    precise_similar: int
    pairs: int


def jaccard(one: str, other: str) -> float:
    """Exact similarity of two texts."""
    first, second = set(shingles(one)), set(shingles(other))
    return len(first & second) / len(first | second)


def _pairs(of: Mapping[str, str]) -> set[tuple[str, str]]:
    members: dict[str, list[str]] = {}
    for key, name in of.items():
        members.setdefault(name, []).append(key)
    return {pair for one in members.values() for pair in combinations(sorted(one), 2)}


def _share(hits: list[bool]) -> float:
    return sum(hits) / len(hits) if hits else float("nan")


def judge(articles: Mapping[str, Article], name: str, threshold: float) -> Found:
    """Edit some articles, find the near-duplicates among all, compare."""
    edit, chance = EDITS[name], Random(name)
    pool = [sentence for article in articles.values() for sentence in article]
    chosen = Random(0).sample(sorted(articles), EDITED)
    texts = {key: " ".join(article) for key, article in articles.items()}
    copies = {f"{key}, edited": key for key in chosen}
    for copy, key in copies.items():
        texts[copy] = " ".join(edit(articles[key], chance, pool))
    pairs = _pairs(cluster(texts.items(), threshold).of)
    wanted = {pair: jaccard(*(texts[one] for one in pair)) for pair in map(_sorted, copies.items())}
    return Found(
        name,
        median(wanted.values()),
        _share([value >= threshold for value in wanted.values()]),
        _share([pair in pairs for pair in wanted]),
        _share([pair in pairs for pair, value in wanted.items() if value >= threshold]),
        len(pairs & wanted.keys()),
        sum(jaccard(texts[one], texts[other]) >= threshold for one, other in pairs),
        len(pairs),
    )


def _sorted(pair: tuple[str, str]) -> tuple[str, str]:
    low, high = sorted(pair)
    return low, high


def _made(articles: Mapping[str, Article], count: int) -> Iterator[tuple[str, str]]:
    """All articles, then texts of 10 to 40 of their sentences, every tenth a near-copy."""
    chance = Random(1)
    pool = [sentence for article in articles.values() for sentence in article]
    last: Article = []
    for number, article in zip(range(count), articles.values(), strict=False):
        yield f"article {number}", " ".join(article)
    for number in range(len(articles), count):
        copied = number % 10 == 0 and last
        last = _FEW(last, chance, pool) if copied else chance.sample(pool, chance.randint(10, 40))
        yield f"made {number}", " ".join(last)


def _seconds(articles: Mapping[str, Article], size: int) -> float:
    """Processor time of finding alone: that of making the texts is taken off."""
    began = time.process_time()
    deque(_made(articles, size), maxlen=0)
    made = time.process_time()
    cluster(_made(articles, size))
    return (time.process_time() - made) - (made - began)


def _timed(articles: Mapping[str, Article], size: int) -> str:
    """A line of the table of speed."""
    seconds = _seconds(articles, size)
    words = sum(len(text.split()) for _, text in _made(articles, size))
    tracemalloc.start()
    found = cluster(_made(articles, size))
    megabytes = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    clusters = len(set(found.of.values()))
    return (
        f"| {size:,} | {words / size:.0f} | {seconds:.1f} | {megabytes:.0f} "
        f"| {clusters:,} | {found.pairs:,} |"
    )


def _line(one: Found) -> str:
    cells = (
        f"{one.edit} | {one.similarity:.2f} | {one.similar:.1%} | {one.recall:.1%}",
        f"{one.recall_similar:.1%} | {one.precise}/{one.pairs} | {one.precise_similar}/{one.pairs}",
    )
    return f"| {' | '.join(cells)} |".replace("nan%", "")


def _quality(articles: Mapping[str, Article], threshold: float) -> list[str]:
    return [
        f"## Which edits are found at {threshold}",
        "",
        f"| edit | median similarity | copies at {threshold} or more | found with their article "
        f"| found, of those at {threshold} or more | pairs found: article and copy "
        f"| pairs found: at {threshold} or more |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
        *(_line(judge(articles, name, threshold)) for name in EDITS),
        "",
    ]


def report(data: Path) -> str:
    """The page of results."""
    articles = _articles(data)
    texts = {key: " ".join(article) for key, article in articles.items()}
    alone = [f"{cluster(texts.items(), at).pairs} at {at}" for at in THRESHOLDS]
    about = machine()
    lines = [
        "# Near-duplicates",
        "",
        f"Printed by `python -m benchmarks.near_duplicates`. Runs of {SHINGLE} words, "
        f"{PERMUTATIONS} permutations; datasketch {metadata.version('datasketch')}; "
        f"Python {about['python']}; {about['processor']}, one thread.",
        "",
        f"{EDITED} of {len(articles):,} news articles (headline and text) are edited, kind after "
        "kind, and the copies laid beside all articles. Changed words become others at random "
        f"places. Without copies the pairs found among the articles are {' and '.join(alone)}. "
        "Similarity is the exact one (Jaccard), of which MinHash gives an estimate with a standard "
        "error of 0.035 at 0.8.",
        "",
        *(line for threshold in THRESHOLDS for line in _quality(articles, threshold)),
        "## Speed and memory",
        "",
        "The articles, and texts of 10 to 40 of their sentences, every tenth a near-copy of the "
        "one before; at 0.8. Seconds of processor time without making the texts; megabytes that "
        "Python and numpy hold at most.",
        "",
        "| documents | words each | seconds | MB | clusters | pairs |",
        "| ---: | ---: | ---: | ---: | ---: | ---: |",
        *(_timed(articles, size) for size in SIZES),
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Read the command line, measure, write the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("CLAIMX_DATA"))
    chosen = parser.parse_args()
    if chosen.data is None:
        parser.error("name the folder of data with --data or the variable CLAIMX_DATA")
    page = report(Path(chosen.data))
    write_text(PAGE, page)
    print(page)


if __name__ == "__main__":
    main()
