"""Runs targets for a time, each in a process of its own, and tells what came of it."""

from __future__ import annotations

import json
import math
import subprocess
import sys
import time
import traceback
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings

from benchmarks.fuzz.targets import TARGETS, Target
from benchmarks.machine import machine

PAGE = Path(__file__).parents[1] / "results" / "fuzz.md"
LONGEST = 10.0
"""Seconds of processor time that one input may take."""

_BATCH = 500
_WARM = 10
"""Inputs after which the clock runs: libraries are loaded with the first ones."""
_DIFFERENT = 5
"""Crashes after which a target is left alone."""


@dataclass(frozen=True, slots=True)
class Crash:
    """An input of which something did not hold.

    Attributes:
        what: The exception, in a line.
        where: File and line of it.
        input: The smallest such input, as Python writes it, cut after a thousand characters.
    """

    what: str
    where: str
    input: str


@dataclass(frozen=True, slots=True)
class Result:
    """What came of fuzzing a target.

    Attributes:
        target: Its name.
        executions: Inputs tried.
        seconds: That it took.
        crashes: Each place once.
    """

    target: str
    executions: int
    seconds: float
    crashes: tuple[Crash, ...] = ()


class _OverError(KeyboardInterrupt):
    """Ends a batch; hypothesis takes any other exception for a failure."""


class _Fuzzing:
    """Tries inputs until the time is over, or enough is wrong."""

    def __init__(self, target: Target, seconds: float) -> None:
        self._target = target
        self._seconds = seconds
        self._end = math.inf
        self._wrong: Exception | None = None
        self._input: tuple[Any, ...] = ()
        self.executions = 0
        self.crashes: dict[str, Crash] = {}

    @property
    def over(self) -> bool:
        return time.monotonic() > self._end or len(self.crashes) >= _DIFFERENT

    def one(self, arguments: tuple[Any, ...]) -> None:
        if self.executions <= _WARM:
            self._end = time.monotonic() + self._seconds
        elif self.over:
            raise _OverError
        self.executions += 1
        began = time.process_time()
        try:
            self._target.check(*arguments)
            took = time.process_time() - began
            assert took < LONGEST or self.executions <= _WARM, f"{took:.1f} seconds"
        except Exception as wrong:
            self._wrong, self._input = wrong, arguments
            raise

    def batch(self, number: int) -> None:
        """Try some, and keep what is wrong: the last one is the smallest."""
        options = settings(
            max_examples=_BATCH,
            database=None,
            deadline=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
            verbosity=Verbosity.quiet,
        )
        self._wrong = None
        with suppress(Exception, _OverError):
            seed(number)(options(given(self._target.inputs)(self.one)))()
        if self._wrong is not None:
            self._keep(self._wrong)

    def _keep(self, wrong: Exception) -> None:
        last = traceback.extract_tb(wrong.__traceback__)[-1]
        where = f"{Path(last.filename).name}:{last.lineno}"
        what = " ".join(f"{type(wrong).__name__}: {wrong}".split())[:300]
        self.crashes.setdefault(where, Crash(what, where, repr(self._input)[:1000]))


def fuzz(target: Target, seconds: float, begin: int) -> Result:
    """Fuzz a target in this process.

    Args:
        target: What.
        seconds: For how long.
        begin: Number of the first batch; the same one draws the same inputs.
    """
    began = time.monotonic()
    fuzzing = _Fuzzing(target, seconds)
    while not fuzzing.over:
        fuzzing.batch(begin)
        begin += 1
    spent = time.monotonic() - began
    return Result(target.name, fuzzing.executions, spent, tuple(fuzzing.crashes.values()))


def alone(name: str, seconds: float, begin: int) -> Result:
    """Fuzz a target in a process of its own, which a native library may take down with it."""
    command = [sys.executable, "-m", "benchmarks.fuzz", "--target", name]
    done = subprocess.run(
        [*command, "--seconds", str(seconds), "--seed", str(begin)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = (done.stderr.strip().splitlines() or [""])[-1]
        return Result(name, 0, seconds, (Crash(f"exit code {done.returncode}: {said}", "", ""),))
    values = json.loads(done.stdout)
    crashes = tuple(Crash(**one) for one in values.pop("crashes"))
    return Result(**values, crashes=crashes)


def as_json(result: Result) -> str:
    """What `alone` reads."""
    return json.dumps(asdict(result))


def page(results: list[Result]) -> str:
    """The page of results."""
    about = machine()
    total = sum(one.executions for one in results)
    crashes = [(one.target, crash) for one in results for crash in one.crashes]
    lines = [
        "# Fuzzing",
        "",
        f"Printed by `python -m benchmarks.fuzz`: {total:,} inputs in "
        f"{sum(one.seconds for one in results):.0f} seconds, {len(crashes)} crashes. "
        f"Python {about['python']}, {about['processor']}, one thread.",
        "",
        "Sound files of each kind are damaged (bytes put in, cut out, flipped, copied, cut off; "
        "in zip files inside their members too), or random; texts are fragments and all of "
        "Unicode, lone surrogates and NUL too. Each file is read twice, and from the middle. What "
        f"must hold: no exception, nothing takes {LONGEST:.0f} seconds, every line comes out as a "
        "text or as a problem of one sentence, the same each time; sentences stand where they say, "
        "with nothing but white space between them; what is written can be read again.",
        "",
        "| target | inputs | a second | crashes |",
        "| --- | ---: | ---: | ---: |",
        *(
            f"| {one.target} | {one.executions:,} | {one.executions / one.seconds:,.0f} "
            f"| {len(one.crashes)} |"
            for one in results
        ),
    ]
    for target, crash in crashes:
        lines += ["", f"{target}, {crash.where}: {crash.what}", "", f"    {crash.input}"]
    return "\n".join(lines) + "\n"


def campaign(seconds: float, begin: int) -> list[Result]:
    """Fuzz all targets, one after another, for this time in all."""
    results = []
    for name in TARGETS:
        result = alone(name, seconds / len(TARGETS), begin)
        print(f"{name}: {result.executions:,} inputs, {len(result.crashes)} crashes", flush=True)
        results.append(result)
    return results
