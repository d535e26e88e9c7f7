"""What must not matter: swaps of names, numbers, drugs, places, glyphs and layout keep the labels.

Source: M. Ribeiro et al., "Beyond Accuracy: Behavioral Testing of NLP Models with CheckList", 2020.
A tolerance is the share of cases that must hold; beside it, the share measured with claimx-base
0.3.0, of which it lies at most a tenth short.
"""

import pytest

SWAPPED = {
    "name": 0.9,  # measured 1.00
    "number": 0.9,  # measured 1.00
    "drug": 0.9,  # measured 1.00
    "institution": 0.9,  # measured 0.97
}
RESPELLED = {
    "typographic quotes": 0.9,  # measured 1.00
    "per cent sign": 0.9,  # measured 1.00
    "no full stop": 0.9,  # measured 0.94
}
PARAGRAPHS = 0.95  # measured 1.00

MORE = ("finding", "mechanism", "attribution", "limits", "unknowns", "warnings", "design")
RESPELLINGS = {
    "typographic quotes": lambda text: text.replace('"', "“", 1).replace('"', "”", 1),
    "per cent sign": lambda text: text.replace(" percent", "%"),
    "no full stop": lambda text: text.removesuffix("."),
}


def shown(before, after):
    return f"{sorted(before)} -> {sorted(after)}"


@pytest.fixture(scope="module")
def same(label, holds):
    """A function that fails where too few (original, variant) pairs get equal labels."""

    def check(pairs, tolerance):
        found = label([text for pair in pairs for text in pair])
        labels = zip(found[::2], found[1::2], strict=True)
        holds(
            (
                (before == after, f"{shown(before, after)}: {variant}")
                for (_, variant), (before, after) in zip(pairs, labels, strict=True)
            ),
            tolerance,
        )

    return check


@pytest.mark.parametrize("slot", SWAPPED)
def test_swapping_what_is_named_changes_no_label(cases, fill, same, slot):
    ranks = range(1, len(cases["fillers"][slot]))
    templates = [one["text"] for one in cases["sentences"] if f"{{{slot}}}" in one["text"]]
    pairs = [(fill(one), fill(one, **{slot: rank})) for one in templates for rank in ranks]
    same(pairs, SWAPPED[slot])


@pytest.mark.parametrize("name", RESPELLED)
def test_spelling_the_same_otherwise_changes_no_label(cases, fill, same, name):
    originals = [fill(one["text"]) for one in cases["sentences"]]
    originals += [one for kind in MORE for one in cases[kind]]
    originals += [cued for cued, _ in cases["uncued"]]
    pairs = [(one, RESPELLINGS[name](one)) for one in originals]
    same([pair for pair in pairs if pair[0] != pair[1]], RESPELLED[name])


def test_paragraph_breaks_change_no_label(cases, fill, extractor, holds):
    sentences = [fill(one["text"]) for one in cases["sentences"]]
    joined, apart = (extractor.extract(glue.join(sentences)).sentences for glue in (" ", "\n\n"))
    assert [one.text for one in joined] == [one.text for one in apart] == sentences
    holds(
        (
            (before.labels == after.labels, f"{shown(before.labels, after.labels)}: {after.text}")
            for before, after in zip(joined, apart, strict=True)
        ),
        PARAGRAPHS,
    )
