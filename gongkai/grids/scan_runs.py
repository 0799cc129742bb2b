"""Long straight runs of ink in the picture of a page: what may be drawn rules, level ones and upright ones."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from gongkai.grids.raster import Gray, Mask
from gongkai.grids.ruled import Rule
from gongkai.grids.scan_bends import Trace
from gongkai.grids.scan_page import StraightPage

#: Least lengths of rules in points, level and upright ones: longer than strokes of characters, as boxes are.
LEVEL, UPRIGHT = 16.0, 10.0
#: In points: gaps up to the first are faint print; a thicker run than the second is a picture.
_GAP, _THICK = 2.0, 4.0
#: Pixels are averaged along a rule's direction over so many points before rule is told from paper.
_ALONG = 4.0
#: A rule is darker than the paper beside it by this (of 255), averaged and not.
_CONTRAST, _CONTRAST_OF_PIXELS = 7.0, 9.0
#: Over this part of its length a rule is at least so dark, against its usual darkness; characters in a row have gaps.
_SOLID, _EVEN = 0.85, 0.55
#: Rules of a page made straight lean by no more than this (height by length).
_MOST_LEAN = 0.015
#: Rules as long as this, level and upright ones, tell how a page is bent: by a point each so many points, more than so
#: many of them.
LEVEL_TRACE, UPRIGHT_TRACE = 60.0, 40.0
_STEP, _LEAST_POINTS = 6.0, 4
#: What a line of pixels has with half of those beside it.
_NEXT = (0.5, 1.0, 0.5)
#: Width of what is close by, in points.
_CLOSE_BY = 16.0
#: Strokes of characters are no longer than this, in points; a run as short must have free paper along both sides, or
#: more than so much (0..2) of both together.
_STROKE, _FREE = 30.0, 1.2


@dataclass(frozen=True)
class Run:
    """A rule and its line in the picture of its direction: label of its pixels, left and top of what has that label,
    slope and row (from the top) of the line, and how thick it is where nothing touches it, in pixels."""

    rule: Rule
    label: int
    left: int
    top: int
    width: int
    height: int
    line: tuple[float, float]
    thickness: float


#: A label for each pixel (0: none) and the rules that have these labels.
Labelled = tuple[NDArray[np.int32], list[Run]]


def both(page: StraightPage) -> tuple[Labelled, Labelled]:
    """Level runs, and upright ones as those of the page laid on its side."""
    return _runs(page, page.pixels, LEVEL), _runs(page, np.ascontiguousarray(page.pixels.T), UPRIGHT)


def traces(page: StraightPage, labels: NDArray[np.int32], runs: list[Run], least: float) -> list[Trace]:
    """Where the runs of at least so many points run, each as a whole."""
    found = []
    for run in {run.label: run for run in runs if run.width >= least * page.scale}.values():
        part = labels[run.top : run.top + run.height, run.left : run.left + run.width] == run.label
        heights = part.sum(axis=0)
        thin = np.flatnonzero((heights > 0) & (heights <= run.thickness + 2))[:: page.px(_STEP)]
        if len(thin) > _LEAST_POINTS:
            middles = (np.arange(run.height) @ part[:, thin]) / heights[thin]
            found.append(((thin + run.left).astype(np.float64), middles + run.top))
    return found


def _runs(page: StraightPage, pixels: Gray, least: float) -> Labelled:
    """Level runs of ink: a label for each pixel, and the rules they are, of ``least`` points and more."""
    joined = _dark(page, cv2.blur(pixels, (page.px(_ALONG), 1)), _CONTRAST)
    opened = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((1, page.px(least - 2)), np.uint8))
    closed = cv2.morphologyEx(opened, cv2.MORPH_CLOSE, np.ones((1, page.px(_GAP)), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(closed)
    plain = _dark(page, pixels, _CONTRAST_OF_PIXELS)
    runs = []
    for label in range(1, count):
        left, top, width, height, area = (int(value) for value in stats[label])
        if width < least * page.scale or area / width > _THICK * page.scale:
            continue
        part = (slice(top, top + height), slice(left, left + width))
        of_run = labels[part] == label
        slope, y = _fitted(pixels[part], of_run)
        thickness = _thinnest(of_run)
        for start, end in _stretches(page, _shows(page, pixels, (slope, y + top), left, width), least):
            short = end - start < _STROKE * page.scale
            if short and _free(page, plain, left + start, top, end - start, height) < _FREE:
                continue
            at = slope * (start + end) / 2 + y + top + 0.5
            rule = Rule(at / page.scale, (left + start) / page.scale, (left + end) / page.scale)
            runs.append(Run(rule, label, left, top, width, height, (slope, y), thickness))
    return labels, runs


def _dark(page: StraightPage, pixels: Gray, contrast: float) -> Gray:
    """1 where a picture is darker than around; a line that falls by a pixel is made one line."""
    block = page.px(14) | 1
    dark = cv2.adaptiveThreshold(pixels, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, contrast)
    return np.asarray(cv2.dilate(dark, np.ones((3, 1), np.uint8)), np.uint8)


def _fitted(pixels: Gray, of_run: Mask) -> tuple[float, float]:
    """Slope and start of the straight line along which a run has most ink: characters that touch a rule are shorter."""
    rows, columns = np.nonzero(of_run)
    dark = 1.0 + pixels[of_run].max() - pixels[of_run].astype(np.float64)
    middle = columns.mean()
    # By a pixel from one end to the other.
    most = min(round(_MOST_LEAN * of_run.shape[1]), of_run.shape[0])
    best = (0.0, 0.0, 0.0)
    for slope in np.arange(-most, most + 1) / of_run.shape[1]:
        level = np.rint(rows - slope * (columns - middle)).astype(int)
        lowest = int(level.min())
        heap = np.convolve(np.bincount(level - lowest, dark, len(_NEXT)), _NEXT, mode="same")
        found = int(heap.argmax())
        best = max(best, (float(heap[found]), float(slope), float(found + lowest - slope * middle)))
    _, slope, start = best
    near = np.abs(slope * columns + start - rows) <= max(1.0, _thinnest(of_run) / 2)
    if np.ptp(columns[near]) < of_run.shape[1] / 2:
        return slope, start
    return _line(columns[near], rows[near], dark[near] ** 2)


def _line(x: NDArray[np.int64], y: NDArray[np.int64], weights: NDArray[np.float64]) -> tuple[float, float]:
    """Slope and start of the line with the least weighted squares; ``np.polyfit`` takes long for the thousand runs of a
    page."""
    weights = weights / weights.sum()
    middle = weights @ x
    off = x - middle
    slope = float((weights * off) @ y / (weights @ off**2))
    return slope, float(weights @ y - slope * middle)


def _thinnest(of_run: Mask) -> float:
    """Height in pixels of a run where it is thin: what touches it makes it thick in places."""
    return _percentile(of_run.sum(axis=0), 25)


def _percentile(values: NDArray[np.generic], percent: float) -> float:
    """As ``np.percentile``, which takes as long for the choice of a method as a run's whole rest does."""
    ordered = np.sort(values)
    at = percent / 100 * (len(ordered) - 1)
    below = int(at)
    low, high = float(ordered[below]), float(ordered[min(below + 1, len(ordered) - 1)])
    return low + (high - low) * (at - below)


