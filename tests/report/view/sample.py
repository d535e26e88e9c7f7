"""The bundled article as the shipped model labels it, with relations that a reader marked in it."""

from dataclasses import replace

import claimx
from claimx.types import Attribution, Document, Mechanism, Mention, Reading

KARAGIANNIS, NELSON = "Dr George Karagiannis", "Peter Nelson"


class Marked:
    """One sentence of a document, in which to mark words."""

    def __init__(self, document, beginning):
        self.document = document
        (self.sentence,) = (one for one in document.sentences if one.text.startswith(beginning))

    def mention(self, words, type):
        start = self.document.text.index(words, self.sentence.start)
        assert start + len(words) <= self.sentence.end, words
        return Mention(start, start + len(words), words, type, 1.0)


def speaker(document, name):
    start = document.text.index(name)
    return Mention(start, start + len(name), name, "speaker", 1.0)


def attribution(marked, source, cue, content, said_by=None):
    return Attribution(
        source and marked.mention(source, "source"),
        marked.mention(cue, "cue"),
        tuple(marked.mention(one, "content") for one in content),
        said_by and speaker(marked.document, said_by),
    )


def readings(document: Document) -> dict[int, Reading]:
    """What a reader marked, by the place of the sentence."""
    found = Marked(document, "Scientists at")
    link = attribution(
        found,
        "Scientists at New York’s Albert Einstein College of Medicine",
        "say",
        ["they have found a possible link between chemotherapy and metastatic cancer"],
    )
    doors = Marked(document, "Researchers say that")
    opening = (
        attribution(doors, "Researchers", "say", ["while chemotherapy is a treatment option"]),
        Mechanism(
            doors.mention("chemotherapy opens up doors", "cause"),
            doors.mention("the cancer the spread and come back even stronger", "effect"),
            doors.mention("enabling", "signal"),
        ),
    )
    lead = Marked(document, "According to")
    deter = attribution(
        lead,
        "lead author Dr George Karagiannis",
        "According to",
        ["the findings", "should not deter patients from seeking treatment"],
        KARAGIANNIS,
    )
    senior = Marked(document, "Senior author")
    theory = attribution(
        senior,
        "Senior author Peter Nelson, a human biology professor",
        "said",
        ["in theory chemotherapy is perfect for killing cancer cells"],
        NELSON,
    )
    dose = Marked(document, "However, he said")
    lethal = attribution(
        dose, "he", "said", ["the dose required to kill tumors is lethal for patients"], NELSON
    )
    return {
        found.sentence.index: Reading(
            (link,), (found.mention("possible", "hedge"),), "correlational"
        ),
        doors.sentence.index: Reading(opening, (doors.mention("may", "hedge"),)),
        lead.sentence.index: Reading((deter,), (lead.mention("could", "hedge"),), None, "counsel"),
        senior.sentence.index: Reading((theory,)),
        dose.sentence.index: Reading((lethal,), (), None, "safety"),
    }


def read(document: Document) -> Document:
    """The document with those readings."""
    marked = readings(document)
    sentences = (
        replace(one, reading=marked.get(one.index, Reading())) for one in document.sentences
    )
    return replace(document, sentences=tuple(sentences))


def article(extractor) -> Document:
    """The article, labelled and read."""
    example = claimx.example()
    title = "Chemotherapy may help cancer to spread, a study suggests"
    return read(extractor.extract(example.text, sentences=example.sentences, title=title))
