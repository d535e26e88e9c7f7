"""Hostile pages: what they refer to is not read, what they would run does not run."""

import subprocess
import sys
import textwrap

import pytest

pytest.importorskip("trafilatura")

from claimx.corpus.inputs.html import read_html
from claimx.errors import InputError

PARAGRAPH = "The drug cut deaths by a fifth, the trial of four hundred adults found last spring."
ARTICLE = f"<article><h1>Trial</h1>{f'<p>{PARAGRAPH}</p>' * 4}</article>"


def page(inside="", head="", before=""):
    head = f"<head><title>Trial</title>{head}</head>"
    return f"{before}<html>{head}<body>{inside}{ARTICLE}</body></html>"


def article(source):
    """The text that is found; the page's own article must be in it."""
    found = read_html(source)
    assert PARAGRAPH in found.text
    return f"{found.title}\n{found.text}"


@pytest.fixture
def secret(tmp_path):
    path = tmp_path / "secret.txt"
    path.write_text("The password is swordfish, they said in the trial of last spring.", "utf-8")
    return path


def test_the_page_itself_is_read():
    assert article(page()).startswith("Trial\n")


def test_a_parser_with_entities_on_would_read_the_secret(secret):
    lxml = pytest.importorskip("lxml.etree")
    source = f'<!DOCTYPE p [<!ENTITY x SYSTEM "{secret.as_uri()}">]><p>&x;</p>'
    parsed = lxml.fromstring(source, lxml.XMLParser(resolve_entities=True, load_dtd=True))
    assert "swordfish" in parsed.text


@pytest.mark.parametrize(
    "entity",
    ['SYSTEM "{}"', 'PUBLIC "-//X" "{}"'],
    ids=["system", "public"],
)
@pytest.mark.parametrize("declaration", ["", '<?xml version="1.0"?>'], ids=["html", "xhtml"])
def test_an_external_entity_is_not_read(secret, entity, declaration):
    kind = f"<!DOCTYPE html [<!ENTITY x {entity.format(secret.as_uri())}>]>"
    hostile = page("<p>&x; they said in the trial of last spring, and more.</p>")
    assert "swordfish" not in article(f"{declaration}{kind}{hostile}")


def test_an_entity_of_a_parameter_is_not_read(secret):
    dtd = f'<!DOCTYPE html [<!ENTITY % d SYSTEM "{secret.as_uri()}"> %d;]>'
    assert "swordfish" not in article(page(before=dtd))


@pytest.mark.parametrize(
    "inside",
    [
        '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" parse="text" href="{}"/>',
        '<iframe src="{}"></iframe>',
        '<object data="{}" type="text/plain"></object>',
        '<embed src="{}">',
        '<link rel="import" href="{}">',
        '<script src="{}"></script>',
        '<img src="{}" alt="">',
        '<base href="{}"><a href="secret.txt">more</a>',
        '<meta http-equiv="refresh" content="0;url={}">',
        '<svg><use href="{}"/><image href="{}"/></svg>',
        '<frameset><frame src="{}"></frameset>',
    ],
)
def test_what_a_page_refers_to_is_not_read(secret, inside):
    assert "swordfish" not in article(page(inside.replace("{}", secret.as_uri())))


def test_a_page_that_sends_elsewhere_is_read_where_it_is(secret):
    head = f'<meta http-equiv="refresh" content="0;url={secret.as_uri()}">'
    head += f'<link rel="canonical" href="{secret.as_uri()}">'
    assert "swordfish" not in article(page(head=head))


@pytest.mark.parametrize(
    "code",
    [
        "<script>document.write('swordfish')</script>",
        "<script type='module'>swordfish()</script>",
        "<style>p::after { content: 'swordfish' }</style>",
        '<p onclick="swordfish()">Click here to read what they said in the trial.</p>',
        "<template><p>swordfish swordfish swordfish swordfish swordfish swordfish</p></template>",
        "<noscript><p>fine</p></noscript><a href='javascript:swordfish()'>a link to more text</a>",
    ],
)
def test_scripts_are_neither_run_nor_taken_for_text(code):
    assert "swordfish" not in article(page(code))


def in_time(code, seconds, megabytes=1500):
    """What a program prints that has this much time and memory; a crash fails the test."""
    limit = (
        "import resource\n"
        f"resource.setrlimit(resource.RLIMIT_AS, ({megabytes << 20}, {megabytes << 20}))\n"
        if sys.platform == "linux"
        else ""
    )
    program = limit + textwrap.dedent(code)
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    assert done.returncode == 0, (done.returncode, done.stderr[-2000:])
    return done.stdout.strip()


READ = """
from claimx.corpus.inputs.html import read_html
from claimx.errors import InputError
try:
    print(len(read_html(source).text))
except InputError as refusal:
    print("refused:", refusal)
"""


def test_a_billion_laughs_are_not_laughed():
    levels = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "laugh">' for n in range(12)
    )
    source = page("<p>&l11;</p>", before=f"<!DOCTYPE html [{levels}]>")
    assert in_time(f"source = {source!r}\n{READ}", 60).isdecimal()


@pytest.mark.parametrize("tag", ["div", "b", "ul><li"])
def test_huge_nesting_neither_crashes_nor_hangs(tag):
    code = f"""
source = "<html><body>" + "<{tag}>" * 50_000 + "{PARAGRAPH}" * 9 + "</body></html>"
"""
    assert in_time(f"{code}\n{READ}", 100)


def test_thousands_of_attributes_and_entities_are_read():
    many = "".join(f' a{number}="x"' for number in range(4_000))  # their time grows as the square
    assert article(page(f"<p{many}>One.</p>"))
    assert article(page("<p>" + "&lt;" * 100_000 + "</p>"))


@pytest.mark.parametrize(
    "source", ["<", "<!DOCTYPE", "<html", "\0", "<![CDATA[", "<!--", "<p " * 9999]
)
def test_broken_pages_are_refused_in_a_sentence(source):
    with pytest.raises(InputError):
        read_html(source)
