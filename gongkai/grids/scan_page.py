"""A scanned page made straight, and what on it is ink."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from gongkai.grids.model import Box
from gongkai.grids.raster import Gray, Mask, PageImage

#: Scans lie askew by less than this, in degrees.
_MOST_SKEW = 6.0
#: So many of the longest lines tell how a page lies.
_LINES = 200
#: In pixels of the picture at half its size: ink is looked for so far beside a line, at every so many pixels of it;
#: fewer points tell nothing.
_BESIDE, _EVERY, _LEAST_POINTS = 4, 4, 10


@dataclass(frozen=True)
class StraightPage:
    """number from 1; pixels: gray, straight; scale: pixels a point; red: where seals were left out, or None.

    quarters: by how many quarter turns, against the clock, the page as shown was turned for its text to be upright.
    """

    number: int
    pixels: Gray
    scale: float
    red: Mask | None
    quarters: int = 0

    def px(self, points: float) -> int:
        """A length in points as whole pixels, at least 1."""
        return max(1, round(points * self.scale))

    def turned(self, quarters: int) -> StraightPage:
        """The page turned by quarter turns against the clock."""
        red = None if self.red is None else np.ascontiguousarray(np.rot90(self.red, quarters))
        pixels = np.ascontiguousarray(np.rot90(self.pixels, quarters))
        return replace(self, pixels=pixels, red=red, quarters=(self.quarters + quarters) % 4)

    def as_shown(self, box: Box) -> Box:
        """A box of this page, in points, on the page before it was turned by quarters."""
        height, width = (side / self.scale for side in self.pixels.shape)
        x0, y0, x1, y1 = box
        if self.quarters == 1:
            return (height - y1, x0, height - y0, x1)
        if self.quarters == 2:
            return (width - x1, height - y1, width - x0, height - y0)
        if self.quarters == 3:
            return (y0, width - x1, y1, width - x0)
        return box


def straightened(image: PageImage) -> StraightPage:
    """The page turned so that its rules are level. Places on it are off the page as shown by the turn: a few points."""
    angle = skew(image.pixels)
    if abs(angle) < 0.03:
        return StraightPage(image.number, image.pixels, image.dpi / 72, image.red)
    height, width = image.pixels.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    paper = float(np.median(image.pixels[::16, ::16]))
    pixels = cv2.warpAffine(image.pixels, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=(paper,))
    red = None
    if image.red is not None:
        red = cv2.warpAffine(image.red.astype(np.uint8), turn, (width, height), flags=cv2.INTER_NEAREST).astype(bool)
    return StraightPage(image.number, pixels.astype(np.uint8), image.dpi / 72, red)


def skew(pixels: Gray) -> float:
    """Angle in degrees by which the page's long level lines fall to the right; 0 where it has none."""
    half = cv2.resize(pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    dark = cv2.adaptiveThreshold(half, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 12)
    width = half.shape[1]
    found = cv2.HoughLinesP(dark, 1, np.pi / 900, width // 6, minLineLength=width // 6, maxLineGap=6)
    if found is None:
        return 0.0
    lines = found.reshape(-1, 4).astype(np.float64)
    lengths = np.hypot(lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1])
    lines = lines[np.argsort(-lengths, kind="stable")[:_LINES]]
    across, down = lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1]
    angles = np.degrees(np.arctan2(down, across))
    # Upright lines fall as the level ones do.
    upright = np.abs(np.abs(angles) - 90) <= _MOST_SKEW
    angles = np.where(upright, angles - np.sign(angles) * 90, angles)
    near = np.abs(angles) <= _MOST_SKEW
    if not near.any():
        return 0.0
    turns = [
        _turn(dark.T, line[[1, 0, 3, 2]]) * -1 if is_upright else _turn(dark, line)
        for line, is_upright in zip(lines[near], upright[near], strict=True)
    ]
    return _weighted_median(angles[near] + np.array(turns), np.hypot(across, down)[near])


def _turn(dark: Gray, line: NDArray[np.float64]) -> float:
    """By how many degrees more than a line that was found (x0, y0, x1, y1) the ink along it falls to the right.

    Lines are found by whole pixels and fifths of a degree: over the width of a page that is a line of text.
    """
    x0, y0, x1, y1 = line
    x = np.arange(min(x0, x1), max(x0, x1) + 1, _EVERY).astype(int)
    y = np.rint(y0 + (x - x0) * (y1 - y0) / (x1 - x0)).astype(int)
    rows = y + np.arange(-_BESIDE, _BESIDE + 1)[:, None]
    inked = dark[np.clip(rows, 0, dark.shape[0] - 1), x] > 0
    heap = inked.sum(axis=0)
    # What is thick is a character, or two rules.
    shown = (heap > 0) & (heap <= _BESIDE)
    if shown.sum() < _LEAST_POINTS:
        return 0.0
    middles = (inked * rows).sum(axis=0)[shown] / heap[shown]
    slope = np.polyfit(x[shown], middles, 1)[0]
    return float(np.degrees(np.arctan(slope) - np.arctan((y1 - y0) / (x1 - x0))))


def _weighted_median(values: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    order = np.argsort(values)
    heap = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(heap, heap[-1] / 2)])


def ink(page: StraightPage, contrast: float = 18.0) -> Mask:
    """Where a page is darker than its surroundings by ``contrast`` (of 255)."""
    smooth = cv2.GaussianBlur(page.pixels, (3, 3), 0.7)
    block = page.px(14) | 1
    dark = cv2.adaptiveThreshold(smooth, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, contrast)
    return np.asarray(dark, bool)
