"""What stands in a page before any script runs."""

import json
import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import claimx
from claimx.extractor import text_id
from claimx.report.html import QUESTIONS, printable
from claimx.report.view import page
from claimx.report.view.index import index, row
from claimx.report.view.names import Names, attributions
from claimx.report.view.page import SCRIPTS, STYLES
from claimx.report.words import CAUTION_WORDS, MEANINGS, SPAN_WORDS, STRENGTH_WORDS
from claimx.types import CAUTIONS, MENTIONS, STRENGTHS
from tests.report.view.made import document, said

OWN = Path(claimx.__file__).parent / "report" / "view"
ATTACKS = (
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "</style></main></body>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "]]>&lt;&amp;",
    "\u202e\u2066\x00\ud800\u2028\u2029\r\n\x0b",
)
STRINGS = st.lists(st.sampled_from((*ATTACKS, "Tea helps. ")), max_size=5).map("".join) | st.text(
    st.characters(exclude_categories=()), max_size=30
)
LABELS = st.lists(st.sampled_from(claimx.LABELS), unique=True)
VOID = {"meta", "input"}


class Reader(HTMLParser):
    """Elements, and the text inside the article."""

    def __init__(self, source):
        super().__init__()
        self.elements, self.stack, self.article, self.inside = [], [], "", {}
        self.comments = 0
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attributes):
        held = dict(attributes)
        self.elements.append((tag, held))
        if tag not in VOID:
            self.stack.append((tag, held))

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.stack.pop()[0] == tag

    def handle_comment(self, data):
        self.comments += 1

    def handle_data(self, data):
        if not self.stack:
            return
        self.inside.setdefault(self.stack[-1][0], []).append(data)
        classes = [held.get("class") for _, held in self.stack]
        if "block" in classes and "tags" not in classes:
            self.article += data

    def all(self, name):
        return [held for tag, held in self.elements if tag == name]


def island(seen):
    scripts = [
        text
        for held, text in zip(seen.all("script"), seen.inside["script"], strict=True)
        if held.get("type") == "application/json"
    ]
    (text,) = scripts
    return text


@pytest.fixture(scope="module")
def seen(article):
    return Reader(page(article))


def test_a_document_shows_itself(article):
    assert article.to_html() == page(article)
    assert article.to_html().startswith("<!DOCTYPE html>")


def test_the_whole_text_is_there_in_order(seen, article):
    assert seen.article == printable(article.text)


@pytest.mark.parametrize("between", [" ", "\n\n", "\r\n", "\n\t ", "  \x0b\n\n  "])
def test_white_space_is_kept(between):
    one = document(" Tea helps.", "She said so. ", "It was\nhot.", between=between)
    assert Reader(page(one)).article == printable(one.text)


def test_a_line_end_between_sentences_ends_a_paragraph():
    one = document("One.", "Two.", between="\n")
    source = page(one)
    assert source.count('<p class="block"') == 2
    assert 'class="article loose"' in source
    assert 'class="article"' in page(document("One.", "Two.", between="\n\n"))


def test_claims_are_marked_by_label_with_letters_and_a_name(seen, article):
    marks = seen.all("mark")
    assert [held["data-label"] for held in marks] == [one.primary for one in article.claims]
    names = [held["aria-label"] for held in seen.all("a") if held.get("class") == "tags"]
    assert [name.partition(":")[0] for name in names] == [
        ", ".join(one.labels) for one in article.claims
    ]


def test_every_link_leads_to_a_place_in_the_page(seen):
    ids = [held["id"] for _, held in seen.elements if "id" in held]
    assert len(ids) == len(set(ids))
    links = [held["href"] for held in seen.all("a")]
    assert {"#n", "#s", "#c"} <= {link[:2] for link in links}
    assert {link.removeprefix("#") for link in links} <= set(ids)


def test_the_policy_allows_our_own_styles_and_scripts_alone(seen):
    (policy,) = [held["content"] for held in seen.all("meta") if "http-equiv" in held]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))

    def hashes(texts):
        return {f"'sha256-{b64encode(sha256(one.encode()).digest()).decode()}'" for one in texts}

    scripts = set(seen.inside["script"]) - {island(seen)}
    assert set(rules.pop("style-src").split()) == hashes(seen.inside["style"])
    assert set(rules.pop("script-src").split()) == hashes(scripts)
    assert rules == {"default-src": "'none'", "base-uri": "'none'", "form-action": "'none'"}
    assert (len(seen.inside["style"]), len(scripts)) == (len(STYLES), len(SCRIPTS))


def test_nothing_comes_from_elsewhere(seen):
    names = {name for _, held in seen.elements for name in held}
    assert not names & {"src", "style", "action", "srcset"}
    assert not any(name.startswith("on") for name in names)
    assert not re.search(r"url\(|@import", "".join(seen.inside["style"]))


