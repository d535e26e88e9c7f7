"""What readers make of files, sound and unsound; each refusal says where and what to do."""

import codecs
import gzip
import io
import json
import os
import re
import sys
import threading
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimx.corpus import Kind, Problem, Reading, Record, expand, read
from claimx.corpus.inputs.html import LARGEST_PAGE
from claimx.corpus.inputs.records import SHOWN, Source

TEXT = "Tea helps, a study found.\r\nThat is “new” – they said: 5 µg.\r\n"


@pytest.fixture
def reading(tmp_path):
    """Read bytes as a file of the given name; gives records and problems."""

    def do(content, name="a.txt", **how):
        path = tmp_path / name
        path.write_bytes(content)
        (source,) = expand([str(path)])
        return list(read(source, Reading(**how)))

    return do


def the_text(items):
    (record,) = items
    assert isinstance(record, Record), record
    return record.text


def the_problem(items):
    (problem,) = items
    assert isinstance(problem, Problem), problem
    said = str(problem)
    assert "\n" not in said
    assert said.endswith(".")
    return said


# ---- text files


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
def test_utf8_is_read_with_and_without_a_mark_and_line_ends_stay(reading, mark):
    assert the_text(reading(mark + TEXT.encode())).text == TEXT


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-16-le", "utf-32", "mac-roman"])
def test_another_encoding_is_read_when_it_is_named(reading, encoding):
    assert the_text(reading(TEXT.encode(encoding), encoding=encoding)).text == TEXT


def test_an_empty_file_is_an_empty_text(reading):
    assert the_text(reading(b"")).text == ""
    assert the_text(reading(codecs.BOM_UTF8)).text == ""


def test_a_text_file_has_no_id_of_its_own(reading):
    text = the_text(reading(b"It rains."))
    assert (text.id, text.title) == (None, None)


