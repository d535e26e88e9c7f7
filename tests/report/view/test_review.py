"""Reviews in a real browser: verdicts, notes, what is kept, and exports."""

import json

import pytest

from claimx.labelled import read_labelled
from claimx.labels import LABELS
from claimx.report.view import page as render
from tests.report.view.made import document

ODD = "=1+1 & <b>\r\n\x00\x0b\ud800 茶 \u2028end"


@pytest.fixture
def small():
    return document(
        ("The drug cut deaths.", "finding"),
        "The hall was full.",
        (ODD, "attribution", "caution"),
        id='a/"b"',
    )


@pytest.fixture
def review(open_page, small):
    return open_page(render(small))


def progress(page):
    return page.locator("#reviewed").inner_text()


def state(page):
    return page.locator("#review-state").inner_text()


def download(page, button, folder):
    with page.expect_download() as found:
        page.click(button)
    path = folder / found.value.suggested_filename
    found.value.save_as(path)
    return path


def judge_all(page):
    """Accept the first, correct the second with a note, clear the third's labels."""
    page.click("#s-0 .words")
    page.click("#accept")
    page.keyboard.press("ArrowRight")
    page.check("#details input[value='3']")
    page.fill("#review-note", 'A "note" & <more>')
    page.click("#next")
    page.keyboard.press("3")
    page.keyboard.press("4")


def test_accepting_counts_and_marks(review):
    assert progress(review) == "0 of 3 sentences reviewed, 0 of 2 claims"
    assert review.locator("#export-jsonl").is_disabled()
    review.click("#s-0 .words")
    assert state(review) == "Not reviewed."
    review.click("#accept")
    assert state(review) == "Accepted: finding."
    assert progress(review) == "1 of 3 sentences reviewed, 1 of 2 claims"
    assert review.locator("#s-0").get_attribute("data-review") == "accepted"
    assert review.locator("#claims li").first.get_attribute("data-review") == "accepted"


def test_labels_are_set_by_box_and_by_key(review):
    review.click("#s-1 .words")
    review.check("#details input[value='0']")
    assert state(review) == "Corrected: finding."
    review.keyboard.press("4")
    assert state(review) == "Corrected: finding, caution."
    review.keyboard.press("1")
    review.keyboard.press("4")
    assert state(review) == "Accepted: no label."
    assert progress(review) == "1 of 3 sentences reviewed, 0 of 2 claims"


def test_a_verdict_can_be_undone(review):
    review.click("#s-0 .words")
    review.keyboard.press("a")
    review.click("#undo")
    assert state(review) == "Not reviewed."
    assert progress(review).startswith("0 of 3")
    assert review.locator("#undo").is_disabled()


def test_a_note_alone_is_kept_and_is_no_review(review):
    review.click("#s-1 .words")
    review.fill("#review-note", "Look again")
    review.keyboard.press("Escape")
    review.reload()
    review.click("#s-1 .words")
    assert review.locator("#review-note").input_value() == "Look again"
    assert state(review).startswith("Noted, not reviewed")
    assert progress(review).startswith("0 of 3")


def test_reviews_are_kept_across_a_reload_and_in_a_second_window(review):
    judge_all(review)
    review.reload()
    assert progress(review) == "3 of 3 sentences reviewed, 2 of 2 claims"
    other = review.context.new_page()
    other.goto(review.url)
    other.click("#s-1 .words")
    assert state(other) == "Corrected: caution."
    assert other.locator("#review-note").input_value() == 'A "note" & <more>'
    other.click("#undo")
    review.wait_for_function("document.getElementById('reviewed').textContent.startsWith('2 of 3')")
    other.close()


def test_another_model_another_text_and_another_id_have_reviews_of_their_own(review, small):
    key = review.evaluate("Doc.key")
    judge_all(review)
    stored = review.evaluate("Object.keys(localStorage)")
    assert [json.loads(one.removeprefix("claimx review ")) for one in stored] == [key]
    assert key[:2] == [small.id, small.model.hash]


