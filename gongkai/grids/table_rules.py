"""Which of a page's lines make its tables: pure geometry, the same whoever read the lines.

Rules that stand in pairs (each box with a frame of its own, a thick and a thin rule) are one rule in the middle. Edges of
filled boxes count where they close what drawn rules leave open, and where no rule makes a table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from gongkai.grids.drawn import Paths
from gongkai.grids.model import Box
from gongkai.grids.ruled import Rule, RuledTable, merged, tables

#: Two rules this near to each other have no row or column between them, in points: no number could be read there.
_PAIR = 4.5
#: A border of rows that one box alone has runs over at least this part of the table's width.
_BORDER = 0.25
#: By so much may a rule miss the one that it meets, or one box be off another, in points.
_MEETS = 2.5

Rules = tuple[list[Rule], list[Rule]]


def of_tables(paths: Paths) -> Rules:
    """(horizontal, vertical) rules of a page's tables."""
    drawn = (single(paths.horizontal), single(paths.vertical))
    if not (paths.box_horizontal or paths.box_vertical):
        return drawn
    found = tables(*drawn)
    if not found:
        return _of_filled(paths)
    closed = (
        single([*paths.horizontal, *paths.box_horizontal]),
        single([*paths.vertical, *paths.box_vertical]),
    )
    return closed if _only_adds(_boxes(found), _boxes(tables(*closed))) else drawn


def single(rules: Iterable[Rule]) -> list[Rule]:
    """Rules with those of a pair put on the line in its middle."""
    found: list[Rule] = []
    for group in _pairs(merged(rules)):
        middle = (group[0].at + group[-1].at) / 2
        found += [replace(rule, at=middle) for rule in group]
    return merged(found)


def _pairs(rules: Sequence[Rule]) -> list[list[Rule]]:
    groups: list[list[Rule]] = []
    for rule in rules:
        if groups and rule.at - groups[-1][0].at <= _PAIR:
            groups[-1].append(rule)
        else:
            groups.append([rule])
    return groups


def _boxes(found: Iterable[RuledTable]) -> list[Box]:
    return [table.box(slot) for table in found for slot in table.boxes]


def _only_adds(boxes: Sequence[Box], more: Sequence[Box]) -> bool:
    """Whether there are more boxes than before and each of those before is still there."""
    if len(more) <= len(boxes):
        return False
    on_line: dict[int, list[Box]] = defaultdict(list)
    for box in more:
        on_line[round(box[1] / _MEETS)].append(box)
    return all(
        any(_is_same(box, other) for near in (-1, 0, 1) for other in on_line[round(box[1] / _MEETS) + near])
        for box in boxes
    )


def _is_same(box: Box, other: Box) -> bool:
    return all(abs(first - second) <= _MEETS for first, second in zip(box, other, strict=True))


def _of_filled(paths: Paths) -> Rules:
    """Rules of tables that filled boxes alone make (white ones on grey). One column of them is prose, a line a box."""
    across = single(_borders(paths.box_horizontal, paths.box_vertical))
    down = single(paths.box_vertical)
    prose = [table.bounds for table in tables(across, down) if min(table.shape) == 1]
    return (
        [rule for rule in across if not any(y0 <= rule.at <= y1 and _overlap(rule, x0, x1) for x0, y0, x1, y1 in prose)],
        [rule for rule in down if not any(x0 <= rule.at <= x1 and _overlap(rule, y0, y1) for x0, y0, x1, y1 in prose)],
    )


def _overlap(rule: Rule, start: float, end: float) -> bool:
    return rule.start < end and start < rule.end


def _borders(horizontal: Iterable[Rule], vertical: Iterable[Rule]) -> list[Rule]:
    """The edges of filled boxes without those at which a single narrow box ends: they part no rows.

    A box over several rows that a page's end cut is filled too short on the page after it (Chromium).
    """
    down = merged(vertical)
    kept: list[Rule] = []
    for at, rules in groupby(merged(horizontal), key=lambda rule: rule.at):
        line = list(rules)
        meeting = [rule for rule in down if rule.start <= at + _MEETS and rule.end >= at - _MEETS]
        crossing = [rule.at for rule in meeting if rule.start < at - _MEETS and rule.end > at + _MEETS]
        width = max(crossing) - min(crossing) if crossing else 0.0
        boxes = sum(len({v.at for v in meeting if _covers(rule, v.at)}) - 1 for rule in line)
        if boxes > 1 or sum(rule.end - rule.start for rule in line) >= _BORDER * width:
            kept.extend(line)
    return kept


def _covers(rule: Rule, at: float) -> bool:
    return rule.start - _MEETS <= at <= rule.end + _MEETS