def _shows(page: StraightPage, pixels: Gray, line: tuple[float, float], left: int, width: int) -> Mask:
    """Where along a run (slope and start of its line) it is about as dark as it usually is."""
    across = np.arange(width)
    middle = np.rint(line[0] * across + line[1]).astype(int)
    beside = page.px(2.2)
    lines = np.clip(middle + np.arange(-beside, beside + 1)[:, None], 0, pixels.shape[0] - 1)
    near = pixels[lines, across + left].astype(np.float32)
    # Paper is the brightest close by: where a rule crosses another, nothing beside it is paper.
    paper = cv2.dilate(near.max(axis=0)[None, :], np.ones((1, page.px(_CLOSE_BY) | 1), np.uint8))[0]
    contrast = paper - near[beside - 1 : beside + 2].min(axis=0)
    contrast = np.convolve(contrast, np.full(3, 1 / 3), mode="same")
    return np.asarray(contrast >= _EVEN * _percentile(contrast, 60))


def _stretches(page: StraightPage, shows: Mask, least: float) -> list[tuple[int, int]]:
    """Parts of a run (from, to before) that are rules: long, and shown nearly everywhere. Text in line with a rule is
    no part of it."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], shows.astype(np.int8), [0]))))
    parts: list[list[int]] = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if parts and start - parts[-1][1] <= _GAP * page.scale:
            parts[-1][1] = int(end)
        else:
            parts.append([int(start), int(end)])
    return [
        (start, end)
        for start, end in parts
        if end - start >= least * page.scale and float(shows[start:end].mean()) >= _SOLID
    ]


def _free(page: StraightPage, dark: Gray, left: int, top: int, width: int, height: int) -> float:
    """Parts (0..1) of a run's length with no ink close above, and close below: their sum."""
    near, far = page.px(0.7), page.px(2.5)
    above = dark[max(top - far, 0) : max(top - near, 0), left : left + width]
    below = dark[top + height + near : top + height + far, left : left + width]
    return sum(float(1 - side.any(axis=0).mean()) if side.size else 1.0 for side in (above, below))
