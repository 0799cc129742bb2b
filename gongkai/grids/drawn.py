"""Lines that a page draws, whoever read its paths: strokes, thin fills, rows of dots, edges of filled boxes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gongkai.grids.dots import dotted
from gongkai.grids.model import Box
from gongkai.grids.ruled import Rule

#: A line that leaves its axis by more than this is no rule, in points.
_STRAIGHT = 0.7
#: A filled shape no thicker than this is a dot or a hair line, in points.
_THIN = 2.0

Point = tuple[float, float]
Segment = tuple[Point, Point]


@dataclass(frozen=True)
class Paths:
    """horizontal, vertical: rules as drawn. box_*: edges of filled boxes, which may close what the rules leave open.

    too_many: the page draws so many lines that it was given up (a map, not a table).
    """

    horizontal: tuple[Rule, ...] = ()
    vertical: tuple[Rule, ...] = ()
    box_horizontal: tuple[Rule, ...] = ()
    box_vertical: tuple[Rule, ...] = ()
    too_many: bool = False

    @property
    def is_ruled(self) -> bool:
        """Whether lines are drawn in both directions, as tables are made of."""
        return self.too_many or (
            bool(self.horizontal or self.box_horizontal) and bool(self.vertical or self.box_vertical)
        )


class Drawing:
    """What is drawn on a page, added outline by outline."""

    def __init__(self) -> None:
        self._strokes: list[Segment] = []
        self._boxes: list[Segment] = []
        self._dots: list[Point] = []

    def stroke(self, outline: Iterable[Segment]) -> None:
        """An outline drawn with a pen."""
        self._strokes.extend(outline)

    def fill_small(self, box: Box) -> bool:
        """A filled shape by the box around it; False where it is neither a dot nor a rule, and its outline counts."""
        x0, y0, x1, y1 = box
        if max(x1 - x0, y1 - y0) <= _THIN:
            self._dots.append(((x0 + x1) / 2, (y0 + y1) / 2))
        elif min(x1 - x0, y1 - y0) <= _THIN:
            self._strokes.append(_middle_line(box))
        else:
            return False
        return True

    def fill(self, outline: list[Segment]) -> None:
        """An outline that is filled: a rule where it is thin and long, else its edges."""
        box = bounds([point for segment in outline for point in segment])
        if min(box[2] - box[0], box[3] - box[1]) <= _THIN < max(box[2] - box[0], box[3] - box[1]):
            self._strokes.append(_middle_line(box))
        else:
            self._boxes.extend(outline)

    def paths(self) -> Paths:
        """All lines of the page."""
        return Paths(*_rules([*self._strokes, *dotted(self._dots)]), *_rules(self._boxes))


def bounds(points: list[Point]) -> Box:
    """Box around some points (at least one)."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return (min(xs), min(ys), max(xs), max(ys))


def _middle_line(box: Box) -> Segment:
    x0, y0, x1, y1 = box
    if x1 - x0 >= y1 - y0:
        return ((x0, (y0 + y1) / 2), (x1, (y0 + y1) / 2))
    return (((x0 + x1) / 2, y0), ((x0 + x1) / 2, y1))


def _rules(segments: Iterable[Segment]) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    horizontal: list[Rule] = []
    vertical: list[Rule] = []
    for (x0, y0), (x1, y1) in segments:
        if abs(y1 - y0) <= _STRAIGHT < abs(x1 - x0):
            horizontal.append(Rule((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
        elif abs(x1 - x0) <= _STRAIGHT < abs(y1 - y0):
            vertical.append(Rule((x0 + x1) / 2, min(y0, y1), max(y0, y1)))
    return tuple(horizontal), tuple(vertical)
