"""The lines that camelot makes tables of, told from its own layout of a page (playa's) by the rules of ``table_rules``.

camelot itself sees straight lines and rectangles alone, each edge as it stands: no double rules, no dots, no frames with
round corners, no boxes told by their colour.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from gongkai.grids import table_rules
from gongkai.grids.drawn import Drawing, Paths, Point, Segment
from gongkai.grids.ruled import Rule, merged

#: x0, y0, x1, y1 in points, origin bottom left: as camelot holds a line.
Line = tuple[float, float, float, float]
#: By so much may a rule miss the one that it meets, in points; camelot allows less.
_MEETS = 2.5
#: More pairs of lines than this are a drawing, not a table.
_MAX_PAIRS = 1_000_000


def found(layout: Any, path: type, container: type) -> tuple[list[Line], list[Line]]:
    """(horizontal, vertical) lines of a layout's tables. path, container: playa's types of drawn paths and of containers.

    None where so much is drawn that it is no table.
    """
    across, down = table_rules.of_tables(_paths(layout, path, container))
    if len(across) * len(down) > _MAX_PAIRS:
        return [], []
    return (
        [(rule.start, rule.at, rule.end, rule.at) for rule in _meeting(across, down)],
        [(rule.at, rule.start, rule.at, rule.end) for rule in _meeting(down, across)],
    )


def _paths(layout: Any, path: type, container: type) -> Paths:
    drawing = Drawing()
    for item in _walked(layout, path, container):
        outline = list(_outline(item.original_path))
        if item.stroke:
            drawing.stroke(outline)
        elif item.fill and outline and not drawing.fill_small(item.bbox):
            drawing.fill(outline)
    return drawing.paths()


def _walked(layout: Any, path: type, container: type) -> Iterator[Any]:
    for item in layout:
        if isinstance(item, path):
            yield item
        elif isinstance(item, container):
            yield from _walked(item, path, container)


def _outline(path: Sequence[Any]) -> Iterator[Segment]:
    """Straight segments of an outline; curves only move the pen."""
    start = pen = (0.0, 0.0)
    for operator, *points in path:
        to: Point = points[-1] if points else start
        if operator == "m":
            start = to
        elif operator in ("l", "h"):
            yield (pen, to)
        pen = to


def _meeting(rules: Sequence[Rule], others: Sequence[Rule]) -> list[Rule]:
    """Rules that nearly meet another one drawn out to it, or cut there."""
    return merged(Rule(rule.at, _met(rule.start, rule.at, others), _met(rule.end, rule.at, others)) for rule in rules)


def _met(end: float, at: float, others: Sequence[Rule]) -> float:
    near = [
        other.at
        for other in others
        if abs(other.at - end) <= _MEETS and other.start - _MEETS <= at <= other.end + _MEETS
    ]
    return min(near, key=lambda place: abs(place - end), default=end)
