"""The fast tier and the cascade, made from a model that is there already."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from claimx.decide import sigmoid
from claimx.evaluation.articles import group
from claimx.evaluation.counts import tally
from claimx.evaluation.metrics import macro_f1
from claimx.evaluation.run import judge, predict
from claimx.extractor import Extractor
from claimx.labelled import Labelled, read_labelled, read_records, sha256
from claimx.labels import LABELS
from claimx.model import CASCADE, WEIGHTS, WORDS, Model, write_config
from claimx.scorers.cascade import margin_for, margins
from claimx.train import fast
from claimx.train.build import decisions
from claimx.train.calibrate import Calibration, calibrate, read_off
from claimx.train.card import write_tier_card
from claimx.train.data import Floats, TrainingSet, data_hashes, read_training_set
from claimx.train.export import replaced
from claimx.train.figures import report_figures
from claimx.train.leaks import Sentence, check, protected
from claimx.train.loop import machine
from claimx.train.recipe import Recipe

SHARES = (0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
LOSS = 0.01
"""The most macro-F1 below the second model that a cascade's default share may cost, on held-out
sentences."""

log = logging.getLogger("claimx.train")


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """What the fast tier learns from.

    Attributes:
        gold: Sentences with gold, those of the fold that is held out among them.
        more: Other sentences, without labels.
        hashes: sha256 of every file that was read.
    """

    gold: TrainingSet
    more: list[str]
    hashes: Mapping[str, str]


def held_out(gold: TrainingSet) -> NDArray[np.bool_]:
    """Which sentences neither tier nor teacher learned from: the first fold."""
    return gold.as_at_large(gold.folds == 0)


def read_material(recipe: Recipe, root: Path, texts: Sequence[Path]) -> Material:
    """Gold of a recipe, and sentences of more files that it does not hold.

    Raises:
        DataError: If a file is absent or malformed, or a document resembles one of the tests.
    """
    gold = read_training_set(recipe, root)
    seen, pairs = set(gold.texts), list[Sentence]()
    for path in texts:
        for _, record in read_records(path):
            if record["text"] not in seen:
                seen.add(record["text"])
                pairs.append((str(record["doc"]), record["text"]))
    check(pairs, protected(recipe, root))
    hashes = {**data_hashes(recipe, root), **{path.name: sha256(path) for path in texts}}
    return Material(gold, [text for _, text in pairs], hashes)


def _taught(teacher: Extractor, texts: list[str]) -> Floats:
    """float32[n, 4]: the teacher's probabilities."""
    log.info("%s labels %d sentences", teacher.model.name, len(texts))
    return sigmoid(teacher.scorer.run(texts).logits).astype(np.float32)


def _head(name: str, version: str, found: Calibration, count: int) -> dict[str, Any]:
    return {
        "name": name,
        "version": version,
        "licence": "Apache-2.0",
        **decisions(found, count),
    }


def _config(kind: str, settings: dict[str, Any]) -> dict[str, Any]:
    return {
        "model_type": kind,
        "id2label": {str(place): label for place, label in enumerate(LABELS)},
        "label2id": {label: place for place, label in enumerate(LABELS)},
        "claimx": settings,
    }


def _judged(folder: Path, dev: list[Labelled]) -> dict[str, Any]:
    articles = group(dev)
    return report_figures(judge(articles, predict(Extractor(Model.open(folder)), articles)))


