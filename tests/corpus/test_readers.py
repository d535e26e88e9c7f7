"""What readers make of files, sound and unsound; each refusal says where and what to do."""

import codecs
import json
import os
import re
import sys

import pytest

from claimx.corpus import Kind, Problem, Reading, Record, expand, read

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
    how = {"text_field": "body", "id_field": "url", "title_field": "headline"}
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
        (b'{"text": 5}', {}, 'line 2: field "text" is a number, not a text'),
        (b'{"text": null}', {}, 'line 2: field "text" is null, not a text'),
        (b'{"text": ["Two."]}', {}, 'line 2: field "text" is a list, not a text'),
        (b'{"text": {"a": 1}}', {}, 'line 2: field "text" is an object, not a text'),
        (b'{"text": true}', {}, 'line 2: field "text" is true or false, not a text'),
        (b'{"text": "T", "u": 1.5}', {"id_field": "u"}, 'line 2: field "u" holds no id'),
        (b'{"text": "T"}', {"id_field": "u"}, 'line 2: field "u" holds no id'),
        (b'{"text": "caf\xe9"}', {}, "line 2: byte 0xe9 at offset 13 of the line is not utf-8"),
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


def test_a_binary_file_of_lines_is_refused_once(reading):
    said = the_problem(reading(b"\x89PNG\n\x00\n\x00\n"[5:], "a.jsonl"))
    assert "a.jsonl: not a text file, it has a NUL byte" in said


def test_lines_in_utf16_are_read_and_broken_ones_end_the_file(reading):
    content = '{"text": "One."}\n{"text": "Zwei – ü."}\n'.encode("utf-16")
    found = reading(content, "a.jsonl", encoding="utf-16")
    assert [one.text.text for one in found] == ["One.", "Zwei – ü."]
    *_, problem = reading(content[:-1], "a.jsonl", encoding="utf-16")
    assert "not utf-16 from here on" in str(problem)


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
