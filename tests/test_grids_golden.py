"""Output of each reader on a document made here, held against a digest stored beside the reader's version.

When this fails a reader gives something else than before: raise its READER_VERSION, or the cache keeps what it gave;
then write the new version and digest below.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
import scanned
from made_documents import docx, edges, fill, pdf, plain_table, tc
from office_documents import saved, workbook
from reportlab.pdfgen.canvas import Canvas

from gongkai import documents
from gongkai.grids import docx as docx_reader
from gongkai.grids import html, mht, pdf_camelot, pdf_page, pdf_rules, pdf_words, router, sheet, text
from gongkai.grids import scan as scan_reader
from gongkai.grids.model import Extract


def merged_table(canvas: Canvas) -> None:
    edges(canvas, [("h", 1, 0), ("v", 2, 1), ("v", 3, 2)])
    fill(canvas, [["甲", "1", "2"], ["", "3", ""], ["丙", "5", "6"]])


def html_page() -> bytes:
    page = (
        "<html><head><title>年报</title><meta name=PubDate content=2024-01-20></head><body><p>一、总体<br>情况</p>"
        "<table><tr><td rowspan=2>规章<td>1<tr><td>&nbsp;</table><a href='a.pdf'>附件</a></body></html>"
    )
    return page.encode("gb18030")


def word_file() -> bytes:
    first, second = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows = f"<w:tr>{tc('规章', first)}{tc('1')}</w:tr><w:tr>{tc('', second)}{tc('2')}</w:tr>"
    return docx(f"<w:p><w:r><w:t>年报</w:t></w:r></w:p><w:tbl>{rows}</w:tbl>")


def ruled_pdf() -> bytes:
    return pdf(plain_table, merged_table)


def workbook_file() -> bytes:
    return saved(workbook())


def web_archive() -> bytes:
    head = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=a\r\n\r\n"
    return head + b"--a\r\nContent-Type: text/html\r\n\r\n" + html_page() + b"\r\n--a--\r\n"


def scan() -> bytes:
    """Numbers alone: Chinese is drawn by the machine's own font, if it has one."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Times-Roman", 10)
        edges(canvas)
        fill(canvas, [["1990", "0", "2"], ["", "345", "60804"], ["7.91", "5", "1"]])

    return scanned.saved(scanned.pictures(pdf(draw)), "PNG")


def digest(extract: Extract) -> str:
    """Of all that an extract says; what a grid has by default is left out: sides that are not open, no sheet."""
    said = repr(extract)
    for default in (
        ", open_top=False, open_bottom=False",
        ", sheet=''",
        ", lines_before=None",
        ", is_doubtful=False",
    ):
        said = said.replace(default, "")
    return hashlib.sha256(said.encode()).hexdigest()[:16]


@pytest.mark.parametrize(
    ("reader", "made", "version", "expected"),
    [
        ("html", html_page, (html.READER_VERSION, 14), "c4e686e015bee50a"),
        ("text", lambda: "年报\n规章\t1\t\n文件\t2\n末".encode(), (text.READER_VERSION, 5), "f82bf49f8958f965"),
        ("docx", word_file, (docx_reader.READER_VERSION, 8), "f82b9dd99343b98d"),
        ("sheet", workbook_file, (sheet.READER_VERSION, 7), "b756cc4ad5dc8dd9"),
        ("html", web_archive, (mht.READER_VERSION, 1), "02f262065e64a779"),
        ("camelot", ruled_pdf, (pdf_camelot.READER_VERSION, 7), "4a6391f603bb812a"),
        ("rules", ruled_pdf, (pdf_rules.READER_VERSION, 16), "bfd619f007ea878a"),
        ("words", ruled_pdf, (pdf_words.READER_VERSION, 14), "51fcfbea5a328040"),
        ("ocr", scan, (scan_reader.READER_VERSION, 9), "6180e688788cf10a"),
        ("glyphs", scan, (scan_reader.READER_VERSION, 9), "105c6a44ace1b2af"),
    ],
)
def test_what_a_reader_gives_changes_with_its_version_only(
    reader: str, made: Callable[[], bytes], version: tuple[int, int], expected: str
) -> None:
    document = documents.from_bytes("made", made())
    found = {extract.reader: extract for extract in router.extracts(document)}
    if document.media_type == documents.PDF:
        found["words"] = pdf_words.extract(pdf_page.read_content(document))
    assert version[0] == version[1], "a new version: write its number and digest here"
    assert digest(found[reader]) == expected, f"{reader} gives something else: raise its READER_VERSION"


def test_the_same_document_gives_the_same_extracts() -> None:
    document = documents.from_bytes("made", ruled_pdf())
    assert router.extracts(document) == router.extracts(document)
