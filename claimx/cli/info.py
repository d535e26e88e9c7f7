"""`claimx info`: what runs here."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterator, Mapping
from importlib import metadata
from typing import Annotated, Any

import typer
from rich.text import Text

from claimx.cli.console import results, until_closed
from claimx.model import DEFAULT_POINT, WORDS
from claimx.report.terminal import printable
from claimx.words import LONGEST

LIBRARIES = ("onnxruntime", "tokenizers", "numpy", "sentencex", "torch", "transformers")


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def describe(model: str, *, download: bool) -> dict[str, Any]:
    """Versions, model, engine and machine as plain JSON values.

    Raises:
        ModelError: If there is no such model, or it cannot run.
    """
    import claimx
    from claimx.api import load
    from claimx.cpus import available_cpus, instruction_set

    extractor = load(model, download=download)
    settings = extractor.model.settings
    return {
        "claimx": claimx.__version__,
        "model": extractor.stamp.to_dict(),
        "folder": str(extractor.model.folder),
        "operating_points": {
            name: dict(one) for name, one in extractor.model.operating_points.items()
        },
        "licence": settings.get("licence", "not stated"),
        "base_model": settings.get("base_model", "not stated"),
        "max_length": None if extractor.model.kind == WORDS else extractor.model.max_length,
        "figures": settings.get("figures", {}),
        "engine": ", then ".join(filter(None, (extractor.scorer.name, extractor.scorer.second))),
        "instruction_set": instruction_set(),
        "threads": available_cpus(),
        "python": platform.python_version(),
        "libraries": {name: version for name in LIBRARIES if (version := _version(name))},
    }


def flatten(figures: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """The numbers of nested figures with the path to each; one with an interval is one number.

    Yields:
        Such as ("dev macro_f1", "0.801 [0.789, 0.813]").
    """
    if figures.keys() == {"value", "low", "high"}:
        yield above, "{value:.3f} [{low:.3f}, {high:.3f}]".format(**figures)
        return
    for name, value in figures.items():
        path = f"{above} {name}".strip()
        if isinstance(value, Mapping):
            yield from flatten(value, path)
        else:
            yield path, value


def _rows(found: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    model = found["model"]
    yield "claimx", f"{found['claimx']} on Python {found['python']}"
    yield "model", f"{model['name']} {model['version']}, hash {model['hash']}"
    yield "folder", found["folder"]
    yield "licence", found["licence"]
    yield "base model", found["base_model"]
    limit = found["max_length"]
    yield "sentences", f"cut at {limit} tokens" if limit else f"cut at {LONGEST:,} characters"
    yield "engine", f"{found['engine']}, {found['instruction_set']}, threads: {found['threads']}"
    yield "libraries", ", ".join(f"{name} {one}" for name, one in found["libraries"].items())
    for label, limit in model["thresholds"].items():
        others = ", ".join(
            f"{limits[label]:.3f} for {point}"
            for point, limits in found["operating_points"].items()
            if point != DEFAULT_POINT
        )
        yield label, f"holds from a score of {limit:.3f}{f' ({others})' * bool(others)}"
    yield from flatten(found["figures"])


def info(
    model: Annotated[
        str,
        typer.Argument(
            help="A shipped model (base, auto, fast), a folder, or a Hub id (owner/name)."
        ),
    ] = "base",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    download: Annotated[
        bool, typer.Option("--download", help="Fetch a Hub id that is not in the cache.")
    ] = False,
) -> None:
    """Say which model, labels, thresholds, figures, engine and instruction set run here."""
    found = describe(model, download=download)
    with until_closed():
        console = results()
        if as_json:
            console.out(json.dumps(found, indent=2), highlight=False)
            return
        rows = [
            (printable(name.replace("_", " ")), printable(str(value)))
            for name, value in _rows(found)
        ]
        width = max(len(name) for name, _ in rows) + 2
        for name, value in rows:
            line = Text.assemble((name.ljust(width), "bold"), value)
            console.print(line, soft_wrap=True)
