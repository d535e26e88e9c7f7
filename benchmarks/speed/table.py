"""Speed as tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich import box
from rich.table import Table
from rich.text import Text

from benchmarks.record import Run
from benchmarks.report.cells import DASH, many, markdown
from benchmarks.speed.ways import WAYS
from claimx.api import TIERS

BASELINE = "pipeline"
"""What ratios are to."""


def finished(runs: Sequence[Run]) -> list[Run]:
    """Finished speed runs in the order of `WAYS`."""
    by_name = {run.entrant: run for run in runs if run.task == "speed" and run.done}
    return [by_name[name] for name in WAYS if name in by_name]


def _threads(runs: Sequence[Run]) -> list[str]:
    return sorted({n for run in runs for n in run.figures["sentences_per_second"]}, key=int)


def rates(runs: Sequence[Run]) -> dict[str, float]:
    """Median sentences a second with all threads, by the entrant whose labels a way gives."""
    return {
        run.about["entrant"]: run.figures["sentences_per_second"][_threads([run])[-1]]["median"]
        for run in finished(runs)
        if run.about.get("entrant")
    }


def judging_rates(runs: Sequence[Run]) -> dict[str, float]:
    """Sentences a second by entrant while it was judged, for those that have no speed run.

    Nothing kept the machine idle meanwhile: a place on a logarithmic axis, not a measurement.
    """
    return {
        run.entrant: run.figures["sentences"] / run.seconds["predict"]
        for run in runs
        if run.done and run.seconds["predict"] > 0
    }


def ratio(run: Run, baseline: Run | None, threads: str) -> str:
    """How many times as fast as the baseline of the same run and threads."""
    if baseline is None:
        return DASH
    mine, other = (
        one.figures["sentences_per_second"][threads]["median"] for one in (run, baseline)
    )
    return f"{mine / other:.1f} x"


def _rate(run: Run, threads: str, spread: bool) -> str:
    found = run.figures["sentences_per_second"][threads]
    ends = f" ({found['low']:.0f} to {found['high']:.0f})" if spread else ""
    return f"{found['median']:.0f}{ends}"


def _cells(run: Run, baseline: Run | None, threads: Sequence[str], spread: bool) -> list[str]:
    figures = run.figures
    by_threads = [
        cell for n in threads for cell in (_rate(run, n, spread), ratio(run, baseline, n))
    ]
    cold = figures.get("cold_start_seconds")
    share = figures["share_of_gemm"].get(threads[-1])
    return [
        run.entrant,
        *by_threads,
        DASH if share is None else f"{100 * share:.0f} %",
        f"{figures['peak_memory_mib']:.0f}",
        DASH if cold is None else f"{cold:.1f}",
        f"{figures['import_seconds']:.2f}",
        f"{figures['install_mib']:.0f}",
    ]


def _head(threads: Sequence[str]) -> list[str]:
    by_threads = [
        cell for n in threads for cell in (f"sent./s, {many(int(n), 'thread')}", f"to {BASELINE}")
    ]
    return [
        "way",
        *by_threads,
        "of GEMM peak",
        "peak MiB",
        "cold start s",
        "import s",
        "install MiB",
    ]


def _rows(runs: Sequence[Run], spread: bool) -> tuple[list[str], list[list[str]]]:
    done = finished(runs)
    threads = _threads(done)
    baseline = next((run for run in done if run.entrant == BASELINE), None)
    return _head(threads), [_cells(run, baseline, threads, spread) for run in done]


def speed_table(runs: Sequence[Run]) -> Table:
    """For a terminal: medians alone."""
    head, rows = _rows(runs, spread=False)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    for name in head:
        table.add_column(name, justify="left" if name == "way" else "right")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    for run in runs:
        if run.task == "speed" and not run.done:
            table.add_row(run.entrant, Text(f"{run.status}: {run.reason}", style="dim"))
    return table


def _growth(runs: Sequence[Run]) -> Iterator[str]:
    for run in finished(runs):
        found = run.figures.get("growth")
        if not found:
            continue
        yield ""
        yield f"## Growth of {run.entrant}"
        yield ""
        rows = [
            [f"{int(size):,}", f"{taken:.1f}", f"{1000 * taken / int(size):.3f}"]
            for size, taken in found["seconds"].items()
        ]
        yield from markdown(["sentences", "seconds", "seconds per 1,000"], rows)
        if found["left_out"]:
            yield ""
            yield f"Left out, too long here: {', '.join(f'{n:,}' for n in found['left_out'])}."


def speed_page(runs: Sequence[Run]) -> str:
    """The page of stored speed runs."""
    done = finished(runs)
    head, rows = _rows(runs, spread=True)
    lines = ["# How fast", "", *_about(done), "", *markdown(head, rows), ""]
    lines += [f"- {run.entrant}: {run.about['title']}." for run in done]
    lines += [
        f"- {run.entrant}: {run.status}: {run.reason}"
        for run in runs
        if run.task == "speed" and not run.done
    ]
    lines += _growth(runs)
    return "\n".join(lines).rstrip() + "\n"


SHORT = (BASELINE, "pipeline-32", "onnx-fp32", *(f"{name}-text" for name in TIERS.values()))
"""Ways that the README shows."""


def readme_speed(runs: Sequence[Run]) -> list[str]:
    """The README's short table: ratios to the plain pipeline, and the processor they are of."""
    by_name = {run.entrant: run for run in finished(runs)}
    shown = [by_name[name] for name in SHORT if name in by_name]
    if not shown:
        return _about(shown)
    threads, baseline = _threads(shown), by_name.get(BASELINE)
    rows = [
        [
            run.entrant,
            *(ratio(run, baseline, n) for n in threads),
            f"{run.figures['peak_memory_mib']:.0f}",
            f"{run.figures['cold_start_seconds']:.1f}" if _started(run) else DASH,
        ]
        for run in shown
    ]
    by_threads = [f"to {BASELINE}, {many(int(n), 'thread')}" for n in threads]
    machine = shown[0].about["machine"]
    return [
        *markdown(["way", *by_threads, "peak MiB", "cold start s"], rows),
        "",
        f"{machine['processor']} ({', '.join(machine['instruction_sets'])}), {machine['cores']} "
        f"cores, {shown[0].about['tokens_a_sentence']} tokens a sentence.",
    ]


def _started(run: Run) -> bool:
    return run.figures.get("cold_start_seconds") is not None


def _about(done: Sequence[Run]) -> list[str]:
    if not done:
        return ["No run is stored: `claimx benchmark speed` on an idle machine makes one."]
    about = done[0].about
    machine = about["machine"]
    return [
        "Written by `claimx benchmark report` from one run of `claimx benchmark speed`: every way "
        "in a process of its own, pinned, rounds taking turns; median (lowest to highest) of "
        f"{about['rounds']} rounds of {about['sentences']} {about['text']}, "
        f"{about['tokens_a_sentence']} tokens each on average. Read the ratios: seconds of one "
        "machine say nothing about another's.",
        "",
        f"{machine['processor']}, {', '.join(machine['instruction_sets'])}, {machine['cores']} "
        f"cores, Python {machine['python']}; GEMM peak in fp32 "
        + ", ".join(
            f"{peak} GFLOP/s with {many(int(n), 'thread')}"
            for n, peak in about["gemm_gflops"].items()
        )
        + f"; other load at most {about['other_load_percent']:.0f} %.",
    ]
