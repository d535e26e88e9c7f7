"""Measures sentence segmentation: claimx.segment beside the raw libraries.

    python -m benchmarks.segmentation --data FOLDER --fakehealth FOLDER

FOLDER of --data holds news/dev.jsonl.gz and corpora/gum.jsonl.gz; --fakehealth is a checkout of the
FakeHealth repository, of which only the articles in news/dev.jsonl.gz are opened. Without it their
sentences are joined by spaces. Libraries that are not installed are left out.
Writes benchmarks/results/segmentation.md and segmentation.json.
"""

import argparse
import gzip
import json
import multiprocessing
import os
import platform
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from queue import Empty
from typing import Any

from claimx.segment import segment

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results"
TIME_LIMIT = 10.0
SPEED_RUNS = 3

Span = tuple[int, int]
Splitter = Callable[[str], list[Span]]

GROUPS = {
    "written": "academic bio essay fiction interview letter news speech textbook voyage whow",
    "spoken": "conversation court podcast vlog esports",
    "other": "dictionary legal medical poetry proof syllabus threat",
}
GROUP_OF = {genre: group for group, genres in GROUPS.items() for genre in genres.split()}


@dataclass(frozen=True, slots=True)
class Sample:
    """A text and where its sentences are."""

    text: str
    gold: tuple[Span, ...]


# ------------------------------------------------------------------------------------- systems


def strip(text: str, start: int, end: int) -> list[Span]:
    """Takes white space off both ends of a span; an empty list if nothing is left."""
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return [(start, start + len(piece.strip()))] if piece.strip() else []


def raw_sentencex() -> Splitter:
    """Sentencex on the whole text."""
    find = import_module("sentencex").get_sentence_boundaries
    return lambda text: [
        span for b in find("en", text) for span in strip(text, b["start_index"], b["end_index"])
    ]


def raw_blingfire() -> Splitter:
    """Blingfire on the whole text."""
    find = import_module("blingfire").text_to_sentences_and_offsets
    return lambda text: [span for start, end in find(text)[1] for span in strip(text, start, end)]


def paragraph_blingfire() -> Splitter:
    """Blingfire on one paragraph at a time, as blank lines set them apart."""
    find = raw_blingfire()

    def split(text: str) -> list[Span]:
        spans: list[Span] = []
        for paragraph in re.finditer(r"[^\n]+(?:\n[^\n]+)*", text):
            first = paragraph.start()
            spans.extend((first + start, first + end) for start, end in find(paragraph[0]))
        return spans

    return split


def raw_syntok() -> Splitter:
    """Syntok on the whole text."""
    analyze = import_module("syntok.segmenter").analyze
    return lambda text: [
        (sentence[0].offset, sentence[-1].offset + len(sentence[-1].value))
        for paragraph in analyze(text)
        for sentence in paragraph
    ]


def raw_pysbd() -> Splitter:
    """Pysbd on the whole text."""
    find = import_module("pysbd").Segmenter(language="en", clean=False, char_span=True).segment
    return lambda text: [span for s in find(text) for span in strip(text, s.start, s.end)]


def claimx() -> Splitter:
    """What the library does."""
    return segment


SYSTEMS: dict[str, tuple[str, Callable[[], Splitter]]] = {
    "claimx.segment": ("sentencex", claimx),
    "sentencex": ("sentencex", raw_sentencex),
    "blingfire": ("blingfire", raw_blingfire),
    "blingfire by paragraph": ("blingfire", paragraph_blingfire),
    "syntok": ("syntok", raw_syntok),
    "pysbd": ("pysbd", raw_pysbd),
}


def installed() -> dict[str, str]:
    """Maps each system whose library is installed to that library's name and version."""
    found = {}
    for name, (library, _) in SYSTEMS.items():
        try:
            found[name] = f"{library} {version(library)}"
        except PackageNotFoundError:
            continue
    return found


# ---------------------------------------------------------------------------------------- texts

