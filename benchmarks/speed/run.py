"""Ways side by side: rounds take turns, so that whatever the machine does meets all of them."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from benchmarks.machine import commit, machine
from benchmarks.record import Run, key_of, write
from benchmarks.speed.surroundings import (
    QUIET,
    gemm_peak,
    install_size,
    other_load,
    start_seconds,
)
from benchmarks.speed.text import Text, text_for
from benchmarks.speed.ways import WAYS
from benchmarks.speed.worker import WayError, Worker, usable_cores
from claimx.errors import ClaimxError

Say = Callable[[str], None]
GFLOP_A_TOKEN = 0.67 / 31.7
"""Of a MiniLM with six layers: 0.67 GFLOP a sentence of 31.7 tokens, counted as 2 x multiplications
of its matrices and its attention."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How long to measure.

    Attributes:
        sentences: Labelled in a round.
        rounds: Of each way, after one that warms up.
        growth: Numbers of sentences that claimx's seconds are shown for.
        starts: Fresh interpreters behind a cold start.
    """

    sentences: int = 256
    rounds: int = 5
    growth: tuple[int, ...] = (1_000, 10_000, 100_000, 1_000_000)
    starts: int = 3
    longest: float = 300.0


FULL = Plan()
QUICK = Plan(sentences=128, rounds=3, growth=(1_000,), starts=1)


@dataclass(slots=True)
class Measured:
    """What came of one way with one number of threads."""

    rates: list[float] = field(default_factory=list)
    load: float = 0.0
    memory: float = 0.0
    broken: str = ""


def _spread(rates: Sequence[float]) -> dict[str, float]:
    return {
        "median": round(statistics.median(rates), 2),
        "low": round(min(rates), 2),
        "high": round(max(rates), 2),
    }


def alternate(
    names: Sequence[str], cores: Sequence[int], text: Text, plan: Plan, say: Say
) -> dict[str, Measured]:
    """Rates of ways on these cores, one thread a core, in rounds that take turns.

    A way that breaks has its reason; the rest goes on.
    """
    found = {name: Measured() for name in names}
    with ExitStack() as stack:
        workers = dict(_started(names, cores, found, stack, say))
        for number in range(plan.rounds + 1):
            for name, worker in list(workers.items()):
                sentences = text.take(plan.sentences * WAYS[name].times)
                try:
                    seconds, found[name].memory = worker.round(sentences)
                except WayError as broken:
                    found[name].broken = str(broken)
                    del workers[name]
                    continue
                if number:
                    found[name].rates.append(len(sentences) / seconds)
            say(f"{len(cores)} threads, round {number} of {plan.rounds}")
    return found


def _started(
    names: Sequence[str],
    cores: Sequence[int],
    found: dict[str, Measured],
    stack: ExitStack,
    say: Say,
) -> Iterator[tuple[str, Worker]]:
    for name in names:
        say(f"{len(cores)} threads: loading {name}")
        try:
            worker = stack.enter_context(Worker.start(name, cores))
        except WayError as broken:
            found[name].broken = str(broken)
            continue
        found[name].load = worker.load
        yield name, worker


def growth(name: str, cores: Sequence[int], text: Text, plan: Plan, say: Say) -> dict[str, Any]:
    """Seconds of a way over more and more sentences; what would take too long is left out."""
    seconds: dict[str, float] = {}
    left_out: list[int] = []
    with Worker.start(name, cores) as worker:
        worker.round(text.take(256))
        rate = 0.0
        for size in plan.growth:
            if rate and size / rate > plan.longest:
                left_out.append(size)
                continue
            taken, _ = worker.round(text.take(size))
            rate = size / taken
            seconds[str(size)] = round(taken, 3)
            say(f"{name}: {size:,} sentences in {taken:.1f} s")
    return {"seconds": seconds, "left_out": left_out}


def _versions(name: str) -> dict[str, str]:
    found = {}
    for library in WAYS[name].libraries:
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            found[library] = "absent"
    return found


def _surroundings(name: str, plan: Plan) -> dict[str, Any]:
    """Cold start and install size of a way."""
    way, found = WAYS[name], dict[str, Any]()
    if way.first:
        found["cold_start_seconds"] = round(start_seconds(way.first, plan.starts), 2)
    imported = f"import {way.libraries[0].replace('-', '_')}"
    found["import_seconds"] = round(start_seconds(imported, plan.starts), 3)
    found["install_mib"] = round(install_size(way.libraries), 1)
    return found


def _run(
    name: str,
    by_threads: dict[int, Measured],
    text: Text,
    plan: Plan,
    peaks: dict[int, float],
    more: dict[str, Any],
    load: float,
) -> Run:
    broken = next((one.broken for one in by_threads.values() if one.broken), "")
    about = {
        "title": WAYS[name].title,
        "versions": _versions(name),
        "commit": commit(),
        "machine": machine(),
        "text": text.what,
        "tokens_a_sentence": text.tokens,
        "sentences": plan.sentences,
        "rounds": plan.rounds,
        "other_load_percent": load,
        "gemm_gflops": {str(threads): round(peak, 1) for threads, peak in peaks.items()},
        "entrant": WAYS[name].entrant,
    }
    key = key_of({"version": about["versions"], "machine": about["machine"], "text": text.what})
    if broken:
        return Run("speed", name, "failed", broken, key, about)
    rates = {str(threads): _spread(one.rates) for threads, one in by_threads.items()}
    return Run(
        "speed",
        name,
        "done",
        key=key,
        about=about,
        figures={
            "sentences_per_second": rates,
            "share_of_gemm": {
                threads: round(
                    rate["median"] * text.tokens * GFLOP_A_TOKEN / peaks[int(threads)], 3
                )
                for threads, rate in rates.items()
                if WAYS[name].encoder
            },
            "load_seconds": round(max(one.load for one in by_threads.values()), 2),
            "peak_memory_mib": round(max(one.memory for one in by_threads.values()), 0),
            **more,
        },
    )


def measure(
    runs: Path,
    say: Say,
    *,
    quick: bool = False,
    ways: Sequence[str] | None = None,
    data: Path | None = None,
    plan: Plan | None = None,
) -> list[Run]:
    """Measure ways side by side and keep the result, unless something else keeps the cores busy.

    Args:
        runs: Where runs are kept.
        say: Told of every step.
        quick: Fewer sentences and rounds.
        ways: Names; all by default.
        data: Folder with news/dev.jsonl.gz; the bundled article's sentences without it.
        plan: How long; by `quick` if not given.

    Raises:
        ClaimxError: If there is no such way.
    """
    names = list(ways or WAYS)
    unknown = [name for name in names if name not in WAYS]
    if unknown:
        raise ClaimxError(f"there is no way {unknown[0]!r}: use some of {', '.join(WAYS)}.")
    how = plan or (QUICK if quick else FULL)
    text, cores = text_for(data), usable_cores()
    load = other_load()
    counts = sorted({1, len(cores)})
    measured = {n: alternate(names, cores[:n], text, how, say) for n in counts}
    load = max(load, other_load())
    peaks = {n: gemm_peak(cores[:n]) for n in counts}
    found = [
        _run(
            name,
            {n: measured[n][name] for n in counts},
            text,
            how,
            peaks,
            _more(name, measured, cores, text, how, say),
            load,
        )
        for name in names
    ]
    if load > QUIET:
        say(
            f"something else keeps {load:.0f} % of the cores busy: the figures are not kept. Run "
            "again on an idle machine."
        )
        return found
    for run in found:
        write(run, runs)
    return found


def _more(
    name: str,
    measured: dict[int, dict[str, Measured]],
    cores: Sequence[int],
    text: Text,
    plan: Plan,
    say: Say,
) -> dict[str, Any]:
    if any(by_name[name].broken for by_name in measured.values()):
        return {}
    say(f"{name}: cold start and size")
    more = _surroundings(name, plan)
    if WAYS[name].entrant:
        more["growth"] = growth(name, cores, text, plan, say)
    return more
