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
from claimx.train.card import write_card
from claimx.train.data import data_hashes, describe
from claimx.train.export import export
from claimx.train.figures import figures
from claimx.train.leaks import check
from claimx.train.recipe import Recipe
from claimx.train.run import Outcome, run

SAMPLES = 400
"""Training sentences that activations are measured on before rounding."""

log = logging.getLogger("claimx.train")


def _settings(recipe: Recipe, outcome: Outcome, hashes: dict[str, str]) -> dict[str, Any]:
    points = {
        name: dict(zip(LABELS, np.round(values, 4).tolist(), strict=True))
        for name, values in (
            ("thresholds", outcome.calibration.thresholds),
            ("precision", outcome.calibration.precision),
            ("recall", outcome.calibration.recall),
        )
    }
    return {
        "name": recipe.name,
        "version": recipe.version,
        "licence": "Apache-2.0",
        "max_length": recipe.settings.max_length,
        "thresholds": points.pop("thresholds"),
        "operating_points": points,
        "calibrated_on": outcome.calibrated_on,
        "base_model": recipe.settings.base_model,
        "seed": recipe.settings.seed,
        "machine": loop.machine(),
        "data_sha256": hashes,
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
        DataError: If data or recipe are malformed, or `work` holds another run.
    """
    check(recipe, root)
    outcome = run(recipe, root, work)
    settings = _settings(recipe, outcome, data_hashes(recipe, root))
    log.info("exporting to %s", folder)
    export(outcome.fitted, outcome.calibration, settings, outcome.data.texts[:SAMPLES], folder)
    log.info("judging on %s", recipe.dev)
    settings["figures"] = figures(folder, list(read_labelled(root / recipe.dev)))
    write_config({**Model.open(folder).config, "claimx": settings}, folder)
    write_card(folder, recipe, describe(recipe, root), settings)
    return settings
