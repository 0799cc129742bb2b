"""Drawn rules in the picture of a page: runs of ink that end on others or cross many, and the tables that they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gongkai.grids import scan_bends, scan_runs
from gongkai.grids.places import on_page
from gongkai.grids.raster import Mask
from gongkai.grids.ruled import Rule, RuledTable, tables
from gongkai.grids.scan_page import StraightPage
from gongkai.grids.scan_runs import LEVEL, LEVEL_TRACE, UPRIGHT, UPRIGHT_TRACE, Labelled, Run

#: No table is narrower or lower than this, in points.
_LEAST_WIDTH, _LEAST_HEIGHT = 72.0, 12.0
#: A rule may miss the one it meets by so much, in points.
_REACH = 1.5
#: Borders of the same row are no farther from one line, in points.
_IN_LINE = 2.0
#: Sides of a column.
_SIDES = 2
#: The halves of a table that a page's end cuts are as wide, but for so much, in points.
_AS_WIDE = 4.0
#: So many rules that end alike are cut by the page.
_MANY = 4


@dataclass(frozen=True)
class PageRules:
    """tables: in points. mask: pixels of all rules that were kept. level, upright: these rules."""

    tables: tuple[RuledTable, ...]
    mask: Mask
    level: tuple[Rule, ...]
    upright: tuple[Rule, ...]


def find(page: StraightPage) -> tuple[StraightPage, PageRules]:
    """A page, made flat where it is bent, and its ruled tables."""
    level, upright = scan_runs.both(page)
    bent = scan_bends.bend(
        page, scan_runs.traces(page, *level, LEVEL_TRACE), scan_runs.traces(page, *upright, UPRIGHT_TRACE)
    )
    if bent is not None:
        page = scan_bends.flattened(page, bent)
        level, upright = scan_runs.both(page)
    return page, _ruled(page, level, upright)


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


def _ruled(page: StraightPage, of_level: Labelled, of_upright: Labelled) -> PageRules:
    (level_labels, level), (upright_labels, upright) = of_level, of_upright
    while True:
        kept_level = _holding(level, upright)
        kept_upright = _holding(upright, kept_level)
        if kept_level == level and kept_upright == upright:
            break
        level, upright = kept_level, kept_upright
    level = _without_lone(level, upright)
    across, down = (tuple(run.rule for run in runs) for runs in (level, upright))
    mask = _mask(page, level_labels, level) | _mask(page, upright_labels, upright).T
    return PageRules(_tables(page, across, down), mask, across, down)


def _shown(page: StraightPage, table: RuledTable) -> RuledTable:
    """A table without the boxes that the picture's edge cuts, numbers in them perhaps too."""
    height, width = (side / page.scale for side in page.pixels.shape)
    return replace(table, boxes=tuple(box for box in table.boxes if on_page(table.box(box), width, height)))


def _mask(page: StraightPage, labels: NDArray[np.int32], runs: list[Run]) -> Mask:
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
    return x1 - x0 >= _LEAST_WIDTH and y1 - y0 >= _LEAST_HEIGHT and width >= LEVEL and height >= UPRIGHT


def _holding(runs: list[Run], others: list[Run]) -> list[Run]:
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


def _without_lone(level: list[Run], upright: list[Run]) -> list[Run]:
    """The level runs without those across one column alone, in line with no other: strokes of digits that fill a box.

    A border between two rows of boxes goes on in other columns.
    """
    return [run for run in level if not _is_lone(run.rule, [other.rule for other in level], upright)]


def _is_lone(rule: Rule, others: list[Rule], upright: list[Run]) -> bool:
    crossed = [other.rule.at for other in upright if other.rule.start <= rule.at <= other.rule.end]
    inside = [at for at in crossed if rule.start - _REACH <= at <= rule.end + _REACH]
    beside = [at for at in crossed if at not in inside]
    goes_on = any(other is not rule and abs(other.at - rule.at) <= _IN_LINE for other in others)
    return len(inside) == _SIDES and bool(beside) and not goes_on


def _many_end(runs: list[Run], end: Callable[[Rule], float], at: float) -> bool:
    return sum(abs(end(run.rule) - at) <= _REACH for run in runs) >= _MANY
