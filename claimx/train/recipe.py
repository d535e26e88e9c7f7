"""What a training run is made of: data, base model, settings; read from TOML."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from claimx.errors import DataError

SOFT_WEIGHT = 1.0
PRECISIONS = ("auto", "bf16", "fp32")


@dataclass(frozen=True, slots=True)
class Source:
    """One file of training sentences.

    Attributes:
        path: File, relative to the data folder that the command is given.
        labels: Stand-off gold whose labels count instead of the file's own, such as
            "news-gold/train"; sentences that it does not know are left out.
        keep: Only records whose field has one of these values, such as `{"genre": ["news"]}`.
        weight: Factor of its sentences' loss.
        held_out: Draw out-of-fold predictions from it for calibration and thresholds.
        licence: What the model card says of it.
    """

    path: str
    labels: str | None = None
    keep: Mapping[str, list[str]] = field(default_factory=dict)
    weight: float = 1.0
    held_out: bool = False
    licence: str = "not stated"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that shapes the optimisation.

    Attributes:
        base_model: Hub id or folder of the pretrained encoder.
        max_length: Tokens a sentence is cut to, special tokens counted.
        learning_rate: Peak rate; linear warm-up over `warmup` of the steps, then linear decay.
        precision: "fp32", "bf16", or "auto": bf16 where the processor computes in it natively.
        folds: Parts that the held-out sources are cut into, by document.
        cross_fit: Calibrate on every fold, each predicted by a network trained on the others; if
            not, the network itself never learns from the first fold and is calibrated on it.
        frozen_layers: Lowest encoder layers, with the embeddings, that stay as they are.
        seed: Seeds weights, order and dropout.
    """

    base_model: str = "sentence-transformers/all-MiniLM-L6-v2"
    epochs: int = 6
    batch_size: int = 32
    learning_rate: float = 1e-4
    weight_decay: float = 0.01
    warmup: float = 0.1
    max_length: int = 256
    precision: str = "auto"
    folds: int = 3
    cross_fit: bool = True
    frozen_layers: int = 0
    seed: int = 13


@dataclass(frozen=True, slots=True)
class Recipe:
    """A named training run.

    Attributes:
        name: Name of the model, such as "claimx-base".
        train: Sources that it learns from.
        dev: File that it is judged on, never fitted to.
        protected: More files that no training document may resemble: tests.
        version: Version of the model, written into its config and every output.
        notes: Markdown that ends the model card: limits, intended use.
        settings: The optimisation.
    """

    name: str
    train: tuple[Source, ...]
    dev: str
    protected: tuple[str, ...] = ()
    version: str = "0.1.0"
    notes: str = ""
    settings: Settings = field(default_factory=Settings)

    def to_dict(self) -> dict[str, Any]:
        """The recipe as plain values, as the model card and the work folder keep it."""
        return dataclasses.asdict(self)


def _known(kind: type, values: Mapping[str, Any], where: str) -> dict[str, Any]:
    names = {f.name for f in dataclasses.fields(kind)}
    unknown = set(values) - names
    if unknown:
        raise DataError(f"{where}: unknown setting {sorted(unknown)[0]!r}; known: {sorted(names)}.")
    return dict(values)


def read_recipe(path: Path) -> Recipe:
    """Read a recipe from TOML.

    Raises:
        DataError: If the file is absent, not TOML, or names a setting that does not exist.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as missing:
        raise DataError(f"{path}: there is no such recipe.") from missing
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        raise DataError(f"{path}: not TOML ({broken}).") from broken
    where = str(path)
    try:
        sources = tuple(Source(**_known(Source, one, where)) for one in raw.pop("train"))
        settings = Settings(**_known(Settings, raw.pop("settings", {}), where))
        protected = tuple(raw.pop("protected", ()))
        return Recipe(
            train=sources, settings=settings, protected=protected, **_known(Recipe, raw, where)
        )
    except (KeyError, TypeError) as wrong:
        raise DataError(
            f'{path}: a recipe needs "name", "dev" and [[train]] with a path.'
        ) from wrong


def named_recipe(name: str) -> Recipe:
    """A recipe that claimx ships, such as "claimx-base", or one in a file.

    Raises:
        DataError: As `read_recipe`.
    """
    shipped = Path(__file__).parent / f"{name}.toml"
    return read_recipe(shipped if shipped.is_file() else Path(name))


def from_files(train: Sequence[Path], dev: Path | None, name: str) -> Recipe:
    """A recipe with default settings that learns from every file and calibrates on it, by folds.

    Raises:
        DataError: If there is no dev file.
    """
    if dev is None:
        raise DataError("--train needs --dev as well: a file of labelled sentences to judge on.")
    sources = tuple(Source(path=str(path.absolute()), held_out=True) for path in train)
    return Recipe(name=name, train=sources, dev=str(dev.absolute()))


def with_soft_labels(recipe: Recipe, path: Path) -> Recipe:
    """The recipe with one source more: sentences that a teacher gave probabilities to."""
    soft = Source(path=str(path.absolute()), weight=SOFT_WEIGHT, licence="the teacher's labels")
    return replace(recipe, train=(*recipe.train, soft))


def with_settings(recipe: Recipe, **changes: Any) -> Recipe:
    """The recipe with those settings changed that are not None.

    Raises:
        DataError: If a value is not one that training can use.
    """
    chosen = {name: value for name, value in changes.items() if value is not None}
    settings = replace(recipe.settings, **chosen)
    if settings.precision not in PRECISIONS:
        raise DataError(f"precision {settings.precision!r}: use one of {', '.join(PRECISIONS)}.")
    return replace(recipe, settings=settings)
