"""What is read of word processors' files, mail and PDF; what is refused, and why."""

import io
import random
import re
import threading
import time
import tracemalloc
import zipfile
from bisect import bisect_right
from collections import Counter
from email.message import EmailMessage
from pathlib import Path

import docx
import matplotlib as mpl
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from fpdf import FPDF
from hypothesis import given
from hypothesis import strategies as st
from odf import dc, draw, office, table, text
from odf.opendocument import OpenDocumentText
from PIL import Image

from claimx.corpus.inputs.documents import read_document
from claimx.corpus.inputs.documents.archive import UNPACKED
from claimx.corpus.inputs.documents.layout import Line, flow, without_heads
from claimx.corpus.inputs.documents.pdf import ONE_AT_A_TIME
from claimx.corpus.inputs.records import Kind
from claimx.errors import InputError
from claimx.segment import segment


def read(raw, kind):
    """The text of a document without pages."""
    found, pages = read_document(raw, kind)
    assert pages == ()
    return found


def refusal(raw, kind):
    with pytest.raises(InputError) as caught:
        read_document(raw, kind)
    said = str(caught.value)
    assert "\n" not in said
    assert not said.endswith(".")
    return said


def saved(document):
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def rewritten(raw, changes=None, packing=zipfile.ZIP_DEFLATED):
    """An archive with members changed, or left out where the change is None."""
    changes = changes or {}
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(stream, "w", packing) as new:
        for name in dict.fromkeys([*old.namelist(), *changes]):
            content = changes.get(name, old.read(name) if name not in changes else None)
            if content is not None:
                new.writestr(name, content)
    return stream.getvalue()


def member(raw, name):
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return archive.read(name)


def peak_memory(do):
    """Megabytes that Python took at most."""
    tracemalloc.start()
    try:
        do()
        return tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()


# ---- docx


def word(*paragraphs, title=""):
    document = docx.Document()
    for one in paragraphs:
        document.add_paragraph(one)
    document.core_properties.title = title
    return document


