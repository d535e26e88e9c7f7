"""A whole training run: folds, calibration, the final network; each stage kept on disk."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from claimx.errors import DataError
from claimx.train import loop
from claimx.train.calibrate import Calibration, calibrate
from claimx.train.data import Floats, Sources, TrainingSet, data_hashes, join, read_sources
from claimx.train.leaks import Sentence, check, protected
from claimx.train.recipe import Recipe

log = logging.getLogger("claimx.train")


@dataclass(frozen=True, slots=True)
class Work:
    """Folder that a run keeps its finished stages and checkpoints in."""

    folder: Path

    def open(self, recipe: Recipe, hashes: dict[str, str]) -> None:
        """Claim the folder for this recipe and data, or go on with the run that lies there.

        Raises:
            DataError: If the folder belongs to another recipe or other data.
        """
        mine = json.dumps({"recipe": recipe.to_dict(), "data": hashes}, indent=2, sort_keys=True)
        mark = self.folder / "run.json"
        if mark.is_file() and mark.read_text(encoding="utf-8") != mine:
            raise DataError(
                f"{self.folder} holds a run with other settings or data: "
                "name another --work folder, or remove it."
            )
        self.folder.mkdir(parents=True, exist_ok=True)
        mark.write_text(mine, encoding="utf-8")

    def stage(self, name: str) -> Path:
        """Folder of one stage."""
        return self.folder / name


@dataclass(frozen=True, slots=True)
class Material:
    """What a run works with, read and checked.

    Attributes:
        work: Its work folder.
        sources: The recipe's sources with their sentences.
        data: The same, joined.
        hashes: sha256 of every file that the recipe reads.
    """

    work: Work
    sources: Sources
    data: TrainingSet
    hashes: dict[str, str]


def prepare(recipe: Recipe, root: Path, folder: Path, more: Sequence[Sentence] = ()) -> Material:
    """Read a recipe's data, refuse what resembles a test, and claim the work folder.

    Args:
        recipe: What to train.
        root: Data folder that the recipe's paths are relative to.
        folder: Work folder for checkpoints and finished stages.
        more: Further sentences that a model will learn from, labelled or not.

    Raises:
        DataError: If the data are malformed, a training document is a near-duplicate of a protected
            one, or the folder belongs to another run.
    """
    sources = read_sources(recipe, root)
    training = [(one.doc, one.text) for _, kept in sources for one in kept]
    check([*training, *more], protected(recipe, root))
    work, hashes = Work(folder), data_hashes(recipe, root)
    work.open(recipe, hashes)
    return Material(work, sources, join(sources, recipe.settings.folds), hashes)


def _train_stage(work: Work, name: str, data: TrainingSet, recipe: Recipe) -> loop.Fitted:
    """Train, or load what an earlier run of this stage has finished."""
    done = work.stage(name) / "model"
    if not done.is_dir():
        log.info("%s: %d sentences, %d epochs", name, len(data), recipe.settings.epochs)
        fitted = loop.fit(data, recipe.settings, work.stage(name))
        partial = done.with_name("model.partial")
        fitted.model.save_pretrained(partial)
        fitted.tokenizer.save_pretrained(partial)
        partial.rename(done)
    return loop.load_fitted(done)


def held_out_logits(work: Work, data: TrainingSet, recipe: Recipe) -> Floats:
    """Logits float32[n, 4] of the held-out sources' sentences, NaN for all others.

    Each comes from a network that learned from no sentence of the same document.
    """
    logits = np.full(data.targets.shape, np.nan, dtype=np.float32)
    for fold in range(recipe.settings.folds):
        name, inside = f"fold-{fold}", data.folds == fold
        kept = work.stage(name) / "logits.npy"
        if not kept.is_file():
            fitted = _train_stage(work, name, data.take(~inside), recipe)
            predicted = loop.predict(fitted, data.take(inside).texts)
            partial = kept.with_name("partial.npy")
            np.save(partial, predicted, allow_pickle=False)
            partial.replace(kept)
        logits[inside] = np.load(kept, allow_pickle=False)
    return logits


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run yields before export.

    Attributes:
        fitted: The network.
        calibration: Its scale, shift and thresholds.
        calibrated_on: Sentences that these were fitted on.
        material: What it learned from.
    """

    fitted: loop.Fitted
    calibration: Calibration
    calibrated_on: int
    material: Material


def train_final(
    recipe: Recipe, root: Path, folder: Path, more: Sequence[Sentence] = ()
) -> loop.Fitted:
    """Train one network on all of a recipe's sentences, without calibration; see `prepare`."""
    material = prepare(recipe, root, folder, more)
    return _train_stage(material.work, "final", material.data, recipe)


def run(recipe: Recipe, root: Path, folder: Path) -> Outcome:
    """Train by a recipe; a rerun in the same work folder skips what is finished.

    Calibration and thresholds are fitted on held-out sentences of documents drawn at random, whose
    label shares are those of news at large.

    Args:
        recipe: What to train.
        root: Data folder that the recipe's paths are relative to.
        folder: Work folder for checkpoints and finished stages.
    """
    material = prepare(recipe, root, folder)
    work, data = material.work, material.data
    if recipe.settings.cross_fit:
        fitted = _train_stage(work, "final", data, recipe)
        logits = held_out_logits(work, data, recipe)
    else:
        fitted = _train_stage(work, "final", data.take(data.folds != 0), recipe)
        logits = np.full(data.targets.shape, np.nan, dtype=np.float32)
        logits[data.folds == 0] = loop.predict(fitted, data.take(data.folds == 0).texts)
    held_out = np.asarray(~np.isnan(logits).any(axis=1))
    fit_on = data.as_at_large(held_out)
    calibration = calibrate(logits[fit_on], data.targets[fit_on])
    return Outcome(fitted, calibration, int(fit_on.sum()), material)
