"""The official tables as PDF pages in looks that have no grid of rules, made for tests with reportlab."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reportlab.pdfgen.canvas import Canvas

from gongkai.sample import layout, pdf_text
from gongkai.sample.layout import Box

PAGE = (595.0, 842.0)
LEFT, TOP, BOTTOM = 57.0, 60.0, 790.0
COLUMNS = {"2": (130.0, 110.0, 110.0, 130.0), "3": (30.0, 50.0, 120.0, *(40.0,) * 7), "4": (32.0,) * 15}

Numbers = Mapping[layout.CellKey, str | None]


@dataclass(frozen=True)
class Look:
    """How tables are drawn.

    align: of values and heads (``left``, ``middle``, ``right``); at_top: text at the top of its box, not in its middle.
    size, leading, padding: of the text in boxes. rules: ``none``, ``across``, ``grid`` or ``dotted``. footer: page
    numbers at the bottom. columns: widths of the columns of a table where they differ from the usual ones.
    """

    align: str = "middle"
    at_top: bool = False
    size: float = 9.0
    leading: float = 12.0
    padding: float = 4.0
    rules: str = "none"
    footer: bool = False
    columns: tuple[tuple[str, tuple[float, ...]], ...] = ()


def numbered(form: str = "2021", first: int = 1001) -> dict[layout.CellKey, str]:
    """Every cell another number, in reading order."""
    keys = [*layout.keys("2", "2021"), *layout.keys("3", form), *layout.keys("4", "2021")]
    return {key: str(first + index) for index, key in enumerate(keys)}


def report(
    numbers: Numbers, look: Look, tables: Iterable[str] = "234", form: str = "2021", start: float = TOP
) -> bytes:
    """A PDF with a title, headings and these tables; the same bytes each time. ``start``: y of its first line."""
    pdf_text.register()
    out = io.BytesIO()
    writer = _Writer(Canvas(out, pagesize=PAGE, invariant=1), look, start)
    writer.line("样例市2022年政府信息公开工作年度报告", 14)
    for table, heading in zip("234", HEADINGS, strict=True):
        if table in tables:
            writer.line(heading, 12)
            writer.table(table, layout.table_boxes(table, form if table == "3" else "2021", numbers))
    writer.line("五、存在的主要问题及改进情况", 12)
    writer.line("2022年共收到申请12件，办结11件，其中自然人10件，法人或其他组织2件，均在法定期限内答复。", 10)
    writer.close()
    return out.getvalue()


HEADINGS = (
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
)


class _Writer:
    def __init__(self, canvas: Canvas, look: Look, start: float) -> None:
        self._canvas, self._look = canvas, look
        self._y = start
        self._page = 1

    def close(self) -> None:
        self._end_page()
        self._canvas.save()

    def _end_page(self) -> None:
        if self._look.footer:
            pdf_text.draw_centred(self._canvas, PAGE[0] / 2, 30, f"- {self._page} -", 9)
        self._canvas.showPage()
        self._page += 1

    def line(self, words: str, size: float) -> None:
        if self._y + 2 * size > BOTTOM:
            self._end_page()
            self._y = TOP
        self._y += 1.8 * size
        pdf_text.draw(self._canvas, LEFT, PAGE[1] - self._y, words, size)
        self._y += 0.6 * size

    def table(self, table: str, boxes: Sequence[Box]) -> None:
        look = self._look
        widths = dict(look.columns).get(table, COLUMNS[table])
        lefts = [LEFT + sum(widths[:n]) for n in range(len(widths) + 1)]
        texts = {box: _lines(box, lefts[box.col + box.colspan] - lefts[box.col], look) for box in boxes}
        heights = [look.leading + 2 * look.padding] * (1 + max(box.row for box in boxes))
        for box in boxes:
            if box.rowspan == 1:
                heights[box.row] = max(heights[box.row], len(texts[box]) * look.leading + 2 * look.padding)
        tops = self._tops(heights)
        for box in boxes:
            end = next((r for r in range(box.row, box.row + box.rowspan) if tops[r][0] != tops[box.row][0]), None)
            last = (end or box.row + box.rowspan) - 1
            area = (lefts[box.col], tops[box.row][1], lefts[box.col + box.colspan], tops[last][1] + heights[last])
            self._draw(tops[box.row][0], area, texts[box], box)
        self._flush(max(page for page, _ in tops))
        self._y = tops[-1][1] + heights[-1] + 6

    def _tops(self, heights: Sequence[float]) -> list[tuple[int, float]]:
        """Page and y of each row; a row that does not fit begins a page."""
        tops, page, y = [], self._page, self._y + 4
        for height in heights:
            if y + height > BOTTOM:
                page, y = page + 1, TOP
            tops.append((page, y))
            y += height
        self._todo: dict[int, list[tuple[tuple[float, float, float, float], list[str], Box]]] = {}
        return tops

    def _draw(self, page: int, area: tuple[float, float, float, float], lines: list[str], box: Box) -> None:
        self._todo.setdefault(page, []).append((area, lines, box))

    def _flush(self, last: int) -> None:
        for page in sorted(self._todo):
            while self._page < page:
                self._end_page()
            for area, lines, box in self._todo[page]:
                self._rules(area)
                self._text(area, lines, box)

    def _text(self, area: tuple[float, float, float, float], lines: list[str], box: Box) -> None:
        look = self._look
        x0, y0, x1, y1 = area
        top = y0 + look.padding if look.at_top else (y0 + y1 - len(lines) * look.leading) / 2
        for number, words in enumerate(lines):
            width = pdf_text.width(words, look.size)
            align = look.align if box.role == "value" or look.align == "left" else "middle"
            x = {"left": x0 + 3, "right": x1 - 3 - width, "middle": (x0 + x1 - width) / 2}[align]
            pdf_text.draw(
                self._canvas, x, PAGE[1] - top - number * look.leading - 0.5 * look.leading - 3, words, look.size
            )

    def _rules(self, area: tuple[float, float, float, float]) -> None:
        x0, y0, x1, y1 = area
        if self._look.rules in ("across", "grid", "dotted"):
            for y in (y0, y1):
                self._rule(x0, y, x1, y)
        if self._look.rules in ("grid", "dotted"):
            for x in (x0, x1):
                self._rule(x, y0, x, y1)

    def _rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        if self._look.rules != "dotted":
            self._canvas.line(x0, PAGE[1] - y0, x1, PAGE[1] - y1)
            return
        for n in range(int((x1 - x0 + y1 - y0) / 1.5) + 1):
            x, y = (x0 + 1.5 * n, y0) if y0 == y1 else (x0, y0 + 1.5 * n)
            self._canvas.rect(x - 0.4, PAGE[1] - y - 0.4, 0.8, 0.8, stroke=0, fill=1)


def _lines(box: Box, width: float, look: Look) -> list[str]:
    """The text of a box in lines no wider than it; numbers are broken between any two figures."""
    lines = [""]
    for sign in box.text or "":
        if lines[-1] and pdf_text.width(lines[-1] + sign, look.size) > width - 4:
            lines.append("")
        lines[-1] += sign
    return lines
