"""Marks of ink in a box, by lines: what number_shapes takes for digits, signs, and words beside a number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from gongkai.grids.digit_shapes import Ink

#: Pixels a point at which shapes are cut out.
FINE = 6.0
#: Whatever is darker than this (0..1) may be a stroke.
STROKE = 0.35
#: No digit is lower than this, in points, and none of a line lower than this part of its highest.
_LEAST, DIGIT = 3.2, 0.75
#: Marks smaller than this in points are dust.
_DUST = 0.55
#: More marks than this are no number.
_MOST = 40
#: The middles of digits are at least this part of their height apart.
PITCH = 0.52
#: A sign of words is higher than digits by this factor, and wider than this part of their height or higher still.
_TALLER, _WIDE, _MUCH_TALLER = 1.05, 0.85, 1.1

#: Left, top, right, bottom in fine pixels.
Rect = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Line:
    """Marks of one line from left to right; height of its digits."""

    marks: tuple[Rect, ...]
    height: int


def marks(ink: Ink, cut: float) -> list[Rect]:
    """Connected marks that are darker than ``cut``; none where they are too many for a number."""
    count, _, stats, _ = cv2.connectedComponentsWithStats((ink > cut).astype(np.uint8))
    dust = _DUST * FINE
    found = [
        (int(x), int(y), int(x + w), int(y + h)) for x, y, w, h, _ in stats[1:count] if max(w, h) > dust and w * h > 4
    ]
    return found if len(found) <= _MOST else []


def held(ink: Ink, found: Sequence[Rect]) -> float:
    """Part of the ink that lies in marks."""
    dark = ink > STROKE
    free = dark.copy()
    for x0, y0, x1, y1 in found:
        free[max(y0 - 1, 0) : y1 + 1, max(x0 - 1, 0) : x1 + 1] = False
    return 1 - float(free.sum()) / max(int(dark.sum()), 1)


def bands(found: Sequence[Rect]) -> list[list[Rect]] | None:
    """Marks by lines from the top, each from the left; None where some stand on no line."""
    least = _LEAST * FINE
    tall = sorted((mark for mark in found if _height(mark) >= least), key=lambda mark: mark[1])
    lines: list[list[Rect]] = []
    for mark in tall:
        if lines and mark[1] < max(other[3] for other in lines[-1]) - least / 2:
            lines[-1].append(mark)
        else:
            lines.append([mark])
    edges = [(min(m[1] for m in line) - least / 2, max(m[3] for m in line) + least / 2) for line in lines]
    for mark in found:
        if mark in tall:
            continue
        middle = (mark[1] + mark[3]) / 2
        near = [line for line, (top, base) in zip(lines, edges, strict=True) if top <= middle <= base]
        if len(near) != 1:
            return None
        near[0].append(mark)
    return [sorted(line) for line in lines]


def line(band: Sequence[Rect]) -> Line:
    """The line of digits that some marks, from the left, are."""
    height = max(_height(mark) for mark in band)
    return Line(tuple(_joined(band, height)), height)


def _joined(band: Sequence[Rect], height: int) -> list[Rect]:
    """Marks of a line with those made one that a digit broke into: above each other, or nearer than digits stand."""
    whole: list[Rect] = []
    for mark in band:
        if whole:
            last = whole[-1]
            above = min(last[2], mark[2]) - mark[0] > 0.5 * min(last[2] - last[0], mark[2] - mark[0])
            tall = min(_height(last), _height(mark)) >= DIGIT * height
            if above or (tall and mark[0] + mark[2] - last[0] - last[2] < 2 * PITCH * height):
                whole[-1] = _both(last, mark)
                continue
        whole.append(mark)
    return whole


def words_after(lines: Sequence[Sequence[Rect]]) -> tuple[list[Rect], Rect] | None:
    """The marks of a number that the first line begins with, and what encloses the words behind it, on its line or
    else on the next. None where there are none.

    A sign of words reaches above or below the digits, which all are of one height, and is wider than they are.
    """
    groups = _groups(lines[0])
    digits = next((_height(around(group)) for group in groups if _height(around(group)) >= _LEAST * FINE), None)
    if digits is None:
        return None
    for index, group in enumerate(groups):
        if index and _is_word(around(group), digits):
            return [mark for group in groups[:index] for mark in group], _enclosed(groups[index:])
    if len(lines) > 1 and _is_word(around(_groups(lines[1])[0]), digits):
        return list(lines[0]), around(lines[1])
    return None


def word_before(band: Sequence[Rect]) -> tuple[Rect, list[Rect]] | None:
    """What encloses the words that a line begins with, and the marks of the number behind them; None where no number
    follows words."""
    groups = _groups(band)
    digits = next((_height(around(group)) for group in groups[::-1] if _height(around(group)) >= _LEAST * FINE), None)
    if digits is None:
        return None
    at = next((at for at in range(len(groups) - 1, 0, -1) if _is_word(around(groups[at - 1]), digits)), None)
    if at is None:
        return None
    return _enclosed(groups[:at]), [mark for group in groups[at:] for mark in group]


def _enclosed(groups: Sequence[Sequence[Rect]]) -> Rect:
    return around([mark for group in groups for mark in group])


def _groups(band: Sequence[Rect]) -> list[list[Rect]]:
    """Marks of a line that stand above each other, together: the strokes of one sign."""
    groups: list[list[Rect]] = []
    for mark in band:
        if groups and mark[0] < max(other[2] for other in groups[-1]):
            groups[-1].append(mark)
        else:
            groups.append([mark])
    return groups


def _is_word(sign: Rect, digits: int) -> bool:
    high, wide = _height(sign) / digits, (sign[2] - sign[0]) / digits
    return high >= _MUCH_TALLER or (high >= _TALLER and wide >= _WIDE)


def around(found: Sequence[Rect]) -> Rect:
    """What encloses marks (one at least)."""
    x0s, y0s, x1s, y1s = zip(*found, strict=True)
    return (min(x0s), min(y0s), max(x1s), max(y1s))


def _height(mark: Rect) -> int:
    return mark[3] - mark[1]


def _both(a: Rect, b: Rect) -> Rect:
    return around([a, b])
