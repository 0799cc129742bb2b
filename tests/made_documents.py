"""Documents that tests of the readers make: ruled PDFs (reportlab, a CID font without a file) and Word files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

PAGE = (400.0, 300.0)
#: Of all entries of archives: the same bytes each time.
_DATE = (2024, 1, 1, 0, 0, 0)
#: x of the column borders, y (from the top) of the row borders.
XS = (40.0, 140.0, 220.0, 300.0)
YS = (40.0, 70.0, 100.0, 130.0)


def pdf(*pages: Callable[[Canvas], None], encrypt: StandardEncryption | None = None, rotate: int = 0) -> bytes:
    """A PDF, the same bytes each time; every page function draws with the origin at the top left."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=PAGE, invariant=1, encrypt=encrypt)
    for draw in pages:
        canvas.setFont("STSong-Light", 10)
        if rotate:
            canvas.setPageRotation(rotate)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def text(canvas: Canvas, x: float, y: float, words: str) -> None:
    canvas.drawString(x, PAGE[1] - y, words)


def line(canvas: Canvas, x0: float, y0: float, x1: float, y1: float) -> None:
    canvas.line(x0, PAGE[1] - y0, x1, PAGE[1] - y1)


def edges(canvas: Canvas, leave_out: Sequence[tuple[str, int, int]] = ()) -> None:
    """All edges of the 3 x 3 slots but some: ("h", row border, col) or ("v", col border, row)."""
    for border, y in enumerate(YS):
        for col in range(3):
            if ("h", border, col) not in leave_out:
                line(canvas, XS[col], y, XS[col + 1], y)
    for border, x in enumerate(XS):
        for row in range(3):
            if ("v", border, row) not in leave_out:
                line(canvas, x, YS[row], x, YS[row + 1])


def fill(canvas: Canvas, rows: Sequence[Sequence[str]]) -> None:
    for row, words in enumerate(rows):
        for col, word in enumerate(words):
            text(canvas, XS[col] + 5, YS[row] + 20, word)


def plain_table(canvas: Canvas) -> None:
    """A title, three rows of three boxes, a line below."""
    text(canvas, 60, 25, "某县2023年政府信息公开工作年度报告")
    edges(canvas)
    fill(canvas, [["信息内容", "本年制发件数", "现行有效"], ["规章", "12", "345"], ["规范性文件", "0", "7"]])
    text(canvas, 60, 160, "以上数据截至年底。")


DOCX_NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(body: str, extra: Mapping[str, str] | None = None, prologue: str = "") -> bytes:
    """A Word file with this body (w: prefix)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            zipfile.ZipInfo("word/document.xml", _DATE),
            f"{prologue}<w:document {DOCX_NS}><w:body>{body}</w:body></w:document>",
        )
        for name, content in (extra or {}).items():
            archive.writestr(zipfile.ZipInfo(name, _DATE), content)
    return out.getvalue()


def tc(words: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:tc>"
