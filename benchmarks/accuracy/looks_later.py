"""Looks that were written after the readers of 2026-11-25, and known to them since."""

from __future__ import annotations

import io
import random
import re
from functools import partial
from itertools import pairwise

import numpy as np
import openpyxl
import pypdfium2
from openpyxl.styles import Alignment
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

from benchmarks.accuracy import scans
from benchmarks.accuracy.boxes import Boxes, below, height, ordered
from benchmarks.accuracy.case import Case, Writing
from benchmarks.accuracy.html import Markup, body, page, table, text_of
from benchmarks.accuracy.late_office import edited, rng_of
from benchmarks.accuracy.looks import Look
from benchmarks.accuracy.looks_html import encoded, written
from benchmarks.accuracy.looks_pdf import GRID, styled
from benchmarks.accuracy.looks_scan import scanned
from benchmarks.accuracy.office_files import WEIGHTS, Style, docx
from benchmarks.accuracy.scans import Scanner
from gongkai.sample.layout import Box

_OPEN_SIDES = "table{border-top:2px solid #000;border-bottom:2px solid #000}td,th{border:1px solid #000}" + (
    "tr>:first-child{border-left:none}tr>:last-child{border-right:none}"
)
_THICK = "td,th{border:3px solid #2e75b6;padding:6px 3px}td.band,td.header{background:#2e75b6;color:#fff}"
_CORNERS = GRID + "td.value{text-align:right;vertical-align:bottom}td.label,td.header{vertical-align:top}"
_CLOSE = GRID + "p,h1{margin:0;padding:0;line-height:1.1;font-size:8pt}table{margin:0}"
_RUNNING = """@page{@top-left{content:"政府信息公开年报 2024 第 12 期";font-size:8pt}
@bottom-center{content:"— " counter(page) " —";font-size:9pt}
@right-middle{content:"内部编号 20240117";writing-mode:vertical-rl;font-size:8pt}}"""


def _hidden(case: Case) -> str:
    """Before each row of numbers a row that no browser shows, in each cell a number that none shows."""

    def inner(box: Box, text: str) -> str:
        return f'{text}<span style="display:none">77</span>' if box.role == "value" else text

    noise = '<tr style="display: none"><td>模板</td><td>88</td><td>88</td><td>88</td></tr>'
    return written(Markup(inner=inner, noise=noise))(case)


def _old_markup(case: Case) -> str:
    """XHTML of an old editor: a prologue, tags in capitals, digits as entities, empty elements of Office."""

    def inner(box: Box, text: str) -> str:
        if box.role == "value":
            text = "".join(f"&#{ord(sign)};" if sign.isdigit() else sign for sign in text_of(box))
        return f"<P align=center><FONT size=3>{text}</FONT><o:p></o:p></P>"

    made = written(Markup(inner=inner))(case)
    for tag in ("table", "tr", "td"):
        made = made.replace(f"<{tag}", f"<{tag.upper()}").replace(f"</{tag}>", f"</{tag.upper()}>")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + made


def _articles_apart(case: Case) -> str:
    """Table 2 as a table for each article."""

    def write(name: str, boxes: Boxes) -> str:
        if name != "2":
            return table(boxes)
        tops = [box.row for box in boxes if box.role == "band"]
        parts = []
        for top, end in pairwise([*tops, height(boxes)]):
            own = ordered(box for box in boxes if top <= box.row < end)
            parts.append(table(below(own, -top)))
        return "<br>\n".join(parts)

    return page(case, body(case, write))


def _sheets(case: Case) -> bytes:
    """A workbook with a sheet for each table, all numbers as text."""
    book = openpyxl.Workbook()
    book.active.title = "说明"
    book.active["A1"] = case.title
    for heading, _, name in case.sections():
        if name is None:
            continue
        sheet = book.create_sheet(f"表{name}")
        sheet["B1"] = heading
        for box in case.tables[name]:
            cell = sheet.cell(3 + box.row, 2 + box.col, box.text or None)
            cell.number_format = "@"
            cell.alignment = Alignment(wrap_text=True)
            if box.rowspan * box.colspan > 1:
                ends = {"end_row": 2 + box.row + box.rowspan, "end_column": 1 + box.col + box.colspan}
                sheet.merge_cells(start_row=3 + box.row, start_column=2 + box.col, **ends)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _usual(case: Case) -> bytes:
    return docx(case, Style(weights=WEIGHTS, font="WenQuanYi Zen Hei"))


