"""Which of a page's lines make its tables: pure geometry, y downwards, the same whoever read the lines.

Rules that stand in pairs (each box with a frame of its own, a thick and a thin rule) are one rule in the middle. Edges
of filled boxes count where they close what drawn rules leave open, and where no rule makes a table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from gongkai.grids import open_sides
from gongkai.grids.cut_boxes import drawn_out
from gongkai.grids.drawn import Paths
from gongkai.grids.model import Box
from gongkai.grids.ruled import MAX_PAIRS, Rule, RuledTable, crossing, merged, tables

#: Two rules this near to each other have no row or column between them, in points: no number could be read there.
_PAIR = 6.5
#: All that is one line together is no wider than this, in points.
_WIDEST = 8.0
#: Rules are on one line whose places differ by no more than printing does, in points.
_ALIKE = 0.5
#: A border of rows that one box alone has runs over at least this part of the table's width.
_BORDER = 0.25
#: By so much may a rule miss the one that it meets, or one box be off another, in points.
_MEETS = 2.5
#: An end this near to a rule that it runs towards reaches it, in points: LibreOffice ends 3.75 before a double border.
_REACHES = 4.5


class _Line(NamedTuple):
    """Rules on one line: its place, half the width that they take up together, their spans."""

    at: float
    half: float
    spans: list[tuple[float, float]]


Rules = tuple[list[Rule], list[Rule]]


def of_tables(paths: Paths) -> Rules:
    """(horizontal, vertical) rules of a page's tables."""
    drawn = _single(paths.horizontal, paths.vertical)
    if not (paths.box_horizontal or paths.box_vertical):
        return drawn
    found = tables(*drawn)
    if not found:
        return _of_filled(paths)
    both = _single([*paths.horizontal, *paths.box_horizontal], [*paths.vertical, *paths.box_vertical])
    closed = _without_prose(both, [table.bounds for table in found])
    return closed if _only_adds(_boxes(found), _boxes(tables(*closed))) else drawn


def _single(horizontal: Iterable[Rule], vertical: Iterable[Rule]) -> Rules:
    """Rules by table: those of a pair put on the line in its middle, and all drawn out to those that they nearly meet.

    Rules that cross no other are no part of any table.
    """
    across, down = merged(horizontal, _ALIKE), merged(vertical, _ALIKE)
    if len(across) * len(down) > MAX_PAIRS:
        return [], []
    found: Rules = ([], [])
    for own_across, own_down in open_sides.closed(crossing(across, down, _PAIR, least=1)):
        level, upright = map(_on_middles, drawn_out(own_across, own_down))
        borders = list(_meeting(level, upright))
        found[0].extend(borders)
        found[1].extend(_within(list(_meeting(upright, level)), borders))
    return found


def _within(down: Sequence[Rule], across: Sequence[Rule]) -> list[Rule]:
    """Upright rules without what runs on beyond the first or last rule across, where the outer ones both do not.

    Where both do a page cut a row, and its end closes the row.
    """
    if not (down and across):
        return list(down)
    outer = {min(rule.at for rule in down), max(rule.at for rule in down)}
    first, last = min(rule.at for rule in across), max(rule.at for rule in across)
    is_cut_above = outer <= {rule.at for rule in down if rule.start < first - _PAIR}
    is_cut_below = outer <= {rule.at for rule in down if rule.end > last + _PAIR}
    inner = [
        Rule(
            rule.at,
            rule.start if is_cut_above else max(rule.start, first),
            rule.end if is_cut_below else min(rule.end, last),
        )
        for rule in down
    ]
    return [rule for rule in inner if rule.start < rule.end]


def _on_middles(rules: Iterable[Rule]) -> list[_Line]:
    lines: list[list[Rule]] = []
    for rule in merged(rules):
        if lines and rule.at - lines[-1][-1].at <= _PAIR and rule.at - lines[-1][0].at <= _WIDEST:
            lines[-1].append(rule)
        else:
            lines.append([rule])
    return [_line(line) for line in lines]


def _line(rules: Sequence[Rule]) -> _Line:
    first, last = rules[0].at, rules[-1].at
    return _Line((first + last) / 2, (last - first) / 2, [(rule.start, rule.end) for rule in rules])


def _meeting(lines: Sequence[_Line], others: Sequence[_Line]) -> Iterator[Rule]:
    """Rules with ends that nearly meet another one moved onto it."""
    for line in lines:
        moved = [(_met(start, line, others), _met(end, line, others)) for start, end in line.spans]
        yield from merged(Rule(line.at, start, end) for start, end in moved if start < end)


def _met(end: float, line: _Line, others: Sequence[_Line]) -> float:
    """The place of the line that is nearest to an end of ``line``; the end where none is near."""
    near = [
        other.at
        for other in others
        if abs(other.at - end) <= other.half + _REACHES
        and any(start - line.half - _MEETS <= line.at <= stop + line.half + _MEETS for start, stop in other.spans)
    ]
    return min(near, key=lambda place: abs(place - end), default=end)


def _boxes(found: Iterable[RuledTable]) -> list[Box]:
    return [table.box(slot) for table in found for slot in table.boxes]


def _only_adds(boxes: Sequence[Box], more: Sequence[Box]) -> bool:
    """Whether there are more boxes than before and each of those before is still there."""
    if len(more) <= len(boxes):
        return False
    on_line: dict[int, list[Box]] = defaultdict(list)
    for box in more:
        on_line[round(box[1] / _PAIR)].append(box)
    return all(
        any(_is_same(box, other) for near in (-1, 0, 1) for other in on_line[round(box[1] / _PAIR) + near])
        for box in boxes
    )


def _is_same(box: Box, other: Box) -> bool:
    return all(abs(first - second) <= _PAIR for first, second in zip(box, other, strict=True))


def _of_filled(paths: Paths) -> Rules:
    """Rules of tables that filled boxes alone make (white ones on grey)."""
    return _without_prose(_single(_borders(paths.box_horizontal, paths.box_vertical), paths.box_vertical))


def _without_prose(rules: Rules, drawn: Sequence[Box] = ()) -> Rules:
    """Rules without those of shaded prose: one column of filled boxes, a line a box, apart from all drawn tables."""
    prose = [
        (x0, y0, x1, y1)
        for x0, y0, x1, y1 in (table.bounds for table in tables(*rules) if min(table.shape) == 1)
        if not any(x0 < right and left < x1 and y0 < lower and upper < y1 for left, upper, right, lower in drawn)
    ]
    across, down = rules
    return (
        [
            rule
            for rule in across
            if not any(y0 <= rule.at <= y1 and _overlap(rule, x0, x1) for x0, y0, x1, y1 in prose)
        ],
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
