"""Web archives, written by warcio: pages come out, what is cut, damaged or stray is named."""

import gzip
import io
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimx.corpus import Problem, Reading, Record, expand, read
from claimx.corpus.inputs.html import LARGEST_PAGE
from claimx.corpus.inputs.warc import read_warc
from claimx.corpus.zstd import zstd

warcwriter = pytest.importorskip("warcio.warcwriter")
from warcio.statusandheaders import StatusAndHeaders  # noqa: E402

PAGE = """<html><head><title>Tea and sleep</title></head><body><nav>Home Sport</nav><article>
<h1>Tea and sleep</h1><p>Drinking tea in the evening cut the time that people slept by half an hour,
a caf{} trial with three hundred adults found last year, number {}.</p></article></body></html>"""
DATE = "2024-05-01T12:00:00Z"


class Archive:
    """Writes an archive in memory."""

    def __init__(self, packed=False):
        self.stream = io.BytesIO()
        self.writer = warcwriter.WARCWriter(self.stream, gzip=packed)

    def add(self, kind, body, url="https://example.org/a", content=None, http=None, number=0):
        record = self.writer.create_warc_record(
            url,
            kind,
            payload=io.BytesIO(body),
            length=len(body),
            warc_content_type=content or "",
            http_headers=http,
            warc_headers_dict={
                "WARC-Record-ID": f"<urn:uuid:00000000-0000-0000-0000-{number:012}>",
                "WARC-Date": DATE,
            },
        )
        self.writer.write_record(record)
        return self

    def page(self, body, *headers, kind="text/html; charset=utf-8", status="200 OK", **how):
        named = [("Content-Type", kind)] if kind else []
        http = StatusAndHeaders(status, [*named, *headers], protocol="HTTP/1.1")
        return self.add("response", body, http=http, **how)

    @property
    def bytes(self):
        return self.stream.getvalue()


def pages(count, packed=False):
    archive = Archive(packed)
    for number in range(count):
        archive.page(PAGE.format("é", number).encode(), number=number)
    return archive.bytes


@pytest.fixture
def reading(tmp_path):
    """Read bytes as a file of the given name; gives records and problems."""

    def do(content, name="a.warc", **how):
        path = tmp_path / name
        path.write_bytes(content)
        (source,) = expand([str(path)])
        return list(read(source, Reading(**how)))

    return do


def numbers(items):
    """Which of the pages came out."""
    texts = [one.text.text for one in items if isinstance(one, Record)]
    assert all("café trial" in text and "Sport" not in text for text in texts)
    return [int(text.rpartition("number ")[2].rstrip(".")) for text in texts]


@pytest.mark.parametrize("packed", [False, True])
def test_pages_come_out_with_id_title_address_and_date(reading, packed):
    name = "a.warc.gz" if packed else "a.warc"
    found = reading(pages(3, packed), name, keep=("url", "date", "gone"))
    assert numbers(found) == [0, 1, 2]
    assert [one.line for one in found] == [1, 2, 3]
    assert [one.text.id for one in found] == [f"00000000-0000-0000-0000-{n:012}" for n in range(3)]
    assert found[0].text.title == "Tea and sleep"
    assert found[0].kept == {"url": "https://example.org/a", "date": DATE, "gone": None}
    assert sum(one.size for one in found) == len(pages(3, packed))


def test_an_archive_packed_as_one_is_read_as_well(reading):
    assert numbers(reading(gzip.compress(pages(3)), "a.warc.gz")) == [0, 1, 2]
    assert numbers(reading(zstd().compress(pages(3)), "a.warc.zst")) == [0, 1, 2]


def test_only_pages_and_texts_are_read(reading):
    archive = Archive()
    archive.writer.write_record(archive.writer.create_warcinfo_record("a.warc", {"software": "x"}))
    http = StatusAndHeaders("GET / HTTP/1.1", [("Host", "x")], is_http_request=True)
    archive.add("request", b"", http=http)
    archive.page(b"\x89PNG\x00", kind="image/png")
    archive.page(b"{}", kind="application/json")
    archive.page(b"\x00\x01 no type at all", kind=None)
    archive.page(b"<html>Not found</html>", status="404 Not Found")
    archive.page(b"", status="301 Moved", kind="text/html")
    archive.add("metadata", b"a: b", content="application/warc-fields")
    archive.add("resource", b"dns", url="dns:example.org", content="text/dns")
    archive.page(b"Tea helps.", kind="text/plain", number=1)
    archive.add("conversion", "Zwei – ü.".encode(), content="text/plain", number=2)
    found = reading(archive.bytes)
    assert [(one.line, one.text.text) for one in found] == [(10, "Tea helps."), (11, "Zwei – ü.")]


