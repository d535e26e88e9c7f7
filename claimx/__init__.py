"""Labels every sentence of a text as finding, mechanism, attribution or caution.

Names are imported when they are first used: `import claimx` loads neither the model nor the
libraries that run it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from claimx.api import example, extract, load, model_path
    from claimx.errors import ClaimxError
    from claimx.extractor import Extractor, Text
    from claimx.gold.hub import load_dataset
    from claimx.labels import LABELS, Label
    from claimx.types import Claim, Document, Scores, Sentence, Span

__version__ = "0.1.0"

_HOMES = {
    "claimx.api": ("example", "extract", "load", "model_path"),
    "claimx.errors": ("ClaimxError",),
    "claimx.extractor": ("Extractor", "Text"),
    "claimx.gold.hub": ("load_dataset",),
    "claimx.labels": ("LABELS", "Label"),
    "claimx.types": ("Claim", "Document", "Scores", "Sentence", "Span"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "LABELS",
    "Claim",
    "ClaimxError",
    "Document",
    "Extractor",
    "Label",
    "Scores",
    "Sentence",
    "Span",
    "Text",
    "__version__",
    "example",
    "extract",
    "load",
    "load_dataset",
    "model_path",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'claimx' has no attribute {name!r}")
    value = getattr(import_module(_HOME_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
