"""The report as a ruled PDF, as offices print it: table 3 runs over a page break, its group cells are cut there."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from gongkai.sample import pdf_text
from gongkai.sample.content import Content
from gongkai.sample.layout import Box
from gongkai.sample.prose import HEADINGS, SAMPLE

_PAGE_WIDTH, _PAGE_HEIGHT = A4
_LEFT, _TOP, _BOTTOM = 57.0, _PAGE_HEIGHT - 72, 64.0
_WIDTH = _PAGE_WIDTH - 2 * _LEFT
_BODY, _LEADING = 12.0, 21.0
_CELL, _CELL_LEADING = 8.5, 11.0
#: Widths of the columns in points; each table is about as wide as the text.
_COLUMNS = {"2": (150.0, 110.0, 110.0, 111.0), "3": (33.0, 50.0, 118.0, *(40.0,) * 7), "4": (32.0,) * 15}
_LEAST_HEIGHT = {"2": 21.0, "3": 25.0, "4": 28.0}
#: A table that is cut shows at least so many rows on its first page.
_LEAST_ROWS = 6

Line = tuple[float, float, float, float]


def ruled_pdf(content: Content) -> bytes:
    """The report as PDF; the same content gives the same bytes. A box without text (None) is not drawn at all."""
    pdf_text.register()
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, invariant=1, pageCompression=1)
    canvas.setTitle(content.title)
    canvas.setAuthor(content.source)
    writer = _Writer(canvas)
    writer.title(content.title)
    for number, paragraphs, boxes in content.sections():
        writer.heading(HEADINGS[number], room=6 * _LEADING)
        for text in paragraphs:
            writer.paragraph(text)
        if boxes:
            writer.table(number, boxes)
    writer.close()
    return stream.getvalue()


def damaged(pdf: bytes) -> bytes:
    """The head of a PDF followed by noise, as a broken upload leaves it: sniffed as PDF, opened by nothing."""
    rng = random.Random(len(pdf))
    return pdf[:16] + rng.randbytes(len(pdf) // 2).replace(b"obj", b"\0\0\0")


class _Writer:
    """A cursor on the current page, from the top down."""

    def __init__(self, canvas: Any) -> None:
        self._canvas = canvas
        self._page = 0
        self._new_page()

    def _new_page(self) -> None:
        if self._page:
            self._canvas.showPage()
        self._page += 1
        self._y = _TOP
        self._canvas.setFillGray(0.45)
        pdf_text.draw_centred(self._canvas, _PAGE_WIDTH / 2, _PAGE_HEIGHT - 40, SAMPLE, 10)
        pdf_text.draw_centred(self._canvas, _PAGE_WIDTH / 2, 36, f"- {self._page} -", 10)
        self._canvas.setFillGray(0)

    def close(self) -> None:
        """End the last page and the document."""
        self._canvas.showPage()
        self._canvas.save()

    def _make_room(self, height: float) -> None:
        if self._y - height < _BOTTOM:
            self._new_page()

    def title(self, text: str) -> None:
        """The title, centred, in as many lines as it takes."""
        for line in pdf_text.wrap(text, _WIDTH - 40, 18):
            pdf_text.draw_centred(self._canvas, _PAGE_WIDTH / 2, self._y - 18, line, 18)
            self._y -= 28
        self._y -= 12

    def heading(self, text: str, room: float) -> None:
        """A heading, with ``room`` points kept for what follows it."""
        self._make_room(room)
        pdf_text.draw(self._canvas, _LEFT + 2 * _BODY, self._y - 18, text, 14)
        self._y -= 28

    def paragraph(self, text: str) -> None:
        """A paragraph, its first line indented by two characters."""
        for number, line in enumerate(pdf_text.wrap(text, _WIDTH, _BODY, indent=2 * _BODY)):
            self._make_room(_LEADING)
            pdf_text.draw(self._canvas, _LEFT + (2 * _BODY if number == 0 else 0), self._y - 15, line, _BODY)
            self._y -= _LEADING

    def table(self, table: str, boxes: Sequence[Box]) -> None:
        """A table; table 3 is cut where the page ends, the others begin a new page when they do not fit."""
        columns = _COLUMNS[table]
        heights = _heights(boxes, columns, _LEAST_HEIGHT[table])
        if table != "3" or sum(heights[:_LEAST_ROWS]) > self._y - _BOTTOM:
            self._make_room(sum(heights[:_LEAST_ROWS] if table == "3" else heights))
        pieces = _Pieces(boxes, columns)
        row = 0
        while row < len(heights):
            last = row + 1
            while last < len(heights) and sum(heights[row : last + 1]) <= self._y - _BOTTOM:
                last += 1
            pieces.draw(self._canvas, self._y, heights, row, last)
            self._y -= sum(heights[row:last])
            row = last
            if row < len(heights):
                self._new_page()
        self._y -= 14


def _heights(boxes: Sequence[Box], columns: Sequence[float], least: float) -> list[float]:
    """Row heights: room for the text of every box that stands in one row."""
    heights = [least] * (1 + max(box.row for box in boxes))
    for box in boxes:
        if box.rowspan == 1:
            lines = pdf_text.wrap_evenly(box.text or "", sum(columns[box.col : box.col + box.colspan]) - 5, _CELL)
            heights[box.row] = max(heights[box.row], len(lines) * _CELL_LEADING + 8)
    return heights


class _Pieces:
    """A table drawn piece by piece; remembers how much of a cut box's text is written already."""

    def __init__(self, boxes: Sequence[Box], columns: Sequence[float]) -> None:
        self._boxes = boxes
        self._lefts = [_LEFT + sum(columns[:col]) for col in range(len(columns) + 1)]
        self._rest = {(box.row, box.col): self._wrapped(box) for box in boxes}

    def _wrapped(self, box: Box) -> tuple[str, ...]:
        room = self._lefts[box.col + box.colspan] - self._lefts[box.col] - 5
        return pdf_text.wrap_evenly(box.text or "", room, _CELL)

    def draw(self, canvas: Any, top: float, heights: Sequence[float], first: int, last: int) -> None:
        """Rows ``first`` to before ``last`` with their upper edge at ``top``."""
        tops = {row: top - sum(heights[first:row]) for row in range(first, last + 1)}
        shown = [
            box for box in self._boxes if box.row < last and box.row + box.rowspan > first and box.text is not None
        ]
        edges: set[Line] = set()
        for box in shown:
            up, down = tops[max(box.row, first)], tops[min(box.row + box.rowspan, last)]
            left, right = self._lefts[box.col], self._lefts[box.col + box.colspan]
            if box.role == "band":
                canvas.setFillColorRGB(0.85, 0.9, 0.96)
                canvas.rect(left, down, right - left, up - down, stroke=0, fill=1)
                canvas.setFillGray(0)
            self._write(canvas, box, (left, right, up, down), cut=box.row + box.rowspan > last)
            edges |= {
                (left, up, right, up),
                (left, down, right, down),
                (left, down, left, up),
                (right, down, right, up),
            }
        canvas.setLineWidth(0.6)
        for edge in sorted(edges):
            canvas.line(*edge)

    def _write(self, canvas: Any, box: Box, place: Line, cut: bool) -> None:
        left, right, up, down = place
        rest = self._rest[box.row, box.col]
        fitting = int((up - down - 4) // _CELL_LEADING) if cut else len(rest)
        lines, self._rest[box.row, box.col] = rest[:fitting], rest[fitting:]
        y = (up + down + len(lines) * _CELL_LEADING) / 2 - _CELL
        for line in lines:
            pdf_text.draw_centred(canvas, (left + right) / 2, y, line, _CELL)
            y -= _CELL_LEADING
