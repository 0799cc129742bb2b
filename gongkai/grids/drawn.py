"""Lines that a page draws, whoever read its paths: strokes, thin fills, rows of dots, edges of filled boxes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from gongkai.grids.dots import dotted
from gongkai.grids.model import Box
from gongkai.grids.ruled import Rule

#: A line that leaves its axis by more than this is no rule, in points.
STRAIGHT = 0.7
#: A filled shape no thicker than this is a dot or a hair line, in points.
_THIN = 2.0
#: A thicker one is a rule as well where it is this thick at most and so many times as long, in points.
_THICK, _LONG = 4.0, 4.0
#: Corners of boxes are rounded off by no more than this, in points.
_ROUNDED = 12.0

Point = tuple[float, float]
Step = tuple[Literal["move", "line", "curve", "close"], Point]
Segment = tuple[Point, Point]


@dataclass(frozen=True)
class Paths:
    """horizontal, vertical: rules as drawn. box_*: edges of filled boxes, which may close what the rules leave open.

    too_many: the page draws so many lines that it was given up (a map, not a table).
    cuts: x of edges beyond which rules or frames run on and are not shown, nor is what stands there.
    """

    horizontal: tuple[Rule, ...] = ()
    vertical: tuple[Rule, ...] = ()
    box_horizontal: tuple[Rule, ...] = ()
    box_vertical: tuple[Rule, ...] = ()
    too_many: bool = False
    cuts: tuple[float, ...] = ()

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
        elif _is_rule(box):
            self._strokes.append(_middle_line(box))
        else:
            return False
        return True

    def fill(self, outline: list[Segment]) -> None:
        """An outline that is filled: a rule where it is thin and long, else its edges."""
        box = bounds([point for segment in outline for point in segment])
        if _is_rule(box):
            self._strokes.append(_middle_line(box))
        else:
            self._boxes.extend(outline)

    def paths(self) -> Paths:
        """All lines of the page."""
        return Paths(*_rules([*self._strokes, *dotted(self._dots)]), *_rules(self._boxes))


def outlines(steps: Iterable[Step]) -> Iterator[list[Segment]]:
    """Straight segments of each outline of a path. Curves only move the pen, but a rounded corner is one.

    steps: ``move``, ``line``, ``curve`` and ``close``, each with the point that it leads to.
    """
    outline: list[Segment] = []
    start = pen = (0.0, 0.0)
    is_curved = False
    for kind, point in steps:
        if kind == "move":
            if outline:
                yield outline
            outline, start, is_curved = [], point, False
        elif kind == "curve":
            is_curved = True
        else:
            to = start if kind == "close" else point
            segment = (pen, to)
            if is_curved and outline:
                outline += _corner(outline[-1], segment if pen != to else outline[0])
            outline.append(segment)
            is_curved = False
        pen = start if kind == "close" else point
    if outline:
        yield outline


def _corner(before: Segment, after: Segment) -> list[Segment]:
    """Both sides of a rounded corner drawn out to where they would meet; nothing where that is no right angle."""
    (x0, y0), (x1, y1) = before[1], after[0]
    for x, y, first, second in (
        (x0, y1, _is_upright(before), _is_level(after)),
        (x1, y0, _is_level(before), _is_upright(after)),
    ):
        if first and second and max(abs(x1 - x0), abs(y1 - y0)) <= _ROUNDED:
            return [((x0, y0), (x, y)), ((x, y), (x1, y1))]
    return []


def _is_level(segment: Segment) -> bool:
    (x0, y0), (x1, y1) = segment
    return abs(y1 - y0) <= STRAIGHT < abs(x1 - x0)


def _is_upright(segment: Segment) -> bool:
    (x0, y0), (x1, y1) = segment
    return abs(x1 - x0) <= STRAIGHT < abs(y1 - y0)


def bounds(points: list[Point]) -> Box:
    """Box around some points (at least one)."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return (min(xs), min(ys), max(xs), max(ys))


def _is_rule(box: Box) -> bool:
    """Whether a filled shape is thin enough to be a rule, and long enough."""
    wide, high = box[2] - box[0], box[3] - box[1]
    thickness, length = (wide, high) if wide < high else (high, wide)
    return thickness <= _THIN < length or (thickness <= _THICK and length >= _LONG * thickness)


def _middle_line(box: Box) -> Segment:
    x0, y0, x1, y1 = box
    if x1 - x0 >= y1 - y0:
        return ((x0, (y0 + y1) / 2), (x1, (y0 + y1) / 2))
    return (((x0 + x1) / 2, y0), ((x0 + x1) / 2, y1))


def _rules(segments: Iterable[Segment]) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
    horizontal: list[Rule] = []
    vertical: list[Rule] = []
    for segment in segments:
        (x0, y0), (x1, y1) = segment
        if _is_level(segment):
            horizontal.append(Rule((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
        elif _is_upright(segment):
            vertical.append(Rule((x0 + x1) / 2, min(y0, y1), max(y0, y1)))
    return tuple(horizontal), tuple(vertical)