@pytest.mark.parametrize(
    ("content", "encoding", "said"),
    [
        (b"caf\xe9 au lait", None, "byte 0xe9 at offset 3 is not utf-8; name the encoding"),
        (codecs.BOM_UTF8 + b"caf\xe9 au", None, "byte 0xe9 at offset 6 is not utf-8"),
        (b"caf\x81", "cp1252", "byte 0x81 at offset 3 is not cp1252"),
        (b"caf\xc3", None, "byte 0xc3 at offset 3 is not utf-8"),
        ("Tea.".encode("utf-16"), None, "this looks like utf-16: say --encoding utf-16"),
        ("Tea.".encode("utf-32"), None, "this looks like utf-32: say --encoding utf-32"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", None, "not a text file, it has a NUL byte at offset 8"),
        (b"abc\x00def", None, "not a text file, it has a NUL byte at offset 3"),
        (b"a\x00b\x00\x00\x00", "utf-16-le", "it has a NUL character at offset 2"),
        (b"abc", "utf-16-le", "is not utf-16-le"),
    ],
)
def test_what_is_not_text_in_this_encoding_is_refused(reading, content, encoding, said):
    assert said in the_problem(reading(content, encoding=encoding))


def test_the_byte_that_a_refusal_names_is_there(reading):
    content = ("Tea helps. " * 5000).encode() + b"\xff" + b"More text."
    said = the_problem(reading(content))
    byte, offset = re.search(r"byte 0x(\w\w) at offset (\d+)", said).groups()
    assert content[int(offset)] == int(byte, 16) == 0xFF


def test_bytes_that_are_no_character_are_replaced_on_request(reading):
    assert the_text(reading(b"caf\xe9 \x00 tea", replace=True)).text == "caf\ufffd \ufffd tea"
    page = PAGE.format(meta='<meta charset="utf-8">').encode("latin-1")
    assert "caf\ufffd trial" in the_text(reading(page, "page.html", replace=True)).text
    assert "looks like utf-16" in the_problem(reading("Tea.".encode("utf-16"), replace=True))


@pytest.mark.parametrize(("name", "limit"), [("a.txt", 1000), ("a.html", 1000), ("a.pdf", 1000)])
def test_a_file_beyond_the_limit_is_refused_with_little_read_of_it(reading, name, limit):
    content = b"It rains. " * 500_000
    tracemalloc.start()
    (problem,) = reading(content, name, limit=limit)
    _, high = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert str(problem).endswith("longer than 1000 bytes; --max-record allows more.")
    assert problem.size == len(content)
    assert high < 1_500_000


def test_a_text_of_just_the_limit_is_read(reading):
    assert the_text(reading(b"x" * 1000, limit=1000)).text == "x" * 1000


def test_a_page_has_a_limit_of_its_own(reading):
    page = PAGE.format(meta="").encode().ljust(LARGEST_PAGE + 1)
    said = f"longer than {LARGEST_PAGE} bytes, beyond which no page is read"
    assert said in the_problem(reading(page, "page.html"))
    assert said in the_problem(reading(page, "page.html", limit=LARGEST_PAGE))
    allowed = f"longer than {LARGEST_PAGE - 1} bytes; --max-record allows more"
    assert allowed in the_problem(reading(page, "page.html", limit=LARGEST_PAGE - 1))


def test_fields_to_keep_are_null_where_there_are_none(reading):
    (record,) = reading(b"It rains.", keep=("url",))
    assert record.kept == {"url": None}


MAIL = b"""From: a@example.org
Subject: Tea
Content-Type: text/plain; charset=utf-8

Tea helps, a study found.
"""


def test_an_office_document_is_read_packed_or_not(reading):
    for content, name in ((MAIL, "a.eml"), (gzip.compress(MAIL), "a.eml.gz")):
        (record,) = reading(content, name, keep=("x",))
        assert record.text.text.strip() == "Tea helps, a study found."
        assert record.text.title == "Tea"
        assert (record.kept, record.size) == ({"x": None}, len(content))


def test_a_document_that_is_none_is_one_problem(reading):
    for name in ("a.docx", "a.odt", "a.rtf", "a.pdf"):
        assert name in the_problem(reading(b"It rains.", name))


def test_an_unknown_encoding_is_named(reading):
    assert "'klingon' is no encoding" in the_problem(reading(b"Tea.", encoding="klingon"))
    assert "'rot13' is no encoding" in the_problem(reading(b"Tea.", encoding="rot13"))


def test_a_file_that_vanished_is_named(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"It rains.")
    (source,) = expand([str(path)])
    path.unlink()
    assert f"{path}: cannot be read (No such file" in the_problem(read(source, Reading()))


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="nothing is forbidden to this user"
)
def test_a_file_that_may_not_be_read_is_named(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"It rains.")
    path.chmod(0)
    assert "Permission denied" in the_problem(read(expand([str(path)])[0], Reading()))


# ---- pages

PAGE = """<!DOCTYPE html><html><head>{meta}<title>Tea and sleep | The Daily</title>
<script>var secret = "SCRIPTED";</script></head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article><h1>Tea and sleep</h1>
<p>Drinking tea in the evening cut the time that people slept by half an hour, a café trial with
three hundred adults found last year.</p>
<p>The authors caution that nobody was blinded, so that the expectation of a bad night may explain
a part of what they saw &amp; wrote about.</p></article>
<footer>Subscribe to our newsletter</footer></body></html>"""


def test_a_page_gives_its_article_and_title(reading):
    text = the_text(reading(PAGE.format(meta="").encode(), "page.html"))
    assert "café trial" in text.text
    assert "saw & wrote" in text.text
    for left_out in ("SCRIPTED", "Sport", "<p>"):
        assert left_out not in text.text
    assert "Tea and sleep" in text.title


def test_paragraphs_of_a_page_are_apart(reading):
    text = the_text(reading(PAGE.format(meta="").encode(), "page.htm")).text
    assert re.search(r"last year\.\n\nThe authors", text)


def test_a_page_is_read_in_the_encoding_that_it_declares(reading):
    page = PAGE.format(meta='<meta charset="iso-8859-1">').encode("latin-1")
    assert "café trial" in the_text(reading(page, "page.html")).text


