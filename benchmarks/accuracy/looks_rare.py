"""Looks that are rare, written after the first readers and known to them since."""

from __future__ import annotations

import io
import random
from dataclasses import replace
from functools import partial

import pikepdf

from benchmarks.accuracy.boxes import Boxes, height, lines, slots, width
from benchmarks.accuracy.case import Case, Writing
from benchmarks.accuracy.html import Markup, body, page, table
from benchmarks.accuracy.looks import Look
from benchmarks.accuracy.looks_html import encoded, excel_text, written
from benchmarks.accuracy.looks_pdf import GRID, styled
from benchmarks.accuracy.looks_scan import scanned
from benchmarks.accuracy.office_files import Style, docx
from benchmarks.accuracy.scans import Scanner
from gongkai.sample.layout import Box

_ZEBRA = """table{border-collapse:separate;border-spacing:0;border:1px solid #1f4e79;border-radius:9px;overflow:hidden}
td,th{border-right:1px solid #9dc3e6;border-bottom:1px solid #9dc3e6;padding:5px 3px}
tr:nth-child(even) td{background:#deebf7}td.header,td.band{background:#1f4e79!important;color:#fff}"""
_WATERMARK = """<div style="position:fixed;top:38%;left:4%;font-size:44pt;letter-spacing:12pt;color:#0002;
transform:rotate(-32deg);z-index:9;white-space:nowrap">政府信息公开专用 2024</div>"""
#: Ink that lets through what it is stamped on: digits wholly under an opaque star are nobody's to read.
_SEAL = """<svg style="opacity:.6;position:fixed;top:48%;left:52%;z-index:9" width="160" height="160"
viewBox="0 0 160 160"><circle cx="80" cy="80" r="74" fill="none" stroke="#d00" stroke-width="5"/>
<path d="M80 48l9 22h24l-19 15 7 23-21-14-21 14 7-23-19-15h24z" fill="#d00"/></svg>"""


def _rows_apart(case: Case) -> str:
    """Each row a table of its own; where a box of an earlier row reaches down, an empty one."""

    def write(_: str, boxes: Boxes) -> str:
        covered = slots(boxes)
        found = []
        for row in range(height(boxes)):
            own, col = [], 0
            while col < width(boxes):
                box = covered[row, col]
                own.append(replace(box, row=0, rowspan=1, text=box.text if box.row == row else ""))
                col += box.colspan
            found.append(table(tuple(own), Markup(attributes=' width="100%" border="1"')))
        return "".join(found)

    return page(case, body(case, write))


def _serial_column(boxes: Boxes) -> Boxes:
    """Rows numbered in a column of their own, left of the labels of table 3."""
    if len(lines(boxes)) < 15 or not any(box.text == "申请人情况" for box in boxes):
        return boxes
    first = next(box.row for box in boxes if box.role == "value")
    shifted = [replace(box, col=box.col + 1) for box in boxes]
    numbers = [Box(row, 0, 1, 1, str(row - first + 1), "label") for row in range(first, height(boxes))]
    return tuple(sorted([*shifted, Box(0, 0, first, 1, "序号", "header"), *numbers], key=lambda b: (b.row, b.col)))


def _padded(box: Box, text: str) -> str:
    """A cell filled up with spaces that do not break, its text in pieces."""
    half = len(text) // 2 if box.role == "value" else 0
    return f"&nbsp;&#8203;&nbsp;<span>{text[:half]}</span><b></b><span>{text[half:]}</span>\u3000&nbsp;\n"


def _beside(position: str) -> str:
    return f"{GRID}</style>{position}<style>"


def _turned(pdf: bytes, rng: random.Random) -> bytes:
    """Pages drawn lying on their side and shown upright by /Rotate."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for one in document.pages:
            _, _, wide, high = (float(value) for value in one.mediabox)
            one.contents_add(pikepdf.Stream(document, f"q 0 1 -1 0 {high} 0 cm".encode()), prepend=True)
            one.contents_add(pikepdf.Stream(document, b"Q"))
            one.mediabox = pikepdf.Rectangle(0, 0, high, wide)
            if "/CropBox" in one:
                del one["/CropBox"]
            one["/Rotate"] = 90
        return _saved(document)


def _two_up(pdf: bytes, rng: random.Random) -> bytes:
    """Two pages beside each other on one sheet."""
    with pikepdf.open(io.BytesIO(pdf)) as source, pikepdf.new() as sheets:
        pages = list(source.pages)
        for start in range(0, len(pages), 2):
            sheet = sheets.add_blank_page(page_size=(842, 595))
            for place, one in enumerate(pages[start : start + 2]):
                left = 421 * place
                sheet.add_overlay(one, pikepdf.Rectangle(left, 0, left + 421, 595))
        return _saved(sheets)


def _packed(pdf: bytes, rng: random.Random) -> bytes:
    """Objects in streams, text not to be taken out by those who honour the flag."""
    allowed = pikepdf.Permissions(extract=False, modify_other=False)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return _saved(document, encryption=pikepdf.Encryption(owner="owner", user="", R=6, allow=allowed))


def _saved(document: pikepdf.Pdf, encryption: pikepdf.Encryption | bool = False) -> bytes:
    out = io.BytesIO()
    document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, encryption=encryption)
    return out.getvalue()


def _gbk_text(case: Case) -> bytes:
    """Tab text as a Windows program saves it, two empty fields at the end of each line of a table."""
    rows = excel_text(case).decode().split("\n")
    return "\r\n".join(f"{row}\t\t" if "\t" in row else row for row in rows).encode("gb18030")


def _plain_docx(case: Case) -> bytes:
    return docx(case, Style(font="WenQuanYi Zen Hei"))


_exact = partial(Look, group="exact media", share=6, extension="html")
_pdf = partial(Look, group="ruled pdf", route="chromium", share=4, extension="pdf")
_LATIN = GRID + 'body{font-family:"DejaVu Serif","WenQuanYi Zen Hei"}td.value{font-family:"DejaVu Sans Mono"}'

LOOKS = (
    _exact("html-rows-apart", source=encoded(_rows_apart, "utf-8", "utf-8"), share=3),
    _exact("html-serial", source=encoded(written(change=_serial_column), "utf-8", "utf-8")),
    _exact("html-padded", source=encoded(written(Markup(inner=_padded)), "utf-8", "utf-8")),
    _exact("text-windows", source=_gbk_text, extension="txt"),
    _exact("docx-again", source=_plain_docx, route="soffice:docx", extension="docx"),
    _pdf("pdf-zebra", source=styled(_ZEBRA)),
    _pdf("pdf-turned", source=styled("@page{size:A4 landscape}" + GRID), finish=_turned),
    _pdf("pdf-two-up", source=styled(GRID), finish=_two_up),
    _pdf("pdf-spaced", source=styled(GRID + "td.value{letter-spacing:.12em}td.label{letter-spacing:.2em}")),
    _pdf("pdf-watermark", source=styled(_beside(_WATERMARK))),
    _pdf("pdf-seal", source=styled(_beside(_SEAL))),
    _pdf("pdf-latin", source=styled(_LATIN), writing=Writing(separators=True)),
    _pdf("pdf-packed", source=styled(GRID), finish=_packed),
    _pdf("pdf-double", source=styled("table{border-collapse:separate;border-spacing:2px}" + GRID)),
    Look(
        "scan-gray",
        group="scan 200-300 dpi",
        source=styled(GRID + 'body{font-family:"WenQuanYi Zen Hei"}'),
        route="chromium",
        finish=scanned(Scanner(200, skew=0.8, noise=7, quality=60, paper=222)),
        share=1,
        extension="pdf",
    ),
)