# Sentences end at the bar, written after the space that follows them.
HARD_CASES = r"""
He said “the test works.” |Then he left the room.
"It works." |She smiled.
"Does it work?" she asked. |Nobody knew.
“Does it work?” Dr. Lee asked. |Nobody knew.
“No!” she cried. |The dog ran off.
She asked, “Why now?” |He had no answer.
“We saw no effect,” said Ann B. Lee, Ph.D. |“We need a larger trial.”
He said: “The first trial failed. |The second worked. |The third goes on.” |Then he left.
‘It works.’ |He was sure of it.
The dose was “safe and sound ,” they said. |It was not.
Dr. Smith met Mr. Jones and Prof. Lee of St. Mary's Hospital. |They talked.
The U.S. Senate voted on it. |The bill passed.
She moved to the U.S. |He stayed in Spain.
Smith et al. found a link. |See Fig. 3 and Sec. 2.1 for more.
The rate rose 3.5 percent. |It fell to 1.2 in May. |Then it rose again.
The value was .05. |N was 3.
At 5 p.m. the trial starts. |It ends at 6 p.m. |Then the nurses go home.
J. K. Rowling wrote to the clinic. |E. coli was found there.
Use safe drugs, e.g. aspirin, i.e. the old ones, vs. the new ones. |They are cheap.
Acme Inc. said so. |The firm of Lee & Co. is old.
The drug (sold since 2010, Jones et al. say) works. |More work is needed.
The drug was tested. |(It was tested in mice.) |More work is needed.
Wait... what is that? |No! |Yes.
Gov. Brown and Sen. Lee spoke on Jan. 5 in Sacramento, Calif. |Nobody came.
See www.example.com for more. |It has data. |Write to a.b@example.com first.
1. Wash your hands. |2. Dry them well.
It was very good to me. |She fell ill. |He lost muscle mass. |They said no. |We agreed.
The gene was found in 2019.[3] |It was cloned in 2020.[4, 5]
The temperature was 38.5 °C. |The patient recovered.
Study finds a link between sleep and stress\n\n|Sleep helps, a new study says. |It was small.
Study finds a link between sleep and stress\n|Sleep helps, a new study of nurses says.
What we know:\n|• Sleep helps\n|• Stress harms\n|• Walking is free
A mail program\nwrapped this line, and this.\n|A third one follows.
First paragraph ends.\r\n\r\n|Second paragraph ends.\r\n \t\r\n|Third.
🙂 It works! |🎉 We are glad. |Very glad.
ما هذا؟ |هذا اختبار.
He won 5 to 3. |The No. 2 team lost. |It was no surprise.
The approx. 50 patients were treated with 5 mg. of the drug. |All lived.
"""


def hard_cases() -> list[Sample]:
    """Reads `HARD_CASES`."""
    return [
        marked(line.replace("\\r", "\r").replace("\\n", "\n").replace("\\t", "\t"))
        for line in HARD_CASES.strip().splitlines()
    ]


def marked(line: str) -> Sample:
    """Turns a text with bars before its sentences into a text and their spans."""
    return join([(part, "") for part in line.split("|")])


