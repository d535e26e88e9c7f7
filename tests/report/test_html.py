import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

import claimx
from claimx.report.html import QUESTIONS, counts, fragment, policy, printable
from claimx.report.words import CAUTION_WORDS, STRENGTH_WORDS
from claimx.types import (
    CAUTIONS,
    STRENGTHS,
    Attribution,
    Document,
    Mechanism,
    Mention,
    ModelStamp,
    Reading,
    Scores,
    Sentence,
)

ATTACKS = (
    "<script>alert(1)</script>",
    "</style><style>*{display:none}</style>",
    "</div></main></body>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "<!-- ",
    "]]>",
    "&lt;b&gt; &amp; &#60;",
)
ODD = ("\x00", "\x1b[31m", "\x7f", "\x9f", "\ud800", "\udfff", "\ufffe", "\U0010ffff", "\u202e")
BREAKS = ("\r\n", "\r", "\n", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\t", "  ")
STRINGS = st.lists(st.sampled_from((*ATTACKS, *ODD, *BREAKS, "Tea helps. ")), max_size=8).map(
    "".join
) | st.text(st.characters(exclude_categories=()), max_size=40)
LABEL_SETS = st.lists(st.sampled_from(claimx.LABELS), unique=True)
ALLOWED = {
    *("style", "div", "h1", "p", "ul", "li", "span", "mark"),
    *("details", "summary", "ol", "dl", "dt", "dd"),
}


class Reader(HTMLParser):
    """What a browser would see: elements, the texts inside them, and the article's own text."""

    VOID = frozenset({"meta"})

    def __init__(self, source):
        super().__init__()
        self.elements, self.texts, self.stack, self.article = [], {}, [], ""
        self.comments = 0
        self.names, self.values = [], []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.elements.append((tag, attributes))
        if tag in {"dt", "dd"}:
            (self.names if tag == "dt" else self.values).append("")
        if tag not in self.VOID:
            self.stack.append((tag, attributes.get("class") or ""))

    def handle_endtag(self, tag):
        assert self.stack.pop()[0] == tag

    def handle_comment(self, data):
        self.comments += 1

    def handle_data(self, data):
        classes = [name for _, held in self.stack for name in held.split()]
        if "claimx-text" in classes and "claimx-tags" not in classes:
            self.article += data
        open_tags = [tag for tag, _ in self.stack]
        if "dt" in open_tags:
            self.names[-1] += data
        if "dd" in open_tags:
            self.values[-1] += data
        if self.stack:
            tag, held = self.stack[-1]
            self.texts.setdefault(held or tag, []).append(data)

    def rows(self):
        """What stands under each claim: names and values of what was read in it."""
        return list(zip(self.names, self.values, strict=True))

    def having(self, name):
        return [held for _, held in self.elements if name in (held.get("class") or "").split()]


def document(text, labels=(), title=None, id="d", reading=None):
    scores = Scores(0.91, 0.12, 0.34, 0.56)
    stamp = ModelStamp("claimx-base", "1", "0" * 16, scores)
    return Document(text, (*sentences(text, labels, scores, reading),), id, stamp, title)


def sentences(text, labels, scores, reading):
    if text:
        yield Sentence(0, len(text), text, 0, tuple(labels), scores, True, "", reading)


def mention(words, type="source"):
    return Mention(0, len(words), words, type, 1.0)


def full(words, strength="causal", caution="safety"):
    """A reading of every kind of thing, all of them in these words."""
    one = mention(words)
    said = Attribution(one, one, (one,), mention(f"Dr {words}"))
    return Reading((said, Mechanism(one, one, one)), (one,), strength, caution)


@pytest.fixture(scope="module")
def article(extractor):
    return extractor.extract(claimx.example().text, title="Tea & health")


def test_article_text_is_all_there_in_order(article):
    assert Reader(fragment(article)).article == article.text.replace("\r\n", "\n")


def test_white_space_is_kept(extractor):
    text = "  Tea helps.\n\n\tShe  said so.\t\n It was\n hot. \n"
    seen = Reader(fragment(extractor.extract(text)))
    assert seen.article == text
    assert "white-space: pre-wrap" in "".join(seen.texts["style"])


def test_every_claim_is_marked_with_colour_and_letters(article):
    seen = Reader(fragment(article))
    marks = [held for tag, held in seen.elements if tag == "mark"]
    names = [held["aria-label"] for held in seen.having("claimx-tags")][: len(marks)]
    assert len(marks) == len(article.claims) > 0
    for claim, mark, name in zip(article.claims, marks, names, strict=True):
        assert f"claimx-{claim.primary}" in mark["class"].split()
        assert name == f"({', '.join(claim.labels)})"
        for label, score in claim.scores.items():
            assert f"{label} {score:.2f}" in mark["title"]
    letters = "".join(label[0].upper() for claim in article.claims for label in claim.labels)
    body = fragment(article).partition('class="claimx-text"')[2].partition("<details")[0]
    assert "".join(re.findall(r'claimx-tag claimx-\w+">(.)<', body)) == letters


def test_sentence_without_a_label_is_not_marked_and_still_tells_its_scores():
    seen = Reader(fragment(document("Sit down.")))
    assert "mark" not in {tag for tag, _ in seen.elements}
    (held,) = seen.having("claimx-sentence")
    assert held["title"].startswith("no label (scores: finding 0.91, mechanism 0.12")


def test_truncated_sentence_says_so():
    (mark,) = Reader(fragment(document("Tea helps.", ["finding"]))).having("claimx-sentence")
    assert "cut at the model's limit" in mark["title"]


def test_legend_explains_and_counts_every_label(article):
    seen = Reader(fragment(article))
    assert seen.texts["claimx-question"] == list(QUESTIONS.values())
    assert list(QUESTIONS) == list(claimx.LABELS)
    assert seen.texts["claimx-count"] == [
        str(sum(label in one.labels for one in article.sentences)) for label in claimx.LABELS
    ]
    assert counts(article.sentences) == dict(
        zip(claimx.LABELS, map(int, seen.texts["claimx-count"]), strict=True)
    )
    assert f"15 sentences, {len(article.claims)} claims" in seen.texts["claimx-about"][0]


def test_what_was_read_in_a_claim_stands_below_the_text():
    relations = (
        Attribution(mention("she"), None, (), mention("Jane Roe")),
        Mechanism(mention("tea", "cause"), mention("calm", "effect"), mention("brings", "signal")),
        Mechanism(mention("rest", "cause"), None, None),
    )
    reading = Reading(relations, (mention("may", "hedge"),), "conditional", "counsel")
    seen = Reader(fragment(document("Tea may calm.", ["finding", "caution"], reading=reading)))
    assert seen.rows() == [
        ("said by", "Jane Roe (“she”)"),
        ("mechanism", "tea → calm (“brings”)"),
        ("mechanism", "rest → ?"),
        ("strength", STRENGTH_WORDS["conditional"]),
        ("hedged by", "“may”"),
        ("caution", CAUTION_WORDS["counsel"]),
    ]
    assert "".join(seen.texts["claimx-snippet"]).strip() == "Tea may calm."
    assert seen.article == "Tea may calm."


def test_an_arrow_and_the_letters_of_labels_have_a_name():
    seen = Reader(fragment(document("Tea calms.", ["finding"], reading=full("Tea"))))
    pictures = [held for _, held in seen.elements if held.get("role") == "img"]
    assert [held["aria-label"] for held in pictures] == ["(finding)", "(finding)", "brings about"]


@pytest.mark.parametrize("reading", [None, Reading(), Reading(strength="none")], ids=str)
def test_where_nothing_was_read_nothing_stands_below_the_text(reading):
    seen = Reader(fragment(document("Tea helps.", ["finding"], reading=reading)))
    assert "details" not in {tag for tag, _ in seen.elements}
    assert seen.rows() == []


@pytest.mark.parametrize("strength", [one for one in STRENGTHS if one != "none"])
@pytest.mark.parametrize("caution", CAUTIONS)
def test_every_strength_and_caution_is_told_in_plain_words(strength, caution):
    seen = Reader(fragment(document("Tea.", reading=full("Tea", strength, caution))))
    assert ("strength", STRENGTH_WORDS[strength]) in seen.rows()
    assert ("caution", CAUTION_WORDS[caution]) in seen.rows()


def test_what_the_model_read_in_the_article_is_there(article):
    rows = Reader(fragment(article)).rows()
    names = {one.speaker.text for claim in article.claims for one in said(claim) if one.speaker}
    told = " ".join(value for name, value in rows if name == "said by")
    assert len(names) > 2
    assert all(name in told for name in names)
    assert ("caution", CAUTION_WORDS["counsel"]) in rows
    assert "mechanism" in dict(rows)


def said(claim):
    return [one for one in claim.relations if isinstance(one, Attribution)]


def test_heading_is_the_title_or_the_id():
    assert Reader(fragment(document("Tea.", title="On tea"))).texts["claimx-title"] == ["On tea"]
    assert Reader(fragment(document("Tea.", id="d7"))).texts["claimx-title"] == ["Document d7"]


def test_empty_document_has_a_view():
    assert Reader(fragment(document(""))).article == ""


@given(text=STRINGS, labels=LABEL_SETS, title=st.none() | STRINGS, id=STRINGS, read=STRINGS)
def test_hostile_text_stays_text(text, labels, title, id, read):
    source = fragment(document(text, labels, title, id, full(read)))
    seen = Reader(source)
    assert seen.stack == []
    assert seen.comments == 0
    assert {tag for tag, _ in seen.elements} <= ALLOWED
    assert not any(name.startswith("on") for _, held in seen.elements for name in held)
    assert len(seen.texts["style"]) == 1
    assert seen.article == printable(text)


@given(text=STRINGS, labels=LABEL_SETS, title=STRINGS)
def test_fragment_is_utf8_without_forbidden_characters(text, labels, title):
    made = document(text, labels, title, reading=full(text))
    source = fragment(made).encode("utf-8").decode("utf-8")
    assert printable(source) == source


@given(STRINGS)
def test_printable_changes_nothing_that_can_be_shown(text):
    shown = printable(text)
    assert printable(shown) == shown
    plain = re.sub("[^ -~\n\t]", "", text)
    assert printable(plain) == plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\u2028b\x85c\x0bd\x0ce", "a\nb\nc\nd\ne"),
        ("\x00\x1b\x7f", "␀␛␡"),
        ("\ud800\x80\ufffe\U0003ffff", "\ufffd" * 4),
        ("e\u0301 👩‍🔬 \ufeff سؤال", "e\u0301 👩‍🔬 \ufeff سؤال"),
    ],
)
def test_printable_shows_what_html_cannot_hold(text, shown):
    assert printable(text) == shown


