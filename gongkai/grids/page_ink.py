"""Where on the picture of a page there is ink, rules left out."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from gongkai.grids.ocr import Rect
from gongkai.grids.raster import Gray

#: Darker than its surroundings (so many sizes of the type across) by this much of 255 is ink.
_AROUND, _CONTRAST = 5.0, 40.0
#: A line longer than this, in sizes of the type, is a rule.
_LONG = 3.0
#: Ink narrower than this that reaches from edge to edge of a box is a rule between columns, dotted or not.
_RULE = 0.15
#: A sign that a box cuts goes on by less than this.
_CUT = 0.6
#: Lowest and highest, and widest, figure.
_LOW, _HIGH, _WIDE = 0.3, 1.2, 1.2
#: More figures than this that no box covers are a drawing.
_MOST = 2_000

#: First and end of some ink, in pixels.
Run = tuple[int, int]


class PageInk:
    """The ink of a page. pixels: its picture; size: of the type, in pixels."""

    def __init__(self, pixels: Gray, size: float) -> None:
        self._size = size
        around = max(3, round(_AROUND * size)) | 1
        dark = cv2.adaptiveThreshold(
            pixels, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, around, _CONTRAST
        ).astype(np.uint8)
        long = round(_LONG * size)
        for shape in ((long, 1), (1, long)):
            dark = dark - cv2.morphologyEx(dark, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, shape))
        self._dark = dark.astype(bool)

    def across(self, rect: Rect, gap: float) -> list[Run]:
        """x of the ink in a box of one line, parted by white as wide as ``gap``; signs that the box cuts are whole."""
        x0, y0, x1, y1 = rect
        more = round(_CUT * self._size)
        left, right = max(x0 - more, 0), min(x1 + more, self._dark.shape[1])
        dark = self._dark[y0:y1, left:right]
        runs = [run for run in _runs(dark.any(axis=0)) if not self._is_rule(dark[:, run[0] : run[1]])]
        inside = [run for run in runs if run[1] > x0 - left and run[0] < x1 - left]
        return [(left + first, left + end) for first, end in _joined(inside, gap)]

    def down(self, rect: Rect, height: float) -> list[Run]:
        """y of the signs in a box of signs one below the other, none higher than ``height``."""
        x0, y0, x1, y1 = rect
        found: list[Run] = []
        for first, end in _runs(self._dark[y0:y1, x0:x1].any(axis=1)):
            if found and y0 + end - found[-1][0] <= height:
                found[-1] = (found[-1][0], y0 + end)
            else:
                found.append((y0 + first, y0 + end))
        return found

    def others(self, rects: Sequence[Rect], gap: float, height: int) -> list[Rect]:
        """Boxes of this height around figures that none of some boxes covers, those nearer than ``gap`` made one."""
        dark = self._dark.astype(np.uint8)
        for x0, y0, x1, y1 in rects:
            dark[y0:y1, x0:x1] = 0
        _, _, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
        figures = [(int(x), int(y), int(x + w), int(y + h)) for x, y, w, h, _ in stats[1:] if self._is_figure(w, h)]
        if len(figures) > _MOST:
            return []
        found: list[Rect] = []
        for x0, y0, x1, y1 in sorted(figures):
            middle = (y0 + y1) // 2
            box = (x0, max(middle - height // 2, 0), x1, min(middle + height // 2, dark.shape[0]))
            near = next((i for i, o in enumerate(found) if x0 - o[2] < gap and o[1] < middle < o[3]), None)
            if near is None:
                found.append(box)
            else:
                found[near] = (found[near][0], found[near][1], max(found[near][2], x1), found[near][3])
        return found

    def _is_figure(self, width: int, height: int) -> bool:
        return _LOW * self._size <= height <= _HIGH * self._size and width <= _WIDE * self._size

    def _is_rule(self, dark: NDArray[np.bool_]) -> bool:
        rows = np.flatnonzero(dark.any(axis=1))
        reach = _RULE * self._size
        return dark.shape[1] <= reach and bool(rows[0] <= reach and rows[-1] >= dark.shape[0] - 1 - reach)


def _runs(dark: NDArray[np.bool_]) -> list[Run]:
    """Stretches of ink along a line."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], dark, [False])).astype(np.int8)))
    return [(int(first), int(end)) for first, end in edges.reshape(-1, 2)]


def _joined(runs: Sequence[Run], gap: float) -> list[Run]:
    """Runs with those made one that stand nearer to each other than ``gap``."""
    found: list[Run] = []
    for first, end in runs:
        if found and first - found[-1][1] < gap:
            found[-1] = (found[-1][0], end)
        else:
            found.append((first, end))
    return found
