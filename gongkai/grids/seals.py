"""Red seals on a page: told by their colour and size, and taken out of its picture so that what is under them shows."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

#: As raster has them, which takes seals out of what it opens.
_Gray = NDArray[np.uint8]
_Mask = NDArray[np.bool_]

#: By so much red stands out from green and blue in the ink of a seal, and by more than this in its rim.
REDDISH, _TINGED = 40, 12
#: A seal is so large, in points; its ring, its star and its words stand no farther apart from each other.
_SEAL, _APART = (60.0, 200.0), 4.0
#: Strokes under a seal are no wider than this, in points, and JPEGs keep colours by squares of two pixels, blurred.
_STROKE, _BLURRED = 1.8, 5
#: No seal is darker than this part of the paper's brightness.
_DARKEST = 0.15


def redness(red: _Gray, green: _Gray, blue: _Gray) -> _Gray:
    """By how much red stands out from the other two colours of each pixel."""
    return np.asarray(cv2.subtract(red, cv2.max(green, blue)), np.uint8)


def boxes(reddish: _Mask, scale: float) -> list[tuple[int, int, int, int]]:
    """Left, top, width and height of what of the red on a page is as large as a seal. scale: pixels a point."""
    least, most = (side * scale for side in _SEAL)
    reach = np.ones((round(_APART * scale), round(_APART * scale)), np.uint8)
    found = cv2.connectedComponentsWithStats(cv2.dilate(reddish.astype(np.uint8), reach))[2][1:]
    return [
        (int(x), int(y), int(width), int(height))
        for x, y, width, height, _ in found
        if least <= max(width, height) <= most
    ]


def of_seals(reddish: _Mask, scale: float) -> _Mask:
    """What of the red on a page is as large as a seal."""
    found = np.zeros_like(reddish)
    for x, y, width, height in boxes(reddish, scale):
        found[y : y + height, x : x + width] = reddish[y : y + height, x : x + width]
    return found


def rim(reddish: _Mask, pixels: int) -> _Mask:
    """Red and what is around it, where colours fade and are no longer red enough to be told; pixels: odd, of both sides
    and the middle together."""
    return np.asarray(cv2.dilate(reddish.astype(np.uint8), np.ones((pixels, pixels), np.uint8)), bool)


def without_red(colours: NDArray[np.uint8], gray: _Gray, scale: float) -> tuple[_Gray, _Mask | None]:
    """A picture (height x width x 3, red first; and its grays) without its red, and where that was; None for nowhere.

    In its own light a seal is as bright as paper, and black under it stays black. But a JPEG keeps colours more
    coarsely than brightness, so red light shows an outline around the seal and blurs what is under it. So brightness is
    held against that of a seal as red as what is close by, too: what is no darker is paper.
    """
    red_light = colours[..., 0]
    found = redness(red_light, colours[..., 1], colours[..., 2])
    reddish = np.asarray(found > REDDISH)
    if not reddish.any():
        return gray, None
    around = rim(reddish, 7)
    paper = float(np.median(gray))
    gain = max(paper / max(float(np.median(red_light[reddish])), 1.0), 1.0)
    in_red_light = np.clip(red_light * gain, 0, 255).astype(np.uint8)
    darker = float(np.median((paper - gray[reddish]) / found[reddish]))
    stroke = np.ones((max(round(_STROKE * scale), 1),) * 2, np.uint8)
    close_by = cv2.dilate(cv2.morphologyEx(found, cv2.MORPH_CLOSE, stroke), np.ones((_BLURRED, _BLURRED), np.uint8))
    seal = paper - darker * np.where(found > _TINGED, close_by, found).astype(np.float32)
    against_seal = np.clip(gray * (paper / np.maximum(seal, _DARKEST * paper)), 0, 255).astype(np.uint8)
    brightest = cv2.max(cv2.max(in_red_light, against_seal), gray)
    return np.where(around, brightest, gray).astype(np.uint8), reddish
