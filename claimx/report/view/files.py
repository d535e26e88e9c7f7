"""Names of a folder's pages: safe on every system, unique, and telling."""

from __future__ import annotations

import re
import unicodedata

INDEX = "index.html"
"""Name of the page that lists the others."""

LONGEST = 60
_PORTS = (f"{port}{number}" for port in ("com", "lpt") for number in range(10))
_DEVICES = frozenset(("con", "prn", "aux", "nul", "index", *_PORTS))


def slug(title: str) -> str:
    """A title as part of a file's name: small ASCII letters, digits and single hyphens."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:LONGEST].strip("-")
    return f"{words}-page" if words in _DEVICES else words or "document"


class FileNames:
    """Gives each document a name that none before it has."""

    def __init__(self) -> None:
        """Nothing is taken but the index."""
        self._taken = {INDEX}
        self._last: dict[str, int] = {}

    def take(self, title: str) -> str:
        """A new name made from a title."""
        stem = slug(title)
        name = f"{stem}.html"
        while name in self._taken:
            number = self._last[stem] = self._last.get(stem, 1) + 1
            name = f"{stem}-{number}.html"
        self._taken.add(name)
        return name
