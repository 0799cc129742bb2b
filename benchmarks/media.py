"""Documents of the sample province in memory, one list a medium, each document once and all of them different."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Sequence
from html import escape
from itertools import groupby

from benchmarks.accuracy import scans
from gongkai import documents
from gongkai.documents import Document
from gongkai.sample import page_html, ruled_pdf, tab_text, word_html
from gongkai.sample.content import Content
from gongkai.sample.documents import content_of
from gongkai.sample.layout import Box
from gongkai.sample.prose import HEADINGS
from gongkai.sample.publications import Publication, publications

_NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_RUN = '<w:rPr><w:rFonts w:hint="eastAsia" w:eastAsia="仿宋"/><w:sz w:val="21"/><w:szCs w:val="21"/></w:rPr>'


def made(medium: str, most: int) -> list[Document]:
    """At most ``most`` documents of a medium (a key of RENDERERS): busy, sparse and empty ones, in turn."""
    by_profile: dict[str, list[Publication]] = {}
    for publication in publications():
        # Tab text has the layout of the form of 2021 alone.
        if publication.odd != "mixed_form":
            by_profile.setdefault(publication.agency.profile, []).append(publication)
    longest = max(map(len, by_profile.values()))
    mixed = [group[i] for i in range(longest) for group in by_profile.values() if i < len(group)]
    return [_document(publication, medium) for publication in mixed[:most]]


def _document(publication: Publication, medium: str) -> Document:
    return documents.from_bytes(f"{publication.report_id}.{medium}", RENDERERS[medium](content_of(publication)))


def nested_page(content: Content) -> bytes:
    """A page in GB18030 whose frame is made of tables within tables, with a menu and hidden and empty elements."""
    page = page_html.report_page(content).decode()
    start, end = page.index("<main>"), page.index("</main>")
    item = '<li><a href="/zwgk/{0}/">栏目{0}</a><span style="display: none">{0}</span></li>'
    menu = "".join(item.format(number) for number in range(60))
    before = f"<table width=960><tr><td><ul>{menu}</ul></td><td><table><tr><td><div class=article>"
    body = page[start:end].replace("<td>", '<td style="border:1px solid"><p align=center><span>')
    body = body.replace("</td>", "</span></p></td>")
    after = "</div></td></tr></table></td></tr></table>"
    return (page[:start].replace("utf-8", "gb2312") + before + body + after + page[end:]).encode("gb18030")


def word_file(content: Content) -> bytes:
    """The report as DOCX: spans by gridSpan and vMerge, every text in a run with its own properties."""
    parts = [_paragraph(content.title)]
    for number, paragraphs, boxes in content.sections():
        parts += [_paragraph(text) for text in (HEADINGS[number], *paragraphs)]
        if boxes:
            parts.append(_table(boxes))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            zipfile.ZipInfo("word/document.xml"), f"<w:document {_NS}><w:body>{''.join(parts)}</w:body></w:document>"
        )
    return stream.getvalue()


def _paragraph(text: str) -> str:
    return f"<w:p><w:pPr><w:jc w:val='center'/></w:pPr><w:r>{_RUN}<w:t>{escape(text)}</w:t></w:r></w:p>"


def _table(boxes: Sequence[Box]) -> str:
    """Boxes that reach down begin with a restarted merge and are continued in each row below."""
    cells = sorted(
        ((box.row + down, box.col, box, down) for box in boxes for down in range(box.rowspan)), key=lambda c: c[:2]
    )
    rows = ("".join(_cell(box, down) for _, _, box, down in line) for _, line in groupby(cells, key=lambda c: c[0]))
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


def _cell(box: Box, down: int) -> str:
    merge = f'<w:vMerge w:val="{"continue" if down else "restart"}"/>' if box.rowspan > 1 else ""
    span = f'<w:gridSpan w:val="{box.colspan}"/>' if box.colspan > 1 else ""
    text = "" if down else box.text or ""
    return f'<w:tc><w:tcPr><w:tcW w:w="900" w:type="dxa"/>{span}{merge}</w:tcPr>{_paragraph(text)}</w:tc>'


def scan(content: Content) -> bytes:
    """The PDF's pages as a scanner gives them at 200 dpi, a little askew and with noise; the same ones each time."""
    scanner = scans.Scanner(dpi=200, skew=0.5, noise=6.0)
    return scans.bound(scans.pages(ruled_pdf.ruled_pdf(content), scanner, random.Random(7)), scanner)


#: Medium → what makes the bytes of a document of it.
RENDERERS: dict[str, Callable[[Content], bytes]] = {
    "html": page_html.report_page,
    "html from Word": word_html.word_page,
    "html nested": nested_page,
    "docx": word_file,
    "text": tab_text.text_report,
    "pdf ruled": ruled_pdf.ruled_pdf,
    "scan": scan,
}
