"""A number read by the shapes of its digits: the second, independent reading of a box of a scan.

Only what is certain is said: each mark of the box must be a digit that one sign alone is like, or a separator where
separators stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from gongkai.grids import digit_shapes
from gongkai.grids.digit_shapes import Ink, Shape
from gongkai.grids.raster import Gray, Mask

#: Pixels a point at which shapes are cut out.
_FINE = 6.0
#: Darkness (0..1) from which a pixel is ink. Ragged print falls apart at one, touching digits join at another.
_CUTS = (0.45, 0.55, 0.35, 0.65)
#: Whatever is darker than this may be a stroke.
_STROKE = 0.35
#: Part of a box's ink that its marks hold at least: print that a high cut takes away was a stroke.
_HELD = 0.95
#: Two marks that together are as like a digit as this, and no wider than this part of their height, may be one.
_ALSO, _WIDEST = 0.78, 0.9
#: A mark wider than this part of its height is no digits that touch.
_MOST_TOUCHING = 3.0
#: No digit that touches another is narrower than this part of its height.
_LEAST_PART = 0.35
#: How like its sign a shape is at least, and by how much more than any other: much of one makes up for the other.
_SURE = ((0.85, 0.025), (0.76, 0.15))
#: No digit is lower than this, in points, and none of a line lower than this part of its highest.
_LEAST, _DIGIT = 3.2, 0.75
#: Marks smaller than this in points are dust.
_DUST = 0.55
#: More marks than this are no number.
_MOST = 40
#: The middles of digits are at least this part of their height apart.
_PITCH = 0.52
#: A wider gap than this part of the digits' height parts two numbers.
_SPACE = 1.1
#: Ink that is less darker than paper than this (of 255) is no print.
_FAINT = 25.0

_Rect = tuple[int, int, int, int]
#: Digits with the x of their middles.
_Digits = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """Marks of one line from left to right, as boxes in fine pixels; height of its digits."""

    marks: tuple[_Rect, ...]
    height: int


def read(box: Gray, rules: Mask, scale: float) -> str | None:
    """The number in a box; its lines are parted by a line break. None where that is not certain.

    box:   the box's pixels. rules: which of them belong to rules (same shape). scale: pixels a point.
    """
    ink = _ink(box, rules, scale)
    if ink is None:
        return None
    found: list[str] = []
    for cut in _CUTS:
        text = _at(ink, cut)
        if text is not None:
            found.append(text)
        if len(found) > 1:
            break
    return found[0] if len(set(found)) == 1 else None


def _ink(box: Gray, rules: Mask, scale: float) -> Ink | None:
    """Darkness of a box's pixels, enlarged; None where there is nothing printed."""
    if box.size == 0 or rules.all():
        return None
    paper = float(np.median(box[~rules]))
    plain = np.where(rules, np.uint8(paper), box)
    fine = max(1.0, _FINE / scale)
    large = cv2.resize(plain, None, fx=fine, fy=fine, interpolation=cv2.INTER_CUBIC).astype(np.float32)
    large = cv2.GaussianBlur(large, (3, 3), 0.8)
    dark = float(np.percentile(large, 0.2)) if large.size > 2000 else float(large.min())
    dark = min(dark, float(np.sort(large, axis=None)[: max(1, large.size // 200)].mean()))
    if paper - dark < _FAINT:
        return None
    return np.asarray(np.clip((paper - large) / (paper - dark), 0, 1), np.float32)


def _at(ink: Ink, cut: float) -> str | None:
    count, _, stats, _ = cv2.connectedComponentsWithStats((ink > cut).astype(np.uint8))
    dust = _DUST * _FINE
    marks = [
        (int(x), int(y), int(x + w), int(y + h)) for x, y, w, h, _ in stats[1:count] if max(w, h) > dust and w * h > 4
    ]
    if not marks or len(marks) > _MOST:
        return None
    lines = _lines(marks) if _held(ink, marks) >= _HELD else None
    if lines is None:
        return None
    texts = [_text(ink, line) for line in lines]
    return None if None in texts else "\n".join(text for text in texts if text is not None)


def _held(ink: Ink, marks: list[_Rect]) -> float:
    """Part of the ink that lies in marks."""
    dark = ink > _STROKE
    free = dark.copy()
    for x0, y0, x1, y1 in marks:
        free[max(y0 - 1, 0) : y1 + 1, max(x0 - 1, 0) : x1 + 1] = False
    return 1 - float(free.sum()) / max(int(dark.sum()), 1)


def _lines(marks: list[_Rect]) -> list[_Line] | None:
    """Marks by lines from the top; None where some stand on no line."""
    least = _LEAST * _FINE
    tall = sorted((mark for mark in marks if mark[3] - mark[1] >= least), key=lambda mark: mark[1])
    bands: list[list[_Rect]] = []
    for mark in tall:
        if bands and mark[1] < max(other[3] for other in bands[-1]) - least / 2:
            bands[-1].append(mark)
        else:
            bands.append([mark])
    for mark in marks:
        if mark in tall:
            continue
        middle = (mark[1] + mark[3]) / 2
        near = [
            band
            for band in bands
            if min(m[1] for m in band) - least / 2 <= middle <= max(m[3] for m in band) + least / 2
        ]
        if len(near) != 1:
            return None
        near[0].append(mark)
    found = []
    for band in bands:
        height = max(mark[3] - mark[1] for mark in band)
        found.append(_Line(tuple(_joined(sorted(band), height)), height))
    return found or None


def _joined(marks: list[_Rect], height: int) -> list[_Rect]:
    """Marks of a line with those made one that a digit broke into: above each other, or nearer than digits stand."""
    whole: list[_Rect] = []
    for mark in marks:
        if whole:
            x0, y0, x1, y1 = whole[-1]
            above = min(x1, mark[2]) - mark[0] > 0.5 * min(x1 - x0, mark[2] - mark[0])
            tall = min(y1 - y0, mark[3] - mark[1]) >= _DIGIT * height
            if above or (tall and mark[0] + mark[2] - x0 - x1 < 2 * _PITCH * height):
                whole[-1] = (x0, min(y0, mark[1]), max(x1, mark[2]), max(y1, mark[3]))
                continue
        whole.append(mark)
    return whole


def _text(ink: Ink, line: _Line) -> str | None:
    digits = [mark for mark in line.marks if mark[3] - mark[1] >= _DIGIT * line.height]
    if _broken(ink, line):
        return None
    read = dict(zip(digits, _read(ink, digits), strict=True))
    middles = [middle for found in read.values() for _, middle in found]
    if any(right - left < _PITCH * line.height for left, right in pairwise(middles)):
        return None
    top, base = (float(np.median([mark[side] for mark in digits])) for side in (1, 3))
    text = ""
    for index, mark in enumerate(line.marks):
        if index and mark[0] - line.marks[index - 1][2] > _SPACE * line.height:
            text += " "
        sign = "".join(sign for sign, _ in read[mark]) if mark in read else _separator(mark, top, base)
        if not sign:
            return None
        text += sign
    return text


def _read(ink: Ink, marks: Sequence[_Rect]) -> list[_Digits]:
    """For each mark its digit and where its middle is, or those of the digits that it is made of by touching.

    Nothing where that is not certain.
    """
    shapes = digit_shapes.nearest([ink[y0:y1, x0:x1] for x0, y0, x1, y1 in marks])
    return [
        ((shape.sign, _middle(mark)),) if _sure(shape) else _touching(ink, mark)[0]
        for shape, mark in zip(shapes, marks, strict=True)
    ]


def _sure(shape: Shape) -> bool:
    return any(shape.likeness >= likeness and shape.lead >= lead for likeness, lead in _SURE)


def _middle(mark: _Rect) -> float:
    return (mark[0] + mark[2]) / 2


def _touching(ink: Ink, mark: _Rect) -> tuple[_Digits, float]:
    """Digits that touch, parted so that the least like of them is as like as can be, and that likeness."""
    x0, y0, x1, y1 = mark
    height, width = y1 - y0, x1 - x0
    if not _WIDEST * height <= width <= _MOST_TOUCHING * height:
        return (), 0.0
    least = round(_LEAST_PART * height)
    ats = _thin(ink[y0:y1, x0:x1].sum(axis=0), least, min(height, width - least))
    if not ats:
        return (), 0.0
    lefts = [_trimmed(ink, (x0, y0, x0 + at, y1)) for at in ats]
    rights = [_trimmed(ink, (x0 + at, y0, x1, y1)) for at in ats]
    shapes = digit_shapes.nearest([ink[m[1] : m[3], m[0] : m[2]] for m in (*lefts, *rights)])
    best: tuple[_Digits, float] = ((), 0.0)
    for index, (part, rest) in enumerate(zip(lefts, rights, strict=True)):
        left, right = shapes[index], shapes[len(lefts) + index]
        if not _sure(left) or left.likeness <= best[1]:
            continue
        more, likeness = (((right.sign, _middle(rest)),), right.likeness) if _sure(right) else _touching(ink, rest)
        if more and min(left.likeness, likeness) > best[1]:
            best = (((left.sign, _middle(part)), *more), min(left.likeness, likeness))
    return best


def _thin(heap: Ink, first: int, last: int) -> list[int]:
    """Columns between two where there is less ink than at either side: where digits may touch, or a digit is hollow."""
    return [at for at in range(max(first, 2), min(last, len(heap) - 2)) if heap[at] == heap[at - 2 : at + 3].min()]


def _trimmed(ink: Ink, mark: _Rect) -> _Rect:
    """A mark without the rows and columns at its edges that hold no ink."""
    x0, y0, x1, y1 = mark
    dark = ink[y0:y1, x0:x1] > _STROKE
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    if not rows.size:
        return mark
    return (x0 + int(columns[0]), y0 + int(rows[0]), x0 + int(columns[-1]) + 1, y0 + int(rows[-1]) + 1)


def _broken(ink: Ink, line: _Line) -> bool:
    """Whether two marks beside each other may be one digit, as the halves of a 0 whose top and base are faint."""
    pairs = [
        (a[0], min(a[1], b[1]), b[2], max(a[3], b[3]))
        for a, b in pairwise(line.marks)
        if b[2] - a[0] <= _WIDEST * line.height
    ]
    shapes = digit_shapes.nearest([ink[y0:y1, x0:x1] for x0, y0, x1, y1 in pairs])
    return any(shape.likeness >= _ALSO for shape in shapes)


def _separator(mark: _Rect, top: float, base: float) -> str | None:
    """Point, comma or sign by where a low mark stands between the top and the base of digits."""
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