def _exact_rows(case: Case) -> bytes:
    """The last row of each table of exact height and in large type: what it cannot hold of a wrapped number is not
    shown, and the next heading stands where that would be, or a little lower.

    Of a row no higher than one line LibreOffice writes nothing of the lines after it: of those nothing can tell."""
    rng = rng_of(case)

    def exact(found: re.Match[str]) -> str:
        half_points = rng.choice((24, 28))
        high = (
            f'<w:trPr><w:trHeight w:val="{round(10 * half_points * rng.uniform(1.5, 2.6))}" w:hRule="exact"/></w:trPr>'
        )
        before, row = found[1], found[2].replace("<w:tr>", f"<w:tr>{high}", 1)
        return before + re.sub(r'<w:sz w:val="\d+"/>', f'<w:sz w:val="{half_points}"/>', row)

    def edit(xml: str) -> str:
        gap = f'<w:pPr><w:spacing w:line="{rng.choice((20, 60, 120, 240))}" w:lineRule="exact"/></w:pPr>'
        xml = re.sub(r"(<w:tbl>.*?)(<w:tr>(?:(?!<w:tr>).)*</w:tbl>)", exact, xml, flags=re.DOTALL)
        return re.sub(r"</w:tbl><w:p>(?!<w:pPr>)", f"</w:tbl><w:p>{gap}", xml)

    return edited(docx(case), edit)


def _with_text(pdf: bytes, rng: random.Random) -> bytes:
    """A scan over which a program wrote, unseen, the text that it recognised: one number in nine of it wrong."""
    scanner = Scanner(200, skew=0.3, noise=4)
    pictures = scans.pages(pdf, scanner, rng)
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    sheets = canvas.Canvas(out, invariant=1)
    with pypdfium2.PdfDocument(pdf) as document:
        for one, picture in zip(document, pictures, strict=True):
            sheets.setPageSize(one.get_size())
            sheets.drawImage(ImageReader(picture), 0, 0, *one.get_size())
            for text, x, y, size in _words(one, rng):
                line = sheets.beginText(x, y)
                line.setTextRenderMode(3)
                line.setFont("STSong-Light", size)
                line.textOut(text)
                sheets.drawText(line)
            sheets.showPage()
    sheets.save()
    return out.getvalue()


def _words(one: pypdfium2.PdfPage, rng: random.Random) -> list[tuple[str, float, float, float]]:
    """Runs of text as recognised with x and y of their base and their size, in points."""
    texts = one.get_textpage()
    found = []
    for number in range(texts.count_rects()):
        left, bottom, right, top = texts.get_rect(number)
        text = texts.get_text_bounded(left, bottom, right, top).strip()
        if text.isdigit() and rng.random() < 1 / 9:
            text = text[:-1] + str((int(text[-1]) + 5) % 10)
        found.append((text, left, bottom, max(top - bottom, 4.0)))
    return found


def _sealed(pdf: bytes, rng: random.Random) -> bytes:
    """The long page as a picture in colour, a seal stamped over the lower part of it."""
    gray = scans.pages(pdf, Scanner(200, noise=2), rng)[0]
    picture = gray.convert("RGB")
    stamp = Image.new("RGB", picture.size, "white")
    draw = ImageDraw.Draw(stamp)
    x, y = round(picture.width * 0.62), round(picture.height * 0.72)
    draw.ellipse((x - 160, y - 160, x + 160, y + 160), outline=(214, 30, 30), width=11)
    draw.line((x - 70, y, x + 70, y), fill=(214, 30, 30), width=9)
    mixed = np.minimum(np.asarray(picture), np.asarray(stamp)).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(mixed).save(out, "JPEG", quality=85, dpi=(200, 200))
    return out.getvalue()


_exact = partial(Look, group="exact media", share=6, extension="html")
_pdf = partial(Look, group="ruled pdf", route="chromium", share=4, extension="pdf")
_scan = partial(Look, group="scan 200-300 dpi", source=styled(GRID), route="chromium", share=1, extension="pdf")
_LONG = "@page{size:210mm 620mm;margin:12mm}"

LOOKS = (
    _exact("html-hidden", source=encoded(_hidden, "utf-8", "utf-8")),
    _exact("html-old", source=encoded(_old_markup, "gb18030", "gb2312")),
    _exact("html-articles-apart", source=encoded(_articles_apart, "utf-8", "utf-8")),
    _exact("xlsx-sheets", source=_sheets, extension="xlsx"),
    Look("rtf", group="doc", source=_usual, route="soffice:rtf", share=4, extension="rtf"),
    _pdf("pdf-open-sides", source=styled(_OPEN_SIDES)),
    _pdf("pdf-thick-blue", source=styled(_THICK)),
    _pdf("pdf-corners", source=styled(_CORNERS), writing=Writing(separators=True)),
    _pdf("pdf-close", source=styled(_CLOSE)),
    _pdf("pdf-running", source=styled(GRID + _RUNNING)),
    _pdf("pdf-office-sans", source=_usual, route="soffice:pdf"),
    _pdf("pdf-office-exact-rows", group="ruled pdf, numbers cut", source=_exact_rows, route="soffice:pdf"),
    _scan("scan-with-text", finish=_with_text),
    _scan("scan-shadow", finish=scanned(Scanner(200, skew=0.4, noise=4, shadow=110))),
    _scan("scan-copy", finish=scanned(Scanner(300, skew=0.6, noise=9, quality=60, blur=1.6, paper=240))),
    _scan("scan-sideways", finish=scanned(Scanner(200, skew=0.3, noise=3, sideways=True))),
    _scan("picture-sealed", source=styled(GRID + _LONG), finish=_sealed, extension="jpg"),
)
