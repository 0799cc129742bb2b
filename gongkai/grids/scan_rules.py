"""Drawn rules in the picture of a page: long straight runs of ink that end on others or cross many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from gongkai.grids import scan_bends
from gongkai.grids.places import on_page
from gongkai.grids.raster import Gray, Mask
from gongkai.grids.ruled import Rule, RuledTable, tables
from gongkai.grids.scan_bends import Trace
from gongkai.grids.scan_page import StraightPage

#: In points: gaps up to the first are faint print; a thicker run than the second is a picture; no table is narrower or
#: lower than the last two.
_GAP, _THICK = 2.0, 4.0
_LEAST_WIDTH, _LEAST_HEIGHT = 72.0, 12.0
#: Least lengths of rules in points, level and upright ones: longer than strokes of characters, as boxes are.
_LEVEL, _UPRIGHT = 16.0, 10.0
#: A rule may miss the one it meets by so much, in points.
_REACH = 1.5
#: The halves of a table that a page's end cuts are as wide, but for so much, in points.
_AS_WIDE = 4.0
#: So many rules that end alike are cut by the page.
_MANY = 4
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
_LEVEL_TRACE, _UPRIGHT_TRACE = 60.0, 40.0
_STEP, _LEAST_POINTS = 6.0, 4
#: What a line of pixels has with half of those beside it.
_NEXT = (0.5, 1.0, 0.5)
#: Width of what is close by, in points.
_CLOSE_BY = 16.0
#: Strokes of characters are no longer than this, in points; a run as short must have free paper along both sides, or
#: more than so much (0..2) of both together.
_STROKE, _FREE = 30.0, 1.2


@dataclass(frozen=True)
class PageRules:
    """tables: in points. mask: pixels of all rules that were kept. level, upright: these rules."""

    tables: tuple[RuledTable, ...]
    mask: Mask
    level: tuple[Rule, ...]
    upright: tuple[Rule, ...]


@dataclass(frozen=True)
class _Run:
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
_Labelled = tuple[NDArray[np.int32], list[_Run]]


def find(page: StraightPage) -> tuple[StraightPage, PageRules]:
    """A page, made flat where it is bent, and its ruled tables."""
    level, upright = _both(page)
    bent = scan_bends.bend(page, _traces(page, *level, _LEVEL_TRACE), _traces(page, *upright, _UPRIGHT_TRACE))
    if bent is not None:
        page = scan_bends.flattened(page, bent)
        level, upright = _both(page)
    return page, _ruled(page, *level, *upright)


def _both(page: StraightPage) -> tuple[_Labelled, _Labelled]:
    return _runs(page, page.pixels, _LEVEL), _runs(page, np.ascontiguousarray(page.pixels.T), _UPRIGHT)


def _traces(page: StraightPage, labels: NDArray[np.int32], runs: list[_Run], least: float) -> list[Trace]:
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


def _ruled(
    page: StraightPage,
    level_labels: NDArray[np.int32],
    level: list[_Run],
    upright_labels: NDArray[np.int32],
    upright: list[_Run],
) -> PageRules:
    while True:
        kept_level = _holding(level, upright)
        kept_upright = _holding(upright, kept_level)
        if kept_level == level and kept_upright == upright:
            break
        level, upright = kept_level, kept_upright
    across, down = (tuple(run.rule for run in runs) for runs in (level, upright))
    mask = _mask(page, level_labels, level) | _mask(page, upright_labels, upright).T
    return PageRules(_tables(page, across, down), mask, across, down)


def closed_below(page: StraightPage, rules: PageRules, after: PageRules) -> PageRules:
    """The rules of a page whose last table is closed by the page's end where the next page (its rules) goes on with
    it. Pages lie differently under a scanner: the halves of a table are as wide, but not in the same place."""
    if not (rules.tables and after.tables):
        return rules
    wide, below = (table.bounds[2] - table.bounds[0] for table in (rules.tables[-1], after.tables[0]))
    if abs(wide - below) > _AS_WIDE:
        return rules
    return replace(rules, tables=_tables(page, rules.level, rules.upright, goes_on=True))


def _tables(
    page: StraightPage, level: Sequence[Rule], upright: Sequence[Rule], goes_on: bool = False
) -> tuple[RuledTable, ...]:
    found = tables(level, upright, goes_on)
    return tuple(_shown(page, table) for table in found if _is_table(table))


def _shown(page: StraightPage, table: RuledTable) -> RuledTable:
    """A table without the boxes that the picture's edge cuts, numbers in them perhaps too."""
    height, width = (side / page.scale for side in page.pixels.shape)
    return replace(table, boxes=tuple(box for box in table.boxes if on_page(table.box(box), width, height)))