@pytest.mark.parametrize("path", sorted(OWN.glob("*.js")), ids=lambda path: path.name)
def test_a_script_is_strict_and_makes_no_markup_of_text(path):
    source = path.read_text(encoding="utf-8")
    assert source.startswith("'use strict';\n")
    assert "</script" not in source
    forbidden = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|fetch\(|XMLHttp"
    assert not re.search(forbidden, source)
    assert printable(source) == source


def test_every_asset_is_used_by_a_page():
    from claimx.report.view import index as listing

    used = {*STYLES, *SCRIPTS, *listing.STYLES, *listing.SCRIPTS}
    assert {path.name for kind in ("*.js", "*.css") for path in OWN.glob(kind)} == used


def test_every_value_that_a_record_can_have_is_explained():
    assert tuple(MEANINGS) == tuple(QUESTIONS) == claimx.LABELS
    assert tuple(STRENGTH_WORDS) == STRENGTHS
    assert tuple(CAUTION_WORDS) == CAUTIONS
    assert set(SPAN_WORDS) == set(MENTIONS) - {"speaker"}


def test_the_data_tell_scores_readings_and_the_key_of_reviews(seen, article):
    told = json.loads(island(seen))
    assert told["key"] == [article.id, article.model.hash, text_id(article.text)]
    for one, sentence in zip(told["sentences"], article.sentences, strict=True):
        assert one["scores"] == [round(score, 4) for score in sentence.scores.values()]
        assert [told["labels"][label] for label in one["labels"]] == list(sentence.labels)
        assert one["reading"]["strength"] == sentence.reading.strength
    speakers = {
        (relation["speaker"], relation["href"])
        for one in told["sentences"]
        for relation in one["reading"]["relations"]
        if relation.get("speaker")
    }
    named = {one.speaker for _, one in attributions(article) if one.speaker}
    names = Names(article)
    assert speakers == {(one.text, names.href(one)) for one in named}
    assert all(href.startswith("#n-") for _, href in speakers)
    assert len(named) > 2


def test_an_export_gets_the_text_as_it_is_where_the_page_shows_another():
    told = json.loads(island(Reader(page(document("Tea.", "a\r\n\x00\ud800b")))))
    assert [one.get("text") for one in told["sentences"]] == [None, "a\r\n\x00\ud800b"]


def test_a_document_without_claims_or_sentences_has_a_page():
    for one in (document("Sit down."), document()):
        source = page(one)
        assert "No sentence carries a label." in source
        assert "No sentence here gives its content to a source." in source


def test_heading_is_the_title_or_the_id():
    assert Reader(page(document("Tea.", title="On tea"))).inside["h1"] == ["On tea"]
    assert Reader(page(document("Tea.", id="d7"))).inside["h1"] == ["Document d7"]


@given(text=STRINGS, labels=LABELS, title=st.none() | STRINGS, id=STRINGS)
def test_hostile_text_stays_text(text, labels, title, id):
    one = document((text, *labels), title=title, id=id, readings={0: said(text, text, [text])})
    source = page(one)
    seen = Reader(source)
    plain = Reader(page(document(("Tea.", *labels), readings={0: said("Tea.", "Tea", ["Tea"])})))
    assert seen.stack == []
    assert seen.comments == 0
    assert len(seen.all("script")) == len(SCRIPTS) + 1
    assert {tag for tag, _ in seen.elements} <= {tag for tag, _ in plain.elements}
    assert not any(name.startswith("on") for _, held in seen.elements for name in held)
    assert seen.article == printable(text)
    assert printable(source.encode("utf-8").decode("utf-8")) == source
    assert re.fullmatch("[ -~]+", island(seen))
    assert not re.search("[<>&]", island(seen))
    assert json.loads(island(seen))["id"] == id


@given(title=STRINGS, id=STRINGS)
def test_hostile_titles_stay_text_in_the_index(title, id):
    source = index([row(document("Tea.", title=title, id=id), "tea.html")], title)
    seen = Reader(source)
    assert seen.stack == []
    assert len(seen.all("script")) == 1
    assert not any(name.startswith("on") for _, held in seen.elements for name in held)
    assert printable(source.encode("utf-8").decode("utf-8")) == source


def test_the_index_counts_each_document_and_all_of_them():
    first = document(("A.", "finding"), ("B.", "finding", "caution"), "C.", title="One")
    second = document("D.", title="Two")
    source = index([row(first, "one.html"), row(second, "two.html")], "News")
    values = re.findall(r'data-value="(\d+)"', source)
    assert values == ["3", "2", "2", "0", "0", "1", "1", "0", "0", "0", "0", "0"]
    assert "2 documents, 4 sentences, 2 claims." in source
    assert [held["href"] for held in Reader(source).all("a")][1:] == ["one.html", "two.html"]
