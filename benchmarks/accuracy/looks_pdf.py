"""Looks of text PDFs: by Chromium, by LibreOffice, by reportlab."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from benchmarks.accuracy.boxes import Boxes, flat, lines
from benchmarks.accuracy.case import Case, Writing
from benchmarks.accuracy.html import Markup, body, page, table
from benchmarks.accuracy.looks import Look
from benchmarks.accuracy.office_files import WEIGHTS, Style, docx
from gongkai.sample import ruled_pdf

#: Paper, type and widths of all pages; a look adds what its tables show.
_BASE = """@page{size:A4;margin:20mm 16mm}
body{font:11pt/1.8 "Noto Serif CJK SC",serif;margin:0}h1{font-size:17pt;text-align:center}
p{text-indent:2em;margin:4px 0}
table{border-collapse:collapse;width:100%;font-size:9pt;line-height:1.35;margin-bottom:10px}
td,th{padding:4px 2px;text-align:center;vertical-align:middle;font-weight:normal}
td.label{text-align:left}"""
_UNFRAMED = Markup(attributes="")
GRID = "td,th{border:1px solid #000}"
#: Columns wide enough for what stands in them where nothing but white parts them.
_AIRY = "td,th{padding:5px 6px}td.label{width:24%}"


def styled(
    style: str, markup: Markup = _UNFRAMED, change: Callable[[Boxes], Boxes] | None = None
) -> Callable[[Case], bytes]:
    """A page for Chromium with this style sheet."""

    def source(case: Case) -> bytes:
        inner = body(case, lambda _, boxes: table(boxes if change is None else change(boxes), markup))
        return page(case, inner, f'<meta charset="utf-8"><style>{_BASE}\n{style}</style>\n').encode()

    return source


def _flat_requests(boxes: Boxes) -> Boxes:
    """Table 3 without its outer label columns."""
    return flat(boxes) if len(lines(boxes)) > 15 and any(box.text == "申请人情况" for box in boxes) else boxes


def _reportlab(case: Case) -> bytes:
    return ruled_pdf.ruled_pdf(case.content())


def _office(style: Style) -> Callable[[Case], bytes]:
    return lambda case: docx(case, style)


_ruled = partial(Look, group="ruled pdf", route="chromium", share=7, extension="pdf")
_office_pdf = partial(Look, group="ruled pdf", route="soffice:pdf", share=3, extension="pdf")
_printed = partial(Look, group="borderless pdf, zeros printed", route="chromium", share=5, extension="pdf")
_blank = partial(Look, group="borderless pdf, zeros blank", writing=Writing(zero=""), extension="pdf")
_THEAD = Markup(attributes="", heads="th", sections=True)
_NARROW = (
    "table{width:62%;font-size:8pt}td.value{width:20px;word-break:break-all;padding:1px}td.label{word-break:break-all}"
)
_SHADED = "table{border-collapse:separate;border-spacing:1px;background:#999}td,th{background:#fff}"
_INSET = "table{border-collapse:separate;border-spacing:2px;border:1px outset gray}td,th{border:1px inset gray}"
_ONE_SIDED = """table{border-collapse:separate;border-spacing:0;border-left:1px solid #333;border-top:1px solid #333}
td,th{border-right:1px solid #333;border-bottom:1px solid #333}"""
_THICK = GRID + "table{border:5px double #000}td.header,td.band{border-bottom:3px solid #000}"
_SIGN = '<div style="position:fixed;top:{}%;left:{}%;font-size:{};color:#0002;white-space:nowrap;transform:{}">{}</div>'
#: Small slanted signs over the whole page, and one of large upright letters; what they lie on is seen through them.
_SIGNS = "".join(
    [
        *(
            _SIGN.format(y, x, "9pt", "rotate(-30deg)", "政务公开 2024")
            for y in range(5, 95, 9)
            for x in range(3, 90, 18)
        ),
        _SIGN.format(40, 10, "60pt", "none", "样本 2024"),
    ]
)
_RULES = "tr{border-bottom:1px solid #333}table{border-top:1.5px solid #000}"

LOOKS = (
    _ruled("pdf-grid", source=styled(GRID), share=9),
    _ruled("pdf-light", source=styled("td,th{border:.5px solid #d8d8d8}")),
    _ruled("pdf-blank", source=styled(GRID), writing=Writing(zero="")),
    _ruled("pdf-full-width", source=styled(GRID), writing=Writing(full_width=True)),
    _ruled("pdf-landscape", source=styled("@page{size:A4 landscape}" + GRID)),
    _ruled("pdf-narrow", source=styled(GRID + _NARROW)),
    _ruled("pdf-small", source=styled(GRID + "table{font-size:6pt}td,th{padding:1px}")),
    _ruled("pdf-shaded", source=styled(_SHADED)),
    _ruled("pdf-inset", source=styled(_INSET)),
    _ruled("pdf-one-sided", source=styled(_ONE_SIDED)),
    _ruled("pdf-thick", source=styled(_THICK)),
    _ruled("pdf-signs", source=styled(f"{GRID}</style>{_SIGNS}<style>")),
    _ruled("pdf-heads-repeated", source=styled(GRID + "td,th{padding:9px 2px}", _THEAD)),
    _ruled("pdf-flat", source=styled(GRID, change=_flat_requests)),
    _ruled("pdf-separators", source=styled(GRID), writing=Writing(separators=True)),
    _ruled(
        "pdf-reportlab", source=_reportlab, route="", share=6, without=frozenset({"vertical text", "heads on lines"})
    ),
    _office_pdf("pdf-office", source=_office(Style(weights=WEIGHTS))),
    _office_pdf("pdf-office-blank", source=_office(Style(weights=WEIGHTS)), writing=Writing(zero="")),
    _office_pdf("pdf-office-large", source=_office(Style(size=28, repeated=True, weights=WEIGHTS)), share=2),
    _printed("pdf-dotted", source=styled("td,th{border:1px dotted #555}" + _AIRY)),
    _printed("pdf-rules", source=styled(_RULES + _AIRY)),
    _printed("pdf-borderless", source=styled(_AIRY)),
    _printed(
        "pdf-office-borderless", source=_office(Style(borders=False, weights=WEIGHTS)), route="soffice:pdf", share=3
    ),
    _blank("pdf-borderless-blank", source=styled(_AIRY), route="chromium", share=5),
    _blank("pdf-rules-blank", source=styled(_RULES + _AIRY), route="chromium", share=4),
)
