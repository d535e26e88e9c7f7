"""A reader at the page, in a real browser: pointing, filters, keys, jumps."""

import pytest

from claimx.report.html import QUESTIONS
from claimx.report.view import page as render
from claimx.report.view.names import Names
from claimx.report.view.summary import who_says_what
from claimx.report.words import CAUTION_WORDS, STRENGTH_WORDS
from claimx.types import Attribution, Mechanism, Reading
from tests.report.view.made import document, mention

FIRST_FINDING = "Scientists at"


def place(article, beginning):
    (found,) = (one.index for one in article.sentences if one.text.startswith(beginning))
    return found


def chosen(page):
    return (
        page.locator("#panel-title").inner_text() if page.locator("#details").is_visible() else ""
    )


def title(article, at):
    return f"Sentence {at + 1} of {len(article.sentences)}"


def visible(page, selector):
    return page.locator(selector).filter(visible=True).count()


def focus_inside(page, selector):
    return page.evaluate("s => document.activeElement.closest(s) !== null", selector)


# ---- the panel


def test_pointing_at_a_claim_tells_all_that_is_known_of_it(shown, article):
    at = place(article, FIRST_FINDING)
    assert chosen(shown) == ""
    shown.hover(f"#s-{at} .words")
    shown.wait_for_selector("#details:not([hidden])")
    assert chosen(shown) == title(article, at)
    scores = shown.locator("#panel-scores .score").all_inner_texts()
    assert scores == [f"{score:.2f}" for score in article.sentences[at].scores.values()]
    limits = shown.locator("#panel-scores .from").all_inner_texts()
    assert [one.split()[1] for one in limits] == [
        f"{score:.2f}" for score in article.model.thresholds.values()
    ]
    widths = shown.eval_on_selector_all(
        ".bar-fill", "all => all.map(one => one.width.baseVal.value)"
    )
    assert widths == pytest.approx(
        [100 * one for one in article.sentences[at].scores.values()], abs=0.01
    )
    for label in article.sentences[at].labels:
        assert QUESTIONS[label] in shown.locator("#panel-labels").inner_text()
    assert visible(shown, "#panel-labels li") == len(article.sentences[at].labels)
    strength = article.sentences[at].reading.strength
    assert STRENGTH_WORDS[strength] in shown.locator("#panel-kinds").inner_text()


MARKED = """all => all.map(one => {
    const name = one.firstElementChild.textContent;
    const words = one.cloneNode(true);
    words.querySelectorAll('.span-name').forEach(inner => inner.remove());
    return [one.dataset.span, name, words.textContent];
})"""


def test_spans_are_marked_and_named_inside_the_sentence(shown, article):
    at = place(article, "Senior author")
    shown.click(f"#s-{at} .words")
    spans = shown.eval_on_selector_all("#panel-words [data-span]", MARKED)
    expected = [[one.type, one.type, one.text] for one in article.sentences[at].spans]
    assert {kind for kind, _, _ in expected} >= {"source", "cue", "content", "cause", "effect"}
    assert sorted(spans) == sorted(expected)
    relations = article.sentences[at].relations
    assert visible(shown, "#panel-relations .relation") == len(relations) > 1


def test_the_seven_kinds_of_spans_look_different(open_page):
    text = "Roe said that tea may bring calm."
    source, cue, content = (
        mention(text, words, kind)
        for words, kind in (("Roe", "source"), ("said", "cue"), ("that", "content"))
    )
    cause, signal, effect = (
        mention(text, words, kind)
        for words, kind in (("tea", "cause"), ("bring", "signal"), ("calm", "effect"))
    )
    relations = (Attribution(source, cue, (content,)), Mechanism(cause, effect, signal))
    reading = Reading(relations, (mention(text, "may", "hedge"),))
    page = open_page(render(document((text, "finding"), readings={0: reading})))
    page.click("#s-0 .words")
    looks = page.eval_on_selector_all(
        "#panel-key [data-span]",
        """all => all.map(getComputedStyle).map(one => [
            one.borderStyle, one.borderWidth, one.backgroundColor, one.textDecorationStyle,
        ].join())""",
    )
    assert len(set(looks)) == len(looks) == 7


def test_a_caution_says_of_which_kind(shown, article):
    kinds = {one.index: one.reading.caution for one in article.claims if one.reading.caution}
    assert kinds
    for at, kind in kinds.items():
        shown.click(f"#s-{at} .words")
        assert CAUTION_WORDS[kind] in shown.locator("#panel-kinds").inner_text()


def test_the_speaker_leads_to_where_the_name_stands(shown, article):
    at = place(article, "However, he said")
    speaker = article.sentences[at].relations[0].speaker
    assert speaker.end <= article.sentences[at].start
    shown.click(f"#s-{at} .words")
    shown.click("#panel-relations a")
    name = shown.locator(Names(article).href(speaker))
    assert speaker.text in name.inner_text()
    assert name.evaluate("one => one === document.activeElement && one.matches(':target')")
    assert 0 < name.bounding_box()["y"] < 880
    assert chosen(shown) == title(article, at)