def build_fast(
    recipe: Recipe,
    root: Path,
    texts: Sequence[Path],
    teacher: Extractor,
    settings: fast.Settings,
    folder: Path,
) -> dict[str, Any]:
    """Teach the fast tier and write its folder.

    Args:
        recipe: Whose gold counts, whose fold is held out, and whose tests are protected.
        root: Data folder that the recipe's paths are relative to.
        texts: jsonl.gz files of more sentences.
        teacher: Whose probabilities are learned.
        settings: Of network and training.
        folder: The model folder, replaced if it exists.

    Returns:
        The config's entry for claimx, figures included.

    Raises:
        DataError: As `read_material`.
    """
    from safetensors.numpy import save_file

    material = read_material(recipe, root, texts)
    gold, apart = material.gold, held_out(material.gold)
    learned = gold.folds != 0
    kept = [text for text, learn in zip(gold.texts, learned, strict=True) if learn]
    taught = _taught(teacher, kept + material.more)
    taught[: len(kept)] = fast.mixed(gold.targets[learned], taught[: len(kept)], settings.gold)
    weights = fast.fit(kept + material.more, taught, teacher.scorer, settings)
    sure = {"name": folder.name, "thresholds": {}}
    with replaced(folder) as partial:
        save_file(fast.stored(weights), partial / WEIGHTS)
        write_config(_config(WORDS, sure), partial)
        logits = Extractor(Model.open(partial)).scorer.run(gold.take(apart).texts).logits
        found = calibrate(logits, gold.targets[apart])
        save_file(fast.stored(fast.calibrated(weights, found)), partial / WEIGHTS)
        about = {
            **_head(folder.name, recipe.version, found, int(apart.sum())),
            "base_model": f"{teacher.model.name} {teacher.model.settings.get('version', '')}",
            "training": asdict(settings),
            "sentences": {"gold": len(kept), "taught": len(material.more)},
            "machine": machine(),
            "data_sha256": dict(material.hashes),
        }
        (partial / WEIGHTS).chmod(0o644)
        write_config(_config(WORDS, about), partial)
    about["figures"] = {"dev": _judged(folder, list(read_labelled(root / recipe.dev)))}
    write_config(_config(WORDS, about), folder)
    write_tier_card(folder, "fast.md.jinja", recipe, about)
    return about


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """What two models make of the same labelled sentences.

    Attributes:
        first: float[n, 4]: the first model's log-odds.
        second: float[n, 4]: the second's.
        targets: float[n, 4], 1 or 0.
        margins: float[n]: how far the first is from changing any label.
    """

    first: Floats
    second: Floats
    targets: Floats
    margins: NDArray[np.float64]

    @classmethod
    def of(cls, first: Extractor, second: Extractor, texts: list[str], targets: Floats) -> Pair:
        """Run both models."""
        logits = first.scorer.run(texts).logits
        return cls(
            logits,
            second.scorer.run(texts).logits,
            targets,
            margins(logits, first.model.thresholds),
        )

    def at(self, margin: float) -> Floats:
        """Log-odds of the cascade that passes on what lies below this margin."""
        return np.where((self.margins < margin)[:, None], self.second, self.first)

    def macro_f1(self, logits: Floats, thresholds: NDArray[np.float64]) -> float:
        """Of these log-odds with these four thresholds."""
        targets, one = self.targets.astype(np.float64), np.zeros(len(logits), dtype=np.intp)
        return float(macro_f1(tally(targets, sigmoid(logits) >= thresholds, one, 1))[0])


def curve(pair: Pair) -> dict[str, list[float]]:
    """Margins that pass on each of `SHARES`, and macro-F1 there with thresholds read off there."""
    found: dict[str, list[float]] = {"share": [], "margin": [], "macro_f1": []}
    for share in SHARES:
        margin = float(np.quantile(pair.margins, share)) if share < 1 else np.inf
        logits = pair.at(margin)
        found["share"].append(share)
        found["margin"].append(round(min(margin, 1e3), 4))
        found["macro_f1"].append(round(pair.macro_f1(logits, read_off(logits).thresholds), 4))
    return found


def least_share(found: Mapping[str, Sequence[float]], loss: float = LOSS) -> float:
    """The smallest share from which on a cascade is at most `loss` below its second model."""
    wanted = found["macro_f1"][-1] - loss
    short = [place for place, value in enumerate(found["macro_f1"]) if value < wanted]
    return found["share"][short[-1] + 1 if short else 0]


def build_cascade(
    recipe: Recipe, root: Path, first: Extractor, second: Extractor, folder: Path
) -> dict[str, Any]:
    """Tune a cascade of two models on the fold that neither learned from, and write its folder.

    Args:
        recipe: Whose fold is held out, and on whose dev file it is judged.
        root: Data folder that the recipe's paths are relative to.
        first: Reads everything.
        second: Decides what the first is unsure of.
        folder: The cascade's folder, beside those of its models; replaced if it exists.

    Returns:
        The config's entry for claimx, figures included.

    Raises:
        DataError: If data are absent or malformed.
    """
    gold = read_training_set(recipe, root)
    apart = gold.take(held_out(gold))
    pair = Pair.of(first, second, apart.texts, apart.targets)
    found = curve(pair)
    share = least_share(found)
    limits = read_off(pair.at(margin_for(share, found)))
    about = {
        **_head(folder.name, recipe.version, limits, len(apart)),
        "stages": [first.model.folder.name, second.model.folder.name],
        "share": share,
        "curve": found,
    }
    with replaced(folder) as partial:
        write_config(_config(CASCADE, about), partial)
    about["figures"] = {"dev": _judged(folder, list(read_labelled(root / recipe.dev)))}
    write_config(_config(CASCADE, about), folder)
    write_tier_card(folder, "auto.md.jinja", recipe, about)
    return about