def join(parts: list[tuple[str, str]]) -> Sample:
    """Joins (sentence, white space after it) pairs; white space inside the sentence may trail."""
    text = ""
    gold = []
    for sentence, gap in parts:
        gold.append((len(text), len(text) + len(sentence.rstrip())))
        text += sentence + gap
    return Sample(text.rstrip(), tuple(gold))


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yields the objects of a gzipped file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def article() -> list[Sample]:
    """The article that comes with the project."""
    folder = ROOT / "datasets" / "article"
    rows = map(json.loads, (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines())
    text = (folder / "article.txt").read_bytes().decode("utf-8")
    return [Sample(text, tuple((row["start"], row["end"]) for row in rows))]


def news(data: Path, fakehealth: Path | None) -> list[Sample]:
    """News documents, cut into runs of labelled sentences that follow on one another.

    With a checkout of FakeHealth, the documents of other sources are left out.
    """
    documents = defaultdict(list)
    for row in read_lines(data / "news" / "dev.jsonl.gz"):
        documents[row["kind"], row["doc"]].append(row)
    samples = []
    for (kind, name), rows in documents.items():
        if fakehealth is None:
            samples.append(join([(row["text"], " ") for row in rows]))
            continue
        path = fakehealth / "dataset" / "content" / kind / f"{name}.json"
        if not path.is_file():
            continue
        text = json.loads(path.read_text(encoding="utf-8"))["text"].strip("\n")
        samples.extend(runs(text, [(row["start"], row["end"]) for row in rows]))
    return samples


def runs(text: str, spans: list[Span]) -> Iterator[Sample]:
    """Yields the stretches of a text in which nothing but white space lies between spans."""
    run: list[Span] = []
    for span in [*spans, (len(text) + 1, len(text) + 1)]:
        if run and (span[0] > len(text) or text[run[-1][1] : span[0]].strip()):
            first = run[0][0]
            yield Sample(
                text[first : run[-1][1]], tuple((start - first, end - first) for start, end in run)
            )
            run = []
        run.append(span)


FINAL = re.compile(r"[.!?…][\"”’')\]»]*$")


def gum(data: Path) -> dict[str, dict[str, list[Sample]]]:
    """GUM by group of genres and layout; the layout of the sources is not in the data.

    Layouts: "one line" joins all sentences by a space; "blank lines" and "line ends" do so only
    after final punctuation and set the rest (headings, captions, list items) apart; "wrapped" is
    "blank lines" with lines of at most 76 characters.
    """
    documents = defaultdict(list)
    for row in read_lines(data / "corpora" / "gum.jsonl.gz"):
        if sentence := " ".join(row["text"].split()):
            documents[GROUP_OF[row["orig"]["genre"]], row["doc"]].append(sentence)
    groups: dict[str, dict[str, list[Sample]]] = defaultdict(lambda: defaultdict(list))
    for (group, _), sentences in documents.items():
        layouts = groups[group]
        layouts["one line"].append(join([(s, " ") for s in sentences]))
        layouts["line ends"].append(join([(s, gap_after(s, "\n")) for s in sentences]))
        apart = join([(s, gap_after(s, "\n\n")) for s in sentences])
        layouts["blank lines"].append(apart)
        layouts["wrapped"].append(Sample(wrap(apart.text), apart.gold))
    return groups


def gap_after(sentence: str, border: str) -> str:
    """A space after final punctuation, the border after anything else."""
    return " " if FINAL.search(sentence) else border


def wrap(text: str, width: int = 76) -> str:
    """Turns spaces into line ends so that lines keep to a width; the length stays the same."""
    lines = []
    for line in text.split("\n"):
        words = line.split(" ")
        wrapped = column = 0
        pieces = []
        for word in words:
            breaks = wrapped and column + 1 + len(word) > width
            pieces.append(("\n" if breaks else " " if wrapped else "") + word)
            column = len(word) if breaks or not wrapped else column + 1 + len(word)
            wrapped = 1
        lines.append("".join(pieces))
    return "\n".join(lines)


HOSTILE: dict[str, Callable[[], str]] = {
    "empty": lambda: "",
    "white space only": lambda: " \t\r\n\u2003" * 1000,
    "lone surrogates": lambda: "One \ud800 here. Two \udfff there. " * 100,
    "NULs": lambda: "One\x00 here. Two\x00\x00 there. " * 100,
    "BOM, CRLF, tabs": lambda: "\ufeffOne\there. Two.\r\n\r\nThree.\r\n" * 100,
    "emoji, combining marks": lambda: "👩‍🔬🏽 e\u0301te\u0301. 🇫🇷 Two. " * 100,
    "Arabic": lambda: "مرحبا بك. كيف حالك؟ " * 100,
    "1 MB line, lone “": lambda: "He said “go now. " + "Word word word. " * 62_500,
    '1 MB line, lone "': lambda: 'He said "go now. ' + "Word word word. " * 62_500,
    "1 MB line, lone (": lambda: "He said (go now. " + "Word word word. " * 62_500,
    '1 MB line, odd " among pairs': lambda: 'He said "go now. ' + 'Word "word" word. ' * 55_000,
    "1 MB line between “ and ”": lambda: "“" + "Word word word. " * 62_500 + "”",
    "1 MB line between ( and )": lambda: "(" + "Word word word. " * 62_500 + ")",
    "1 MB of quotes": lambda: '"' * 1_000_000,
    "1 MB token": lambda: "a" * 1_000_000,
    "1 MB of full stops": lambda: ". " * 500_000,
    "1 MB of line ends": lambda: "word word\n" * 100_000,
}


# -------------------------------------------------------------------------------------- measures


def f1(gold: set[Any], found: set[Any]) -> float:
    """The harmonic mean of precision and recall."""
    return 2 * len(gold & found) / (len(gold) + len(found))


def score(split: Splitter, samples: list[Sample]) -> dict[str, float]:
    """F1 of exact spans and of sentence ends, and how many texts came out right as a whole."""
    gold: set[tuple[int, int, int]] = set()
    found: set[tuple[int, int, int]] = set()
    right = 0
    for i, sample in enumerate(samples):
        spans = split(sample.text)
        gold.update((i, *span) for span in sample.gold)
        found.update((i, *span) for span in spans)
        right += tuple(spans) == sample.gold
    ends = [{(i, end) for i, _, end in spans} for spans in (gold, found)]
    return {"spans": f1(gold, found), "ends": f1(*ends), "texts_right": right}


def lossless(text: str, spans: list[Span]) -> bool:
    """Tells whether spans are in order, apart, stripped, and leave out white space only."""
    position = 0
    for start, end in spans:
        piece = text[start:end]
        if start < position or not piece or piece != piece.strip() or text[position:start].strip():
            return False
        position = end
    return not text[position:].strip()


def seconds(split: Splitter, texts: list[str]) -> float:
    """The best time of a few runs over all texts; one run if that takes long."""
    best = float("inf")
    for _ in range(SPEED_RUNS):
        start = time.perf_counter()
        for text in texts:
            split(text)
        best = min(best, time.perf_counter() - start)
        if best > 2:
            break
    return best


def survive(system: str, case: str, answers: "multiprocessing.Queue[str]") -> None:
    """Puts into the queue what became of one hostile text; runs in a process of its own."""
    split = SYSTEMS[system][1]()
    split("Warm up. Now.")
    text = HOSTILE[case]()
    start = time.perf_counter()
    try:
        spans = split(text)
    except Exception as error:
        answers.put(f"raises {type(error).__name__}")
        return
    took = time.perf_counter() - start
    longest = max((end - start for start, end in spans), default=0)
    verdict = "ok" if lossless(text, spans) else "loses text"
    answers.put(f"{verdict}, {took:.2f} s, longest {longest:,}")


def outcome(system: str, case: str) -> str:
    """Runs `survive` with a time limit."""
    context = multiprocessing.get_context("spawn")
    answers = context.Queue()
    process = context.Process(target=survive, args=(system, case, answers))
    process.start()
    try:
        answer: str = answers.get(timeout=TIME_LIMIT + 5)
    except Empty:
        answer = f"over {TIME_LIMIT:.0f} s" if process.is_alive() else "crashes"
    process.kill()
    process.join()
    return answer


def processor() -> str:
    """The name of the processor."""
    path = Path("/proc/cpuinfo")
    if path.is_file():
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


# ---------------------------------------------------------------------------------------- report


def corpora(data: Path, fakehealth: Path | None) -> dict[str, list[Sample]]:
    """All samples by the name that the report gives them."""
    found = {"article": article(), "hard cases": hard_cases()}
    for group, layouts in gum(data).items():
        for layout, samples in layouts.items():
            found[f"GUM {group}, {layout}"] = samples
    found["news (not corrected by hand)"] = news(data, fakehealth)
    return found


def measure(data: Path, fakehealth: Path | None) -> dict[str, Any]:
    """Runs everything and returns the figures."""
    samples = corpora(data, fakehealth)
    systems = installed()
    splitters = {name: SYSTEMS[name][1]() for name in systems}
    speed_texts = [sample.text for sample in samples["GUM written, blank lines"]]
    count = sum(len(sample.gold) for sample in samples["GUM written, blank lines"])
    times = {name: seconds(split, speed_texts) for name, split in splitters.items()}
    return {
        "processor": processor(),
        "python": platform.python_version(),
        "systems": systems,
        "sizes": {
            name: {"texts": len(texts), "sentences": sum(len(t.gold) for t in texts)}
            for name, texts in samples.items()
        },
        "scores": {
            name: {corpus: score(split, texts) for corpus, texts in samples.items()}
            for name, split in splitters.items()
        },
        "sentences_per_second": {name: count / took for name, took in times.items()},
        "hard_cases_wrong": {
            name: [s.text for s in samples["hard cases"] if tuple(split(s.text)) != s.gold]
            for name, split in splitters.items()
        },
        "hostile": {name: {case: outcome(name, case) for case in HOSTILE} for name in systems},
    }


def table(head: list[str], rows: list[list[str]]) -> str:
    """Lays out a Markdown table."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def report(figures: dict[str, Any]) -> str:
    """Writes the figures as Markdown."""
    systems = list(figures["systems"])
    rate = figures["sentences_per_second"]
    sizes = figures["sizes"]
    quality = []
    for corpus, size in sizes.items():
        row = [f"{corpus} ({size['sentences']:,} sentences)"]
        for name in systems:
            result = figures["scores"][name][corpus]
            row.append(f"{100 * result['spans']:.1f} / {100 * result['ends']:.1f}")
        quality.append(row)
    cases = sizes["hard cases"]["texts"]
    quality.append(
        [f"hard cases right as a whole (of {cases})"]
        + [str(figures["scores"][name]["hard cases"]["texts_right"]) for name in systems]
    )
    speed = [
        ["sentences/s"] + [f"{rate[name]:,.0f}" for name in systems],
        ["ratio to claimx.segment"]
        + [f"{rate[name] / rate['claimx.segment']:.2f}" for name in systems],
    ]
    hostile = [[case] + [figures["hostile"][name][case] for name in systems] for case in HOSTILE]
    head = ["", *systems]
    wrong = "\n".join(f"- `{text!r}`" for text in figures["hard_cases_wrong"]["claimx.segment"])
    libraries = ", ".join(sorted(set(figures["systems"].values())))
    return "\n".join(
        [
            "# Sentence segmentation",
            "",
            CHOICE,
            f"Printed by `python -m benchmarks.segmentation`. {libraries}; "
            f"Python {figures['python']}; {figures['processor']}, one thread.",
            "",
            "## Quality: F1 of exact sentences / of sentence ends, in per cent",
            "",
            table(head, quality),
            NOTES,
            "Hard cases that claimx.segment gets wrong:",
            "",
            wrong or "- none",
            "",
            "## Speed on GUM written, blank lines",
            "",
            table(head, speed),
            "## Hostile texts",
            "",
            f"Seconds for the one text, length of the longest sentence; limit {TIME_LIMIT:.0f} s.",
            "",
            table(head, hostile),
        ]
    )


CHOICE = """\
claimx.segment stands on sentencex (MIT): it is released often, has wheels for Linux, macOS (Apple
silicon too) and Windows, and is the fastest of the four, while blingfire and pysbd have had no
release since 2021, syntok none since 2022. Quotation marks are veiled from it, blocks and bounds
are set around it, which makes it better than all raw libraries on written text with headings and
quotes, and none of the texts below loses a character or takes longer than a second. It still
misses ends after an abbreviation before a capital ("Calif. Nobody", "Ph.D. “We"), splits after
rare ones ("approx.", "mg."), splits web addresses with spaces in them, and takes a headline for a
wrapped line if the next line, not much longer, begins with a word that would not have fitted.
"""

NOTES = """\
What the figures can and cannot tell:

- GUM is split by hand, but its layout is not in the data. "one line" joins all sentences by a
  space, so that headings and captions cannot be told from what follows; in "blank lines" and
  "line ends" a sentence without final punctuation ends with that border; "wrapped" is "blank
  lines" with lines of at most 76 characters. "other" is dictionaries, law, medical notes, poems,
  proofs, syllabi, threats.
- The rules of claimx.segment were written with an eye on errors in GUM written, law and medical
  notes, in news and in the hard cases: there it has an advantage. Errors in GUM spoken were
  looked at last, to decide on one rule that was then dropped.
- The sentences of news come from a segmenter and were not corrected: they are those of blingfire,
  paragraph by paragraph, which is why it scores 100. The row shows agreement with it, no quality.
- The hard cases are of our own writing, some written after seeing where the libraries differ.
"""


def main() -> None:
    """Reads the command line, measures, writes the results."""
    parser = argparse.ArgumentParser(description="Measure sentence segmentation.")
    parser.add_argument("--data", type=Path, default=os.environ.get("CLAIMX_DATA"))
    parser.add_argument("--fakehealth", type=Path, help="a checkout of EnyanDai/FakeHealth")
    options = parser.parse_args()
    if options.data is None:
        parser.error("name the folder of data with --data or the variable CLAIMX_DATA")
    figures = measure(Path(options.data), options.fakehealth)
    RESULTS.mkdir(parents=True, exist_ok=True)
    text = json.dumps(figures, indent=1, ensure_ascii=False) + "\n"
    (RESULTS / "segmentation.json").write_text(text, encoding="utf-8")
    (RESULTS / "segmentation.md").write_text(report(figures), encoding="utf-8")
    print(report(figures))


if __name__ == "__main__":
    main()
