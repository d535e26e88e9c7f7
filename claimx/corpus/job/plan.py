"""What a run is: inputs, settings and model. Two runs are the same where these are."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Self

from claimx.corpus.inputs.records import Kind, Problem, Reading, Source
from claimx.corpus.labelling import AS_IT_IS, Labelling, Languages
from claimx.corpus.outputs.rows import UNSELECTED, RowKind, Selection
from claimx.corpus.outputs.writers import Format
from claimx.errors import InputError
from claimx.model import DEFAULT_POINT
from claimx.types import ModelStamp

VERSION = 1
"""Of the layout of a run folder."""


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """What `claimx.load` is given in every worker.

    Attributes:
        name: A tier, a folder or a Hub id.
        engine: "auto", "onnx" or "torch".
        threads: Threads of one worker.
        operating_point: What thresholds are chosen for.
        share: Of sentences that a cascade passes on; None takes the model's own.
        download: Allow the network for a Hub id.
        spans: Find relations in sentences; None does so where the model can.
    """

    name: str = "base"
    engine: str = "auto"
    threads: int = 1
    operating_point: str = DEFAULT_POINT
    share: float | None = None
    download: bool = False
    spans: bool | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """What the output looks like.

    Attributes:
        rows: What a row is.
        format: How it is written.
        packing: "zst" or "gz"; None for plain files.
        selection: Which sentences go out.
        safe: Keep spreadsheets from taking a cell for a formula.
    """

    rows: RowKind = RowKind.CLAIM
    format: Format = Format.JSONL
    packing: str | None = None
    selection: Selection = UNSELECTED
    safe: bool = False

    @property
    def folder(self) -> str:
        """Name of the folder of parts: "claims", "sentences" or "documents"."""
        return f"{self.rows}s"

    @property
    def suffix(self) -> str:
        """Of a part's file, such as ".jsonl.zst"."""
        return f".{self.format}" + (f".{self.packing}" if self.packing else "")


@dataclass(frozen=True, slots=True)
class Settings:
    """All that decides on the bytes of a run, inputs and model aside.

    Attributes:
        model: What to load.
        reading: How inputs are read.
        labelling: How texts are labelled.
        shape: What the output looks like.
        dedup: Leave out texts that came before, to the letter.
        shard: Characters of text after which a shard is full.
        timeout: Seconds that one record may take, in a worker, before it is given up.
    """

    model: ModelChoice = field(default_factory=ModelChoice)
    reading: Reading = field(default_factory=Reading)
    labelling: Labelling = AS_IT_IS
    shape: Shape = field(default_factory=Shape)
    dedup: bool = False
    shard: int = 2_000_000
    timeout: float = 3600.0

    def to_dict(self) -> dict[str, Any]:
        """The settings as plain JSON values."""
        values = asdict(self)
        values["shape"]["selection"]["only"] = sorted(self.shape.selection.only)
        plain: dict[str, Any] = json.loads(json.dumps(values))
        return plain

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The settings that `to_dict` described."""
        reading, shape = dict(values["reading"]), dict(values["shape"])
        kind = reading["kind"]
        reading |= {
            "text_fields": tuple(reading["text_fields"]),
            "keep": tuple(reading["keep"]),
            "kind": None if kind is None else Kind(kind),
        }
        chosen = dict(shape["selection"])
        shape |= {
            "rows": RowKind(shape["rows"]),
            "format": Format(shape["format"]),
            "selection": Selection(**(chosen | {"only": frozenset(chosen["only"])})),
        }
        languages = Languages(values["labelling"]["languages"])
        return cls(
            ModelChoice(**values["model"]),
            Reading(**reading),
            Labelling(**(dict(values["labelling"]) | {"languages": languages})),
            Shape(**shape),
            **{one: values[one] for one in ("dedup", "shard", "timeout")},
        )


def identity(one: Source | Problem) -> dict[str, Any]:
    """What must be the same for an input to be the same one."""
    if isinstance(one, Problem):
        return {"name": one.source, "problem": one.reason}
    names = ("name", "kind", "packing", "size", "state")
    return {name: getattr(one, name) for name in names}


@dataclass(frozen=True, slots=True)
class Plan:
    """A run.

    Attributes:
        settings: What was asked for.
        inputs: `identity` of each input, in order.
        model: Which model decides.
        engine: What runs it, such as "onnx-int8".
        instruction_set: Of the processor; another one may round scores in another way.
        claimx: Version of the library.
    """

    settings: Settings
    inputs: tuple[Mapping[str, Any], ...]
    model: ModelStamp
    engine: str
    instruction_set: str
    claimx: str

    def to_dict(self) -> dict[str, Any]:
        """The plan as plain JSON values."""
        return {
            "version": VERSION,
            "claimx": self.claimx,
            "model": self.model.to_dict(),
            "engine": self.engine,
            "instruction_set": self.instruction_set,
            "settings": self.settings.to_dict(),
            "inputs": [dict(one) for one in self.inputs],
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The plan that `to_dict` described.

        Raises:
            InputError: If it is of another version, or damaged.
        """
        version = values.get("version") if isinstance(values, Mapping) else None
        if version != VERSION:
            raise InputError(
                f"this run folder is of layout {version!r} and this claimx reads "
                f"{VERSION}: go on with the claimx that began it, or begin anew with --fresh."
            )
        try:
            return cls(
                Settings.from_dict(values["settings"]),
                tuple(values["inputs"]),
                ModelStamp.from_dict(values["model"]),
                values["engine"],
                values["instruction_set"],
                values["claimx"],
            )
        except (KeyError, TypeError, ValueError) as damaged:
            raise InputError(
                f"the plan of this run is damaged ({damaged}): begin anew with --fresh."
            ) from damaged

    def with_inputs(self, sources: Sequence[Source | Problem]) -> Self:
        """The plan over other inputs."""
        return replace(self, inputs=tuple(map(identity, sources)))


def _changed_inputs(
    old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]
) -> str | None:
    for before, after in zip(old, new, strict=False):
        if before["name"] != after["name"]:
            return f"input {after['name']} stands where {before['name']} stood"
        if before != after:
            return f"input {after['name']} has changed"
    if len(old) != len(new):
        return f"there are {len(new)} inputs and there were {len(old)}"
    return None


def _changed_settings(old: Settings, new: Settings) -> str | None:
    before, after = old.to_dict(), new.to_dict()
    for group, values in after.items():
        if values != before[group]:
            if not isinstance(values, dict):
                return f"{group} is {values} and was {before[group]}"
            name = next(name for name in values if values[name] != before[group][name])
            return f"{group} {name} is {values[name]} and was {before[group][name]}"
    return None


def difference(old: Plan, new: Plan) -> str | None:
    """In what a run differs from the one that a folder holds, as the start of a sentence."""
    if changed := _changed_settings(old.settings, new.settings):
        return changed
    for one in fields(Plan):
        before, after = getattr(old, one.name), getattr(new, one.name)
        if one.name not in {"settings", "inputs"} and before != after:
            shown = [getattr(value, "hash", value) for value in (after, before)]
            return f"{one.name.replace('_', ' ')} is {shown[0]} and was {shown[1]}"
    return _changed_inputs(old.inputs, new.inputs)
