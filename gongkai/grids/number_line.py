"""One line of marks as a number: each mark a digit that one sign alone is like, or a separator where those stand."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from gongkai.grids import digit_shapes, separators
from gongkai.grids.digit_shapes import Ink, Shape
from gongkai.grids.number_marks import DIGIT, PITCH, STROKE, Line, Rect, around

#: Two marks that together are as like a digit as this, and no wider than this part of their height, may be one.
_ALSO, _WIDEST = 0.78, 0.9
#: A mark wider than this part of its height is no digits that touch.
_MOST_TOUCHING = 3.0
#: No digit that touches another is narrower than this part of its height.
_LEAST_PART = 0.35
#: How like its sign a shape is at least, and by how much more than any other: much of one makes up for the other.
_SURE = ((0.85, 0.025), (0.8, 0.08), (0.75, 0.15))
#: A separator stands by at least this part of their height from digits; a nearer mark is a piece of one.
_FREE = 0.08
#: A wider gap than this part of the digits' height parts two numbers.
_SPACE = 1.1

#: Tops or bases of one number's digits differ by no more than this part of their height: a smaller figure set beside or
#: under it is a note's.
_LEVEL = 0.2

#: Digits with the x of their middles.
_Digits = tuple[tuple[str, float], ...]


def text(ink: Ink, line: Line, tails: bool) -> str | None:
    """The number on a line, None where it is not certain. tails: whether ink is seen where a comma's tail is faint."""
    sign, line = _plus(ink, _mended(ink, line))
    digits = [mark for mark in line.marks if mark[3] - mark[1] >= DIGIT * line.height]
    if not digits or not _are_level(digits, line.height) or _broken(ink, line):
        return None
    read = dict(zip(digits, _read(ink, digits), strict=True))
    middles = [middle for found in read.values() for _, middle in found]
    if any(right - left < PITCH * line.height for left, right in pairwise(middles)):
        return None
    top, base = (float(np.median([mark[side] for mark in digits])) for side in (1, 3))
    said = sign
    for index, mark in enumerate(line.marks):
        before = line.marks[index - 1] if index else None
        if before is not None and mark[0] - before[2] > _SPACE * line.height:
            said += " "
        part = "".join(sign for sign, _ in read[mark]) if mark in read else separators.between(mark, top, base)
        is_near = before is not None and mark[0] - before[2] < _FREE * line.height
        if not part or (is_near and not {mark, before} <= set(read)):
            return None
        said += part
    if any(separators.is_inked(ink, (a[2], b[0]), top, base) for a, b in pairwise(line.marks)):
        return None
    if separators.may_be_thousands(said):
        (point,) = (mark for mark in line.marks if mark not in read and separators.between(mark, top, base) == ".")
        if not tails or not separators.has_no_tail(ink, point, top, base):
            return None
    return said


def _are_level(digits: Sequence[Rect], height: int) -> bool:
    """Whether digits are of one size on one line."""
    return all(
        max(mark[side] for mark in digits) - min(mark[side] for mark in digits) <= _LEVEL * height for side in (1, 3)
    )


def _mended(ink: Ink, line: Line) -> Line:
    """The line, with low marks that reach over or under a digit made one with it where it then is more like that digit:
    the ball of a 5 that print parted from it. A separator would make it less so."""
    marks = list(line.marks)
    for a, b in pairwise(line.marks):
        tall = [mark for mark in (a, b) if mark[3] - mark[1] >= DIGIT * line.height]
        if len(tall) != 1 or b[0] >= a[2] or not {a, b} <= set(marks):
            continue
        both = around([a, b])
        alone, joined = digit_shapes.nearest([ink[y0:y1, x0:x1] for x0, y0, x1, y1 in (tall[0], both)])
        if joined.sign == alone.sign and _sure(joined) and joined.likeness > alone.likeness:
            marks[marks.index(a) : marks.index(b) + 1] = [both]
    return Line(tuple(marks), line.height)


def _plus(ink: Ink, line: Line) -> tuple[str, Line]:
    """The plus that a line begins with, and what follows it."""
    if len(line.marks) < 2 or not separators.is_plus(ink, line.marks[0]):
        return "", line
    rest = line.marks[1:]
    return "+", Line(rest, max(mark[3] - mark[1] for mark in rest))


def _read(ink: Ink, marks: Sequence[Rect]) -> list[_Digits]:
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


def _middle(mark: Rect) -> float:
    return (mark[0] + mark[2]) / 2


def _touching(ink: Ink, mark: Rect) -> tuple[_Digits, float]:
    """Digits that touch, parted so that the least like of them is as like as can be, and that likeness."""
    x0, y0, x1, y1 = mark
    height, width = y1 - y0, x1 - x0
    if not _WIDEST * height <= width <= _MOST_TOUCHING * height:
        return (), 0.0
    least = round(_LEAST_PART * height)
    ats = range(least, min(height, width - least), 2)
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


def _trimmed(ink: Ink, mark: Rect) -> Rect:
    """A mark without the rows and columns at its edges that hold no ink."""
    x0, y0, x1, y1 = mark
    dark = ink[y0:y1, x0:x1] > STROKE
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    if not rows.size:
        return mark
    return (x0 + int(columns[0]), y0 + int(rows[0]), x0 + int(columns[-1]) + 1, y0 + int(rows[-1]) + 1)


def _broken(ink: Ink, line: Line) -> bool:
    """Whether two marks beside each other may be one digit, as the halves of a 0 whose top and base are faint."""
    pairs = [
        (a[0], min(a[1], b[1]), b[2], max(a[3], b[3]))
        for a, b in pairwise(line.marks)
        if b[2] - a[0] <= _WIDEST * line.height
    ]
    shapes = digit_shapes.nearest([ink[y0:y1, x0:x1] for x0, y0, x1, y1 in pairs])
    return any(shape.likeness >= _ALSO for shape in shapes)
