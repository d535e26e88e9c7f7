"""What a page lets happen: hostile texts, policy, access for all, paper, no scripts, the index."""

import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from claimx.report.view import page as render
from claimx.report.view import write_folder
from claimx.report.view.index import index, row
from tests.report.view.made import document, said

HOSTILE = (
    "</script><script>window.pwned = 1</script>",
    "<img src=x onerror='window.pwned = 1'>",
    '"><svg onload="window.pwned = 1">',
    "\u202eelbisiver",
    "\x00\ud800\u2028\u2029",
    "<!--<script>",
)


def hostile():
    text = " ".join(HOSTILE)
    return document(
        *((one, "finding", "attribution") for one in HOSTILE),
        id=text,
        title=text,
        readings={n: said(text, one, [one]) for n, one in enumerate(HOSTILE)},
    )


def test_hostile_text_is_shown_and_does_nothing(open_page):
    page = open_page(render(hostile()))
    for at in range(len(HOSTILE)):
        page.click(f"#s-{at} a.tags")
        page.keyboard.press("a")
    assert page.evaluate("window.pwned") is None
    assert page.locator("img, #article svg").count() == 0
    assert "onerror='window.pwned = 1'" in page.locator("#s-1").inner_text()
    page.click("#s-1 a.tags")
    assert "<img src=x" in page.locator("#panel-words").inner_text()
    assert page.locator("#reviewed").inner_text().startswith("6 of 6")
    assert page.seen.console == []
    assert all(url.startswith(("file:", "blob:")) for url in page.seen.requests)


