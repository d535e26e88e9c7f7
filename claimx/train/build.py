"""Recipe to model folder: train, export, judge, write the card."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import numpy as np

from claimx.labelled import read_labelled
from claimx.labels import LABELS
from claimx.model import Model, write_config
from claimx.train import loop
from claimx.train.calibrate import Calibration, Scores
from claimx.train.card import write_card
from claimx.train.data import describe
from claimx.train.export import export
from claimx.train.figures import figures
from claimx.train.recipe import Recipe
from claimx.train.run import Outcome, run

SAMPLES = 400
"""Training sentences that activations are measured on before rounding."""

log = logging.getLogger("claimx.train")


def _by_label(thresholds: Scores) -> dict[str, float]:
    return dict(zip(LABELS, np.round(thresholds, 4).tolist(), strict=True))


def decisions(found: Calibration, count: int) -> dict[str, Any]:
    """Thresholds, and the number of sentences that they come from, as a config keeps them."""
    return {
        "thresholds": _by_label(found.thresholds),
        "operating_points": {
            "precision": _by_label(found.precision),
            "recall": _by_label(found.recall),
        },
        "calibrated_on": count,
    }


def _settings(recipe: Recipe, outcome: Outcome) -> dict[str, Any]:
    return {
        "name": recipe.name,
        "version": recipe.version,
        "licence": "Apache-2.0",
        "max_length": recipe.settings.max_length,
        **decisions(outcome.calibration, outcome.calibrated_on),
        "base_model": recipe.settings.base_model,
        "seed": recipe.settings.seed,
        "machine": loop.machine(),
        "data_sha256": outcome.material.hashes,
    }


def build(recipe: Recipe, root: Path, work: Path, folder: Path) -> dict[str, Any]:
    """Train by a recipe and write the model folder.

    Args:
        recipe: What to train.
        root: Data folder that the recipe's paths are relative to.
        work: Folder for checkpoints and finished stages; a rerun goes on from there.
        folder: The model folder, replaced if it exists.

    Returns:
        The config's entry for claimx, figures included.

    Raises:
        DataError: If data or recipe are malformed, a training document resembles one that the model
            is judged on, or `work` holds another run.
    """
    outcome = run(recipe, root, work)
    settings = _settings(recipe, outcome)
    log.info("exporting to %s", folder)
    samples = outcome.material.data.texts[:SAMPLES]
    export(outcome.fitted, outcome.calibration, settings, samples, folder)
    log.info("judging on %s", recipe.dev)
    settings["figures"] = figures(folder, list(read_labelled(root / recipe.dev)))
    write_config({**Model.open(folder).config, "claimx": settings}, folder)
    write_card(folder, recipe, describe(outcome.material.sources), settings)
    return settings
