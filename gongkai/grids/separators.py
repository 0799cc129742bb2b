"""What stands between digits or before them, by its form: point, comma, minus, plus."""

from __future__ import annotations

import re

import numpy as np

from gongkai.grids.digit_shapes import Ink
from gongkai.grids.number_marks import STROKE, Rect

#: A point before the last three digits of a number that could be grouped by thousands: a comma, if its tail is faint.
_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}(?:,\d{3})*\.\d{3}")
#: Where a comma's tail is, below the base of digits, in parts of their height; and how dark (0..1) paper is, and noisy
#: paper at most.
_TAIL, _PAPER, _NOISY = (0.12, 0.35), 0.06, 0.12
#: Where a point stands, in parts of the digits' height below their top; what touches a mark (fine pixels) is its rim.
_POINT, _RIM = (0.6, 1.1), 2
#: A plus is about as high as wide; its bars are ink over this part of their length, and of its corners less than that.
_SQUARE, _BAR, _CORNER = 1.3, 0.9, 0.1


def between(mark: Rect, top: float, base: float) -> str | None:
    """Point, comma or minus by where a low mark stands between the top and the base of digits."""
    x0, y0, x1, y1 = mark
    width, height, full = x1 - x0, y1 - y0, base - top
    if y0 > top + 0.7 * full:
        if y1 > base + 0.08 * full:
            return "," if height > 1.2 * width else None
        return "." if 0.6 < height / max(width, 1) < 1.6 else None
    middle = (y0 + y1) / 2
    if width > 1.8 * height and top + 0.35 * full < middle < top + 0.75 * full:
        return "-"
    return None


def is_plus(ink: Ink, mark: Rect) -> bool:
    """Whether a mark is two bars that cross in its middle."""
    x0, y0, x1, y1 = mark
    width, height = x1 - x0, y1 - y0
    if not 1 / _SQUARE < width / height < _SQUARE or min(width, height) < 6:
        return False
    dark = ink[y0:y1, x0:x1] > STROKE
    across, down = (
        dark[height // 2 - 1 : height // 2 + 2].any(axis=0),
        dark[:, width // 2 - 1 : width // 2 + 2].any(axis=1),
    )
    third = (height // 3, width // 3)
    corners = [
        dark[ys, xs]
        for ys in (slice(third[0]), slice(-third[0], None))
        for xs in (slice(third[1]), slice(-third[1], None))
    ]
    return min(across.mean(), down.mean()) >= _BAR and max(float(corner.mean()) for corner in corners) <= _CORNER


def is_inked(ink: Ink, gap: tuple[int, int], top: float, base: float) -> bool:
    """Whether between two marks (x from, to) is ink, too little for a mark, where a point stands."""
    high, low = (round(top + part * (base - top)) for part in _POINT)
    return float(np.max(ink[high:low, gap[0] + _RIM : max(gap[1] - _RIM, 0)], initial=0.0)) > STROKE


def may_be_thousands(text: str) -> bool:
    """Whether a comma whose tail is not seen would make another number of a text."""
    return _THOUSANDS.fullmatch(text) is not None


def has_no_tail(ink: Ink, mark: Rect, top: float, base: float) -> bool:
    """Whether below a point, where a comma, however faint, would have its tail, is paper as below the digits."""
    x0, _, x1, _ = mark
    width, full = x1 - x0, base - top
    low, deep = (round(base + part * full) for part in _TAIL)
    if deep > ink.shape[0]:
        return False
    left, right = max(0, round(x0 - 0.6 * width)), round(x1 + 0.3 * width)
    below = ink[low:deep]
    others = max(float(np.max(part, initial=0.0)) for part in (below[:, :left], below[:, right:]))
    return float(np.max(below[:, left:right], initial=0.0)) <= min(max(_PAPER, others), _NOISY)
