"""Seals on a scan through which nothing shows, and red among their ink that may be a digit or a minus: what they lie on
is not known."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from gongkai.grids import seals
from gongkai.grids.ocr import Rect
from gongkai.grids.raster import Mask
from gongkai.grids.scan_page import StraightPage

#: In points: strokes that run under a seal are no wider, the edge of a seal, where it fades into them, no deeper, and
#: ink is looked for so far beside it.
_STROKE, _EDGE, _BESIDE = 1.8, 0.7, 1.1
#: A seal shows what is under it where this part of the ink that runs up to it goes on in it (measured: 0.23 to 0.6, of
#: seals that cover it 0.06 at most); fewer pixels do not tell.
_GOES_ON, _LEAST = 0.15, 12
#: In parts of the height of a line of digits: how far from them a red one may be printed, to either side and off their
#: level; how high and wide digits are that may touch; a minus is no thicker than so much and so wide.
_NEAR, _LEVEL = 1.1, 0.35
_HIGH, _WIDE = (0.6, 1.4), 2.0
_FLAT, _MINUS = 0.3, (0.25, 0.9)


def hiding(page: StraightPage, ink: Mask) -> Mask | None:
    """The red of the page's seals through which its ink (rules too) does not show; None where there is none."""
    if page.red is None:
        return None
    found = np.zeros_like(page.red)
    for x, y, width, height in seals.boxes(page.red, page.scale):
        part = (slice(y, y + height), slice(x, x + width))
        if not _shows(page, page.red[part], ink[part]):
            found[part] = page.red[part]
    return found if found.any() else None


def may_be_a_sign(page: StraightPage, line: Rect) -> bool:
    """Whether some of the red that was taken for a seal's stands free by a line of digits (their box), or between them,
    as a digit or a minus would."""
    if page.red is None:
        return False
    x0, y0, x1, y1 = line
    high = y1 - y0
    left, top = max(x0 - round((_NEAR + _WIDE) * high), 0), max(y0 - high, 0)
    red = page.red[top : y1 + high, left : x1 + round((_NEAR + _WIDE) * high)].astype(np.uint8)
    if not red.any():
        return False
    # Black strokes of digits part the strokes of a seal: they go on.
    stroke = np.ones((page.px(_STROKE), page.px(_STROKE)), np.uint8)
    whole = cv2.morphologyEx(cv2.copyMakeBorder(red, 1, 1, 1, 1, cv2.BORDER_CONSTANT), cv2.MORPH_CLOSE, stroke)
    for x, y, width, height, _ in cv2.connectedComponentsWithStats(whole)[2][1:]:
        is_level = abs(y - 1 + top + height / 2 - (y0 + y1) / 2) <= _LEVEL * high
        is_near = max(x - 1 + left - x1, x0 - (x - 1 + left + width)) <= _NEAR * high
        is_digit = _HIGH[0] * high <= height <= _HIGH[1] * high and width <= _WIDE * high
        is_minus = height <= _FLAT * high and _MINUS[0] * high <= width <= _MINUS[1] * high
        if is_level and is_near and (is_digit or is_minus):
            return True
    return False


def _shows(page: StraightPage, red: Mask, ink: Mask) -> bool:
    """Whether the ink that runs up to a seal goes on in it. What of a seal is all edge says nothing."""
    edge, beside = page.px(_EDGE), page.px(_BESIDE)
    # Ink in a seal is not red: a hole in it.
    stroke = np.ones((page.px(_STROKE), page.px(_STROKE)), np.uint8)
    seal = cv2.morphologyEx(red.astype(np.uint8), cv2.MORPH_CLOSE, stroke)
    core = cv2.erode(seal, _square(edge))
    met = ink & (seal == 0) & (cv2.dilate(core, _square(edge + beside)) > 0)
    within = (ink & (core > 0)).astype(np.uint8)
    goes_on = met & (cv2.dilate(within, _square(edge + beside)) > 0)
    return int(met.sum()) >= _LEAST and float(goes_on.sum()) >= _GOES_ON * float(met.sum())


def _square(reach: int) -> NDArray[np.uint8]:
    """All that is no farther away than so many pixels."""
    return np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
