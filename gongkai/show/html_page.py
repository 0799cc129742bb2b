"""A page with its boxes as SVG, in points: the page's image below, a frame and small type for each box above."""

from __future__ import annotations

import base64
import io

from gongkai.grids.model import Box
from gongkai.grids.picture import Picture
from gongkai.show import style
from gongkai.show.canvas import image_of
from gongkai.show.layout import CODE, NUMBER, Badge, RowCode, badges, page_size, row_codes, type_lines
from gongkai.show.model import Mark, PageSheet
from gongkai.show.texts import escaped

#: The hatches of doubtful boxes, once for the whole file.
PATTERNS = (
    '<svg width="0" height="0" style="position:absolute"><defs>'
    + "".join(
        f'<pattern id="h-{state}" width="3.2" height="3.2" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="0.7" height="3.2" fill="{look.colour}" fill-opacity="0.6"/></pattern>'
        for state, look in style.LOOKS.items()
    )
    + "</defs></svg>"
)


def page(sheet: PageSheet, picture: Picture | None) -> str:
    """The page as an ``<svg>`` that scales; boxes have tooltips."""
    width, height = page_size(sheet, picture)
    image = f'<image href="{_data(picture)}" width="{width:.1f}" height="{height:.1f}"/>' if picture else ""
    boxes = "".join(_box(box, mark, printed=picture is None) for box, mark in sheet.boxes)
    codes = "".join(_row_code(code) for code in row_codes(sheet))
    return f'<svg class="page" viewBox="0 0 {width:.1f} {height:.1f}">{image}{boxes}{codes}</svg>'


def _data(picture: Picture) -> str:
    out = io.BytesIO()
    image_of(picture).save(out, "PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode("ascii")


def _box(box: Box, mark: Mark, printed: bool) -> str:
    x0, y0, x1, y1 = box
    look = style.LOOKS[mark.state]
    at = f'x="{x0:.1f}" y="{y0:.1f}" width="{x1 - x0:.1f}" height="{y1 - y0:.1f}"'
    dashes = ' stroke-dasharray="3 2"' if mark.doubtful else ""
    thick = 1.6 if mark.state == "disputed" else 0.5 if mark.state == "unused" else 0.9
    shapes = f'<rect {at} fill="{look.colour}" fill-opacity="{look.fill}" stroke="{look.colour}"'
    shapes += f' stroke-width="{thick}"{dashes}/>'
    if mark.doubtful:
        shapes += f'<rect {at} fill="url(#h-{mark.state})"/>'
    if printed and mark.text:
        shapes += _text((x0 + x1) / 2, (y0 + y1) / 2 + 3, mark.text.replace("\n", " "), style.INK, 7, "middle")
    tip = escaped("\n".join(mark.tip))
    return f'<g class="{mark.state}"><title>{tip}</title>{shapes}{_type(box, mark)}</g>'


def _type(box: Box, mark: Mark) -> str:
    """Small type in a box, and the badges in its corners."""
    x0, _, x1, _ = box
    out = ""
    for line in type_lines(box, mark):
        if line.backed:
            out += f'<rect x="{x0 + 0.8:.1f}" y="{line.y - CODE:.1f}" width="{x1 - x0 - 1.6:.1f}"'
            out += f' height="{CODE + 0.8:.1f}" fill="#fff" fill-opacity="0.9"/>'
        out += _text(x0 + 1.2, line.y, line.text, style.LOOKS[mark.state].colour, CODE, "start")
    return out + "".join(_badge(badge) for badge in badges(box, mark))


def _badge(badge: Badge) -> str:
    height = NUMBER * 1.36
    at = f'x="{badge.x - badge.width / 2:.1f}" y="{badge.y - height / 2:.1f}"'
    ground = f'<rect {at} width="{badge.width:.1f}" height="{height:.1f}" rx="1.5" fill="{badge.colour}"/>'
    return ground + _text(badge.x, badge.y + NUMBER * 0.36, badge.text, "#fff", NUMBER, "middle")


def _row_code(code: RowCode) -> str:
    return _text(code.x, code.y, code.text, style.FAINT, CODE, "end" if code.before else "start")


def _text(x: float, y: float, text: str, colour: str, size: float, anchor: str) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}"'
    return f'<text {place} fill="{colour}">{escaped(text)}</text>'