def _mask(page: StraightPage, labels: NDArray[np.int32], runs: list[_Run]) -> Mask:
    """Pixels of rules, without the characters that touch them."""
    mask = np.zeros(labels.shape, dtype=bool)
    for run in runs:
        columns = slice(int(run.rule.start * page.scale), int(run.rule.end * page.scale) + 1)
        part = (slice(run.top, run.top + run.height), columns)
        of_run = labels[part] == run.label
        slope, start = run.line
        line = slope * (np.arange(of_run.shape[1]) + columns.start - run.left) + start
        near = np.abs(np.arange(run.height)[:, None] - line) <= run.thickness / 2 + 1
        # A rule may bend; where nothing touches it all of it is the rule's.
        alone = of_run.sum(axis=0) <= run.thickness + 2
        mask[part] |= of_run & (near | alone)
    return mask


def _is_table(table: RuledTable) -> bool:
    """Whether its boxes are of a size to hold text; strokes of large characters enclose smaller ones."""
    x0, y0, x1, y1 = table.bounds
    boxes = [table.box(box) for box in table.boxes]
    width, height = (float(np.median([box[i + 2] - box[i] for box in boxes])) for i in (0, 1))
    return x1 - x0 >= _LEAST_WIDTH and y1 - y0 >= _LEAST_HEIGHT and width >= _LEVEL and height >= _UPRIGHT


def _runs(page: StraightPage, pixels: Gray, least: float) -> _Labelled:
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
            runs.append(_Run(rule, label, left, top, width, height, (slope, y), thickness))
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
        heap = np.convolve(np.bincount(level - lowest, dark), _NEXT, mode="same")
        found = int(heap.argmax())
        best = max(best, (float(heap[found]), float(slope), float(found + lowest - slope * middle)))
    _, slope, start = best
    near = np.abs(slope * columns + start - rows) <= max(1.0, _thinnest(of_run) / 2)
    if np.ptp(columns[near]) < of_run.shape[1] / 2:
        return slope, start
    slope, start = np.polyfit(columns[near], rows[near], 1, w=dark[near])
    return float(slope), float(start)


def _thinnest(of_run: Mask) -> float:
    """Height in pixels of a run where it is thin: what touches it makes it thick in places."""
    return float(np.percentile(of_run.sum(axis=0), 25))


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
    return np.asarray(contrast >= _EVEN * np.percentile(contrast, 60))


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


def _holding(runs: list[_Run], others: list[_Run]) -> list[_Run]:
    """The runs that cross two others or more, or one and the page's cut, without what they overshoot by."""
    held = []
    for run in runs:
        rule = run.rule
        along = [other.rule.at for other in others if other.rule.start - _REACH <= rule.at <= other.rule.end + _REACH]
        met = [at for at in along if rule.start - _REACH <= at <= rule.end + _REACH]
        start, end = min(met, default=rule.end), max(met, default=rule.start)
        # A page's edge cuts a table: many rules end there together, on none, and none is beyond. Else it is a line of
        # characters, each of which has a stroke in line with a rule.
        if min(along, default=start) >= start and _many_end(runs, lambda other: other.start, rule.start):
            start = rule.start
        if max(along, default=end) <= end and _many_end(runs, lambda other: other.end, rule.end):
            end = rule.end
        if met and end - start >= 2 * _REACH:
            held.append(replace(run, rule=Rule(rule.at, max(rule.start, start), min(rule.end, end))))
    return held


def _many_end(runs: list[_Run], end: Callable[[Rule], float], at: float) -> bool:
    return sum(abs(end(run.rule) - at) <= _REACH for run in runs) >= _MANY
