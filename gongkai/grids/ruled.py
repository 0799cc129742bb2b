"""From drawn rules to boxes: pure geometry, in points, origin top left.

A box is a rectangle of slots that drawn rules close on all sides. Where the rule between two slots is not drawn they
are one box; where a slot is open to the outside, or its shape is no rectangle, there is no box.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf
from typing import NamedTuple

from gongkai.grids.model import Box
from gongkai.grids.spans import MAX_SLOTS

#: Rules nearer to each other than this are one rule (a border drawn twice, by both cells), in points.
_SAME = 2.0
#: By so much may a rule miss the one it should meet, in points.
_REACH = 2.5
#: A row that a page cuts is at least this high, in points; less is a rule that overshoots.
_CUT_ROW = 6.0
#: More pairs of rules than this is a drawing, not a table.
MAX_PAIRS = 1_000_000


class Rule(NamedTuple):
    """A straight rule: at its constant coordinate, from start to end along the other axis."""

    at: float
    start: float
    end: float


class SlotBox(NamedTuple):
    """A box by its slots."""

    row: int
    col: int
    rowspan: int
    colspan: int


@dataclass(frozen=True)
class RuledTable:
    """xs, ys: coordinates of the column and row borders, ascending (one more than columns and rows).

    open_top, open_bottom: no rule is drawn along that side, the page's end alone closes it.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    boxes: tuple[SlotBox, ...]
    open_top: bool = False
    open_bottom: bool = False

    def box(self, slot: SlotBox) -> Box:
        """Coordinates of a box."""
        return (
            self.xs[slot.col],
            self.ys[slot.row],
            self.xs[slot.col + slot.colspan],
            self.ys[slot.row + slot.rowspan],
        )

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return (len(self.ys) - 1, len(self.xs) - 1)

    @property
    def bounds(self) -> Box:
        """Coordinates of the whole table."""
        return (self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])


def tables(horizontal: Iterable[Rule], vertical: Iterable[Rule], goes_on: bool = False) -> list[RuledTable]:
    """Tables of two boxes or more, from top to bottom. A rule that crosses no other is no part of any.

    goes_on: the lowest table goes on on the next page, so that the page closes the boxes along its lower side.
    """
    across, down = _joined(horizontal, _SAME), _joined(vertical, _SAME)
    if len(across) * len(down) > MAX_PAIRS:
        return []
    # Rules of two tables on (nearly) one line are two lines all the same.
    groups = [
        (merged(part for rule in rules for part in across[rule]), merged(part for rule in to for part in down[rule]))
        for rules, to in crossing([*across], [*down])
    ]
    lowest = max(groups, key=lambda group: max(rule.at for rule in group[0])) if goes_on and groups else None
    found = [_table([*rules, *_lower_side(rules, to)] if (rules, to) == lowest else rules, to) for rules, to in groups]
    return sorted((table for table in found if len(table.boxes) > 1), key=lambda table: (table.ys[0], table.xs[0]))


def merged(rules: Iterable[Rule], apart: float = _SAME) -> list[Rule]:
    """Rules on (nearly) one line made one where they overlap or nearly touch; all on one line get the same ``at``.

    apart: by how much two of them may differ in ``at``, in points.
    """
    return list(_joined(rules, apart))


def _joined(rules: Iterable[Rule], apart: float) -> dict[Rule, list[Rule]]:
    """The merged rules, each with those that it is made of."""
    lines: list[list[Rule]] = []
    for rule in sorted(rules):
        if lines and rule.at - lines[-1][-1].at <= apart:
            lines[-1].append(rule)
        else:
            lines.append([rule])
    return {rule: parts for line in lines for rule, parts in _joined_line(line)}


def _joined_line(line: list[Rule]) -> list[tuple[Rule, list[Rule]]]:
    if len(line) == 1:
        return [(line[0], line)]
    at = sum(rule.at for rule in line) / len(line)
    stretches: list[list[Rule]] = []
    end = -inf
    for rule in sorted(line, key=_along):
        if rule.start <= end + _SAME:
            stretches[-1].append(rule)
            end = max(end, rule.end)
        else:
            stretches.append([rule])
            end = rule.end
    return [(Rule(at, parts[0].start, max(part.end for part in parts)), parts) for parts in stretches]


def _along(rule: Rule) -> tuple[float, float]:
    return (rule.start, rule.end)


