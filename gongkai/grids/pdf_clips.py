"""Figures that a clip path cuts: a box too narrow for its number shows a part of it, and of the next figure nothing.

What of a number lies wholly beyond the clip is mostly not in the file at all, so a figure that is cut, or ends right at
the cut, is the only sign of it.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as pdfium

from gongkai.grids.drawn import Point, bounds
from gongkai.grids.model import Box
from gongkai.grids.pdfium_calls import unchecked

#: A figure nearer than this to the side of what is shown touches it, in points; no font sets its figures as near to
#: the room that they have.
_TOUCHES = 0.1
#: A figure may reach over the upper and lower end of what is shown by so much, in points.
_HAIR = 0.05

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


def is_cut(item: Any, ink: Box) -> bool:
    """Whether what clips a text object shows but a part of a figure in it, or nothing beyond it. ink: left, bottom,
    right, top in the object's own coordinates. False where nothing of the figure is shown."""
    left, bottom, right, top = ink
    for corners in clips(item):
        if not corners:
            return False
        x0, y0, x1, y1 = bounds(corners)
        if not (x0 < right and left < x1 and y0 < top and bottom < y1):
            return False
        if left - x0 < _TOUCHES or x1 - right < _TOUCHES or y0 - bottom > _HAIR or top - y1 > _HAIR:
            return True
    return False