def test_the_name_of_a_file_of_texts_is_known(reading):
    archive = Archive(packed=True).add("conversion", b"Tea helps.", content="text/plain")
    (record,) = reading(archive.bytes, "a.warc.wet.gz")
    assert record.text.text == "Tea helps."


@pytest.mark.parametrize(
    ("kind", "encoding", "meta"),
    [
        ("text/html; charset=ISO-8859-1", "cp1252", ""),
        ("text/html", "cp1252", '<meta charset="latin1">'),
        ("text/html; charset=nonsense", "utf-8", ""),
        ("application/xhtml+xml; charset=utf-8", "utf-8", '<meta charset="latin1">'),
    ],
)
def test_a_page_is_read_in_the_encoding_that_its_server_or_it_names(reading, kind, encoding, meta):
    page = PAGE.format("é “new”", 5).replace("<head>", f"<head>{meta}").encode(encoding)
    (record,) = reading(Archive().page(page, kind=kind).bytes)
    assert "café “new” trial" in record.text.text


def chunked(body):
    parts = [body[at : at + 100] for at in range(0, len(body), 100)]
    return b"".join(b"%x\r\n%s\r\n" % (len(one), one) for one in parts) + b"0\r\n\r\n"


BODY = PAGE.format("é", 5).encode()
RAW = zlib.compressobj(wbits=-15)


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (chunked(BODY), {"Transfer-Encoding": "chunked"}),
        (gzip.compress(BODY), {"Content-Encoding": "gzip"}),
        (
            chunked(gzip.compress(BODY)),
            {"Transfer-Encoding": "chunked", "Content-Encoding": "GZIP"},
        ),
        (zlib.compress(BODY), {"Content-Encoding": "deflate"}),
        (RAW.compress(BODY) + RAW.flush(), {"Content-Encoding": "deflate"}),
        (zstd().compress(BODY), {"Content-Encoding": "zstd"}),
        (BODY, {"Content-Encoding": "identity"}),
        # stored unpacked, with the headers that came over the wire
        (BODY, {"Transfer-Encoding": "chunked"}),
        (BODY, {"Content-Encoding": "gzip", "Content-Length": "100"}),
        (BODY, {"Content-Encoding": "br"}),
        (BODY, {"Content-Encoding": "deflate"}),
        (chunked(BODY)[:-5], {"Transfer-Encoding": "chunked"}),
    ],
)
def test_a_page_is_unpacked_however_it_was_sent(reading, body, headers):
    assert numbers(reading(Archive().page(body, *headers.items()).bytes)) == [5]


def test_a_page_sent_over_http_2_is_read(reading):
    content = Archive().page(BODY).bytes.replace(b"HTTP/1.1 200", b"HTTP/2 200  ")
    assert numbers(reading(content)) == [5]


@pytest.mark.parametrize(
    ("body", "headers", "said"),
    [
        (
            b"\x8b\x03\x00",
            {"Content-Encoding": "br"},
            "its page is packed as br, which is not read",
        ),
        (gzip.compress(BODY)[:-9], {"Content-Encoding": "gzip"}, "the file is cut short at byte"),
        (b"<p>caf\xe9", {}, "byte 0xe9 at offset 6 is not utf-8"),
        (b"<p>a\x00b", {}, "not a text file, it has a NUL byte at offset 4"),
        (b"<html></html>", {}, "no article was found in this page"),
        (BODY + b" " * 100_000, {}, "longer than 50000 bytes"),
        (gzip.compress(b" " * 100_000), {"Content-Encoding": "gzip"}, "longer than 50000 bytes"),
        (zlib.compress(b" " * 100_000), {"Content-Encoding": "deflate"}, "longer than 50000 bytes"),
    ],
)
def test_a_bad_page_is_named_and_the_others_go_on(reading, body, headers, said):
    archive = Archive().page(BODY)
    offset = len(archive.bytes)
    archive.page(body, *headers.items()).page(BODY)
    first, problem, third = reading(archive.bytes, limit=50_000)
    assert numbers([first, third]) == [5, 5]
    assert f"a.warc, line 2: {said}" in str(problem)
    assert problem.offset == offset
    assert (problem.record is None) == (len(body) > 50_000)


def test_a_response_that_is_none_is_named(reading):
    content = Archive().page(BODY).bytes.replace(b"HTTP/1.1 200 OK", b"HTTQ/1.1 200 OK")
    (problem,) = reading(content)
    assert "line 1: not an HTTP response (HTTQ/1.1 200 OK" in str(problem)