def test_a_named_encoding_overrules_the_declared_one(reading):
    page = PAGE.format(meta='<meta charset="utf-8">').encode("cp1252")
    assert "café trial" in the_text(reading(page, "page.html", encoding="cp1252")).text
    assert "is not utf-8" in the_problem(reading(page, "page.html"))


@pytest.mark.parametrize("page", [b"<html><body></body></html>", b"<p></p>", b"<<<>>>"])
def test_a_page_without_an_article_says_so(reading, page):
    assert "no article was found in this page" in the_problem(reading(page, "page.html"))


def test_an_empty_page_is_an_empty_text(reading):
    assert the_text(reading(b" \n", "page.html")).text == ""


# ---- lines of JSON


def lines(*records):
    return "".join(json.dumps(one) + "\n" for one in records).encode()


def test_records_give_text_id_and_title(reading):
    content = lines(
        {"text": "One.", "id": "x", "title": "T"},
        {"text": "Two.", "id": 7},
        {"text": "Three.", "id": None, "title": 3},
    )
    found = [
        (one.line, one.text.text, one.text.id, one.text.title)
        for one in reading(content, "a.jsonl")
    ]
    assert found == [(1, "One.", "x", "T"), (2, "Two.", "7", None), (3, "Three.", None, None)]


def test_other_fields_can_be_named(reading):
    content = lines({"body": "One.", "url": "u", "headline": "T", "text": "No.", "id": "no"})
    how = {"text_fields": ("body",), "id_field": "url", "title_field": "headline"}
    text = the_text(reading(content, "a.ndjson", **how))
    assert (text.text, text.id, text.title) == ("One.", "u", "T")


def test_blank_lines_a_mark_and_a_missing_last_line_end_are_fine(reading):
    content = codecs.BOM_UTF8 + b'\r\n{"text": "One."}\r\n \n{"text": "Two."}'
    assert [(one.line, one.text.text) for one in reading(content, "a.jsonl")] == [
        (2, "One."),
        (4, "Two."),
    ]
    assert reading(b"", "a.jsonl") == []


@pytest.mark.parametrize(
    ("line", "how", "said"),
    [
        (b'{"text": "cut', {}, "line 2: not JSON (Unterminated string"),
        (b"{'text': 1}", {}, "line 2: not JSON ("),
        (b"[1]", {}, "line 2: not a JSON object"),
        (b'"Two."', {}, "line 2: not a JSON object"),
        (b'{"body": "Two.", "n": 1}', {}, 'line 2: no field "text"; its fields are body, n: name'),
        (b"{}", {}, 'line 2: no field "text"; its fields are none'),
        (b'{"a\\n b": 1}', {}, 'line 2: no field "text"; its fields are a b: name the right'),
        (b'{"text": 5}', {}, 'line 2: field "text" is a number, not a text'),
        (b'{"text": null}', {}, 'line 2: field "text" is null, not a text'),
        (b'{"text": ["Two."]}', {}, 'line 2: field "text" is a list, not a text'),
        (b'{"text": {"a": 1}}', {}, 'line 2: field "text" is an object, not a text'),
        (b'{"text": true}', {}, 'line 2: field "text" is true or false, not a text'),
        (b'{"text": "T", "u": 1.5}', {"id_field": "u"}, 'line 2: field "u" holds no id'),
        (b'{"text": "T", "u": ["a"]}', {"id_field": "u"}, 'line 2: field "u" holds no id'),
        (b'{"text": "T", "u": ""}', {"id_field": "u"}, 'line 2: field "u" holds no id'),
        (b'{"text": "T", "u": true}', {"id_field": "u"}, 'line 2: field "u" holds no id'),
        (b'{"text": "T"}', {"id_field": "u"}, 'line 2: field "u" holds no id'),
        (b'{"text": "caf\xe9"}', {}, "line 2: byte 0xe9 at offset 13 of the line is not utf-8"),
        (b'{"text": "a\x00b"}', {}, "line 2: it has a NUL byte at offset 11 of the line"),
        (b"\x00" * 50, {}, "line 2: it has a NUL byte at offset 0 of the line"),
        (
            b'{"text": "' + b"x" * 5000 + b'"}',
            {"limit": 5000},
            "line 2: longer than 5000 bytes; --max-record allows more",
        ),
        (b'{"text": ' + b"[" * 10_000 + b"]" * 10_000 + b"}", {}, "line 2: JSON that cannot be"),
        (b"[" * 100_000, {}, "line 2: JSON that cannot be read"),
        (b'{"text": "T", "n": ' + b"9" * 5000 + b"}", {}, "line 2: JSON that cannot be read"),
    ],
)
def test_a_bad_line_is_named_and_the_others_go_on(reading, line, how, said):
    good = lines({"text": "One.", "u": "1"}), lines({"text": "Three.", "u": "3"})
    first, problem, third = reading(good[0] + line + b"\n" + good[1], "a.jsonl", **how)
    assert (first.text.text, third.text.text) == ("One.", "Three.")
    assert f"a.jsonl, {said}" in str(problem)
    assert "\n" not in str(problem)


