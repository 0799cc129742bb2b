"""Red seals on a page: told by their colour, size and shape, and taken out of its picture so that what is under them
shows. Other red ink (a digit, a minus, a correction by pen) is print like any other."""

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
#: A seal is round, oval or a rectangle: its shorter side is at least this, in points, and this part of its longer one.
_SHORTER, _SLIM = 28.0, 0.3
#: By this part of what it is redder than REDDISH other red ink is darkened: a pale pen is to be seen as ink.
_DARKENED = 0.5
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
    return [
        (int(x), int(y), int(width), int(height))
        for x, y, width, height, _ in _joined(reddish, scale)[1][1:]
        if least <= max(width, height) <= most
    ]


def of_seals(reddish: _Mask, scale: float) -> _Mask:
    """What of the red on a page has a seal's size and shape, with all red that such a shape encloses."""
    least, most = (side * scale for side in _SEAL)
    labels, stats = _joined(reddish, scale)
    found = np.zeros_like(reddish)
    for label, (x, y, width, height, _) in enumerate(stats):
        shorter, longer = sorted((int(width), int(height)))
        if not label or not least <= longer <= most or shorter < max(_SHORTER * scale, _SLIM * longer):
            continue
        part = (slice(y, y + height), slice(x, x + width))
        outlines, _ = cv2.findContours(
            (labels[part] == label).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE
        )
        enclosed = np.zeros((height, width), np.uint8)
        cv2.fillConvexPoly(enclosed, cv2.convexHull(outlines[0]), 1)
        found[part] |= reddish[part] & (enclosed > 0)
    return found


def _joined(reddish: _Mask, scale: float) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The red on a page by what stands close together: a label for each pixel (0: none), and each one's left, top,
    width, height and area."""
    reach = np.ones((round(_APART * scale), round(_APART * scale)), np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(cv2.dilate(reddish.astype(np.uint8), reach))
    return np.asarray(labels, np.int32), np.asarray(stats, np.int32)


def rim(reddish: _Mask, pixels: int) -> _Mask:
    """Red and what is around it, where colours fade and are no longer red enough to be told; pixels: odd, of both sides
    and the middle together."""
    return np.asarray(cv2.dilate(reddish.astype(np.uint8), np.ones((pixels, pixels), np.uint8)), bool)


def without_red(colours: NDArray[np.uint8], gray: _Gray, scale: float) -> tuple[_Gray, _Mask | None]:
    """A picture (height x width x 3, red first; and its grays) without the red of its seals, and where that was; None
    for nowhere. Other red is ink.

    In its own light a seal is as bright as paper, and black under it stays black. But a JPEG keeps colours more
    coarsely than brightness, so red light shows an outline around the seal and blurs what is under it. So brightness is
    held against that of a seal as red as what is close by, too: what is no darker is paper.
    """
    red_light = colours[..., 0]
    found = redness(red_light, colours[..., 1], colours[..., 2])
    reddish = np.asarray(found > REDDISH)
    if not reddish.any():
        return gray, None
    of_seal = of_seals(reddish, scale)
    other = reddish & ~of_seal
    gray = gray.copy()
    gray[other] = np.clip(gray[other] - _DARKENED * (found[other] - float(REDDISH)), 0, 255).astype(np.uint8)
    if not of_seal.any():
        return gray, None
    around = rim(of_seal, 7) & ~other
    paper = float(np.median(gray))
    gain = max(paper / max(float(np.median(red_light[of_seal])), 1.0), 1.0)
    in_red_light = np.clip(red_light * gain, 0, 255).astype(np.uint8)
    darker = float(np.median((paper - gray[of_seal]) / found[of_seal]))
    stroke = np.ones((max(round(_STROKE * scale), 1),) * 2, np.uint8)
    close_by = cv2.dilate(cv2.morphologyEx(found, cv2.MORPH_CLOSE, stroke), np.ones((_BLURRED, _BLURRED), np.uint8))
    seal = paper - darker * np.where(found > _TINGED, close_by, found).astype(np.float32)
    against_seal = np.clip(gray * (paper / np.maximum(seal, _DARKEST * paper)), 0, 255).astype(np.uint8)
    brightest = cv2.max(cv2.max(in_red_light, against_seal), gray)
    return np.where(around, brightest, gray).astype(np.uint8), of_seal