@pytest.mark.parametrize(("packing", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_a_page_that_bursts_is_stopped_while_it_unpacks(reading, packing, pack):
    bomb = Archive().page(pack(b" " * (64 << 20)), ("Content-Encoding", packing)).bytes
    tracemalloc.start()
    (problem,) = reading(bomb, limit=1_000_000)
    _, high = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "longer than 1000000 bytes; --max-record allows more" in str(problem)
    assert high < 8_000_000


def test_a_record_beyond_the_limit_is_never_held_and_named_if_it_is_a_page(reading):
    large = b"x" * (32 << 20)
    archive = Archive().page(large).page(large, kind="video/mp4").page(BODY)
    archive.add("conversion", large, content="text/plain")
    content = archive.bytes
    tracemalloc.start()
    first, third, fourth = reading(content, limit=1_000_000)
    _, high = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "line 1: longer than 1000000 bytes" in str(first)
    assert numbers([third]) == [5]
    assert "line 4: longer than 1000000 bytes; --max-record allows more" in str(fourth)
    assert high < 8_000_000


@pytest.mark.parametrize(("packing", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_a_page_beyond_what_any_page_may_have_is_refused_whatever_is_allowed(
    reading, packing, pack
):
    (problem,) = reading(
        Archive().page(pack(BODY.ljust(LARGEST_PAGE + 1)), ("Content-Encoding", packing)).bytes
    )
    bomb = Archive().page(pack(b" " * (100 << 20)), ("Content-Encoding", packing)).bytes
    tracemalloc.start()
    (again,) = reading(bomb)
    _, high = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert high < 5 * LARGEST_PAGE
    assert again.reason == problem.reason
    assert f"longer than {LARGEST_PAGE} bytes, beyond which no page is read" in str(problem)


# ---- cut, damaged, stray


@pytest.mark.parametrize("packed", [False, True])
def test_a_cut_anywhere_is_named_and_the_records_before_it_come_out(reading, packed):
    name = "a.warc.gz" if packed else "a.warc"
    one, whole = len(pages(1, packed)), pages(3, packed)
    for cut in (*range(one + 1, len(whole) - 5, 61), one + 3, one + 12, one + 200):
        *found, problem = reading(whole[:cut], name)
        assert numbers(found) == list(range(len(found)))
        assert len(found) >= cut // (one + 10)
        assert isinstance(problem, Problem)
        assert problem.line == len(found) + 1
        assert "cut short" in problem.reason or "belong to no record" in problem.reason, cut


def test_a_cut_in_a_record_that_is_passed_over_is_named(reading):
    content = Archive().page(BODY).add("metadata", b"a: b" * 100, content="text/x").bytes
    _, problem = reading(content[:-50])
    assert "line 2: the file is cut short inside this record, at byte" in str(problem)


def test_stray_bytes_cost_no_record(reading):
    one = pages(1)
    rubbish = b"rubbish\r\n\x00\xff more of it WARC/1.0\r\n" * 5
    found = reading(rubbish + one + rubbish + one + rubbish)
    assert numbers(found) == [0, 0]
    strays = [one for one in found if isinstance(one, Problem)]
    assert [stray.reason for stray in strays] == [
        f"{len(rubbish)} bytes that belong to no record"
    ] * 3
    assert [stray.offset for stray in strays] == [
        0,
        len(rubbish) + len(one),
        2 * (len(rubbish) + len(one)),
    ]


@pytest.mark.parametrize("length", [b"-5", b"x", b"", b"9" * 30])
def test_a_record_without_a_length_costs_no_other(reading, length):
    one = pages(1)
    start, _, rest = one.partition(b"Content-Length: ")
    broken = start + b"Content-Length: " + length + rest[rest.index(b"\r\n") :]
    found = reading(one + broken + one)
    assert numbers(found) == [0, 0]
    lost = sum(int(one.reason.split()[0]) for one in found if isinstance(one, Problem))
    assert lost >= len(broken) - 10


def test_a_head_without_an_end_is_not_held(reading):
    content = b"WARC/1.0\r\n" + b"X: " + b"y" * (16 << 20) + b"\r\n" + pages(1)
    tracemalloc.start()
    *_, record = reading(content)
    _, high = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert numbers([record]) == [0]
    assert high < 8_000_000


def test_an_empty_archive_is_nothing(reading):
    assert reading(b"") == reading(b"\r\n\r\n") == []


def test_what_is_no_archive_is_one_problem(reading):
    (problem,) = reading(b'{"text": "One."}\n' * 1000)
    assert "17000 bytes that belong to no record" in str(problem)


@given(st.data())
def test_whatever_bytes_are_changed_nothing_is_raised(data):
    content = bytearray(
        Archive().page(b"Tea.", kind="text/plain").page(b"T", kind="text/plain").bytes
    )
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    found = list(read_warc("a", io.BufferedReader(io.BytesIO(content)), Reading()))
    assert all(isinstance(one, Record | Problem) for one in found)
