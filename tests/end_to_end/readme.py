"""Reads the README as a newcomer does: its code blocks, in order.

`python readme.py command N` prints the Nth block of shell commands.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[str]:
    """Code blocks of one language, in order."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return [body for found, body in _BLOCK.findall(text) if found == language]


if __name__ == "__main__":
    sys.stdout.write(blocks("sh")[int(sys.argv[2]) - 1])
