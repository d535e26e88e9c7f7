from claimx.evaluation.articles import group
from claimx.evaluation.errors import mistakes
from claimx.evaluation.run import predict
from claimx.labelled import Labelled
from claimx.report.errors import errors_page

# Gold is wrong on purpose in the first and the last: the model must seem mistaken there.
EXAMPLES = [
    Labelled("The drug cut deaths by a fifth, the trial found.", (0.0, 0.0, 1.0, 0.0), "a"),
    Labelled("The hall was <b>full</b> & warm.", (0.0, 0.0, 0.0, 0.0), "a", {"title": "T"}),
    Labelled("The study was small.", (0.0, 0.0, 0.0, 1.0), "b"),
    Labelled("Menu", (0.0, 0.0, 1.0, None), "b"),
]


def found(extractor):
    articles = group(EXAMPLES)
    return mistakes(articles, predict(extractor, articles), extractor.thresholds)


def test_a_mistake_says_what_where_and_between_what(extractor):
    given, missed = sorted(found(extractor), key=lambda one: one.doc)
    assert (given.label, given.given, given.doc, given.index) == ("finding", True, "a", 0)
    assert given.before == ""
    assert given.after == EXAMPLES[1].text
    assert given.score >= given.threshold
    assert given.gold == ("attribution",)
    assert (missed.label, missed.given, missed.doc, missed.index) == ("attribution", False, "b", 1)
    assert missed.before == EXAMPLES[2].text
    assert missed.score < missed.threshold


def test_the_surest_mistake_comes_first(extractor):
    sure = [one.confidence for one in found(extractor)]
    assert sure == sorted(sure, reverse=True)


def test_the_page_escapes_texts_and_states_what_it_leaves_out(extractor):
    page = errors_page(found(extractor) * 3, "base on two articles", 2)
    assert "The hall was &lt;b&gt;full&lt;/b&gt; &amp; warm." in page
    assert "<b>full" not in page
    assert "3 in all, the first 2 shown" in page
    assert "0 in all." in page
    assert "http" not in page.replace("http-equiv", "")
