"""The public sources of the gold texts: for each, how a document's text is read.

The text that a source gives here is the one that the stand-off offsets count in.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Protocol

from claimx.errors import InputError
from claimx.gold.files import Files, Repository
from claimx.resources import data_path

FAKEHEALTH = Repository("EnyanDai", "FakeHealth", "ec9379de8f8f13af8c436dd6dd9bfaddacd2df30")
NLTK_DATA = Repository("nltk", "nltk_data", "5db857e6f7df11eabb5e5665836db9ec8df07e28")
PUBMEDQA = Repository("pubmedqa", "pubmedqa", "1cbae8e92f72f20c8d3747cbb3bf5bc53554d997")
GUM = Repository("amir-zeldes", "gum", "72ce5ac14978a324c2fd18d49484e65292cbe316")


@dataclass(frozen=True, slots=True)
class Passage:
    """Text of one document, and its title where the source has one."""

    text: str
    title: str | None = None


class Source(Protocol):
    """Something that gives documents by id."""

    def passage(self, doc: str) -> Passage:
        """The document.

        Raises:
            InputError: If its file is not at hand or does not hold it.
        """
        ...


def _read_json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as broken:
        raise InputError(f"{path} is not a readable JSON file ({broken}).") from broken
    if not isinstance(content, dict):
        raise InputError(f"{path} does not hold a JSON object: this is not the expected file.")
    return content


class FakeHealth:
    """News stories or press releases of FakeHealth: `text` without newlines at its ends."""

    def __init__(self, files: Files, kind: str) -> None:
        self._files, self._kind = files, kind

    def passage(self, doc: str) -> Passage:
        """The article `dataset/content/<kind>/<doc>.json`."""
        path = self._files.find(FAKEHEALTH, f"dataset/content/{self._kind}/{doc}.json")
        article = _read_json(path)
        if not isinstance(article.get("text"), str):
            raise InputError(f'{path} has no string "text": this is not an article of FakeHealth.')
        return Passage(article["text"].strip("\n"), article.get("title") or None)


class AbcScience:
    """Science pieces of NLTK's `abc` corpus: every id is a window of the one file."""

    _MEMBER = "abc/science.txt"
    _PATHS = (
        "packages/corpora/abc.zip",
        "packages/corpora/abc/science.txt",
        "corpora/abc.zip",
        "corpora/abc/science.txt",
        "abc/science.txt",
    )

    def __init__(self, files: Files) -> None:
        self._files = files

    @cached_property
    def _passage(self) -> Passage:
        path = self._files.find(NLTK_DATA, *self._PATHS)
        try:
            raw = zipfile.Path(path, self._MEMBER) if path.suffix == ".zip" else path
            text = raw.read_bytes().decode("latin-1")
        except (OSError, KeyError, zipfile.BadZipFile) as broken:
            raise InputError(f"{path} does not hold a readable {self._MEMBER}.") from broken
        return Passage(text.replace("\r\n", "\n").replace("\r", "\n"))

    def passage(self, doc: str) -> Passage:
        """The whole of science.txt, whichever window `doc` names: offsets count in the file."""
        return self._passage


class PubMedQA:
    """Abstracts of PubMedQA: the CONTEXTS, then the LONG_ANSWER, one a line."""

    def __init__(self, files: Files) -> None:
        self._files = files

    @cached_property
    def _abstracts(self) -> dict[str, Any]:
        return _read_json(self._files.find(PUBMEDQA, "data/ori_pqal.json"))

    def passage(self, doc: str) -> Passage:
        """The abstract with PubMed id `doc`."""
        entry = self._abstracts.get(doc)
        if entry is None:
            raise InputError(f"PubMedQA's data/ori_pqal.json holds no abstract {doc}.")
        return Passage("\n".join([*entry["CONTEXTS"], entry["LONG_ANSWER"]]))


class Gum:
    """Documents of GUM: the `# text = ` lines of the dependency file, one a line."""

    _PREFIX = "# text = "

    def __init__(self, files: Files) -> None:
        self._files = files

    def passage(self, doc: str) -> Passage:
        """The document `dep/<doc>.conllu`."""
        path = self._files.find(GUM, f"dep/{doc}.conllu")
        with path.open(encoding="utf-8") as lines:
            kept = (line.rstrip("\n") for line in lines if line.startswith(self._PREFIX))
            return Passage("\n".join(line.removeprefix(self._PREFIX) for line in kept))


class Bundled:
    """The article that ships with the library."""

    def __init__(self, files: Files) -> None:
        del files  # nothing public is needed

    def passage(self, doc: str) -> Passage:
        """The text of `datasets/article/article.txt`."""
        return Passage((data_path("article") / "article.txt").read_text(encoding="utf-8"))


SOURCES: Mapping[str, Callable[[Files], Source]] = {
    "HealthStory": partial(FakeHealth, kind="HealthStory"),
    "HealthRelease": partial(FakeHealth, kind="HealthRelease"),
    "ABC": AbcScience,
    "PubMedQA": PubMedQA,
    "GUM": Gum,
    "article": Bundled,
}
"""How to open each source, by the name that the stand-off rows carry."""