def test_a_problem_holds_the_line_and_its_place(reading):
    first, bad = lines({"text": "One."}), b'{"text": "caf\xe9"}\r\n'
    _, problem, _ = reading(first + bad + first, "a.jsonl")
    assert (problem.line, problem.offset, problem.size) == (2, len(first), len(bad))
    assert problem.record == '{"text": "caf\ufffd"}'


def test_a_problem_holds_no_line_that_is_huge(reading):
    long, longer = (b'["' + b"x" * (SHOWN - 4 + more) + b'"]' for more in (0, 1))
    shown, left_out, passed_over, _ = reading(
        b"\n".join([long, longer, b"y" * 200_001, *lines({"text": "One."}).splitlines()]),
        "a.jsonl",
        limit=200_000,
    )
    assert shown.record == long.decode()
    assert left_out.record is passed_over.record is None
    assert "longer than" in passed_over.reason
    assert (passed_over.offset, passed_over.size) == (2 * SHOWN + 3, 200_002)


def test_a_line_beyond_the_limit_is_never_held(tmp_path):
    path = tmp_path / "a.jsonl"
    with path.open("wb") as file:
        file.write(lines({"text": "One."}))
        file.writelines([b"x" * 1_000_000] * 64)
        file.write(b"\n" + lines({"text": "Three."}))
    (source,) = expand([str(path)])
    tracemalloc.start()
    first, problem, third = read(source, Reading(limit=1_000_000))
    _, high = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (first.text.text, third.text.text, third.line) == ("One.", "Three.", 3)
    assert (problem.line, problem.offset, problem.size) == (2, first.size, 64_000_001)
    assert high < 8_000_000


def test_bad_bytes_of_a_line_are_replaced_on_request(reading):
    content = b'{"text": "caf\xe9"}\n{"text": "a\x00b"}\n'
    found = [one.text.text for one in reading(content, "a.jsonl", replace=True)]
    assert found == ["caf\ufffd", "a\ufffdb"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x00\n\x00\n", "not a text file, it has a NUL byte at offset 0"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not a text file, it has a NUL byte"),
        (lines({"text": "One."}).decode().encode("utf-16"), "looks like utf-16: say --encoding"),
        (lines({"text": "One."}).decode().encode("utf-16-le"), "looks like utf-16-le: say"),
    ],
)
def test_a_binary_file_of_lines_is_refused_once(reading, content, said):
    (problem,) = reading(content, "a.jsonl")
    assert said in the_problem([problem])
    assert (problem.line, problem.size) == (None, len(content))


def test_zeros_at_the_start_of_a_file_of_lines_cost_one_line(reading):
    problem, record = reading(b"\x00" * 4096 + b"\n" + lines({"text": "One."}), "a.jsonl")
    assert problem.line == 1
    assert record.text.text == "One."


