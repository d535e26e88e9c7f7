from claimx.evaluation.articles import group
from claimx.evaluation.run import predict
from claimx.evaluation.slices import slices
from claimx.labelled import Labelled

TEXTS = [
    ("Tea may help.", (1.0, 0.0, 0.0, 0.0), "news"),
    ("\u201cIt helps those who drink it every day,\u201d said the doctor.", (0, 0, 1.0, 0), "news"),
    (" ".join(["The trial ran on"] * 12) + ".", (0.0, 0.0, 0.0, 0.0), "essay"),
    ("Nobody knows why.", (0.0, 0.0, 0.0, None), "essay"),
    ("Menu", (None, None, None, None), "essay"),
]
EXAMPLES = [Labelled(text, gold, "d", {"genre": genre}) for text, gold, genre in TEXTS]


def found(extractor):
    return slices(EXAMPLES, predict(extractor, group(EXAMPLES)))


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
