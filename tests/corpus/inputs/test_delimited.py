"""Tables of text: sound rows come out, each bad one is named."""

import codecs
import csv
import io
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimx.corpus import Kind, Problem, Reading, Record, expand, read
from claimx.corpus.inputs.delimited import read_delimited
from claimx.corpus.inputs.plain import to_plain
from claimx.corpus.inputs.records import Source


@pytest.fixture
def reading(tmp_path):
    """Read bytes as a file of the given name; gives records and problems."""

    def do(content, name="a.csv", **how):
        path = tmp_path / name
        path.write_bytes(content)
        (source,) = expand([str(path)])
        return list(read(source, Reading(**how)))

    return do


def texts(items):
    return [one.text.text for one in items if isinstance(one, Record)]


def problems(items):
    return [str(one).partition("a.csv")[2] for one in items if isinstance(one, Problem)]


def test_rows_give_text_id_title_and_what_is_kept(reading):
    content = b'id,title,text,url\r\n1,T,"One, ""two""\r\nthree.",u\r\n\r\n,,Four.,\r\n'
    first, second = reading(content, keep=("url", "gone"))
    assert (first.line, first.text.id, first.text.title) == (2, "1", "T")
    assert first.text.text == 'One, "two"\r\nthree.'
    assert first.kept == {"url": "u", "gone": None}
    assert (second.line, second.text.id, second.text.title) == (5, None, None)
    assert second.text.text == "Four."