def test_lines_in_utf16_are_read_up_to_what_is_broken(reading):
    content = '{"text": "One."}\n{"text": "Zwei – ü."}\n'.encode("utf-16")
    found = reading(content, "a.jsonl", encoding="utf-16")
    assert [one.text.text for one in found] == ["One.", "Zwei – ü."]
    assert sum(one.size for one in found) == len(content)
    lone = "\ud800".encode("utf-16-le", "surrogatepass")
    first, problem = reading(content + lone + content[2:], "a.jsonl", encoding="utf-16")[1:]
    assert first.text.text == "Zwei – ü."
    assert (
        f"a.jsonl, line 3: not utf-16 from here on (illegal UTF-16 surrogate at byte {len(content)}"
        in (str(problem))
    )
    *_, problem = reading(content[:-1], "a.jsonl", encoding="utf-16")
    assert "not utf-16 from here on (truncated data" in str(problem)


def test_broken_utf16_is_replaced_on_request(reading):
    text = '{"text": "a?b"}\n'.encode("utf-16-le").replace(b"?\x00", b"\x00\xd8")
    assert the_text(reading(text, "a.jsonl", encoding="utf-16-le", replace=True)).text == (
        "a\ufffdb"
    )


def test_a_line_of_utf16_beyond_the_limit_is_passed_over(reading):
    content = "".join(json.dumps({"text": "x" * n}) + "\n" for n in (1, 100_000, 2)).encode(
        "utf-16"
    )
    first, problem, third = reading(content, "a.jsonl", encoding="utf-16", limit=1000)
    assert (first.text.text, third.text.text) == ("x", "xx")
    assert "line 2: longer than 1000 bytes" in str(problem)
    assert problem.offset is None


# ---- several texts in a record, and fields that go out again


def test_each_of_several_texts_is_a_document_of_its_own(reading):
    content = lines(
        {"id": 7, "title": "T", "abstract": "One.", "body": "Two."},
        {"abstract": None, "body": "Three.", "id": "b"},
        {"abstract": " ", "body": "Four."},
        {"id": "c", "abstract": ""},
    )
    found = reading(content, "a.jsonl", text_fields=("abstract", "body"))
    assert [(one.line, one.text.id, one.text.text, one.text.title) for one in found] == [
        (1, "7#abstract", "One.", "T"),
        (1, "7#body", "Two.", "T"),
        (2, "b#body", "Three.", None),
        (3, None, "Four.", None),
        (4, "c#abstract", "", None),
    ]
    assert sum(one.size for one in found) == len(content)


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ({"text": "One."}, 'none of the fields "abstract", "body"; its fields are text: name'),
        ({"abstract": None, "body": None}, "no text: abstract, body null"),
        ({"abstract": "One.", "body": 5}, 'field "body" is a number, not a text'),
    ],
)
def test_a_record_without_any_of_several_texts_is_a_problem(reading, record, said):
    problem, _ = reading(lines(record, {"body": "B."}), "a.jsonl", text_fields=("abstract", "body"))
    assert f"line 1: {said}" in str(problem)


def test_fields_that_are_kept_come_out_as_json_holds_them(reading):
    record = {"text": "One.", "url": "u", "n": 1, "deep": {"a": [1.5, None]}, "nan": float("nan")}
    (found,) = reading(lines(record), "a.jsonl", keep=("url", "n", "deep", "nan", "gone"))
    assert found.kept == {
        "url": "u",
        "n": 1,
        "deep": {"a": [1.5, None]},
        "nan": None,
        "gone": None,
    }
    assert json.dumps(found.kept, allow_nan=False)


def test_a_field_too_deep_to_be_kept_is_one_problem(reading):
    deep = b'{"text": "One.", "x": ' + b"[" * 400 + b"]" * 400 + b"}\n"
    assert the_text(reading(deep, "a.jsonl")).text == "One."
    problem, _ = reading(deep + lines({"text": "Two."}), "a.jsonl", keep=("x",))
    assert 'line 1: field "x" is nested more than 64 deep and cannot be kept' in str(problem)


# ---- any number of lines


def test_the_sizes_of_records_add_up_to_the_file(reading):
    content = lines({"text": "One."}) + b"broken\n" + lines({"text": "Zwei – ü."})
    assert sum(one.size for one in reading(content, "a.jsonl")) == len(content)


