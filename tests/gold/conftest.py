from __future__ import annotations

import json
import sys
import zipfile

import pytest

from claimx.gold.records import Row, checksum

STORY = (
    "\nMint tea eased cramps in 40 volunteers, a new trial found. "
    "“It relaxes the gut’s muscle,” said the lead author.\n\nThe trial was small.\n"
)
SENTENCES = (
    ("Mint tea eased cramps in 40 volunteers, a new trial found.", ("finding", "attribution")),
    ("“It relaxes the gut’s muscle,” said the lead author.", ("mechanism", "attribution")),
    ("The trial was small.", ("caution",)),
)


def rows_for(source, doc, text, sentences):
    """Stand-off rows of our own sentences, found one after the other in our own text."""
    rows, position = [], 0
    for i, (sentence, labels) in enumerate(sentences):
        start = text.index(sentence, position)
        position = start + len(sentence)
        rows.append(
            Row(
                source=source,
                doc=doc,
                i=i,
                start=start,
                end=position,
                labels=labels,
                sha=checksum(sentence),
            )
        )
    return rows


@pytest.fixture(autouse=True)
def own_surroundings(tmp_path, monkeypatch):
    """An empty cache and no data folder, whatever the machine holds."""
    monkeypatch.setenv("CLAIMX_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("CLAIMX_DATA", raising=False)


@pytest.fixture
def story_rows():
    return rows_for("HealthStory", "own_story", STORY.strip("\n"), SENTENCES)


@pytest.fixture
def checkouts(tmp_path):
    """A folder laid out like copies of the four public repositories, filled with our own text."""
    root = tmp_path / "copies"
    story = root / "FakeHealth/dataset/content/HealthStory/own_story.json"
    story.parent.mkdir(parents=True)
    story.write_text(json.dumps({"title": "Tea", "text": STORY}), encoding="utf-8")
    abc = root / "nltk_data/packages/corpora/abc.zip"
    abc.parent.mkdir(parents=True)
    with zipfile.ZipFile(abc, "w") as archive:
        archive.writestr("abc/science.txt", "Caf\xe9s.\r\nA comet passed.\r".encode("latin-1"))
    abstracts = root / "pubmedqa/data/ori_pqal.json"
    abstracts.parent.mkdir(parents=True)
    entry = {"CONTEXTS": ["We asked.", "Tea won."], "LONG_ANSWER": "Tea may help."}
    abstracts.write_text(json.dumps({"1": entry}), encoding="utf-8")
    gum = root / "gum/dep/GUM_own_tea.conllu"
    gum.parent.mkdir(parents=True)
    gum.write_text(
        "# newdoc id = GUM_own_tea\n# text = Tea won.\n1\tTea\n\n# text = Rest well.\n1\tRest\n",
        encoding="utf-8",
    )
    return root


class Connections(list):
    """Addresses that this process looked up or connected to while `watching`."""

    watching = False


_seen = Connections()


def _note(event, arguments):
    if _seen.watching and event in ("socket.connect", "socket.getaddrinfo", "urllib.Request"):
        _seen.append((event, arguments))


sys.addaudithook(_note)


@pytest.fixture
def connections():
    """The interpreter's own record of network use during one test."""
    _seen.clear()
    _seen.watching = True
    yield _seen
    _seen.watching = False