def word_with(xml):
    """A document whose paragraph "Before." is followed by a piece of XML."""
    document = word("Before.")
    names = nsdecls("w") + (
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    for one in parse_xml(f"<w:body {names}>{xml}</w:body>"):
        document.element.body.insert(len(document.element.body) - 1, one)
    return document


def test_docx_gives_headings_paragraphs_and_cells_in_order():
    document = word(title="Tea and\nsleep")
    document.add_heading("Tea", 0)
    document.add_paragraph("It helps.")
    grid = document.add_table(2, 2)
    for number, cell in enumerate(grid._cells):
        cell.text = f"Cell {number}."
    grid.cell(1, 1).add_table(1, 1).cell(0, 0).text = "Inner."
    document.add_paragraph("")
    document.add_paragraph("  Café,\tµ  and 😀. ", style="List Bullet")
    found = read(saved(document), Kind.DOCX)
    assert found.text == (
        "Tea\n\nIt helps.\n\nCell 0.\n\nCell 1.\n\nCell 2.\n\nCell 3.\n\nInner.\n\nCafé, µ and 😀."
    )
    assert found.title == "Tea and sleep"


def test_an_empty_docx_is_an_empty_text_without_title():
    found = read(saved(word()), Kind.DOCX)
    assert (found.text, found.title) == ("", None)


def test_a_line_break_in_docx_stays_and_tab_stops_are_no_text():
    document = word("One\ntwo.")
    document.paragraphs[0].paragraph_format.tab_stops.add_tab_stop(10_000)
    document.add_paragraph("a").paragraph_format.tab_stops.add_tab_stop(10_000)
    assert read(saved(document), Kind.DOCX).text == "One\ntwo.\n\na"


def test_headers_footers_and_comments_of_docx_are_left_out():
    document = word("Body.")
    document.sections[0].header.paragraphs[0].text = "HEADER"
    document.sections[0].footer.paragraphs[0].text = "FOOTER"
    document.add_comment(document.paragraphs[0].runs, text="COMMENT")
    assert read(saved(document), Kind.DOCX).text == "Body."


@pytest.mark.parametrize(
    ("xml", "said"),
    [
        ("<w:p><w:ins><w:r><w:t>New.</w:t></w:r></w:ins></w:p>", "New."),
        ("<w:p><w:sdt><w:sdtContent><w:r><w:t>Held.</w:t></w:r></w:sdtContent></w:sdt></w:p>",
         "Held."),
        ("<w:sdt><w:sdtContent><w:p><w:r><w:t>Held.</w:t></w:r></w:p></w:sdtContent></w:sdt>",
         "Held."),
        ("<w:p><w:hyperlink><w:r><w:t>Linked.</w:t></w:r></w:hyperlink></w:p>", "Linked."),
        ("<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>Boxed.</w:t>"
         "</w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent><w:p><w:r>"
         "<w:t>Boxed.</w:t></w:r></w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>"
         "<w:r><w:t>Around.</w:t></w:r></w:p>", "Boxed.\n\nAround."),
        ("<w:p><w:r><w:t>well</w:t><w:noBreakHyphen/><w:t>known</w:t></w:r></w:p>", "well-known"),
    ],
)  # fmt: skip
def test_inserted_held_and_boxed_text_of_docx_is_read_once(xml, said):
    assert read(saved(word_with(xml)), Kind.DOCX).text == f"Before.\n\n{said}"


@pytest.mark.parametrize(
    "xml",
    [
        "<w:p><w:del><w:r><w:delText>OLD</w:delText></w:r></w:del></w:p>",
        "<w:p><w:moveFrom><w:r><w:t>OLD</w:t></w:r></w:moveFrom></w:p>",
        "<w:p><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>",
    ],
)
def test_deleted_text_and_field_codes_of_docx_are_left_out(xml):
    assert read(saved(word_with(xml)), Kind.DOCX).text == "Before."


def test_a_docx_whose_document_has_another_name_is_read():
    raw = saved(word("Body."))
    body, links = member(raw, "word/document.xml"), member(raw, "_rels/.rels")
    links = links.replace(b'"word/document.xml"', b'"/word/document2.xml"')
    changes = {"word/document.xml": None, "word/document2.xml": body, "_rels/.rels": links}
    assert read(rewritten(raw, changes), Kind.DOCX).text == "Body."


def test_the_pictures_of_a_docx_are_not_unpacked():
    raw = rewritten(saved(word("Body.")), {"word/media/image1.bmp": bytes(64 << 20)})
    assert peak_memory(lambda: read(raw, Kind.DOCX)) < 8


# ---- hostile archives


def office_files():
    return [
        pytest.param(saved(word("Body.")), Kind.DOCX, "word/document.xml", id="docx"),
        pytest.param(letter("Body."), Kind.ODT, "content.xml", id="odt"),
    ]


def letter(*paragraphs):
    document = OpenDocumentText()
    for one in paragraphs:
        document.text.addElement(text.P(text=one))
    return saved(document)


def with_bomb(raw, name):
    """An archive with a member that holds more than may be unpacked."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as old,
        zipfile.ZipFile(stream, "w", 8, compresslevel=1) as new,
    ):
        for one in old.namelist():
            if one != name:
                new.writestr(one, old.read(one))
        with new.open(name, "w", force_zip64=True) as bomb:
            start = old.read(name).split(b">", 1)[0] + b">"
            bomb.write(start)
            for _ in range(UNPACKED >> 20):
                bomb.write(b" " * (1 << 20))
    return stream.getvalue()


@pytest.mark.parametrize(("raw", "kind", "name"), office_files())
def test_a_zip_bomb_is_refused_before_it_is_unpacked(raw, kind, name):
    raw = with_bomb(raw, name)
    assert len(raw) < 4 << 20
    began = time.process_time()
    assert f"its {name} would unpack to 268,43" in refusal(raw, kind)
    assert time.process_time() - began < 0.2


@pytest.mark.parametrize(("raw", "kind", "name"), office_files())
def test_a_member_larger_than_it_says_is_damaged(raw, kind, name):
    raw = rewritten(raw, {name: member(raw, name) + b" " * (8 << 20)})
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        size = archive.getinfo(name).file_size
    lying = raw.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert f"damaged: its {name} cannot be unpacked" in refusal(lying, kind)
    assert peak_memory(lambda: refusal(lying, kind)) < 4


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(("raw", "kind", "name"), office_files())
def test_entities_are_refused_unexpanded(raw, kind, name, encoding, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET")
    body = member(raw, name).decode().partition("?>")[2]
    for entity, value in (
        ("laugh", '"' + "ha" * 1000 + '"'),
        ("file", f'SYSTEM "{secret.as_uri()}"'),
    ):
        page = (
            f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY {entity} {value}>]>'
            + body.replace("Body.", f"&{entity};")
        )
        said = refusal(rewritten(raw, {name: page.encode(encoding)}), kind)
        assert "document type, where entities could be: refused" in said


@pytest.mark.parametrize(("raw", "kind", "name"), office_files())
def test_deep_nesting_is_refused(raw, kind, name):
    start = member(raw, name).partition(b">")[0].decode()
    deep = b"<a>" * 100_000 + b"</a>" * 100_000
    assert "nested deeper than 1,000" in refusal(rewritten(raw, {name: deep}), kind), start


@pytest.mark.parametrize(("raw", "kind", "name"), office_files())
def test_an_encrypted_member_says_so(raw, kind, name):
    at = raw.rindex(b"PK\x01\x02", 0, raw.rindex(name.encode()))
    flagged = raw[: at + 8] + bytes([raw[at + 8] | 1]) + raw[at + 9 :]
    assert "it is encrypted: save it without a password" in refusal(flagged, kind)


def test_an_encrypted_odt_says_so():
    manifest = b'<m:manifest xmlns:m="urn:m"><m:file-entry><m:encryption-data/></m:file-entry>'
    raw = rewritten(letter("x"), {"META-INF/manifest.xml": manifest + b"</m:manifest>"})
    assert "it is encrypted" in refusal(raw, Kind.ODT)


def test_an_ole_file_is_encrypted_or_of_an_old_word():
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    assert "it is encrypted" in refusal(ole + "EncryptedPackage".encode("utf-16-le"), Kind.DOCX)
    said = refusal(ole + "WordDocument".encode("utf-16-le"), Kind.DOCX)
    assert said == "an office file from before docx: save it as docx"


@pytest.mark.parametrize(("raw", "kind", "name"), office_files())
def test_a_packing_that_no_office_file_has_is_refused(raw, kind, name):
    packed = rewritten(raw, packing=zipfile.ZIP_BZIP2)
    assert "packed in a way" in refusal(packed, kind)


@pytest.mark.parametrize(("raw", "kind", "name"), office_files())
def test_an_office_file_that_is_cut_short_is_refused(raw, kind, name):
    for end in range(4, len(raw) - 22, len(raw) // 20):
        assert "damaged or cut short" in refusal(raw[:end], kind)


@pytest.mark.parametrize(
    ("raw", "kind", "said"),
    [
        (b"", Kind.DOCX, "no docx file: it is not a zip archive"),
        (b"Plain text.", Kind.ODT, "no odt file: it is not a zip archive"),
        (letter("x"), Kind.DOCX, "no docx file: there is no _rels/.rels in it"),
        (saved(word("x")), Kind.ODT, "no odt file: there is no content.xml in it"),
        (rewritten(letter("x"), {"content.xml": b"<a>"}), Kind.ODT, "damaged: its XML is broken"),
        (rewritten(letter("x"), {"_rels/.rels": b"<a/>"}), Kind.DOCX, "names no document"),
    ],
)
def test_what_is_no_office_file_says_so(raw, kind, said):
    assert said in refusal(raw, kind)


# ---- odt


def test_odt_gives_headings_paragraphs_lists_and_cells_in_order():
    document = OpenDocumentText()
    document.meta.addElement(dc.Title(text="Tea and sleep"))
    document.text.addElement(text.H(outlinelevel=1, text="Tea"))
    spaced = text.P(text="It")
    for one in (text.S(c=3), text.Span(text="helps,"), text.Tab(), text.LineBreak()):
        spaced.addElement(one)
    spaced.addText("a study found.")
    document.text.addElement(spaced)
    items = text.List()
    for one in ("One.", "Two."):
        item = text.ListItem()
        item.addElement(text.P(text=one))
        items.addElement(item)
    document.text.addElement(items)
    grid, row = table.Table(), table.TableRow()
    for one in ("Left.", "Right."):
        cell = table.TableCell()
        cell.addElement(text.P(text=one))
        row.addElement(cell)
    grid.addElement(row)
    document.text.addElement(grid)
    found = read(saved(document), Kind.ODT)
    assert found.text == ("Tea\n\nIt helps,\na study found.\n\nOne.\n\nTwo.\n\nLeft.\n\nRight.")
    assert found.title == "Tea and sleep"


def test_notes_comments_and_deleted_text_of_odt_are_left_out_and_boxes_read():
    document = OpenDocumentText()
    changes, region, deletion = (
        text.TrackedChanges(),
        text.ChangedRegion(check_grammar=False),
        text.Deletion(),
    )
    deletion.addElement(text.P(text="DELETED"))
    region.addElement(deletion)
    changes.addElement(region)
    document.text.addElement(changes)
    paragraph = text.P(text="Body")
    note = text.Note(noteclass="footnote")
    note.addElement(text.NoteCitation(text="1"))
    inside = text.NoteBody()
    inside.addElement(text.P(text="NOTE"))
    note.addElement(inside)
    paragraph.addElement(note)
    comment = office.Annotation()
    comment.addElement(text.P(text="COMMENT"))
    paragraph.addElement(comment)
    frame, box = draw.Frame(), draw.TextBox()
    box.addElement(text.P(text="Boxed."))
    frame.addElement(box)
    paragraph.addElement(frame)
    paragraph.addText(" goes on.")
    document.text.addElement(paragraph)
    raw = saved(document)
    described = member(raw, "content.xml").replace(
        b"<draw:frame>",
        b'<draw:frame><s:title xmlns:s="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0">'
        b"ALT</s:title>",
    )
    assert b"ALT" in described
    found = read(rewritten(raw, {"content.xml": described}), Kind.ODT)
    assert (found.text, found.title) == ("Boxed.\n\nBody goes on.", None)


# ---- rtf


def rtf(body, head=r"\ansi\ansicpg1252\deff0{\fonttbl{\f0\fcharset0 Times;}}"):
    return f"{{\\rtf1{head} {body}}}".encode("latin-1")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (r"Tea\par helps.\par\par{\b It} does.", "Tea\n\nhelps.\n\nIt does."),
        (r"Tea\line helps\line\line more.", "Tea\nhelps\n\nmore."),
        ("Tea\r\n hel\nps.", "Tea helps."),
        (r"a\\line \{b\}", r"a\line {b}"),
        (r"caf\'e9 caf" + "\xe9" + r" \u8211? \u-10179?\u-8704? \lquote x\rquote  3\~kg", None),
        (r"op\-tional", "optional"),
        (r"\trowd one\cell two\cell\row\pard three", "one\n\ntwo\n\nthree"),
        (r'{\field{\*\fldinst{HYPERLINK "http://x.org/y"}}{\fldrslt{link}}} text', "link text"),
        (r"{\header HEAD}{\footer FOOT}Tea{\footnote NOTE} helps.", "Tea helps."),
        (r"{\*\unknown HIDDEN}{\pict\wmetafile8 0102ab}Tea.", "Tea."),
        (r"\u0 ?a\'00b", "ab"),
    ],
)
def test_rtf_gives_its_paragraphs(body, said):
    expected = "café café – 😀 ‘x’ 3 kg" if said is None else said
    assert read(rtf(body), Kind.RTF).text == expected


def test_rtf_has_the_characters_of_its_code_page_and_of_its_fonts():
    page = r"\ansi\ansicpg1251{\fonttbl{\f0\fcharset204 A;}{\f1\fcharset161\fprq2 B;}}\f0"
    found = read(rtf(r"\'cf\'f0\'e8 {\f1\'e1} " + "\xcf", page), Kind.RTF)
    assert found.text == "При α П"


def test_rtf_has_a_title():
    head = r"\ansi\ansicpg1252{\info{\title Tea \'96 a study}{\author A}}"
    assert read(rtf("Body.", head), Kind.RTF).title == "Tea – a study"
    assert read(rtf("Body.", r"\ansi{\info{\author A}}"), Kind.RTF).title is None


def test_the_bytes_of_a_picture_in_rtf_are_no_text():
    picture = rb"{\pict\wmetafile8\bin7 }}{{\x\xff}"
    raw = rb"{\rtf1 One." + picture + rb" Two.\\bin3 }"
    assert read(raw, Kind.RTF).text == r"One. Two.\bin3"


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", r"no RTF file: it does not begin with {\rtf"),
        (b"Tea.", r"no RTF file: it does not begin with {\rtf"),
        (rtf("Tea {\\b helps")[:-1], "cut short: the brace that opens it is never closed"),
        (rtf(r"{\pict\bin99 }x"), "cut short: the brace that opens it is never closed"),
        (rtf(r"\u99999999 x"), "damaged: no rtf file can be read from it (ValueError"),
    ],
)
def test_what_is_no_whole_rtf_says_so(raw, said):
    assert said in refusal(raw, Kind.RTF)


@pytest.mark.parametrize(
    "raw",
    [
        rb"{\rtf1{\fonttbl" + rb"\f1" * 60_000 + b"}x}",
        rb"{\rtf1{\fonttbl" + rb"\f1\fcharset0" * 20_000 + b"}x}",
        rb"{\rtf1" + rb"{\field{\*\fldinst{HYPERLINK " * 20_000 + b"}" * 60_000 + b"x}",
        rb"{\rtf1" + b"{" * 90_000 + b"x" + b"}" * 90_001,
    ],
    ids=["fonts", "character sets", "links", "braces"],
)
def test_hostile_rtf_takes_no_more_than_linear_time(raw):
    began = time.process_time()
    assert read(raw, Kind.RTF).text == "x"
    assert time.process_time() - began < 4


# ---- eml

ARTICLE = (
    "<html><body><nav>MENU</nav><article><h1>Tea and sleep</h1>"
    "<p>Drinking tea in the evening cut the time that people slept by half an hour, a café trial "
    "with three hundred adults found last year.</p>"
    "<p>The authors caution that nobody was blinded, so that the expectation of a bad night may "
    "explain a part of what they saw.</p></article></body></html>"
)


def mail(plain=None, html=None, subject="Tea", **how):
    message = EmailMessage()
    message["From"], message["Subject"] = "a@example.org", subject
    if plain is not None:
        message.set_content(plain, **how)
    if html is not None and plain is not None:
        message.add_alternative(html, subtype="html")
    elif html is not None:
        message.set_content(html, subtype="html")
    return message


@pytest.mark.parametrize(
    "how",
    [
        {"cte": "quoted-printable"},
        {"cte": "base64"},
        {"cte": "8bit"},
        {"charset": "iso-8859-1"},
        {"charset": "windows-1252"},
    ],
)
def test_mail_gives_subject_and_body_in_its_encoding(how):
    body = "Café helps,\nthey said. " + "It is so. " * 20 + "\n\n\n> Quoted: ½.\n"
    found = read(mail(body, subject="Schlaf & Café – neu", **how).as_bytes(), Kind.EML)
    assert found.text == (
        "Café helps,\nthey said. " + ("It is so. " * 20).strip() + "\n\n> Quoted: ½."
    )
    assert found.title == "Schlaf & Café – neu"


def test_the_plain_alternative_is_read_and_the_html_where_it_is_blank():
    assert read(mail("Plain.", ARTICLE).as_bytes(), Kind.EML).text == "Plain."
    for message in (mail(html=ARTICLE), mail("\n \n", ARTICLE)):
        found = read(message.as_bytes(), Kind.EML).text
        assert found.count("café trial") == 1
        assert "last year.\n\nThe authors" in found
        assert "MENU" not in found


def test_every_text_between_pictures_is_read_and_attachments_are_not():
    message = mail("First.")
    message.make_mixed()
    inline = {"disposition": "inline"}
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", **inline)
    message.add_attachment("Second.", **inline)
    message.add_attachment("ATTACHED", filename="a.txt")
    message.add_attachment(mail("FORWARDED"))
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf")
    assert read(message.as_bytes(), Kind.EML).text == "First.\n\nSecond."


def test_mail_that_says_no_encoding_is_utf8_or_refused():
    assert read(b"Subject: x\n\ncaf\xc3\xa9", Kind.EML).text == "café"
    assert "its text is not us-ascii, as it says" in refusal(b"Subject: x\n\ncaf\xe9", Kind.EML)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "no e-mail message"),
        (b"\x00\x01\x02\n\x03", "no e-mail message"),
        (b"A line.\n\nAnother.", "no e-mail message"),
        (b"Content-Type: text/plain; charset=klingon\n\nx", "'klingon', which is no known"),
        (b"Content-Type: text/plain; charset=utf-8\n\ncaf\xe9", "its text is not utf-8"),
        (b"Content-Type: application/pkcs7-mime\n\nMII=", "it is encrypted or sealed"),
        (b'Content-Type: multipart/encrypted; boundary="b"\n\n--b\n\nx\n--b--', "it is encrypted"),
        (b"Content-Type: image/png\n\nx", "there is no text in this message"),
        (b"Content-Type: multipart/mixed; boundary=b\n\nx", "there is no text in this message"),
        (b"Subject: " + b"a " * 10_000 + b"\n\nx", "its header Subject has 20,000 characters"),
        (
            b"".join(
                b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (one, one)
                for one in range(1200)
            ),
            "damaged: no eml file can be read from it (RecursionError",
        ),
    ],
)
def test_mail_that_cannot_be_read_says_why(raw, said):
    assert said in refusal(raw, Kind.EML)


def test_mail_without_a_body_or_subject_is_an_empty_text():
    found = read(b"From: a@example.org\n\n", Kind.EML)
    assert (found.text, found.title) == ("", None)


# ---- pdf

LEFT, RIGHT, TOP, STEP = 60, 540, 100, 14
WORDS = re.findall(
    r"\w+",
    "drinking tea in the evening cut time that people slept by half an hour with three hundred "
    "adults found last year while others report little change across many months of follow",
)


def prose(seed, count):
    """Words of a paragraph, the same for the same seed."""
    chance = random.Random(seed)
    return f"Para{seed} " + " ".join(chance.choice(WORDS) for _ in range(count)) + " end."


class Sheet(FPDF):
    """A PDF, in points, on which lines are set one by one."""

    def __init__(self):
        super().__init__(unit="pt", format=(600, 800))
        self.set_auto_page_break(False)
        self.set_font("Times", size=11)

    def lines(self, *lines, x=LEFT, y=TOP, size=11, step=STEP):
        self.set_font_size(size)
        for number, one in enumerate(lines):
            if one:
                self.text(x, y + number * step, one)
        return self

    def paragraph(self, words, x=LEFT, y=None, width=RIGHT - LEFT, align="J"):
        self.set_font_size(11)
        self.set_xy(x, TOP if y is None else y)
        self.c_margin = 0
        self.multi_cell(width, STEP, words, align=align)
        return self

    def raw(self):
        return bytes(self.output())


def sheet(*pages):
    """A PDF with lines on each page."""
    pdf = Sheet()
    for lines in pages:
        pdf.add_page()
        pdf.lines(*lines)
    return pdf.raw()


def pages_of(raw):
    found, begins = read_document(raw, Kind.PDF)
    assert begins[0] == 0
    assert list(begins) == sorted(begins)
    assert begins[-1] <= len(found.text)
    return found.text, begins


def test_pdf_gives_paragraphs_and_title():
    pdf = Sheet()
    pdf.set_title("Tea and sleep")
    pdf.add_page()
    pdf.lines("Tea and sleep", size=20, y=60)
    one, two = prose(1, 60), prose(2, 60)
    pdf.paragraph(one).paragraph(two, y=pdf.get_y() + 10)
    found, begins = read_document(pdf.raw(), Kind.PDF)
    assert found.text == f"Tea and sleep\n\n{one}\n\n{two}"
    assert (found.title, begins) == ("Tea and sleep", (0,))


@pytest.mark.parametrize("align", ["J", "L"])
def test_paragraphs_apart_by_their_indents_are_found(align):
    pdf = Sheet()
    pdf.add_page()
    texts = [prose(seed, 50 + seed) for seed in range(6)]
    for number, one in enumerate(texts):
        pdf.paragraph("      " * (number > 0) + one, y=pdf.get_y() if number else TOP, align=align)
    assert pages_of(pdf.raw())[0] == "\n\n".join(texts)


def test_a_short_last_line_ends_a_paragraph():
    lines = ["A first paragraph of two lines that says something", "to you."]
    found, _ = pages_of(sheet([*lines, *lines]))
    assert found == "\n\n".join([" ".join(lines)] * 2)


def test_bullets_with_hanging_lines_are_paragraphs():
    first = "- First point that is long enough to go on to the next line of this"
    pdf = Sheet()
    pdf.add_page()
    pdf.lines(first).lines("", "Page of the list.", x=LEFT + 20).lines("", "", "- Second")
    assert pages_of(pdf.raw())[0] == f"{first} Page of the list.\n\n- Second"


def test_a_bullet_behind_a_full_line_begins_a_paragraph():
    lines = ["1. Tea cuts sleep by half an hour, it", "2. Coffee cuts sleep by an hour, it is"]
    assert pages_of(sheet(lines))[0] == "\n\n".join(lines)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["We report find-", "ings of a trial."], "findings"),
        (["A long-term plan. It is a long-", "term trial."], "a long-term trial"),
        (["The policy is evidence based. It is evidence-", "based work."], "is evidence-based"),
        (["An infor-", "mation. Much information in formation."], "An information."),
        (["We studied COVID-", "19 and flu."], "COVID-19 and"),
        (["The Anglo-", "American trial."], "Anglo-American trial"),
        (["Both pre-", "and post-war tea."], "pre- and post-war"),
        (["It was late -", "too late."], "late - too late"),
        (["It cuts sleep", ", they say."], "sleep, they say"),
        (["A long-term plan or longterm, longterm. A long-", "term one."], "A longterm one"),
    ],
)
def test_hyphens_at_line_ends_are_rejoined_as_the_document_writes_the_word(lines, said):
    assert said in pages_of(sheet(lines))[0]


def test_running_heads_and_page_numbers_go_and_text_stays():
    pdf = Sheet()
    for number in range(1, 7):
        pdf.add_page()
        pdf.paragraph(prose(number, 30))
        left = number % 2
        pdf.lines(f"Tea Journal {2024}" if left else "A. Author et al.", y=40, size=9)
        pdf.lines(str(number), x=500 if left else LEFT, y=760, size=9)
        if number == 3:
            pdf.lines("Only on this page", y=60)
    text_, begins = pages_of(pdf.raw())
    expected = [prose(number, 30) for number in range(1, 7)]
    expected.insert(3, "Only on this page")
    assert text_ == "\n\n".join(expected)
    assert [text_[at:].split()[0] for at in begins] == [f"Para{one}" for one in range(1, 7)]


def test_roman_page_numbers_go():
    pdf = Sheet()
    for number in ("i", "ii", "iii"):
        pdf.add_page()
        pdf.lines(f"Text {number}.").lines(number, y=760)
    assert pages_of(pdf.raw())[0] == "Text i.\n\nText ii.\n\nText iii."


def test_a_line_at_another_height_or_far_away_is_no_running_head():
    text_, _ = pages_of(sheet(["Alpha."], ["", "Alpha."], ["Beta."], ["Gamma."], ["Alpha."]))
    assert text_.count("Alpha.") == 3


def test_a_sentence_over_the_page_break_is_one_and_has_the_page_on_which_it_begins():
    pdf = Sheet()
    for number, words in enumerate(
        [prose(1, 40).removesuffix(" end.") + " Harvard", "researchers found that. " + prose(2, 9)]
    ):
        pdf.add_page()
        pdf.paragraph(words).lines(f"Page {number + 1}", y=770)
    text_, begins = pages_of(pdf.raw())
    spans = segment(text_)
    assert "\n" not in text_
    assert [bisect_right(begins, start) for start, _ in spans] == [1, 2]
    assert text_[begins[1] :].startswith("researchers")


def test_a_full_last_line_goes_on_with_a_name_on_the_next_page():
    first = ["It was a trial of tea that they did in the years before at", "the place called Old"]
    wide = "It was a trial of tea that they did in the years before, at"
    text_, begins = pages_of(
        sheet([wide, "a place which is wider still, as all the others, of", wide], ["Harvard. So."])
    )
    assert text_.endswith("before, at Harvard. So.")
    assert text_[begins[1] :] == "Harvard. So."
    text_, _ = pages_of(sheet([*first, "Results"], ["Harvard. So."]))
    assert text_.endswith("Results\n\nHarvard. So.")


def test_a_word_over_the_page_break_is_rejoined():
    text_, begins = pages_of(sheet(["We report a find-"], ["ing. It is new."]))
    assert text_ == "We report a finding. It is new."
    assert begins == (0, text_.index("ing"))


def test_a_paragraph_that_ends_with_its_page_is_not_joined():
    lines = [
        "They say that the trial of tea was one that",
        "tells us much of it, and of all the rest.",
    ]
    found, _ = pages_of(sheet(lines, ["Next we look at other things."]))
    assert found == f"{lines[0]} {lines[1]}\n\nNext we look at other things."


def test_columns_are_read_one_after_the_other_and_sentences_go_on():
    pdf = Sheet()
    pdf.add_page()
    pdf.lines("Tea cuts sleep by", "an hour. It was a")
    pdf.lines("trial that they", "did last year.", x=320)
    assert (
        pages_of(pdf.raw())[0]
        == "Tea cuts sleep by an hour. It was a trial that they did last year."
    )


def test_notes_at_the_foot_do_not_cut_the_sentence():
    pdf = Sheet()
    pdf.add_page()
    pdf.lines("Tea cuts sleep by an hour, which", "is what the authors").lines(
        "1 See the appendix.", y=700, size=8
    )
    pdf.add_page()
    pdf.lines("had expected of it. So it is.")
    text_, begins = pages_of(pdf.raw())
    assert text_ == (
        "1 See the appendix.\n\nTea cuts sleep by an hour, which is what the authors had expected "
        "of it. So it is."
    )
    assert bisect_right(begins, text_.index("Tea")) == 1
    assert text_[begins[1] :].startswith("had expected")


def test_raised_figures_stay_in_their_sentence():
    pdf = Sheet()
    pdf.add_page()
    pdf.lines("Tea cuts sleep or ")
    x = LEFT + pdf.get_string_width("Tea cuts sleep or ")
    pdf.lines("so", x=x)  # low letters, above which pdfium takes the figure for another line
    x += pdf.get_string_width("so")
    pdf.lines("12", x=x, y=TOP - 6, size=6).lines("(an hour). So it is.", y=TOP + STEP)
    assert pages_of(pdf.raw())[0] == "Tea cuts sleep or so12 (an hour). So it is."


def picture():
    return Image.new("RGB", (40, 40), "white")


def test_pages_without_text_begin_where_the_next_text_does():
    pdf = Sheet()
    for words in ("", "One.", "", "", "Two.", ""):
        pdf.add_page()
        pdf.lines(words)
    text_, begins = pages_of(pdf.raw())
    two = text_.index("Two.")
    assert begins == (0, 0, two, two, two, len(text_))
    assert [bisect_right(begins, at) for at in (0, two, len(text_) - 1)] == [2, 5, 5]


def test_a_scan_is_said_to_be_one():
    pdf = Sheet()
    for _ in range(3):
        pdf.add_page()
        pdf.image(picture(), 0, 0, 600, 800)
        pdf.lines("Downloaded from a library", y=790)
    said = "no text in its 3 pages: it is a scan; run text recognition first"
    assert refusal(pdf.raw(), Kind.PDF) == said
    pdf = Sheet()
    pdf.add_page()
    pdf.image(picture(), 0, 0, 600, 800)
    assert "no text on its one page: it is a scan" in refusal(pdf.raw(), Kind.PDF)
    assert "in its 2 pages: it is blank" in refusal(sheet([], []), Kind.PDF)


def test_an_encrypted_pdf_says_so_and_one_that_opens_without_password_is_read():
    for password, said in (("x", None), (None, "Secret tea.")):
        pdf = Sheet()
        pdf.set_encryption(owner_password="owner", user_password=password)
        pdf.add_page()
        pdf.lines("Secret tea.")
        if said is None:
            assert refusal(pdf.raw(), Kind.PDF) == "it is encrypted: save it without a password"
        else:
            assert pages_of(pdf.raw())[0] == said


def test_a_pdf_that_is_cut_short_or_none_says_so():
    raw = sheet(["Tea."] * 30)
    for end in range(20, len(raw) - 8, len(raw) // 20):
        assert "cut short: the mark at the end" in refusal(raw[:end], Kind.PDF)
    for none in (b"", b"Tea. %%EOF", saved(word("x"))):
        assert "no PDF file: it does not begin with %PDF-" in refusal(none, Kind.PDF)
    assert "damaged: no page" in refusal(b"%PDF-1.4\nnonsense\n%%EOF", Kind.PDF)


@pytest.mark.parametrize(
    "title", ["", "untitled", "paper.dvi", "Microsoft Word - Draft 3", "C:\\text\\Final.DOCX"]
)
def test_a_title_that_a_program_made_is_none(title):
    pdf = Sheet()
    pdf.set_title(title)
    pdf.add_page()
    pdf.lines("Tea.")
    assert read_document(pdf.raw(), Kind.PDF)[0].title is None


def test_ligatures_and_characters_beyond_16_bits_are_letters():
    pdf = Sheet()
    pdf.add_font("DejaVu", fname=Path(mpl.get_data_path(), "fonts/ttf/DejaVuSans.ttf"))
    pdf.set_font("DejaVu", size=11)
    pdf.add_page()
    pdf.text(LEFT, TOP, "The ﬁrst eﬀect of the o\u00adcoﬃce, \U0001d538β.")
    assert pages_of(pdf.raw())[0] == "The first effect of the ocoffice, \U0001d538β."


def test_a_thread_waits_while_another_one_reads_pdf():
    raw, found = sheet(["Tea."]), []
    thread = threading.Thread(target=lambda: found.append(pages_of(raw)[0]))
    with ONE_AT_A_TIME:
        thread.start()
        thread.join(0.3)
        assert not found
    thread.join()
    assert found == ["Tea."]


# ---- whatever comes

LINES = st.builds(
    Line,
    text=st.text("ab-. 1•é", min_size=1, max_size=12).filter(str.strip).map(str.strip),
    left=st.sampled_from([60.0, 70.0, 300.0]),
    right=st.floats(70, 540),
    bottom=st.sampled_from([40.0, 100.0, 114.0, 128.0, 700.0]),
    size=st.sampled_from([0.0, 8.0, 11.0, 12.0]),
)


@given(st.lists(st.lists(LINES, max_size=8), max_size=6))
def test_no_letter_of_a_page_is_lost_and_its_offsets_are_in_order(pages):
    found, begins = flow(pages)
    assert len(begins) == len(pages)
    assert list(begins) == sorted(begins)
    assert all(0 <= at <= len(found) for at in begins)
    if pages:
        assert begins[0] == 0
    kept = "".join(line.text for page in without_heads(pages) for line in page)
    letters = re.compile(r"\w")
    assert Counter(letters.findall(found)) <= Counter(letters.findall("".join(
        line.text for page in pages for line in page)))  # fmt: skip
    if len(pages) == 1:
        assert Counter(letters.findall(found)) == Counter(letters.findall(kept))


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (saved(word("Tea helps.", title="T")), Kind.DOCX),
        (letter("Tea helps."), Kind.ODT),
        (rtf(r"{\b Tea} helps \'e9 \u8211?.\par More."), Kind.RTF),
        (mail("Tea helps.", ARTICLE).as_bytes(), Kind.EML),
        (sheet(["Tea helps."], ["More."]), Kind.PDF),
    ],
    ids=["docx", "odt", "rtf", "eml", "pdf"],
)
def test_damaged_bytes_give_a_text_or_a_refusal(raw, kind):
    chance = random.Random(7)
    for _ in range(150):
        damaged = bytearray(raw)
        for _ in range(chance.randint(1, 20)):
            damaged[chance.randrange(len(raw))] = chance.randrange(256)
        try:
            found, _ = read_document(bytes(damaged), kind)
        except InputError as refused:
            assert "\n" not in str(refused)
        else:
            assert isinstance(found.text, str)
