"""Optional dependencies: import one, or say which extra brings it."""

from __future__ import annotations

from importlib import import_module, metadata
from types import ModuleType

from claimx.errors import MissingExtra


def require(module: str, *, extra: str, distribution: str | None = None) -> ModuleType:
    """Import an optional module.

    The distribution's metadata is asked first: in a checkout the root's `datasets/` folder would
    answer to `import datasets` as an empty namespace package when Hugging Face's is missing.

    Args:
        module: Dotted name to import, such as `"torch"`.
        extra: The extra of claimx that installs it, such as `"hf"`.
        distribution: The package's name on the index, where it differs from the module's.

    Raises:
        MissingExtra: If it is not installed; the message holds the pip command.
    """
    name = distribution or module.partition(".")[0]
    try:
        metadata.version(name)
        return import_module(module)
    except (ImportError, metadata.PackageNotFoundError) as missing:
        raise MissingExtra(
            f'{name} is needed for this and is not installed: pip install "claimx[{extra}]"'
        ) from missing
