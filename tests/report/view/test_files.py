"""Names of a folder's pages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimx.report.view.files import INDEX, FileNames


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Tea helps, study says", "tea-helps-study-says.html"),
        ("Über Crème brûlée", "uber-creme-brulee.html"),
        ("../../etc/passwd", "etc-passwd.html"),
        ("con", "con-page.html"),
        ("Index", "index-page.html"),
        ("茶", "document.html"),
        ("", "document.html"),
        ("\ud800\x00/", "document.html"),
        ("a" * 500, f"{'a' * 60}.html"),
    ],
)
def test_a_name_is_telling_and_safe(title, name):
    assert FileNames().take(title) == name


def test_equal_titles_get_names_of_their_own():
    names = FileNames()
    found = [names.take(title) for title in ("Tea", "tea", "Tea 2", "TEA!")]
    assert found == ["tea.html", "tea-2.html", "tea-2-2.html", "tea-3.html"]


@given(st.lists(st.text(st.characters(exclude_categories=()), max_size=8), max_size=30))
def test_names_are_unique_on_every_system(titles):
    names = FileNames()
    found = [names.take(title) for title in titles]
    assert len({name.casefold() for name in (*found, INDEX)}) == len(titles) + 1
    assert all(
        name.isascii() and name.removesuffix(".html").replace("-", "").isalnum() for name in found
    )
