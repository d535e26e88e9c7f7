"""Files of public repositories: from a local copy, from the cache, or fetched when asked."""

from __future__ import annotations

import http.client
import os
import tempfile
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from claimx.errors import InputError


@dataclass(frozen=True, slots=True)
class Repository:
    """A public GitHub repository at one commit."""

    owner: str
    name: str
    commit: str

    def url(self, path: str) -> str:
        """Address of one raw file at the pinned commit."""
        return f"https://raw.githubusercontent.com/{self.owner}/{self.name}/{self.commit}/{path}"

    def __str__(self) -> str:
        return f"github.com/{self.owner}/{self.name} at commit {self.commit[:7]}"


def cache_folder() -> Path:
    """Where fetched files are kept: `CLAIMX_CACHE`, or `~/.cache/claimx`."""
    return Path(os.environ.get("CLAIMX_CACHE") or Path.home() / ".cache" / "claimx")


def fetch(url: str, target: Path, *, timeout: float) -> None:
    """Fetch one file; `target` appears whole or not at all.

    Args:
        url: Address of the file.
        target: Where to put it; its folder is made.
        timeout: Seconds that the server may keep silent.

    Raises:
        InputError: If the file cannot be fetched or written; the address and the reason are named.
    """
    try:
        with urllib.request.urlopen(url, timeout=timeout) as reply:
            content = reply.read()
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as part:
            part.write(content)
        Path(part.name).replace(target)
    except (OSError, http.client.HTTPException) as failure:
        raise InputError(f"{url} could not be fetched into {target} ({failure}).") from failure


@dataclass(frozen=True, slots=True)
class Files:
    """How to come by the files of public repositories.

    Attributes:
        root: A checkout of the repository, or a folder that holds checkouts under their names.
        download: Whether a file that is nowhere here may be fetched.
        timeout: Seconds that a server may keep silent.
    """

    root: Path | None = None
    download: bool = False
    timeout: float = 30.0

    def find(self, repository: Repository, *paths: str) -> Path:
        """The first of `paths` that is at hand; the first one is fetched if downloads are allowed.

        Raises:
            InputError: If none is at hand and nothing may be, or could be, fetched.
        """
        kept = cache_folder() / repository.name / repository.commit
        near = [] if self.root is None else [self.root / repository.name, self.root]
        for folder in (*near, kept):
            for path in paths:
                if (folder / path).is_file():
                    return folder / path
        if not self.download:
            looked = f" under {self.root}" if self.root else ""
            raise InputError(
                f"{paths[0]} of {repository} was not found{looked}: pass source= with a local copy "
                "of the repository, or download=True to fetch what is needed."
            )
        fetch(repository.url(paths[0]), kept / paths[0], timeout=self.timeout)
        return kept / paths[0]
