"""Lines that strike a number out: a straight stroke of ink that runs through its digits, as no print does."""

from __future__ import annotations

import math
import re
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from gongkai.grids.digit_shapes import Ink
from gongkai.grids.number_marks import Line, around

#: Darkness (0..1) of ink that joins digits, and how long the straight stroke in it is at least for a pen's, in heights
#: of the digits and in parts of the number's width. Bars of 44 that touch, bases of 22 that blur have some, too
#: (measured in 2,800 numbers of scans of 150 to 300 dpi, some out of focus: longer than 0.8 heights at the first 0.61
#: of the width, than 0.85 at the second 0.67, than 1.2 at the third 0.68 and than 1.4 at the fourth 0.6).
_LEVELS = ((0.5, 0.8, 0.7), (0.35, 0.85, 0.72), (0.25, 1.25, 0.85), (0.18, 1.6, 1.15))
#: In numbers of two digits one stroke of a wide digit that leans on the other is a larger part of the width (measured
#: in scans of 300 dpi: 0.7 at the first, 0.84 at the second, 0.88 at the third).
_LEVELS_OF_TWO = ((0.5, 0.8, 0.75), (0.35, 0.85, 0.87), (0.25, 1.25, 0.9), (0.18, 1.6, 1.15))
#: So many heights of digits long no print is (2.9 measured: small digits, out of focus): through part of a long number.
_ENOUGH = 3.2
#: A pen's line leans by no more than this (height by length): a steeper one crosses one digit and makes it another.
_MOST_LEAN = 0.85
#: What leans less is level. The bars of 44 are one level line where they touch: a pen's is longer by so many heights.
_LEVEL, _BEYOND_BARS = 0.25, 0.4
_BARS = re.compile("4{2,}")
#: So are the bases of 1 and 2 with what follows them where faint ink is looked at, as a copy of a copy has.
_FAINT, _BARS_AND_BASES = 0.25, re.compile(r"[124]+\d")
#: How far above and below digits a line through them is looked at, in parts of their height.
_BEYOND = 0.15


def strikes(ink: Ink, line: Line, text: str) -> bool:
    """Whether a straight stroke runs through the digits of a line. ink: of a box with nothing else beside them. text:
    what was read of them."""
    x0, y0, x1, y1 = around(line.marks)
    beyond = round(_BEYOND * line.height)
    # Half as fine will do: the thinnest line has two pixels then.
    near = ink[max(y0 - beyond, 0) : y1 + beyond : 2, ::2]
    high, wide = line.height / 2, (x1 - x0) / 2
    for level, of_height, of_width in _LEVELS_OF_TWO if len(line.marks) == 2 else _LEVELS:
        joined = max(map(len, (_BARS if level > _FAINT else _BARS_AND_BASES).findall(text)), default=0)
        bars = round(joined * wide / len(text) + _BEYOND_BARS * high) if joined else 0
        least = round(min(max(of_height * high, of_width * wide), _ENOUGH * high))
        if _has_stroke(near > level, least, bars):
            return True
    return False


def _has_stroke(dark: NDArray[np.bool_], least: int, bars: int) -> bool:
    """Whether some connected ink has a straight stroke of at least so many pixels across; a level one of ``bars``."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(dark.astype(np.uint8))
    for label, (x, y, width, height, _) in enumerate(stats):
        if label and width >= least:
            part = np.asarray(labels[y : y + height, x : x + width] == label, np.uint8)
            level = _strokes(int(height), max(least, bars), 0, _LEVEL)
            if any(_holds(part, stroke) for stroke in (*level, *_strokes(int(height), least, _LEVEL, _MOST_LEAN))):
                return True
    return False


def _holds(part: NDArray[np.uint8], stroke: NDArray[np.uint8]) -> bool:
    return bool(cv2.erode(part, stroke, borderType=cv2.BORDER_CONSTANT, borderValue=0).any())


@lru_cache(maxsize=256)
def _strokes(height: int, length: int, least_lean: float, most_lean: float) -> tuple[NDArray[np.uint8], ...]:
    """Straight strokes of a length that lean so much (height by length), by steps of two pixels from end to end."""
    found: list[NDArray[np.uint8]] = []
    for rise in range(2 * math.ceil(least_lean * length / 2), min(height - 1, int(most_lean * length)) + 1, 2):
        stroke = np.zeros((rise + 1, length), np.uint8)
        stroke[np.rint(np.linspace(0, rise, length)).astype(int), np.arange(length)] = 1
        found += [stroke, stroke[::-1].copy()] if rise else [stroke]
    return tuple(found)
