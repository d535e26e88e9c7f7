"""Where the shipped models and data lie: inside the installed package, or in a checkout's root."""

from __future__ import annotations

from pathlib import Path

from claimx.errors import ClaimxError

_PACKAGE = Path(__file__).resolve().parent


def _find(installed: str, checkout: str, name: str) -> Path:
    for folder in (_PACKAGE / installed / name, _PACKAGE.parent / checkout / name):
        if folder.is_dir():
            return folder
    raise ClaimxError(
        f"{name} is not part of this installation (looked in {_PACKAGE / installed} and "
        f"{_PACKAGE.parent / checkout}): reinstall claimx."
    )


def model_folder(name: str) -> Path:
    """Folder of a shipped model, such as `"claimx-base"`.

    Raises:
        ClaimxError: If this installation does not hold it.
    """
    return _find("models", "models", name)


def data_path(name: str) -> Path:
    """Folder of a shipped data set, such as `"article"` or `"news-gold"`.

    Raises:
        ClaimxError: If this installation does not hold it.
    """
    return _find("_data", "datasets", name)


def checkout() -> Path | None:
    """Root of the checkout that this package is run from, or None if it is installed elsewhere."""
    root = _PACKAGE.parent
    return root if (root / "benchmarks" / "cli.py").is_file() else None
