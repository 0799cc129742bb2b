"""A table of a medium without pages as an image: columns as wide as their texts, rows as high."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PIL import Image

from gongkai.show import style
from gongkai.show.canvas import Canvas, measure
from gongkai.show.fit import fitted, wrapped
from gongkai.show.model import Slot, TableSheet

#: Sizes of type and distances, in pixels.
_TEXT, _SMALL, _BADGE = 15, 9, 11
_LINE, _SMALL_LINE, _PAD = 19, 11, 5
_NARROWEST, _WIDEST = 34, 210
_MOST_LINES = 8
#: An image with longer sides is no use, and a table that wants one holds no report.
_MAX_SIDE = 8_000


@dataclass(frozen=True)
class _Edges:
    """Coordinates of column and row borders in pixels."""

    xs: tuple[int, ...]
    ys: tuple[int, ...]


def table(sheet: TableSheet) -> Image.Image:
    """The table with its spans."""
    edges = _edges(sheet)
    canvas = Canvas(Image.new("L", (min(edges.xs[-1] + 9, _MAX_SIDE), min(edges.ys[-1] + 9, _MAX_SIDE)), 255))
    for slot in sheet.slots:
        _slot(canvas, slot, edges)
    for slot in sheet.slots:
        x1, y0, y1 = edges.xs[slot.col + slot.colspan], edges.ys[slot.row], edges.ys[slot.row + slot.rowspan]
        if slot.mark.number is not None:
            canvas.badge(x1 - 9, y0 + 9, str(slot.mark.number), style.LOOKS[slot.mark.state].colour, _BADGE)
        if slot.mark.findings:
            text = ",".join(slot.mark.findings)
            canvas.badge(x1 - measure(_BADGE)(text) / 2 - 5, y1 - 8, text, style.BROKEN, _BADGE)
    return canvas.image


def _edges(sheet: TableSheet) -> _Edges:
    wide = _shares(sheet.n_cols, sheet.slots, lambda s: (s.col, s.colspan), _width, _NARROWEST)
    xs = _sums(wide)

    def height(slot: Slot) -> int:
        return _height(slot, xs[slot.col + slot.colspan] - xs[slot.col])

    return _Edges(xs, _sums(_shares(sheet.n_rows, sheet.slots, lambda s: (s.row, s.rowspan), height, _LINE)))


def _shares(
    count: int,
    slots: Sequence[Slot],
    span: Callable[[Slot], tuple[int, int]],
    wanted: Callable[[Slot], int],
    least: int,
) -> list[int]:
    """Extents of columns or rows: of those with one slot first, then those that span are given what they lack."""
    extents = [least] * count
    for slot in sorted(slots, key=lambda slot: span(slot)[1]):
        first, length = span(slot)
        lacking = wanted(slot) - sum(extents[first : first + length])
        for place in range(first, first + length):
            extents[place] += max(0, -(-lacking // length))
    return extents


def _sums(extents: Sequence[int]) -> tuple[int, ...]:
    edges = [4]
    for extent in extents:
        edges.append(edges[-1] + extent)
    return tuple(edges)


def _width(slot: Slot) -> int:
    mark = slot.mark
    longest = max((measure(_TEXT)(line) for line in mark.text.splitlines()), default=0.0)
    small = max([measure(_SMALL)(text) for text in (mark.who, *mark.differs)])
    # A code may be cut; it stands whole in the remarks.
    code = min(measure(_SMALL)(mark.code), 90.0)
    badges = 18 if mark.number is not None else 0
    return round(min(max(longest, small, code + badges), _WIDEST)) + 2 * _PAD


def _height(slot: Slot, width: int) -> int:
    mark = slot.mark
    small = (1 if mark.code else 0) + (1 if mark.who else 0) + len(mark.differs)
    return len(_text_lines(slot, width)) * _LINE + small * _SMALL_LINE + _PAD


def _text_lines(slot: Slot, width: int) -> list[str]:
    return wrapped(slot.mark.text, width - 2 * _PAD, measure(_TEXT), _MOST_LINES)


def _slot(canvas: Canvas, slot: Slot, edges: _Edges) -> None:
    mark, look = slot.mark, style.LOOKS[slot.mark.state]
    x0, y0 = edges.xs[slot.col], edges.ys[slot.row]
    x1, y1 = edges.xs[slot.col + slot.colspan], edges.ys[slot.row + slot.rowspan]
    canvas.fill((x0, y0, x1, y1), look.colour, look.fill)
    if mark.doubtful:
        canvas.hatch((x0, y0, x1, y1), look.colour)
    inset = 0 if mark.state == "unused" else 1
    thick = 3 if mark.state == "disputed" else 1 if mark.state == "unused" else 2
    canvas.frame((x0 + inset, y0 + inset, x1 - inset, y1 - inset), look.colour, thick, dashed=mark.doubtful)
    room = x1 - x0 - 2 * _PAD
    below = [*mark.differs, *([mark.who] if mark.who else [])]
    if mark.code:
        canvas.text(x0 + _PAD, y0 + _SMALL_LINE, fitted(mark.code, room, measure(_SMALL)), look.colour, _SMALL)
    for place, text in enumerate(reversed(below)):
        y = y1 - 4 - place * _SMALL_LINE
        canvas.text(x0 + _PAD, y, fitted(text, room, measure(_SMALL)), look.colour, _SMALL)
    lines = _text_lines(slot, x1 - x0)
    top = y0 + (_SMALL_LINE if mark.code else 0)
    middle = (top + y1 - len(below) * _SMALL_LINE) / 2
    for place, line in enumerate(lines):
        baseline = middle + (place - (len(lines) - 1) / 2) * _LINE + _TEXT * 0.36
        canvas.text((x0 + x1) / 2, baseline, line, style.INK, _TEXT, "m")
