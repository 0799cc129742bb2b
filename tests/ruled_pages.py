"""Pages of drawn lines and texts for tests, both in points from the page's top left."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from gongkai.documents import from_bytes
from gongkai.grids import router
from gongkai.grids.model import Extract, Grid

WIDTH, HEIGHT = 595.0, 842.0
Line = tuple[float, float, float, float]
Text = tuple[float, float, str]


def pdf(*pages: tuple[Iterable[Line], Iterable[Text]], filled: Mapping[int, Iterable[Line]] | None = None) -> bytes:
    """A PDF of drawn lines and texts, in points from the page's top left; filled: boxes of colour by page, from 0."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(WIDTH, HEIGHT), invariant=1)
    for number, (lines, texts) in enumerate(pages):
        canvas.setFont("STSong-Light", 9)
        canvas.setFillGray(0.8)
        for x0, y0, x1, y1 in (filled or {}).get(number, ()):
            canvas.rect(x0, HEIGHT - y1, x1 - x0, y1 - y0, stroke=0, fill=1)
        canvas.setFillGray(0)
        for x0, y0, x1, y1 in lines:
            canvas.line(x0, HEIGHT - y0, x1, HEIGHT - y1)
        for x, y, text in texts:
            canvas.drawString(x, HEIGHT - y, text)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def extracts(data: bytes) -> dict[str, Extract]:
    return {extract.reader: extract for extract in router.extracts(from_bytes("made.pdf", data))}


def texts(grid: Grid) -> list[tuple[int, int, str]]:
    return [(cell.row, cell.col, cell.text.strip()) for cell in grid.cells]


def across(xs: tuple[float, float], *ys: float) -> list[Line]:
    return [(xs[0], y, xs[1], y) for y in ys]


def down(ys: tuple[float, float], *xs: float) -> list[Line]:
    return [(x, ys[0], x, ys[1]) for x in xs]