def test_tabs_part_the_cells_of_a_tsv(reading):
    assert texts(reading(b'text\tid\nOne, two.\t1\n"a\tb"\t2\n', "a.tsv")) == ["One, two.", "a\tb"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16", "utf-16-be", "shift_jis"])
def test_a_table_is_read_in_its_encoding(reading, encoding):
    text = "表 ソ" if encoding == "shift_jis" else "Zwei – ü"
    content = f'id,text\r\n1,"{text}, ""3""\n."\r\n'.encode(encoding)
    found = reading(content, encoding=encoding)
    assert texts(found) == [f'{text}, "3"\n.']
    assert found[0].text.id == "1"


def test_an_empty_table_is_nothing(reading):
    assert reading(b"") == reading(b"text\n") == reading(b"\n\n") == []


def test_each_of_several_texts_is_a_document_of_its_own(reading):
    found = reading(b"id,a,b\n1,One.,Two.\n2,,Three.\n", text_fields=("a", "b"))
    assert [(one.text.id, one.text.text) for one in found] == [
        ("1#a", "One."),
        ("1#b", "Two."),
        ("2#b", "Three."),
    ]


@pytest.mark.parametrize(
    ("content", "how", "said"),
    [
        (b"id,body\n1,One.\n", {}, 'no column "text"; its columns are id, body: name the right'),
        (b"id;text\n1;One.\n", {}, 'no column "text"; its columns are id;text: name the right'),
        (b"id,body\n1,One.\n", {"text_fields": ("a", "b")}, 'no column "a" or "b"; its columns'),
        (b"text\nOne.\n", {"id_field": "u"}, 'no column "u" for the id; its columns are text'),
        (b"te\xffxt,text\n1,One.\n", {}, "its header cannot be read: byte 0xff at offset 2"),
        (b'id,"text\n1,One.\n', {}, "its header cannot be read: a quote that opens here is never"),
        (b"te\x00xt\nOne.\n", {}, "not a text file, it has a NUL byte at offset 2"),
        ("text\nOne.\n".encode("utf-16"), {}, "this looks like utf-16: say --encoding utf-16"),
        (b"text," + b"x" * 5000, {"limit": 1000}, "its header cannot be read: longer than 1000"),
        (b"text\rOne.\rTwo.\r", {}, "its header cannot be read: not a row of a table (new-line"),
    ],
)
def test_a_table_without_what_is_needed_is_one_problem(reading, content, how, said):
    (problem,) = reading(content, **how)
    assert str(problem).partition("a.csv: ")[2].startswith(said)
    assert (problem.line, problem.size) == (None, len(content))


@pytest.mark.parametrize(
    ("row", "how", "said"),
    [
        (b"2", {}, ", line 3: 1 cell where the header has 2."),
        (b"2,Two.,more", {}, ", line 3: 3 cells where the header has 2."),
        (b"2,caf\xe9", {}, ", line 3: byte 0xe9 at offset 5 of the line is not utf-8; name the"),
        (b"2,a\x00b", {}, ", line 3: it has a NUL byte at offset 3 of the line."),
        (
            b"2," + b"x" * 2000,
            {"limit": 2000},
            ", line 3: longer than 2000 bytes; --max-record allows more.",
        ),
        (b"2,a\rb", {}, ", line 3: not a row of a table (new-line character"),
        (b',"Two."', {"id_field": "id"}, ', line 3: field "id" holds no id'),
        (b'2,"Two.', {}, ", line 3: a quote that opens here is never closed."),
    ],
)
def test_a_bad_row_is_named_and_the_others_go_on(reading, row, how, said):
    before, behind = b"id,text\n1,One.\n", b"3,Three.\n"
    found = reading(before + row + b"\n" + behind, **how)
    assert texts(found) == ["One.", "Three."]
    (problem,) = (one for one in found if isinstance(one, Problem))
    assert problems(found)[0].startswith(said)
    assert (problem.offset, problem.size) == (len(before), len(row) + 1)
    shown = row.decode("utf-8", "replace")
    assert problem.record == (None if len(row) > 2000 else shown)


def test_bad_bytes_of_a_cell_are_replaced_on_request(reading):
    found = reading(b"text\ncaf\xe9\na\x00b\n", replace=True)
    assert texts(found) == ["caf\ufffd", "a\ufffdb"]


def test_a_cell_of_a_hundred_megabytes_is_read(tmp_path):
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.write(b'id,text\n1,One.\n2,"')
        file.writelines([b"It rains. " * 9_999 + b"That is so\n"] * 1000)
        file.write(b'"\n3,Three.\n')
    (source,) = expand([str(path)])
    first, second, third = read(source, Reading())
    assert len(second.text.text) == 100_001_000
    assert (first.text.text, third.text.text) == ("One.", "Three.")
    assert third.line == 1004


def test_a_quote_that_never_closes_costs_its_own_line_only(reading):
    rows = b"".join(b"%d,It rains.\n" % n for n in range(2000))
    found = reading(b'id,text\n0,"It rains.\n' + rows)
    assert len(texts(found)) == 2000
    assert problems(found) == [", line 2: a quote that opens here is never closed."]


def test_a_quote_that_closes_beyond_the_limit_costs_its_own_line_only(reading):
    rows = b"".join(b"%d,It rains.\n" % n for n in range(2000))
    found = reading(b'id,text\n0,"It rains.\n' + rows + b'x,"end"\n', limit=10_000)
    assert len(texts(found)) == 2001
    assert problems(found) == [
        ", line 2: a quote that opens here is not closed within 10000 bytes."
    ]


def test_quotes_that_never_close_are_not_read_again_without_end(reading):
    # each line is inside a quote at its end, whether it was at its beginning or not
    count = 3000
    content = b"text,b\n" + b'a"b"c,"d\n' * count
    found = reading(content, limit=1000)
    assert texts(found) == []
    assert sum(one.size for one in found) == len(content) - len(b"text,b\n")
    assert len(found) < count / 2
    assert any("; lines up to " in str(one) for one in found)


def test_no_row_is_held_beyond_the_limit(tmp_path):
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.write(b'id,text\n1,One.\n2,"')
        file.writelines([b"It rains. " * 3000 + b"\n"] * 2000)
    (source,) = expand([str(path)])
    tracemalloc.start()
    count = sum(1 for _ in read(source, Reading(limit=200_000)))
    _, high = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 2001
    assert high < 4_000_000


def test_a_row_of_very_many_lines_takes_little_more_memory_than_its_bytes(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b'text\n"' + b"\n" * 50_000 + b'"\n')
    (source,) = expand([str(path)])
    tracemalloc.start()
    (record,) = read(source, Reading())
    _, high = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(record.text.text) == 50_000
    assert high < 3_000_000


CELLS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=8)


@given(
    st.lists(st.tuples(CELLS, CELLS), max_size=8),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_whatever_csv_writes_is_read(rows, quoting):
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, quoting=quoting)
    writer.writerows([("text", "note"), *rows])
    source, how = Source("a", None, Kind.CSV, None), Reading(keep=("note",))
    content = io.BufferedReader(io.BytesIO(stream.getvalue().encode()))
    found = list(read_delimited(to_plain(source, content, how), how, ","))
    assert [(one.text.text, one.kept["note"]) for one in found] == rows


@given(st.binary(max_size=200), st.sampled_from([10, 50, 1000]), st.booleans())
def test_whatever_bytes_there_are_no_row_is_lost_and_nothing_is_raised(content, limit, replace):
    source, how = Source("a", None, Kind.CSV, None), Reading(limit=limit, replace=replace)
    stream = io.BufferedReader(io.BytesIO(b"text\n" + content))
    found = list(read_delimited(to_plain(source, stream, how), how, ","))
    nothing = [one for one in content.split(b"\n") if not one.removeprefix(codecs.BOM_UTF8).strip()]
    blank = sum(map(len, nothing)) + content.count(b"\n")
    assert sum(one.size for one in found) >= len(content) - blank
