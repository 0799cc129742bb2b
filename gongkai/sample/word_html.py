"""The report as Word exports it into a page: mso styles, spans within words, o:p, &nbsp;, unquoted spans of cells."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby

from gongkai.sample.content import Content
from gongkai.sample.layout import Box
from gongkai.sample.page_html import article, spans
from gongkai.sample.prose import HEADINGS

_FONT = "font-size:10.5pt;mso-bidi-font-size:12.0pt;font-family:宋体;mso-ascii-font-family:Calibri;color:black"
_LATIN = (
    "font-size:10.5pt;mso-bidi-font-size:12.0pt;font-family:&quot;Times New Roman&quot;;mso-fareast-font-family:宋体"
)
_CELL = "border:solid windowtext 1.0pt;mso-border-alt:solid windowtext .5pt;padding:0cm 5.4pt 0cm 5.4pt"
_END = "<span lang=EN-US><o:p></o:p></span>"
_TABLE = (
    "<table class=MsoNormalTable border=1 cellspacing=0 cellpadding=0"
    " style='border-collapse:collapse;mso-yfti-tbllook:1184'>\n"
)
_CENTRE = "text-align:center;mso-pagination:widow-orphan;layout-grid-mode:char"


def word_page(content: Content) -> bytes:
    """The report page with a body pasted from Word."""
    parts: list[str] = ["<div class=Section1 style='layout-grid:15.6pt'>\n"]
    for number, paragraphs, boxes in content.sections():
        parts.append(_paragraph(f"<b style='mso-bidi-font-weight:normal'>{_runs(HEADINGS[number])}</b>"))
        parts += [_paragraph("&nbsp;&nbsp;&nbsp;&nbsp;" + _runs(text)) for text in paragraphs]
        if boxes:
            parts.append(_table(boxes))
    parts.append("</div>\n")
    return article(content.title, content.site, content.source, content.published, "".join(parts)).encode()


def _runs(text: str) -> str:
    """The text in spans as Word cuts it: Latin apart from Chinese, and long pieces in two."""
    found: list[str] = []
    for latin, group in groupby(text, key=str.isascii):
        piece = "".join(group)
        cut = len(piece) // 2 if len(piece) > 2 else len(piece)
        for part in (piece[:cut], piece[cut:]):
            if part:
                language = " lang=EN-US" if latin else ""
                found.append(f'<span{language} style="{_LATIN if latin else _FONT}">{escape(part)}</span>')
    return "".join(found)


def _paragraph(inner: str) -> str:
    return f"<p class=MsoNormal style='line-height:150%;mso-pagination:widow-orphan'>{inner}{_END}</p>\n"


def _table(boxes: Sequence[Box]) -> str:
    rows = []
    for number, line in groupby(boxes, key=lambda box: box.row):
        cells = "".join(_cell(box) for box in line)
        rows.append(f"<tr style='mso-yfti-irow:{number};height:19.85pt'>\n{cells}</tr>\n")
    return _TABLE + "".join(rows) + "</table>\n" + _paragraph("<span lang=EN-US>&nbsp;</span>")


def _cell(box: Box) -> str:
    inner = _runs(box.text or "")
    if box.role == "value":
        inner += "<span lang=EN-US>&nbsp;</span>"
    inner = f"<p class=MsoNormal align=center style='{_CENTRE}'>{inner}{_END}</p>"
    return f"<td{spans(box, quote='')} style='{_CELL}'>{inner}</td>\n"
