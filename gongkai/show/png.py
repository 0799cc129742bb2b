"""A drawing as one PNG: verdicts and legend, the sheets below each other with their remarks beside them, findings."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from PIL import Image

from gongkai.grids.picture import Picture
from gongkai.show import style
from gongkai.show.canvas import Canvas, measure
from gongkai.show.drawing import finding_text
from gongkai.show.fit import wrapped
from gongkai.show.model import Drawing, PageSheet, Remark, Sheet
from gongkai.show.png_page import page
from gongkai.show.png_table import table

#: In pixels: margin around everything, width of the remarks beside a sheet, least width of all.
_MARGIN, _PANEL, _NARROWEST = 28, 430, 1280
_TITLE, _TEXT, _LINE = 24, 15, 21
#: Lists longer than this are cut: the JSON has all of it.
_MOST = 60
#: Many programs refuse to open an image of more pixels than this.
_MAX_PIXELS = 89_000_000
#: (name, its colour, text)
Line = tuple[str, str, str]


def render(drawing: Drawing, pictures: Mapping[int, Picture]) -> bytes:
    """The image. pictures: page number -> its image; pages without one are drawn on white.

    Raises GongkaiError where this machine has no Chinese font.
    """
    blocks, left = _sheets(drawing, pictures)
    width = max([_NARROWEST, *(block.width for block in blocks)])
    if left:
        drawing = replace(drawing, about=(*drawing.about, f"note: {left} more sheets are only in the .html drawing"))
    lists = [("Cells that stand on no sheet", [_line(remark) for remark in drawing.missing])] if drawing.missing else []
    lists.append(("Findings", [_finding(drawing, name) for name, _ in drawing.findings]))
    parts = [_header(drawing, width), *blocks, *(_list(head, lines, width) for head, lines in lists)]
    whole = Image.new("RGB", (width, sum(part.height for part in parts)), style.GROUND)
    top = 0
    for part in parts:
        whole.paste(part, (0, top))
        top += part.height
    out = io.BytesIO()
    whole.save(out, "PNG")
    return out.getvalue()


def _sheets(drawing: Drawing, pictures: Mapping[int, Picture]) -> tuple[list[Image.Image], int]:
    """The sheets as images, as many as one image can hold (at least one), and how many were left out."""
    blocks: list[Image.Image] = []
    width = height = 0
    for place, sheet in enumerate(drawing.sheets):
        block = _sheet(sheet, pictures)
        width, height = max(width, block.width), height + block.height
        if blocks and width * height > _MAX_PIXELS:
            return blocks, len(drawing.sheets) - place
        blocks.append(block)
    return blocks, 0


def _line(remark: Remark) -> Line:
    return remark.name, style.remark_colour(remark), remark.text


def _finding(drawing: Drawing, name: str) -> Line:
    finding = dict(drawing.findings)[name]
    return name, style.BROKEN if finding.outcome == "broken" else style.FAINT, finding_text(finding)


def _header(drawing: Drawing, width: int) -> Image.Image:
    """Title, what it is, a line for each official table, the legend."""

    def write(canvas: Canvas) -> float:
        y = float(_MARGIN + _TITLE)
        canvas.text(_MARGIN, y, drawing.title, style.INK, _TITLE)
        y += 6
        for text in drawing.about:
            for line in wrapped(text, width - 2 * _MARGIN, measure(_TEXT), 3):
                y += _LINE
                canvas.text(_MARGIN, y, line, style.FAINT, _TEXT)
        y += 10
        for row in drawing.tables:
            y += _LINE + 4
            canvas.text(_MARGIN, y, row.name, style.INK, _TEXT)
            verdict = row.verdict or "none"
            x = _MARGIN + 90 + measure(_TEXT - 2)(verdict) / 2
            canvas.badge(x, y - 5, verdict, style.VERDICTS[row.verdict], _TEXT - 2)
            cells = ", ".join(f"{count} {state}" for state, count in row.cells)
            canvas.text(_MARGIN + 270, y, f"{cells}   {row.about}", style.FAINT, _TEXT)
        return _legend(canvas, y + 18, width)

    return _grown(width, write)


def _legend(canvas: Canvas, top: float, width: int) -> float:
    x, y = float(_MARGIN), top + _LINE
    for state, look in style.LOOKS.items():
        room = 34 + measure(_TEXT - 2)(look.meaning) + 22
        if x + room > width - _MARGIN:
            x, y = float(_MARGIN), y + _LINE
        box = (x, y - 12, x + 26, y + 2)
        canvas.fill(box, look.colour, look.fill)
        canvas.frame(box, look.colour, 3 if state == "disputed" else 2)
        canvas.text(x + 34, y, look.meaning, style.INK, _TEXT - 2)
        x += room
    y += _LINE
    box = (_MARGIN, y - 12, _MARGIN + 26, y + 2)
    canvas.hatch(box, style.LOOKS["reported"].colour)
    canvas.frame(box, style.LOOKS["reported"].colour, 2, dashed=True)
    canvas.text(_MARGIN + 34, y, style.DOUBTFUL, style.INK, _TEXT - 2)
    x = _MARGIN + 34 + measure(_TEXT - 2)(style.DOUBTFUL) + 40
    canvas.badge(x, y - 5, "F1", style.BROKEN, _TEXT - 4)
    canvas.text(x + 20, y, style.NAMED, style.INK, _TEXT - 2)
    return y + _LINE


def _sheet(sheet: Sheet, pictures: Mapping[int, Picture]) -> Image.Image:
    """The sheet with its heading above and its remarks at its right."""
    drawn = page(sheet, pictures.get(sheet.number)) if isinstance(sheet, PageSheet) else table(sheet)
    panel = _lines_image([_line(remark) for remark in sheet.remarks], _PANEL, max(drawn.height, 400))
    top = _MARGIN + _LINE
    size = (drawn.width + _PANEL + 3 * _MARGIN, max(drawn.height, panel.height) + top + _MARGIN // 2)
    canvas = Canvas(Image.new("L", size, 255))
    canvas.text(_MARGIN, _MARGIN + 6, sheet.heading, style.INK, _TEXT + 2)
    canvas.image.paste(drawn, (_MARGIN, top))
    canvas.image.paste(panel, (drawn.width + 2 * _MARGIN, top))
    return canvas.image


def _list(heading: str, lines: Sequence[Line], width: int) -> Image.Image:
    body = _lines_image(lines or [("none", style.FAINT, "")], width - 2 * _MARGIN, 100_000)
    canvas = Canvas(Image.new("L", (width, body.height + 2 * _MARGIN + _LINE), 255))
    canvas.text(_MARGIN, _MARGIN + 6, heading, style.INK, _TEXT + 2)
    canvas.image.paste(body, (_MARGIN, _MARGIN + _LINE))
    return canvas.image


def _lines_image(lines: Sequence[Line], width: int, height: int) -> Image.Image:
    """Lines with a bar in their colour, no more than fit into the height; what is left out is counted."""

    def write(canvas: Canvas) -> float:
        y = 0.0
        for place, (name, colour, text) in enumerate(lines):
            room = width - 24 - measure(_TEXT)(name)
            parts = wrapped(text, room, measure(_TEXT), 6) or [""]
            if place == _MOST or y + len(parts) * _LINE + 2 * _LINE > height:
                canvas.text(0, y + _LINE, f"… and {len(lines) - place} more", style.FAINT, _TEXT)
                return y + 2 * _LINE
            canvas.fill((0, y + 4, 4, y + len(parts) * _LINE + 3), colour)
            canvas.text(12, y + 17, name, colour, _TEXT)
            for row, part in enumerate(parts):
                canvas.text(20 + measure(_TEXT)(name), y + 17 + row * _LINE, part, style.INK, _TEXT)
            y += len(parts) * _LINE + 8
        return y

    return _grown(width, write)


def _grown(width: int, write: Callable[[Canvas], float]) -> Image.Image:
    """An image of this width as high as what is written on it: written twice, first to see how far it goes."""
    height = write(Canvas(Image.new("L", (1, 1), 255)))
    canvas = Canvas(Image.new("L", (width, max(round(height), 1)), 255))
    write(canvas)
    return canvas.image
