"""The points of one line; each is kept when it is done, so that an interrupted run goes on."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.curve import TASK
from benchmarks.curve.recipe import THRESHOLD, CurveRecipe, located, steps_a_pass
from benchmarks.curve.sample import Pool, draw
from benchmarks.judging import Outcome, outcome
from benchmarks.machine import commit, machine
from benchmarks.record import RUNS, Run, key_of, pack, path_of, read, write
from benchmarks.report.cells import figure
from benchmarks.tasks.base import Data
from claimx.decide import sigmoid
from claimx.evaluation.articles import Article, all_sentences, fingerprint, group
from claimx.evaluation.run import Predictions, checked
from claimx.extras import require
from claimx.labelled import Labelled
from claimx.labels import LABELS
from claimx.train import leaks, loop
from claimx.train.data import as_array, join
from claimx.train.recipe import Settings, Source

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """What is learned from and judged on.

    Attributes:
        pool: What samples are cut from.
        articles: Dev.
        pool_hash: Of the pool's sentences and labels, in the order drawn.
        data: Of dev's.
    """

    pool: Pool
    articles: Sequence[Article]
    pool_hash: str
    data: str


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where things are kept.

    Attributes:
        runs: Folder of stored runs.
        work: Folder for a point's checkpoints, from which an interrupted point goes on; without
            one it begins again.
        fresh: Run again what is kept already.
    """

    runs: Path = RUNS
    work: Path | None = None
    fresh: bool = False

    @contextmanager
    def checkpoints(self, key: str) -> Iterator[Path]:
        """A folder for one point's checkpoints; it is gone when the point is done."""
        if self.work is None:
            with tempfile.TemporaryDirectory() as folder:
                yield Path(folder)
            return
        yield self.work / key
        shutil.rmtree(self.work / key)

    def kept(self, run: Run) -> Run | None:
        """The stored run of the same key, if there is one."""
        path = path_of(run, self.runs)
        if self.fresh or not path.is_file():
            return None
        found = read(path)
        return found if found.done and found.key == run.key else None


def material(train: Sequence[Labelled], dev: Sequence[Labelled], seed: int) -> Material:
    """Draw the pool and look for leaks.

    Raises:
        DataError: If a training document is one of dev, or nearly so.
    """
    pool = draw(train, dev, seed)
    drawn = list(chain.from_iterable(pool.documents))
    leaks.check(((one.doc, one.text) for one in drawn), ((one.doc, one.text) for one in dev))
    articles = group(dev)
    return Material(pool, articles, fingerprint(group(drawn)), fingerprint(articles))


def read_material(data: Data, seed: int) -> Material:
    """The news gold: train to learn from, dev to judge on.

    Raises:
        MissingDataError: If its texts are not at hand.
        DataError: As `material`.
    """
    return material(data.gold("news-gold/train"), data.gold("news-gold/dev"), seed)


def run_curve(
    recipe: CurveRecipe,
    sizes: Sequence[int],
    found: Material,
    keeping: Keeping,
    say: Say,
    threads: int | None = None,
) -> Iterator[str]:
    """Train and judge one network for each size, the smallest first.

    Args:
        recipe: What all of them share.
        sizes: Sentences to learn from, at least.
        found: Where these come from, and dev.
        keeping: Where runs and checkpoints are kept.
        say: Told of every point before it begins.
        threads: Of torch; what it takes by itself where it is None.

    Yields:
        A line for each.

    Raises:
        NotRunError: If the encoder's weights are not at hand.
    """
    if threads is not None:
        require("torch", extra="train").set_num_threads(threads)
    folder = located(recipe.encoder)
    settings = recipe.record(folder)
    ordered = sorted(set(sizes))
    for number, size in enumerate(ordered, 1):
        learn = found.pool.sample(size)
        planned = _planned(recipe, size, settings, found, learn)
        if (kept := keeping.kept(planned)) is not None:
            yield f"{planned.entrant}: kept, {_line(kept)}"
            continue
        say(f"{planned.entrant}, point {number} of {len(ordered)}: {len(learn):,} sentences")
        with keeping.checkpoints(planned.key) as work:
            run = _point(planned, recipe.settings(folder, len(learn)), learn, found, work)
            write(run, keeping.runs)
        yield f"{run.entrant}: {_line(run)}"


def _planned(
    recipe: CurveRecipe,
    size: int,
    settings: dict[str, Any],
    found: Material,
    learn: Sequence[Labelled],
) -> Run:
    """A run before it has figures: all that decides them is known."""
    entrant = f"{recipe.name}-{size}"
    decides = {
        "task": TASK,
        "labels": LABELS,
        "data": found.data,
        "entrant": entrant,
        "settings": settings,
        "versions": {name: version(name) for name in ("torch", "transformers")},
        "training": fingerprint(group(learn)),
        "pool": found.pool_hash,
        "seed": recipe.seed,
    }
    about = {
        "title": f"{settings['encoder']}, fine-tuned on {len(learn):,} sentences",
        "metric": "macro-F1 over all labels",
        "decides": decides,
        "commit": commit(),
        "machine": machine(),
    }
    return Run(TASK, entrant, "done", key=key_of(decides), about=about)


def _point(
    planned: Run, settings: Settings, learn: Sequence[Labelled], found: Material, work: Path
) -> Run:
    """Train and judge one network, with checkpoints in `work`."""
    torch = require("torch", extra="train")
    began = time.perf_counter()
    fitted = loop.fit(join([(Source("news-gold/train"), list(learn))], folds=0), settings, work)
    trained = time.perf_counter()
    network: Any = fitted.model
    network.to("cpu")
    judged = judge(fitted, found.articles)
    learned = {
        **learned_from(learn),
        "overlap": found.pool.overlap,
        "epochs": settings.epochs,
        "steps": settings.epochs * steps_a_pass(len(learn)),
    }
    device = "cuda" if torch.cuda.is_available() else "cpu"
    return replace(
        planned,
        about={**planned.about, "threads": torch.get_num_threads(), "device": device},
        seconds={"fit": trained - began, "predict": time.perf_counter() - trained},
        figures={**judged.figures, "learned": learned},
        counts={name: pack(counts) for name, counts in judged.counts.items()},
    )


def judge(fitted: loop.Fitted, articles: Sequence[Article]) -> Outcome:
    """Figures of a network as it is: a label holds from a probability of one half."""
    scores = sigmoid(loop.predict(fitted, all_sentences(articles)).astype(np.float64))
    predictions = Predictions(scores >= THRESHOLD, scores, np.zeros(len(scores), dtype=bool))
    return outcome(LABELS, LABELS, articles, checked(predictions, articles))


def learned_from(learn: Sequence[Labelled]) -> dict[str, Any]:
    """Size and make-up of a sample."""
    random = {one.doc for one in learn if one.meta.get("selection") == "random"}
    positives = np.nansum(as_array(list(learn)), axis=0).astype(int).tolist()
    return {
        "sentences": len(learn),
        "documents": len({one.doc for one in learn}),
        "random_documents": len(random),
        "positives": dict(zip(LABELS, positives, strict=True)),
    }


def _line(run: Run) -> str:
    learned = run.figures["learned"]
    passed = learned["sentences"] * learned["epochs"]
    return (
        f"macro-F1 {figure(run.figures['score'])} from {learned['sentences']:,} sentences in "
        f"{learned['steps']:,} steps, {passed / run.seconds['fit']:.1f} sentences/s"
    )
