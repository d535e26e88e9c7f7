"""Pictures of the page for its documentation: `python -m tests.report.view.screenshots`."""

import io
import shutil
import tempfile
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.sync_api import sync_playwright

import claimx
from claimx.report.view import page as render
from tests.report.view.conftest import NAMES
from tests.report.view.sample import article

IMAGES = Path(__file__).parents[3] / "docs" / "images"
CHOSEN = "Scientists at"
DESK, PHONE = {"width": 1360, "height": 900}, {"width": 390, "height": 844}
VIEWS = {
    "page-light": {"viewport": DESK},
    "page-dark": {"viewport": DESK, "color_scheme": "dark"},
    "page-narrow": {"viewport": PHONE, "device_scale_factor": 2, "has_touch": True},
}


def save(png, name):
    """Save in 256 colours, the rare ones kept apart: labels and spans are told by them."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    small = picture.quantize(256, method=Image.Quantize.MAXCOVERAGE, kmeans=1)
    small.save(IMAGES / f"{name}.png", optimize=True)


def first_sheet(pdf):
    """The first page of a PDF as PNG."""
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=1.5).to_pil()
    found = io.BytesIO()
    picture.save(found, "png")
    return found.getvalue()


def shoot(browser, document, address):
    """One picture each of light, dark, narrow and print."""
    at = next(one.index for one in document.sentences if one.text.startswith(CHOSEN))
    for name, options in VIEWS.items():
        page = browser.new_context(**options).new_page()
        page.goto(address)
        page.click(f"#s-{at} .words")
        page.mouse.move(1, 1)
        if name == "page-light":
            page.keyboard.press("a")
        page.wait_for_timeout(200)
        save(page.screenshot(), name)
    page = browser.new_page()
    page.goto(address)
    save(first_sheet(page.pdf(format="A4")), "page-print")


def main():
    """Make all of them."""
    IMAGES.mkdir(exist_ok=True)
    document = article(claimx.load("base", threads=1))
    with tempfile.TemporaryDirectory(prefix="page-") as folder, sync_playwright() as running:
        path = Path(folder) / "article.html"
        path.write_text(render(document), encoding="utf-8")
        program = next(filter(None, map(shutil.which, NAMES)))
        browser = running.chromium.launch(executable_path=program, args=["--no-sandbox"])
        shoot(browser, document, path.as_uri())
        browser.close()


if __name__ == "__main__":
    main()