def crossing(
    across: Sequence[Rule], down: Sequence[Rule], reach: float = _REACH, least: int = 2
) -> list[tuple[list[Rule], list[Rule]]]:
    """Rules that cross each other, directly or through others, or miss it by at most ``reach``: a group a table.

    One rule across is enough: below a page's end it closes the rest of a row. least: upright rules of a group.
    """
    parent = list(range(len(across) + len(down)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for i, h in enumerate(across):
        for j, v in enumerate(down, start=len(across)):
            if h.start - reach <= v.at <= h.end + reach and v.start - reach <= h.at <= v.end + reach:
                parent[root(i)] = root(j)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for index, rule in enumerate([*across, *down]):
        groups.setdefault(root(index), ([], []))[index >= len(across)].append(rule)
    return [group for group in groups.values() if group[0] and len(group[1]) >= least]


def _closed_by_the_page(across: Sequence[Rule], down: Sequence[Rule]) -> list[Rule]:
    """The rules across, and one more where the upright ones run on beyond the first or last of them to one end.

    So a page break leaves a table: the rule between the last row of a page and the first of the next is drawn on one
    of them or on none. The outer rules on both sides must run on; a box that lacks one of them stays open.
    """
    xs, ys = [rule.at for rule in down], [rule.at for rule in across]
    above = {rule.at: rule.start for rule in down if rule.start < min(ys) - _CUT_ROW}
    below = {rule.at: rule.end for rule in down if rule.end > max(ys) + _CUT_ROW}
    added = [
        Rule(min(ends.values()), min(xs), max(xs))
        for ends in (above, below)
        if {min(xs), max(xs)} <= set(ends) and max(ends.values()) - min(ends.values()) <= _REACH
    ]
    return [*across, *added]


def _lower_side(across: Sequence[Rule], down: Sequence[Rule]) -> list[Rule]:
    """The whole lower side of a table, where the outer rules on both sides reach it."""
    side = max(rule.at for rule in across)
    left, right = min(rule.at for rule in down), max(rule.at for rule in down)
    reaching = {rule.at for rule in down if rule.end >= side - _REACH}
    return [Rule(side, left, right)] if {left, right} <= reaching else []


def _table(across: Sequence[Rule], down: Sequence[Rule]) -> RuledTable:
    drawn = [rule.at for rule in across]
    across = _closed_by_the_page(across, down)
    xs = tuple(sorted({rule.at for rule in down}))
    ys = tuple(sorted({rule.at for rule in across}))
    n_rows, n_cols = len(ys) - 1, len(xs) - 1
    if n_rows * n_cols > MAX_SLOTS:
        return RuledTable(xs, ys, ())
    # Edges: (line index, slot index along it).
    drawn_across = {(ys.index(at), c) for at, line in _by_place(across).items() for c in _covered(line, xs)}
    drawn_down = {(xs.index(at), r) for at, line in _by_place(down).items() for r in _covered(line, ys)}
    boxes: list[SlotBox] = []
    seen: set[tuple[int, int]] = set()
    for row in range(n_rows):
        for col in range(n_cols):
            if (row, col) in seen:
                continue
            region, closed = _region((row, col), n_rows, n_cols, drawn_across, drawn_down)
            seen |= region
            box = _rectangle(region)
            if closed and box is not None:
                boxes.append(box)
    ordered = tuple(sorted(boxes, key=lambda box: (box.row, box.col)))
    return RuledTable(xs, ys, ordered, open_top=ys[0] < min(drawn), open_bottom=ys[-1] > max(drawn))


def _by_place(rules: Iterable[Rule]) -> dict[float, list[Rule]]:
    """Rules on one line, by where it is."""
    found: dict[float, list[Rule]] = {}
    for rule in rules:
        found.setdefault(rule.at, []).append(rule)
    return found


def _covered(line: Sequence[Rule], borders: Sequence[float]) -> list[int]:
    """Slots along a line whose edge one of its rules covers from end to end."""
    return [
        slot
        for slot in range(len(borders) - 1)
        if any(rule.start <= borders[slot] + _REACH and rule.end >= borders[slot + 1] - _REACH for rule in line)
    ]


def _region(
    start: tuple[int, int], n_rows: int, n_cols: int, across: set[tuple[int, int]], down: set[tuple[int, int]]
) -> tuple[set[tuple[int, int]], bool]:
    """Slots reachable from one without crossing a drawn edge, and whether the outside is not."""
    region, todo, closed = {start}, [start], True
    while todo:
        row, col = todo.pop()
        for edge_drawn, to in (
            ((row, col) in across, (row - 1, col)),
            ((row + 1, col) in across, (row + 1, col)),
            ((col, row) in down, (row, col - 1)),
            ((col + 1, row) in down, (row, col + 1)),
        ):
            if edge_drawn or to in region:
                continue
            if 0 <= to[0] < n_rows and 0 <= to[1] < n_cols:
                region.add(to)
                todo.append(to)
            else:
                closed = False
    return region, closed


def _rectangle(region: set[tuple[int, int]]) -> SlotBox | None:
    if len(region) == 1:  # so are most
        return SlotBox(*next(iter(region)), 1, 1)
    rows, cols = [row for row, _ in region], [col for _, col in region]
    box = SlotBox(min(rows), min(cols), max(rows) - min(rows) + 1, max(cols) - min(cols) + 1)
    return box if box.rowspan * box.colspan == len(region) else None
