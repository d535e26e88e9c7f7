import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from claimx.evaluation.articles import group
from claimx.evaluation.errors import mistakes
from claimx.evaluation.run import predict
from claimx.labelled import Labelled, read_labelled
from claimx.labels import LABELS
from claimx.report.errors import errors_page

SENTENCES = Path(__file__).parents[1] / "data" / "dev.jsonl"

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
    assert page.startswith("<!DOCTYPE html>")


def turned(one):
    """The sentence with the opposite gold, so that every right label seems a mistake."""
    return replace(one, targets=tuple(1 - target for target in one.targets))


def test_every_wrong_label_is_found_and_no_right_one(extractor):
    articles = group(read_labelled(SENTENCES))
    opposite = group(map(turned, read_labelled(SENTENCES)))
    predictions = predict(extractor, articles)
    wrong = mistakes(articles, predictions, extractor.thresholds)
    right = mistakes(opposite, predictions, extractor.thresholds)
    pairs = {(one.doc, one.index, one.label) for one in wrong + right}
    assert len(pairs) == len(wrong) + len(right) == 24 * len(LABELS)
    for one in wrong + right:
        assert one.given == (one.label in one.predicted) == (one.label not in one.gold)
        assert one.given == (one.score >= one.threshold)


def test_false_positives_fall_from_the_highest_score_and_false_negatives_rise(extractor):
    opposite = group(map(turned, read_labelled(SENTENCES)))
    found = mistakes(opposite, predict(extractor, opposite), extractor.thresholds)
    for label in LABELS:
        given = [one.score for one in found if one.label == label and one.given]
        missed = [one.score for one in found if one.label == label and not one.given]
        assert given == sorted(given, reverse=True)
        assert missed == sorted(missed)
        assert given
        assert missed


def test_context_stays_inside_its_document(extractor):
    opposite = group(map(turned, read_labelled(SENTENCES)))
    found = mistakes(opposite, predict(extractor, opposite), extractor.thresholds)
    texts = {article.doc: article.sentences for article in opposite}
    for one in found:
        around = ("", *texts[one.doc], "")[one.index : one.index + 3]
        assert (one.before, one.text, one.after) == around


def test_the_page_allows_its_own_styles_and_nothing_else(extractor):
    page = errors_page(found(extractor), "base </title><script>x</script>", 5)
    assert "<script" not in page
    assert " style=" not in page
    styles = re.findall("<style>(.*?)</style>", page, re.DOTALL)
    allowed = {f"sha256-{b64encode(sha256(one.encode()).digest()).decode()}" for one in styles}
    assert allowed == set(re.findall(r"sha256-[\w+/=]+", page.replace("&#39;", "'")))
    assert "default-src &#39;none&#39;" in page


def test_an_override_of_direction_stays_inside_its_own_element(extractor):
    odd = [replace(one, doc=f"{one.doc}\u202e") for one in found(extractor)]
    page = errors_page(odd, "base", 5)
    assert "<bdi>a\u202e</bdi>, sentence 0" in page
    page.encode("utf-8")
