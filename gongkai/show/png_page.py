"""A page with its boxes as an image: the page below, a frame and small type for each box above."""

from __future__ import annotations

from PIL import Image

from gongkai.grids.model import Box
from gongkai.grids.picture import Picture
from gongkai.show import style
from gongkai.show.canvas import Canvas, Rectangle, image_of, measure
from gongkai.show.fit import fitted
from gongkai.show.layout import CODE, NUMBER, badges, page_size, row_codes, type_lines
from gongkai.show.model import Mark, PageSheet

#: Of pages that could not be rendered; such a page has no longer side, in pixels, than this.
_DPI, _MAX_SIDE = 150.0, 3_000
#: How much of a page's black is left, so that colours stand out before it.
_PAGE_INK = 0.8


def page(sheet: PageSheet, picture: Picture | None) -> Image.Image:
    """The page with its boxes drawn over it."""
    size = page_size(sheet, picture)
    dpi = picture.dpi if picture is not None else min(_DPI, _MAX_SIDE * 72 / max(size))
    scale = dpi / 72
    if picture is not None:
        page = image_of(picture)
        ground = Image.blend(Image.new("L", page.size, 255), page, _PAGE_INK)
    else:
        ground = Image.new("L", (max(round(size[0] * scale), 1), max(round(size[1] * scale), 1)), 255)
    canvas = Canvas(ground)
    canvas.frame((0, 0, canvas.image.width - 1, canvas.image.height - 1), style.RULE)
    for box, mark in sheet.boxes:
        _box(canvas, box, mark, scale, printed=picture is None)
    for code in row_codes(sheet):
        size_of_type = _pixels(CODE, scale)
        canvas.text(code.x * scale, code.y * scale, code.text, style.FAINT, size_of_type, "r" if code.before else "l")
    # Badges stand above all frames: the next box is not to cover one.
    for badge in (badge for box, mark in sheet.boxes for badge in badges(box, mark)):
        canvas.badge(badge.x * scale, badge.y * scale, badge.text, badge.colour, _pixels(NUMBER, scale))
    return canvas.image


def _pixels(points: float, scale: float) -> int:
    return max(round(points * scale), 6)


def _box(canvas: Canvas, box: Box, mark: Mark, scale: float, printed: bool) -> None:
    look = style.LOOKS[mark.state]
    x0, y0, x1, y1 = at = _scaled(box, scale)
    canvas.fill(at, look.colour, look.fill)
    if mark.doubtful:
        canvas.hatch(at, look.colour)
    thick = 3 if mark.state == "disputed" else 1 if mark.state == "unused" else 2
    canvas.frame(at, look.colour, thick, dashed=mark.doubtful)
    if printed and mark.text:
        size = _pixels(7, scale)
        text = fitted(mark.text.replace("\n", " "), x1 - x0 - 2, measure(size))
        canvas.text((x0 + x1) / 2, (y0 + y1) / 2 + size * 0.4, text, style.INK, size, "m")
    size = _pixels(CODE, scale)
    for line in type_lines(box, mark):
        y = line.y * scale
        if line.backed:
            canvas.fill((x0 + 2, y - size, x1 - 2, y + 2), style.GROUND, 0.9)
        canvas.text(x0 + 3, y, line.text, look.colour, size)


def _scaled(box: Box, scale: float) -> Rectangle:
    x0, y0, x1, y1 = (side * scale for side in box)
    return x0, y0, x1, y1