@pytest.fixture
def server():
    """Where a server listens, and the list of what was asked of it."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *arguments):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}", asked
        running.shutdown()


def injected(source, *elements):
    return source.replace("</main>", "".join(elements) + "</main>")


def elsewhere(address):
    return (
        f"<img src='{address}/img'>",
        f"<script src='{address}/script'></script>",
        f"<link rel=stylesheet href='{address}/link'>",
        f"<iframe src='{address}/frame'></iframe>",
        f"<video src='{address}/video'></video>",
    )


def test_a_script_or_style_that_is_not_ours_does_nothing(open_page, article):
    page = open_page(
        injected(
            render(article),
            "<script>window.pwned = 1</script>",
            "<img src=x onerror='window.pwned = 1'>",
            "<script src='data:text/javascript,window.pwned = 1'></script>",
            "<style>body { display: none }</style>",
        )
    )
    assert page.evaluate("window.pwned") is None
    assert page.locator("h1").is_visible()
    assert any("Content Security Policy" in one for one in page.seen.console)


def test_nothing_is_asked_of_a_server(open_page, article, server):
    address, asked = server
    source = injected(render(article), *elsewhere(address))
    open_page(source).wait_for_timeout(300)
    assert asked == []
    unguarded = re.sub('<meta http-equiv="Content-Security-Policy".*?>', "", source)
    open_page(unguarded).wait_for_timeout(300)
    assert {"/img", "/script", "/link", "/frame", "/video"} <= set(asked)


def test_no_request_leaves_the_page_whatever_is_done(shown):
    shown.keyboard.press("j")
    shown.keyboard.press("a")
    with shown.expect_download():
        shown.click("#export-xlsx")
    shown.fill("#search", "cancer")
    shown.click("#claims a >> nth=0")
    assert {url.partition(":")[0] for url in shown.seen.requests} <= {"file", "blob"}
    assert shown.seen.console == []


# ---- access


def violations(page):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    found = axe.Axe().run(page).response["violations"]
    return [(one["id"], [node["target"] for node in one["nodes"]]) for one in found]


@pytest.fixture(params=["light", "dark"])
def scheme(request):
    return request.param


def test_axe_finds_nothing_in_the_page(open_page, article, scheme):
    page = open_page(render(article, home="index.html"), color_scheme=scheme, bypass_csp=True)
    assert violations(page) == []
    page.click("#s-2 .words")
    page.keyboard.press("a")
    assert violations(page) == []
    page.click("#clear")
    assert violations(page) == []


def test_axe_finds_nothing_on_a_phone(open_page, article, scheme):
    size = {"width": 390, "height": 844}
    page = open_page(render(article), viewport=size, color_scheme=scheme, bypass_csp=True)
    page.click("#s-2 .words")
    assert violations(page) == []


def test_axe_finds_nothing_in_the_index(open_page, article, scheme):
    rows = [row(article, "a.html"), row(document("Tea."), "b.html")]
    page = open_page(index(rows, "News"), color_scheme=scheme, bypass_csp=True)
    assert violations(page) == []


def test_axe_finds_nothing_in_the_view_of_a_notebook(open_page, article, scheme):
    head = '<!DOCTYPE html><html lang="en"><head><title>Notebook</title></head><body><main>'
    page = open_page(f"{head}{article._repr_html_()}</main></body></html>", color_scheme=scheme)
    assert page.locator(".claimx-facts").count() > 5
    assert violations(page) == []


# ---- paper, and no scripts


def test_paper_shows_the_text_and_the_summary_alone(shown):
    shown.keyboard.press("j")
    shown.emulate_media(media="print", color_scheme="dark")
    for name in (".filters", ".panel", ".rail", ".skip", ".foot"):
        assert not shown.locator(name).first.is_visible()
    for name in ("h1", ".legend", "#article", ".who"):
        assert shown.locator(name).is_visible()
    paper, ink = shown.evaluate(
        "[getComputedStyle(document.documentElement).backgroundColor,"
        " getComputedStyle(document.body).color]"
    )
    assert sum(map(int, re.findall(r"\d+", paper))) > 700
    assert sum(map(int, re.findall(r"\d+", ink))) < 150
    assert shown.pdf(format="A4").startswith(b"%PDF")


def test_labels_differ_without_colour(shown):
    styles = shown.eval_on_selector_all(
        ".legend .swatch", "all => all.map(one => getComputedStyle(one).textDecorationStyle)"
    )
    assert styles == ["solid", "dotted", "dashed", "wavy"]
    letters = shown.locator(".legend .tag").all_inner_texts()
    assert letters == ["F", "M", "A", "C"]


def test_without_scripts_text_list_and_summary_are_there(open_page, article):
    page = open_page(render(article), java_script_enabled=False)
    for name in ("#filters", "#panel", "#progress", "dialog"):
        assert not page.locator(name).is_visible()
    assert page.locator("#claims li").count() == len(article.claims)
    last = article.claims[-1].index
    page.click(f"#c-{last}")
    assert page.url.endswith(f"#s-{last}")
    assert 0 <= page.locator(f"#s-{last}").bounding_box()["y"] < 900
    assert page.locator(".who a:text('in theory')").is_visible()
    assert page.locator("mark .tags").first.is_visible()


def test_a_line_holds_sixty_five_to_seventy_five_characters(shown):
    width, whole, characters = shown.evaluate(
        """() => {
            const article = document.getElementById('article');
            const probe = document.createElement('span');
            probe.style.whiteSpace = 'nowrap';
            probe.style.position = 'absolute';
            probe.textContent = article.innerText.replace(/\\s+/g, ' ');
            article.append(probe);
            return [article.clientWidth, probe.scrollWidth, probe.textContent.length];
        }"""
    )
    assert 63 < width / whole * characters < 76


# ---- the index


@pytest.fixture
def listing(open_page, tmp_path):
    made = [
        document(("A.", "finding"), ("B.", "finding"), title="Tea 10"),
        document("C.", title="Tea 9"),
        document(("D.", "caution"), "E.", "F.", title="Coffee", id="x7"),
    ]
    write_folder(made, tmp_path / "out", "News")
    return open_page(tmp_path / "out" / "index.html")


def titles(page):
    return page.locator("#table tbody a").filter(visible=True).all_inner_texts()


def test_the_index_sorts_by_each_column_both_ways(listing):
    assert titles(listing) == ["Tea 10", "Tea 9", "Coffee"]
    listing.get_by_role("button", name="Document").click()
    assert titles(listing) == ["Coffee", "Tea 9", "Tea 10"]
    listing.get_by_role("button", name="Claims").click()
    assert titles(listing) == ["Tea 10", "Coffee", "Tea 9"]
    listing.get_by_role("button", name="Claims").press("Enter")
    assert titles(listing) == ["Tea 9", "Coffee", "Tea 10"]
    head = listing.locator("th[data-column=claims]")
    assert head.get_attribute("aria-sort") == "ascending"


def test_the_index_finds_titles_and_ids(listing):
    listing.fill("#search", "TEA")
    assert titles(listing) == ["Tea 10", "Tea 9"]
    assert listing.locator("#found").inner_text() == "2 of 3 documents"
    listing.fill("#search", "x7")
    assert titles(listing) == ["Coffee"]


def test_the_index_leads_to_pages_and_back(listing):
    listing.click("text=Coffee")
    assert listing.locator("h1").inner_text() == "Coffee"
    listing.click("text=All documents")
    assert listing.locator("h1").inner_text() == "News"
    assert {url.partition(":")[0] for url in listing.seen.requests} == {"file"}
