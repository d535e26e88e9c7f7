"""The model card: what a model learned from, how, what it reaches and where it fails."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from claimx.labels import LABELS
from claimx.train.data import shown
from claimx.train.recipe import Recipe

CARD = "README.md"


def write_card(
    folder: Path, recipe: Recipe, sources: list[dict[str, Any]], settings: dict[str, Any]
) -> None:
    """Write a model folder's README.md.

    Args:
        folder: The model folder.
        recipe: What it was trained by.
        sources: One row a source, as `claimx.train.data.describe` gives.
        settings: The config's entry for claimx, figures included.
    """
    training = dataclasses.asdict(recipe.settings)
    _write(folder, "card.md.jinja", recipe, settings, sources=sources, training=training)


def write_tier_card(folder: Path, template: str, recipe: Recipe, settings: dict[str, Any]) -> None:
    """Write the README.md of a tier that was made from a model.

    Args:
        folder: Its folder.
        template: "fast.md.jinja" or "auto.md.jinja".
        recipe: Whose gold and dev file were used.
        settings: The config's entry for claimx, figures included.
    """
    _write(folder, template, recipe, settings)


def _write(
    folder: Path, template: str, recipe: Recipe, settings: dict[str, Any], **more: Any
) -> None:
    environment = Environment(
        loader=PackageLoader("claimx.train", "."),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    text = environment.get_template(template).render(
        labels=LABELS, recipe=recipe, dev_name=shown(recipe.dev), settings=settings, **more
    )
    (folder / CARD).write_text(text, encoding="utf-8", newline="\n")
