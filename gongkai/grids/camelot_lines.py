"""The lines that camelot makes tables of, told from its own layout of a page (playa's) as ``table_rules`` tells them.

camelot itself sees straight lines and rectangles alone, each edge as it stands: no double rules, no dots, no frames
with round corners, no boxes told by their colour.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal

from gongkai.grids import table_rules
from gongkai.grids.drawn import Drawing, Paths, Step, outlines
from gongkai.grids.model import Box

#: x0, y0, x1, y1 in points, origin bottom left: as camelot holds a line.
Line = tuple[float, float, float, float]
_KINDS: dict[str, Literal["move", "line", "close"]] = {"m": "move", "l": "line", "h": "close"}
#: A path is closed where it began, whatever the point.
_NOWHERE = (0.0, 0.0)


def found(layout: Any, path: type, container: type) -> tuple[list[Line], list[Line]]:
    """(horizontal, vertical) lines of a layout's tables. path, container: playa's types of paths and of containers."""
    across, down = table_rules.of_tables(_paths(layout, path, container))
    return (
        [(rule.start, -rule.at, rule.end, -rule.at) for rule in across],
        [(rule.at, -rule.end, rule.at, -rule.start) for rule in down],
    )


def _paths(layout: Any, path: type, container: type) -> Paths:
    """What a layout draws, y downwards from the page's lower edge."""
    drawing = Drawing()
    for item in _walked(layout, path, container):
        if item.stroke:
            for outline in outlines(_steps(item.original_path)):
                drawing.stroke(outline)
        elif item.fill and not drawing.fill_small(_turned(item)):
            for outline in outlines(_steps(item.original_path)):
                drawing.fill(outline)
    return drawing.paths()


def _walked(layout: Any, path: type, container: type) -> Iterator[Any]:
    for item in layout:
        if isinstance(item, path):
            yield item
        elif isinstance(item, container):
            yield from _walked(item, path, container)


def _steps(path: Sequence[Any]) -> Iterator[Step]:
    for operator, *points in path:
        x, y = points[-1] if points else _NOWHERE
        yield _KINDS.get(operator, "curve"), (x, -y)


def _turned(item: Any) -> Box:
    """Box of an item, y downwards."""
    x0, y0, x1, y1 = item.bbox
    return (x0, -y1, x1, -y0)