def test_a_name_has_a_ring_where_a_link_led_to_it_and_none_where_a_click_met_it(shown, article):
    at = place(article, "However, he said")
    name = shown.locator(Names(article).href(article.sentences[at].relations[0].speaker))
    ring = "one => getComputedStyle(one).outlineStyle"
    name.click()
    shown.keyboard.press("a")
    assert name.evaluate(ring) == "none"
    shown.click(f"#s-{at} .words")
    shown.click("#panel-relations a")
    assert name.evaluate(ring) == "solid"


def test_a_sentence_without_a_label_can_be_chosen_too(shown, article):
    at = next(one.index for one in article.sentences if not one.labels)
    shown.click(f"#s-{at} .words")
    assert chosen(shown) == title(article, at)
    assert "no label" in shown.locator("#panel-labels").inner_text()


def test_a_click_pins_the_panel_until_it_is_closed(shown, article):
    first, other = place(article, FIRST_FINDING), place(article, "Researchers have")
    shown.click(f"#s-{first} .words")
    shown.hover(f"#s-{other} .words")
    shown.wait_for_timeout(150)
    assert chosen(shown) == title(article, first)
    shown.click("#close")
    assert chosen(shown) == ""
    shown.hover(f"#s-{first} .words")
    shown.wait_for_selector("#details:not([hidden])")


def test_a_tap_opens_a_sheet_that_leaves_the_sentence_in_sight(open_page, article):
    phone = open_page(render(article), viewport={"width": 390, "height": 844}, has_touch=True)
    at = place(article, "However, he said")
    assert not phone.locator("#panel").is_visible()
    phone.tap(f"#s-{at} .words")
    top = phone.locator(f"#s-{at}").bounding_box()["y"]
    assert 0 <= top < phone.locator("#panel").bounding_box()["y"] - 20
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")


# ---- filters


def claims_by(article, *labels):
    return [one for one in article.claims if set(one.labels) & set(labels)]


def test_a_label_that_is_cleared_leaves_only_the_others_marked(shown, article):
    shown.get_by_role("checkbox", name="attribution", exact=False).first.uncheck()
    left = claims_by(article, "finding", "mechanism", "caution")
    assert 0 < len(left) < len(article.claims)
    assert shown.locator("#found").inner_text() == f"{len(left)} of {len(article.claims)} claims"
    assert visible(shown, "#claims li") == len(left)
    assert shown.locator("mark:not([data-label=''])").count() == len(left)
    assert shown.locator("[data-count='2']").inner_text() == "0"
    findings = len(claims_by(article, "finding"))
    assert shown.locator("[data-count='0']").inner_text() == str(findings)


def test_a_claim_is_marked_by_the_first_label_that_is_left(shown, article):
    at = place(article, "Researchers say")
    assert shown.locator(f"#s-{at}").get_attribute("data-label") == "mechanism"
    shown.uncheck("#filters input[value='1']")
    assert shown.locator(f"#s-{at}").get_attribute("data-label") == "attribution"


def test_the_least_score_counts(shown, article):
    shown.fill("#least", "0.95")
    left = [one for one in article.claims if any(one.scores[label] >= 0.95 for label in one.labels)]
    assert 0 < len(left) < len(article.claims)
    assert shown.locator("#least-value").inner_text() == "0.95"
    assert visible(shown, "#claims li") == len(left)
    shown.click("#reset")
    assert visible(shown, "#claims li") == len(article.claims)
    assert focus_inside(shown, "#search")


def test_search_finds_words_whatever_their_case(shown, article):
    shown.fill("#search", "PETER nelson")
    assert shown.locator("#found").inner_text() == f"1 of {len(article.claims)} claims"
    assert visible(shown, ".group") == 1
    shown.fill("#search", "no such words")
    assert visible(shown, "#claims li") == visible(shown, ".group") == 0


def test_filters_that_a_browser_kept_over_a_reload_hold(shown, article):
    shown.uncheck("#filters input[value='2']")
    shown.reload()
    boxes = shown.locator("#filters input[value='2']")
    left = ["finding", "mechanism", "caution", *(["attribution"] if boxes.is_checked() else [])]
    assert visible(shown, "#claims li") == len(claims_by(article, *left))


# ---- jumps


def test_the_list_and_the_summary_lead_to_their_sentences(shown, article):
    last = article.claims[-1].index
    shown.click(f"#claims #c-{last}")
    assert chosen(shown) == title(article, last)
    assert focus_inside(shown, f"#s-{last}")
    at = place(article, "Senior author")
    shown.click(".who a:text('in theory chemotherapy')")
    assert chosen(shown) == title(article, at)
    box = shown.locator(f"#s-{at}").bounding_box()
    assert 0 <= box["y"] < 900


def test_the_summary_groups_by_speaker(shown, article):
    groups = who_says_what(article, Names(article))
    assert max(len(group.said) for group in groups) > 1
    shown_groups = shown.locator(".group h3").all_inner_texts()
    assert shown_groups == [f"{group.name} {len(group.said)}" for group in groups]


