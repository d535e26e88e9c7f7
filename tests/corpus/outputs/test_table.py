"""Tables on a terminal: what they show, and what they keep from it."""

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from claimx.corpus import Selection
from claimx.corpus.outputs.table import TableWriter
from claimx.types import Reading

HOSTILE = (
    *("\x1b[2J\x1b]0;title\x07", "\x00", "\x7f", "\x9b31m", "\ud800", "\u202e", "\u2028", "\x85"),
    *("\r\n", "\n", "\t", '"', ",", ";", "[red]", "[/red]", ":smile:", "{x}", "=1+1", "Tea. "),
)
TEXTS = st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=12).map("".join) | st.text(
    st.characters(exclude_categories=()), min_size=1, max_size=40
)


def shown(document, width=80, terminal=False):
    stream = io.StringIO()
    console = Console(file=stream, width=width, force_terminal=terminal)
    TableWriter(console, Selection(all=True)).write(document)
    return stream.getvalue()


def test_a_table_shows_source_title_place_labels_and_sentence(made):
    said = shown(made("Yes.", "It rains in Spain.", title="Weather"))
    for part in ("a.txt", "Weather", "5-23", "finding 0.50", "caution 0.00", "It rains in Spain."):
        assert part in said
    assert "\x1b" not in said


def test_only_what_is_selected_is_shown(made):
    stream = io.StringIO()
    writer = TableWriter(Console(file=stream, width=80), Selection())
    assert writer.write(made("It rains.", ("It pours.", ()))) == 1
    assert "It pours." not in stream.getvalue()


@pytest.mark.parametrize("terminal", [False, True])
@given(TEXTS)
def test_hostile_text_reaches_no_terminal_raw(made, terminal, text):
    document = made(text, source=text, title=text, document=text)
    said = re.sub(r"\x1b\[[\d;]*m" if terminal else "^$", "", shown(document, terminal=terminal))
    for bad in ("\x1b", "\x07", "\x00", "\x7f", "\x9b", "\ud800", "\u202e", "\r"):
        assert bad not in said


def test_markup_and_emoji_codes_in_a_text_are_shown_as_they_are(made):
    said = shown(made("[red]no[/red] :smile: [/] {x}", title="[b]t[/b]"))
    assert "[red]no[/red] :smile: [/] {x}" in said
    assert "[b]t[/b]" in said


def test_a_document_without_rows_shows_nothing(made):
    assert shown(made()) == ""


def test_a_long_document_has_one_heading_and_every_row(made):
    said = shown(made(*(f"Sentence number {i}." for i in range(450))))
    assert said.count("a.txt") == 1
    assert said.count("Sentence number") == 450


READ = "Tea may help because it warms, said Li."
LABELS = ("finding", "attribution", "caution")
LINES = [
    '  said by Li Wei ("Li")',
    "  it warms -> Tea",
    "  conditional finding; hedged: may;",
    "  caution: uncertainty",
]


def sentence_column(said):
    """The last column, at 80."""
    lines = re.sub(r"\x1b\[[\d;]*m", "", said).splitlines()
    return [line[36:].rstrip() for line in lines if line[36:].strip()]


def test_a_terminal_shows_below_a_sentence_what_was_read_in_it(made, reading):
    said = shown(made((READ, LABELS, reading())), terminal=True)
    assert sentence_column(said)[-4:] == LINES


def test_nothing_of_it_is_shown_in_a_pipe(made, reading):
    read, bare = made((READ, LABELS, reading())), made((READ, LABELS))
    assert shown(read) == shown(bare)


def test_where_there_is_nothing_to_tell_a_terminal_shows_no_line_for_it(made):
    empty, bare = made((READ, LABELS, Reading())), made((READ, LABELS))
    assert shown(empty, terminal=True) == shown(bare, terminal=True)


def test_without_colours_the_lines_are_the_same(made, reading):
    stream = io.StringIO()
    console = Console(file=stream, width=80, force_terminal=True, no_color=True)
    TableWriter(console, Selection()).write(made((READ, LABELS, reading())))
    assert sentence_column(stream.getvalue())[-4:] == LINES
    assert not re.search(r"\x1b\[(?:\d+;)*[34]\d", stream.getvalue())


@pytest.mark.parametrize("width", [60, 80, 200])
@given(TEXTS)
def test_hostile_words_inside_a_sentence_keep_to_their_column(made, reading, width, text):
    one = made((READ, LABELS, reading(speaker=text)))
    said = shown(one, width=width, terminal=True)
    plain = re.sub(r"\x1b\[[\d;]*m", "", said)
    assert all(cell_len(line) <= width for line in plain.splitlines())
    for bad in ("\x1b", "\x07", "\x00", "\x7f", "\x9b", "\ud800", "\u202e", "\r"):
        assert bad not in plain