def test_jsonl_is_gold_that_training_and_evaluation_read(review, small, tmp_path):
    judge_all(review)
    path = download(review, "#export-jsonl", tmp_path)
    assert path.name == "review-a-b-.jsonl"
    found = list(read_labelled(path))
    assert [one.text for one in found] == [one.text for one in small.sentences]
    assert [one.doc for one in found] == [small.id] * 3
    assert [one.targets for one in found] == [(1, 0, 0, 0), (0, 0, 0, 1), (0, 0, 0, 0)]
    assert [one.meta for one in found] == [
        {"i": 0},
        {"i": 1, "note": 'A "note" & <more>'},
        {"i": 2},
    ]


def test_only_what_was_reviewed_is_exported(review, tmp_path):
    review.click("#s-1 .words")
    review.fill("#review-note", "Not a review")
    review.click("#s-2 .words")
    review.keyboard.press("a")
    (only,) = read_labelled(download(review, "#export-jsonl", tmp_path))
    assert (only.meta["i"], only.targets) == (2, (0, 0, 1, 1))


def test_a_workbook_opens_and_its_formulas_are_text(review, small, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    judge_all(review)
    path = download(review, "#export-xlsx", tmp_path)
    sheet = openpyxl.load_workbook(path).active
    head, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert head == ["doc", "i", "text", *LABELS, "labels by the model", "note"]
    assert [row[:2] for row in rows] == [[small.id, 0], [small.id, 1], [small.id, 2]]
    assert [row[3:7] for row in rows] == [[1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 0, 0]]
    assert rows[1][8] == 'A "note" & <more>'
    assert rows[2][7] == "attribution, caution"
    cell = sheet["C4"]
    assert cell.data_type == "s"
    assert cell.value == "=1+1 & <b>\r\n\ufffd\ufffd\ufffd 茶 \u2028end"


def test_a_text_longer_than_a_cell_is_cut(open_page, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    page = open_page(render(document(("\U0001f600" * 20_000, "finding"))))
    page.click("#s-0 .words", position={"x": 5, "y": 5})
    page.keyboard.press("a")
    sheet = openpyxl.load_workbook(download(page, "#export-xlsx", tmp_path)).active
    assert 32_000 < len(sheet["C2"].value.encode("utf-16-le")) // 2 <= 32_767


def test_clearing_all_asks_first(review):
    judge_all(review)
    review.click("#clear")
    assert "3 reviewed sentences" in review.locator("#sure-text").inner_text()
    review.keyboard.press("Escape")
    assert progress(review).startswith("3 of 3")
    review.click("#clear")
    review.click("#sure-no")
    assert progress(review).startswith("3 of 3")
    review.click("#clear")
    review.click("#sure-yes")
    assert progress(review).startswith("0 of 3")
    assert review.evaluate("localStorage.length") == 0


def test_a_browser_that_keeps_nothing_says_so_and_exports(open_page, small, tmp_path):
    frame = render(small).replace('"', "&quot;")
    page = open_page(
        f'<iframe sandbox="allow-scripts allow-downloads" width=1400 height=800 srcdoc="{frame}">'
    )
    inside = page.frame_locator("iframe")
    assert "keeps nothing" in inside.locator("#not-kept").inner_text()
    inside.locator("#s-0 .words").click()
    inside.locator("#accept").click()
    assert inside.locator("#reviewed").inner_text().startswith("1 of 3")
    inside.locator("#s-1 .words").click()
    inside.locator("#accept").click()
    assert inside.locator("#reviewed").inner_text().startswith("2 of 3")
    with page.expect_download() as found:
        inside.locator("#export-jsonl").click()
    found.value.save_as(tmp_path / "gold.jsonl")
    assert len(list(read_labelled(tmp_path / "gold.jsonl"))) == 2


def test_a_full_disk_of_the_browser_is_told(review):
    review.evaluate("() => { Storage.prototype.setItem = () => { throw new Error('full'); }; }")
    review.click("#s-0 .words")
    review.click("#accept")
    assert "could not keep" in review.locator("#not-kept").inner_text()
    review.keyboard.press("ArrowRight")
    review.keyboard.press("a")
    assert progress(review).startswith("2 of 3")


@pytest.mark.parametrize("kept", ["{", "[1]", "null", '{"0-20": {"labels": [9], "note": ""}}', "7"])
def test_reviews_that_were_damaged_are_none(review, kept):
    review.evaluate(
        "kept => localStorage.setItem(`claimx review ${JSON.stringify(Doc.key)}`, kept)", kept
    )
    review.reload()
    assert progress(review).startswith("0 of 3")