def test_an_address_with_a_sentence_opens_there(open_page, article, tmp_path):
    path = tmp_path / "article.html"
    path.write_text(render(article), encoding="utf-8")
    page = open_page(path)
    page.goto("about:blank")
    page.goto(f"{path.as_uri()}#s-5")
    assert chosen(page) == title(article, 5)
    page.goto("about:blank")
    page.goto(f"{path.as_uri()}#s-999")
    assert chosen(page) == ""


# ---- keys


def test_letters_and_arrows_go_through_the_claims(shown, article):
    order = [one.index for one in article.claims]
    seen = []
    for key in ("j", "j", "ArrowDown", "k", "ArrowUp"):
        shown.keyboard.press(key)
        seen.append(chosen(shown))
    assert seen == [title(article, order[step]) for step in (0, 1, 2, 1, 0)]
    assert focus_inside(shown, f"#s-{order[0]} a")
    assert shown.locator("#told").inner_text().startswith("Sentence 1: ")


def test_keys_pass_over_claims_that_are_filtered_out(shown, article):
    shown.fill("#search", "Nelson")
    shown.keyboard.press("Tab")
    shown.keyboard.press("j")
    assert chosen(shown) == title(article, place(article, "Senior author"))


def test_arrows_to_the_side_go_through_every_sentence(shown, article):
    shown.keyboard.press("j")
    for at in (1, 2, 3):
        shown.keyboard.press("ArrowRight")
        assert chosen(shown) == title(article, at)
    shown.keyboard.press("ArrowLeft")
    assert chosen(shown) == title(article, 2)


def test_arrows_scroll_while_nothing_is_chosen(shown):
    shown.keyboard.press("ArrowDown")
    assert chosen(shown) == ""


def test_enter_goes_into_the_panel_and_escape_back_to_the_sentence(shown, article):
    shown.keyboard.press("j")
    shown.keyboard.press("Enter")
    assert focus_inside(shown, "#panel-title")
    shown.keyboard.press("Tab")
    assert focus_inside(shown, "#previous")
    shown.keyboard.press("Escape")
    assert chosen(shown) == ""
    assert focus_inside(shown, f"#s-{article.claims[0].index} a")
    shown.keyboard.press("j")
    assert chosen(shown) == title(article, article.claims[1].index)


def test_letters_are_letters_in_a_field_and_can_be_turned_off(shown):
    shown.keyboard.press("/")
    shown.keyboard.type("jk/a1")
    assert shown.locator("#search").input_value() == "jk/a1"
    assert chosen(shown) == ""
    shown.fill("#search", "")
    shown.uncheck("#letter-keys")
    shown.keyboard.press("j")
    assert chosen(shown) == ""


def test_everything_can_be_reached_by_tab_and_shows_its_focus(shown):
    shown.keyboard.press("Tab")
    assert shown.evaluate("document.activeElement.className") == "skip"
    assert shown.locator(".skip").bounding_box()["y"] >= 0
    reached = set()
    for _ in range(80):
        reached.add(shown.evaluate("document.activeElement.id || document.activeElement.className"))
        style = shown.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert style != "none" or shown.evaluate("document.activeElement === document.body")
        shown.keyboard.press("Tab")
    assert {"skip", "least", "search", "tags", "accept", "review-note", "c-0"} <= reached


def test_the_help_can_be_reached_once_the_panel_is_closed(shown):
    shown.keyboard.press("j")
    shown.keyboard.press("Escape")
    shown.keyboard.press("Tab")
    assert focus_inside(shown, "#letter-keys")


def test_the_skip_link_leads_to_the_article(shown):
    shown.keyboard.press("Tab")
    shown.keyboard.press("Enter")
    shown.keyboard.press("Tab")
    assert focus_inside(shown, "#article a.tags")


# ---- size


def test_five_thousand_sentences_stay_responsive(open_page):
    labels = ("finding", "mechanism", "attribution", "caution")
    sentences = [
        (
            f"The drug number {n} cut deaths by a fifth, the trial found last spring.",
            *labels[: n % 5],
        )
        for n in range(5_000)
    ]
    page = open_page(render(document(*sentences, between="\n\n")))
    assert page.locator("#found").inner_text() == "4,000 of 4,000 claims"
    spent = page.evaluate(
        """() => {
            const box = document.querySelector('#filters input[value="0"]');
            const start = performance.now();
            box.click();
            document.body.getBoundingClientRect();
            return performance.now() - start;
        }"""
    )
    assert spent < 10_000
    assert page.locator("#found").inner_text() == "3,000 of 4,000 claims"
    page.evaluate("document.getElementById('search').value = 'number 4999 '")
    page.dispatch_event("#search", "input")
    assert page.locator("#found").inner_text() == "1 of 4,000 claims"
    page.keyboard.press("j")
    assert chosen(page) == "Sentence 5000 of 5000"
    assert 0 <= page.locator("#s-4999").bounding_box()["y"] < 900
