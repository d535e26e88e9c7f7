"""The cases of the behavioural tests, and the one way in which all of them are judged."""

import json
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def cases():
    """Sentences written for these tests, by capability; `{name}` and the like are slots."""
    return json.loads(Path(__file__).with_name("sentences.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def fill(cases):
    """A function that fills a template's slots with the fillers of one rank, some of another."""

    def filled(template, **ranks):
        values = {slot: fillers[ranks.get(slot, 0)] for slot, fillers in cases["fillers"].items()}
        text = template.format(**values)
        return text[0].upper() + text[1:]

    return filled


@pytest.fixture(scope="session")
def label(extractor):
    """A function from sentences of different texts to a set of labels for each, in order."""

    def labelled(sentences):
        found = extractor.label(sentences, independent=True)
        return [frozenset(one.labels) for one in found]

    return labelled


@pytest.fixture(scope="session")
def holds():
    """A function that fails, naming the cases, where too few of (held, case) pairs hold."""

    def check(pairs, tolerance):
        pairs = list(pairs)
        failing = [case for held, case in pairs if not held]
        share = (len(pairs) - len(failing)) / len(pairs)
        listed = "\n".join(f"  {case}" for case in failing)
        message = f"{share:.3f} of {len(pairs)} cases hold, less than {tolerance}:\n{listed}"
        assert share >= tolerance, message

    return check
