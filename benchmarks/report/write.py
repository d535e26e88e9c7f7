"""Every table and plot as files, or a check that they are what the runs say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.curve.lines import lines
from benchmarks.curve.table import curve_page
from benchmarks.machine import ROOT
from benchmarks.record import RESULTS, Run, stored
from benchmarks.report import plots
from benchmarks.report.tables import leaderboard_page, readme_table
from benchmarks.speed.table import judging_rates, rates, readme_speed, speed_page
from benchmarks.transfer.table import transfer_page
from claimx.corpus.atomic import write_text
from claimx.errors import DataError

END = "<!-- end -->"


def with_table(page: str, name: str, lines: Sequence[str]) -> str:
    """A page with what stands between the two marks of this name replaced.

    Raises:
        DataError: If the marks are not there.
    """
    begin = f"<!-- {name} from claimx benchmark report -->"
    found = re.compile(f"{re.escape(begin)}.*?{re.escape(END)}", re.S)
    if not found.search(page):
        raise DataError(f"README.md lacks the marks {begin} and {END} around its table.")
    block = "\n".join([begin, "", *lines, "", END])
    return found.sub(lambda _: block, page)


def pages(runs: Sequence[Run]) -> dict[str, str]:
    """Markdown pages by file name."""
    found = {"leaderboard.md": leaderboard_page(runs)}
    if any(run.task == "speed" for run in runs):
        found["speed.md"] = speed_page(runs)
    if any(run.task.startswith("transfer-") for run in runs):
        found["transfer.md"] = transfer_page(runs)
    if lines(runs):
        found["learning_curve.md"] = curve_page(runs)
    return found


def drawings(runs: Sequence[Run]) -> Iterator[tuple[str, str]]:
    """SVG plots with their file names."""
    if (news := plots.reference_run(runs, "news")) is not None:
        yield "reliability.svg", plots.svg(plots.reliability(news))
        yield "confusion.svg", plots.svg(plots.confusion(news))
    if curve := lines(runs):
        yield "learning_curve.svg", plots.svg(plots.learning_curve(curve))
    on_news = [run for run in runs if run.task == "news" and run.done]
    found = {**judging_rates(on_news), **rates(runs)}
    if found:
        yield "pareto.svg", plots.svg(plots.quality_against_speed(on_news, found))


def write_all(folder: Path, out: Path = RESULTS, *, check: bool = False) -> Iterator[str]:
    """Write the pages, the plots and the README's tables; or compare pages and tables with files.

    Plots are not compared: their bytes change with matplotlib's version.

    Args:
        folder: The stored runs.
        out: Where pages and plots go; the README is this checkout's, for its own results alone.
        check: Compare and write nothing.

    Yields:
        A line for each file.

    Raises:
        DataError: If there is no run, or with `check` a file differs.
    """
    runs = list(stored(folder))
    if not runs:
        raise DataError(f"{folder} holds no run: `claimx benchmark news --against all` makes some.")
    texts = {out / name: text for name, text in pages(runs).items()}
    if out.resolve() == RESULTS.resolve():
        readme = ROOT / "README.md"
        page = readme.read_text(encoding="utf-8")
        page = with_table(page, "quality", readme_table(runs))
        texts[readme] = with_table(page, "speed", readme_speed(runs))
    if check:
        yield from _compare(texts)
        return
    for path, text in (*texts.items(), *((out / name, text) for name, text in drawings(runs))):
        write_text(path, text)
        yield f"{path}: written"


def _compare(texts: dict[Path, str]) -> Iterator[str]:
    for path, text in texts.items():
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            raise DataError(
                f"{path} is not what the stored runs say: run `claimx benchmark report`."
            )
        yield f"{path}: as the runs say"
