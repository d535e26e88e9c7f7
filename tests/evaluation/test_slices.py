from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console
from sklearn.metrics import precision_recall_fscore_support

from claimx.evaluation.articles import group
from claimx.evaluation.render import slice_tables
from claimx.evaluation.run import predict
from claimx.evaluation.slices import MOST_VALUES, OTHERS, slices
from claimx.labelled import Labelled, read_labelled
from claimx.labels import LABELS

SENTENCES = Path(__file__).parents[1] / "data" / "dev.jsonl"

TEXTS = [
    ("Tea may help.", (1.0, 0.0, 0.0, 0.0), "news"),
    ("\u201cIt helps those who drink it every day,\u201d said the doctor.", (0, 0, 1.0, 0), "news"),
    (" ".join(["The trial ran on"] * 12) + ".", (0.0, 0.0, 0.0, 0.0), "essay"),
    ("Nobody knows why.", (0.0, 0.0, 0.0, None), "essay"),
    ("Menu", (None, None, None, None), "essay"),
]
EXAMPLES = [Labelled(text, gold, "d", {"genre": genre}) for text, gold, genre in TEXTS]


def found(extractor):
    articles = group(EXAMPLES)
    return slices(articles, predict(extractor, articles))


def test_every_property_parts_all_judged_sentences(extractor):
    totals = {}
    for one in found(extractor):
        totals[one.by] = totals.get(one.by, 0) + one.sentences
    by = ("genre", "length", "quotation", "place in the document", "hedge")
    assert totals == dict.fromkeys(by, 4)


def test_a_slice_holds_the_sentences_that_its_name_says(extractor):
    sizes = {(one.by, one.name): one.sentences for one in found(extractor)}
    assert sizes["hedge", "with a hedging word"] == 1
    assert sizes["quotation", "with quotation marks"] == 1
    assert sizes["length", "over 40 words"] == 1
    assert sizes["place in the document", "first fifth"] == 1
    assert sizes["genre", "essay"] == 2


def test_gold_is_counted_in_the_slice_that_it_stands_in(extractor):
    (news,) = (one for one in found(extractor) if one.name == "news")
    assert {label.label: label.gold for label in news.labels} == {
        "finding": 1,
        "mechanism": 0,
        "attribution": 1,
        "caution": 0,
    }


def of(text, doc="d", **meta):
    return Labelled(text, (0.0, 0.0, 0.0, 0.0), doc, meta)


def names(extractor, examples, by):
    """Slice by slice, in order, with their sizes."""
    articles = group(examples)
    found = slices(articles, predict(extractor, articles))
    return {one.name: one.sentences for one in found if one.by == by}


def test_the_figures_of_a_slice_are_those_of_its_sentences_alone(extractor):
    examples = list(read_labelled(SENTENCES))
    predictions = predict(extractor, group(examples))
    found = {(one.by, one.name): one for one in slices(group(examples), predictions)}
    short = [len(one.text.split()) <= 10 for one in examples]
    gold = np.array([one.targets for one in examples])[short]
    expected = precision_recall_fscore_support(
        gold, predictions.labels[short].astype(float), zero_division=np.nan
    )
    labels = found["length", "up to 10 words"].labels
    given = [[one.precision, one.recall, one.f1] for one in labels]
    np.testing.assert_allclose(given, np.array(expected[:3]).T)
    assert [one.gold for one in labels] == expected[3].tolist()
    assert {one.decided for one in labels} == {sum(short)}


def test_a_label_that_gold_leaves_open_is_not_counted(extractor):
    (essay,) = (one for one in found(extractor) if one.name == "essay")
    assert [label.decided for label in essay.labels] == [2, 2, 2, 1]


def test_slices_keep_one_order_whatever_comes_first(extractor):
    texts = [" ".join(["word"] * count) for count in (50, 30, 20, 5, 5, 5, 5, 5, 5, 5)]
    examples = [of(text) for text in texts]
    lengths = ["up to 10 words", "11 to 25 words", "26 to 40 words", "over 40 words"]
    assert list(names(extractor, examples, "length")) == lengths
    places = {"first fifth": 2, "middle": 6, "last fifth": 2}
    assert names(extractor, examples, "place in the document") == places


def test_ends_of_a_document_are_equally_long_and_a_short_one_has_none(extractor):
    for count in range(5, 24):
        sizes = names(extractor, [of("It rains.")] * count, "place in the document")
        assert sizes["first fifth"] == sizes["last fifth"]
        assert sizes["first fifth"] == pytest.approx(count / 5, abs=0.5)
    assert names(extractor, [of("It rains.")] * 4, "place in the document") == {}


@pytest.mark.parametrize(
    ("text", "hedged"),
    [
        ("It may rain.", True),
        ("Perhaps it helps.", True),
        ("The trial began in May.", False),
        ("In May they saw what could follow.", True),
        ("The mayor likes maybes.", False),
    ],
)
def test_a_hedge_is_a_whole_word_and_no_month(extractor, text, hedged):
    name = "with a hedging word" if hedged else "without"
    assert names(extractor, [of(text)], "hedge") == {name: 1}


@pytest.mark.parametrize("mark", ['"', "\u201c", "\u201e", "\u00ab"])
def test_double_quotation_marks_of_several_scripts_count(extractor, mark):
    assert names(extractor, [of(f"{mark}Yes")], "quotation") == {"with quotation marks": 1}
    assert names(extractor, [of("It isn't.")], "quotation") == {"without": 1}


def test_a_field_with_a_value_a_document_ends_in_one_slice_of_the_rest(extractor):
    examples = [of("It rains.", str(i), source=f"page {i:02}") for i in range(MOST_VALUES + 3)]
    examples.append(replace(examples[-1], doc="more"))
    sizes = names(extractor, examples, "source")
    assert next(iter(sizes)) == f"page {MOST_VALUES + 2}"
    assert len(sizes) == MOST_VALUES + 1
    assert sizes[OTHERS] == 3
    assert sum(sizes.values()) == len(examples)


def test_the_tables_show_all_figures_in_80_columns_and_read_no_value_as_markup(extractor):
    examples = [replace(one, meta={"genre": "[/b]\x1b[2J"}) for one in EXAMPLES]
    articles = group(examples)
    parts = slices(articles, predict(extractor, articles))
    console = Console(width=80, highlight=False)
    with console.capture() as captured:
        console.print(slice_tables(parts))
    shown = captured.get()
    assert "[/b]\ufffd[2J" in shown
    assert "\u2026" not in shown
    assert max(map(len, shown.splitlines())) <= 80
    for name in (*LABELS, "precision", "recall", "F1", "n", "gold", *{one.by for one in parts}):
        assert name in shown
