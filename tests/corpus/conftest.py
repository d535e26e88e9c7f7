"""Documents to write: made up ones, hostile ones, and what the fast tier says of real text."""

from dataclasses import replace

import pytest

import claimx
from claimx.corpus.outputs.rows import Labelled
from claimx.corpus.outputs.writers import Format, RowKind, open_shard
from claimx.types import Attribution, Mechanism, Mention, ModelStamp, Reading, Scores, Sentence

MODEL = ModelStamp("claimx-base", "1.0", "0123456789abcdef", Scores(0.25, 0.5, 0.75, 1.0))


@pytest.fixture(scope="session")
def fast():
    """The fast tier on one thread."""
    return claimx.load("fast", threads=1)


@pytest.fixture(scope="session")
def real(fast):
    """A labelled document of real text; settings are those of `Labelled`."""
    text = claimx.example().text

    def make(**settings):
        document = fast.extract(text)
        given = {
            "source": "news/a.jsonl",
            "document": document.id,
            "title": None,
            "model": document.model,
            "sentences": iter(document.sentences),
            "characters": len(text),
        }
        return Labelled(**(given | settings))

    return make


@pytest.fixture(scope="session")
def reading():
    """All that can be read in "Tea may help because it warms, said Li.", at an offset in a text."""

    def make(offset=0, speaker="Li Wei"):
        def mention(start, text, kind, score=0.875):
            return Mention(offset + start, offset + start + len(text), text, kind, score)

        return Reading(
            (
                Attribution(
                    mention(36, "Li", "source", 1.0),
                    mention(31, "said", "cue"),
                    (mention(0, "Tea may help because it warms", "content", 0.75),),
                    speaker and mention(1000, speaker, "speaker", 1.0),
                ),
                Mechanism(mention(21, "it warms", "cause"), mention(0, "Tea", "effect"), None),
            ),
            (mention(4, "may", "hedge"),),
            "conditional",
            "uncertainty",
        )

    return make


@pytest.fixture(scope="session")
def made():
    """A document of the given sentences: each a text, or a text, its labels and its reading."""

    def make(*sentences, **settings):
        found, place = [], 0
        for index, one in enumerate(sentences):
            whole = (one, ("finding", "caution")) if isinstance(one, str) else one
            text, labels, reading = (*whole, None)[:3]
            scores = Scores(0.5, 0.123456, 1.0, 0.0)
            end = place + len(text)
            found.append(
                Sentence(place, end, text, index, labels, scores, False, "onnx-int8", reading)
            )
            place = end + 1
        given = {
            "source": "a.txt",
            "document": "doc",
            "title": None,
            "model": MODEL,
            "sentences": iter(found),
            "characters": place,
        }
        return Labelled(**(given | settings))

    return make


@pytest.fixture(scope="session")
def again():
    """The same document once more, for its sentences can be taken once only."""

    def copies(document, count):
        sentences = list(document.sentences)
        return [replace(document, sentences=iter(sentences)) for _ in range(count)]

    return copies


@pytest.fixture(scope="session")
def write():
    """Write documents to a file as a shard and return how many rows they were."""

    def shard(path, documents, form=Format.JSONL, kind=RowKind.SENTENCE, **how):
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as stream:
            writer = open_shard(stream, form, kind, **how)
            count = sum(writer.write(one) for one in documents)
            writer.close()
        return count

    return shard
