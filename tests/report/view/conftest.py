"""One browser for all tests, a fresh profile for each, and the article as a page."""

import shutil
from types import SimpleNamespace

import pytest

from claimx.report.view import page as render
from tests.report.view.sample import article as read_article

NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def article(extractor):
    """The bundled article, labelled, with relations."""
    return read_article(extractor)


@pytest.fixture(scope="session")
def chromium():
    """A headless browser."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip(f"no browser: none of {', '.join(NAMES)} is on the path")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, tmp_path):
    """Open HTML from the disk: `open_page(source or path, **context options)`.

    The page's `seen` holds requests, errors and console messages; no error may be left at the end.
    """
    contexts = []

    def open_(source, **options):
        path = source
        if isinstance(source, str):
            path = tmp_path / f"page-{len(contexts)}.html"
            path.write_text(source, encoding="utf-8")
        options = {"viewport": {"width": 1440, "height": 900}, **options}
        context = chromium.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.seen = SimpleNamespace(requests=[], errors=[], console=[])
        page.on("request", lambda one: page.seen.requests.append(one.url))
        page.on("pageerror", lambda one: page.seen.errors.append(str(one)))
        page.on("console", lambda one: page.seen.console.append(one.text))
        page.goto(path.as_uri())
        return page

    yield open_
    left = [error for context in contexts for page in context.pages for error in page.seen.errors]
    for context in contexts:
        context.close()
    assert left == []


@pytest.fixture
def shown(open_page, article):
    """The article's page."""
    return open_page(render(article))
