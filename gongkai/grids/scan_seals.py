"""Seals on a scan through which nothing shows: what they lie on is not known."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from gongkai.grids import seals
from gongkai.grids.raster import Mask
from gongkai.grids.scan_page import StraightPage

#: In points: strokes that run under a seal are no wider, the edge of a seal, where it fades into them, no deeper, and
#: ink is looked for so far beside it.
_STROKE, _EDGE, _BESIDE = 1.8, 0.7, 1.1
#: A seal shows what is under it where this part of the ink that runs up to it goes on in it (measured: 0.23 to 0.6, of
#: seals that cover it 0.06 at most); fewer pixels do not tell.
_GOES_ON, _LEAST = 0.15, 12


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
