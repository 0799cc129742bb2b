"""Paths of a PDF page that neither hide text nor add ink beside it: long straight rules, and boxes behind the text."""

from __future__ import annotations

import ctypes
from itertools import pairwise
from typing import Any

import pypdfium2.raw as pdfium

from gongkai.grids.drawn import STRAIGHT, Point
from gongkai.grids.pdf_paths import PageObject
from gongkai.grids.pdfium_calls import unchecked

#: A path at least so long and no thicker is a rule, one of so many segments and at least so high may be a box; in
#: points.
_LONG, _THIN, _SIDES, _LOW = 12.0, 2.0, (4, 5), 6.0
#: A box behind the text is no darker than this (0 to 255) where dark text shows on it for certain.
_LIGHT = 200

_bounds_of = unchecked(pdfium.FPDFPageObj_GetBounds)
_count_of, _mode_of = unchecked(pdfium.FPDFPath_CountSegments), unchecked(pdfium.FPDFPath_GetDrawMode)

#: Where pdfium writes its answers; one page is read at a time.
_sides = tuple(ctypes.c_float() for _ in range(4))
_to_sides = tuple(map(ctypes.byref, _sides))
_fill, _stroke = ctypes.c_int(), ctypes.c_int()
_to_mode = (ctypes.byref(_fill), ctypes.byref(_stroke))
_colour = tuple(ctypes.c_uint() for _ in range(4))
_to_colour = tuple(map(ctypes.byref, _colour))


def is_rule_or_box(path: PageObject) -> bool:
    """Whether a path of a page is a long level or upright rule or the four sides of a box.

    A box that is filled lies over what is drawn before it, so it counts only before the text and where it is light.
    Crosses, strokes askew, curves and boxes with rounded corners do not count.
    """
    item = path.item
    if not _bounds_of(item, *_to_sides):
        return False
    left, bottom, right, top = _sides[0].value, _sides[1].value, _sides[2].value, _sides[3].value
    wide, high = right - left, top - bottom
    if max(wide, high) < _LONG:
        return False
    _mode_of(item, *_to_mode)
    is_filled = _fill.value != pdfium.FPDF_FILLMODE_NONE
    if min(wide, high) <= _THIN:
        return is_filled or _is_straight(path, wide >= high)
    if _count_of(item) not in _SIDES or min(wide, high) < _LOW or not _is_box(path, is_filled):
        return False
    return not is_filled or (not path.after_text and _is_light(item))


def _is_straight(path: PageObject, is_level: bool) -> bool:
    """Whether a thin stroke leaves its axis by no more than a rule does."""
    aside = [point[is_level] for _, point in path.pen]
    return max(aside) - min(aside) <= STRAIGHT


def _is_box(path: PageObject, is_filled: bool) -> bool:
    """Whether a path is one outline of four sides, level and upright in turn, that ends where it began."""
    kinds, points = zip(*path.pen, strict=True)
    lines = kinds.count("line")
    is_one = kinds[: lines + 1] == ("move", *["line"] * lines) and kinds[lines + 1 :] in ((), ("close",))
    if not is_one or not (lines == 4 or (lines == 3 and (is_filled or kinds[-1] == "close"))):
        return False
    corners = [*points[:4], points[4] if lines == 4 else points[0]]
    return _is_near(corners[0], corners[4]) and any(
        all(
            abs(a[axis ^ (side & 1)] - b[axis ^ (side & 1)]) <= STRAIGHT
            for side, (a, b) in enumerate(pairwise(corners))
        )
        for axis in (0, 1)
    )


def _is_near(one: Point, other: Point) -> bool:
    return abs(one[0] - other[0]) <= STRAIGHT and abs(one[1] - other[1]) <= STRAIGHT


def _is_light(path: Any) -> bool:
    """Whether a filled path is light enough for dark text to show on it."""
    pdfium.FPDFPageObj_GetFillColor(path, *_to_colour)
    return min(one.value for one in _colour[:3]) >= _LIGHT or _colour[3].value == 0