def test_a_million_records_are_read_one_by_one(tmp_path):
    path = tmp_path / "large.jsonl"
    path.write_bytes(lines({"text": "It rains."}) * 1000 + b"broken\n")
    found = read(expand([str(path)])[0], Reading())
    assert next(found).line == 1
    path.open("ab").write(lines({"text": "Late."}) * 100_000)
    assert sum(1 for _ in found) > 50_000


def test_a_name_without_a_known_suffix_can_be_read_as_lines(tmp_path):
    path = tmp_path / "data.log"
    path.write_bytes(lines({"text": "One."}))
    (source,) = expand([str(path)], Kind.JSONL)
    assert the_text(read(source, Reading())).text == "One."


def test_the_same_source_gives_the_same_items_again(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(lines({"text": "One."}) + b"broken\n\xff\n" + lines({"text": "Two."}))
    (source,) = expand([str(path)])
    assert list(read(source, Reading())) == list(read(source, Reading()))


@pytest.mark.parametrize(
    ("kind", "content", "found"),
    [
        (None, b"It rains.", ["It rains."]),
        (Kind.JSONL, b'{"text": "One."}\n{"text": "Two."}\n', ["One.", "Two."]),
        (Kind.CSV, b"text\nOne.\nTwo.\n", ["One.", "Two."]),
    ],
)
def test_standard_input_is_read_as_asked(monkeypatch, kind, content, found):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    (source,) = expand(["-"], kind)
    assert [one.text.text for one in read(source, Reading())] == found
    assert not sys.stdin.buffer.closed


def test_a_line_on_standard_input_is_there_before_the_next_one_is_written(monkeypatch):
    end, start = os.pipe()
    with os.fdopen(end) as stdin, os.fdopen(start, "wb", buffering=0) as writer:
        monkeypatch.setattr(sys, "stdin", stdin)
        found = read(expand(["-"], Kind.JSONL)[0], Reading())
        late = threading.Timer(5, writer.close)
        late.start()
        writer.write(b'{"text": "One."}\n')
        assert next(found).text.text == "One."
        writer.write(b'{"text": "Two."}\n')
        assert next(found).text.text == "Two."
        late.cancel()
        assert not writer.closed


PIECES = st.sampled_from(
    [
        *(b"\n", b"\r\n", b'{"text": "Tea."}', b'{"text": "', b'"}', b"text", b",", b"\t", b'"'),
        *(b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xe2\x80", b"<p>", b"</html>", b"[" * 3000),
        *(b"WARC/1.0\r\n", b"WARC-Type: response\r\n", b"Content-Length: 30\r\n\r\n", b"HTTP/1.1 "),
        *(b"Content-Type: application/http\r\n", b"\x1f\x8b\x08\x00", b"x" * 500, b"PAR1"),
    ]
)
HOSTILE = st.lists(PIECES | st.binary(max_size=8), max_size=20).map(b"".join)
ANY_READING = st.builds(
    Reading,
    encoding=st.sampled_from([None, "cp1252", "utf-16", "utf-16-le", "utf-7", "shift_jis"]),
    text_fields=st.sampled_from([("text",), ("text", "body")]),
    keep=st.sampled_from([(), ("text", "url")]),
    replace=st.booleans(),
    limit=st.sampled_from([1, 20, 1000, 1 << 20]),
)
STREAMED = [Kind.TXT, Kind.HTML, Kind.JSONL, Kind.CSV, Kind.TSV, Kind.WARC, Kind.PARQUET]


@settings(max_examples=300, deadline=None)
@given(HOSTILE, st.sampled_from(STREAMED), ANY_READING, st.sampled_from([None, "gz", "xz", "zst"]))
def test_whatever_a_file_holds_there_are_texts_and_problems_alone(content, kind, how, packing):
    source = Source("-", None, kind, len(content), packing=packing)
    found = []
    for _ in range(2):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
            found.append(list(read(source, how)))
    assert found[0] == found[1]
    for one in found[0]:
        assert isinstance(one, Record | Problem)
        if isinstance(one, Problem):
            assert "\n" not in one.reason
            assert not one.reason.endswith(".")
        else:
            assert json.dumps(dict(one.kept), allow_nan=False)
