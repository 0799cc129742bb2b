"""Figures that a clip path cuts: a box too narrow for its number shows a part of it, and of the next figure nothing.

What of a number lies wholly beyond the clip is mostly not in the file at all, so a figure that is cut, or ends right at
the cut, is the only sign of it. Where it is in the file, readers of its text alone take it for shown.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from gongkai.grids.drawn import Point, bounds
from gongkai.grids.model import Box
from gongkai.grids.pdfium_calls import unchecked

#: A figure nearer than this to the side of what is shown touches it, in points; no font sets its figures as near to
#: the room that they have.
_TOUCHES = 0.1
#: A figure may reach over the upper and lower end of what is shown by so much, in points.
_HAIR = 0.05
#: Of a figure that is shown, this part of its height and width is.
_HALF = 0.5

_clip_of, _clips_of = unchecked(pdfium.FPDFPageObj_GetClipPath), unchecked(pdfium.FPDFClipPath_CountPaths)
_count_of, _segment_of = (
    unchecked(pdfium.FPDFClipPath_CountPathSegments),
    unchecked(pdfium.FPDFClipPath_GetPathSegment),
)
_point_of = unchecked(pdfium.FPDFPathSegment_GetPoint)
#: Where pdfium writes its answers; one page is read at a time.
_x, _y = ctypes.c_float(), ctypes.c_float()
_to_point = (ctypes.byref(_x), ctypes.byref(_y))


def clips(item: Any) -> Iterator[list[Point]]:
    """The corners of each path that clips an object (raw pdfium handle), in the object's own coordinates; of an empty
    one none."""
    clip = _clip_of(item)
    for index in range(_clips_of(clip) if clip else 0):
        corners = []
        for number in range(_count_of(clip, index)):
            _point_of(_segment_of(clip, index, number), *_to_point)
            corners.append((_x.value, _y.value))
        yield corners


class Shown(NamedTuple):
    """What the clip paths of a text object leave of a figure in it.

    cut:    they show a part of it, or nothing beyond it.
    unseen: they show less than half its height or width, or nothing.
    """

    cut: bool
    unseen: bool


def shown(item: Any, ink: Box) -> Shown:
    """ink: left, bottom, right, top of the figure in the object's (raw pdfium handle) own coordinates."""
    left, bottom, right, top = ink
    cut = unseen = False
    for corners in clips(item):
        if not corners:
            return Shown(cut, True)
        x0, y0, x1, y1 = bounds(corners)
        across, high = min(x1, right) - max(x0, left), min(y1, top) - max(y0, bottom)
        if across <= 0 or high <= 0:
            return Shown(cut, True)
        cut = cut or left - x0 < _TOUCHES or x1 - right < _TOUCHES or y0 - bottom > _HAIR or top - y1 > _HAIR
        unseen = unseen or across < _HALF * (right - left) or high < _HALF * (top - bottom)
    return Shown(cut, unseen)