def test_policy_allows_what_it_is_given_and_nothing_else():
    rules = dict(rule.split(" ", 1) for rule in policy("a {}", "b {}", scripts=["1"]).split("; "))
    hashes = [b64encode(sha256(text.encode()).digest()).decode() for text in ("a {}", "b {}", "1")]
    assert rules.pop("style-src").split() == [f"'sha256-{one}'" for one in hashes[:2]]
    assert rules.pop("script-src") == f"'sha256-{hashes[2]}'"
    assert rules == {"default-src": "'none'", "base-uri": "'none'", "form-action": "'none'"}
    assert "script-src" not in policy("a {}")


def test_view_asks_the_network_for_nothing(article):
    source = fragment(article)
    seen = Reader(source)
    assert not {"src", "href", "style", "action"} & {k for _, held in seen.elements for k in held}
    assert not re.search(r"url\(|@import|https?:", "".join(seen.texts["style"]))


def selectors(style):
    for block in re.findall(r"([^{}]+)\{(?=[^{}]*\})", style):
        yield from (one.strip() for one in block.split(","))


def test_styles_of_the_fragment_reach_nothing_outside(article):
    (style,) = Reader(fragment(article)).texts["style"]
    found = list(selectors(style))
    assert len(found) > 20
    assert all(re.match(r"\.claimx( |$)", one) for one in found)


def variables(style, after=""):
    block = style.partition(after)[2] if after else style
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block.partition("}")[0]))


def luminance(colour):
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["", "@media (prefers-color-scheme: dark)"])
def test_letters_and_text_can_be_read_in_light_and_dark(article, scheme):
    (style,) = Reader(fragment(article)).texts["style"]
    colours = variables(style, scheme)
    assert contrast(colours["quiet"], colours["paper"]) >= 4.5
    for label in claimx.LABELS:
        assert contrast(colours["on-tag"], colours[label]) >= 4.5
        assert contrast(colours["ink"], colours[f"{label}-tint"]) >= 7


def test_document_shows_itself_in_a_notebook(article):
    assert article._repr_html_() == fragment(article)
    assert "<html" not in fragment(article)
