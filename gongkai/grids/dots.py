"""Dotted rules: rows of dots that stand close to each other on a straight line, made lines."""

from __future__ import annotations

from collections.abc import Iterable

Point = tuple[float, float]

#: Dots of one rule leave its line by no more than this and stand no further apart, in points.
_STRAIGHT, _APART = 0.4, 4.0
#: Fewer dots than this are no rule.
_LEAST = 5


def dotted(dots: Iterable[Point]) -> list[tuple[Point, Point]]:
    """Lines from the first to the last dot of each row and each column of dots."""
    points = list(dots)
    across = [((start, y), (end, y)) for y, start, end in _runs(points)]
    down = [((x, start), (x, end)) for x, start, end in _runs([(y, x) for x, y in points])]
    return across + down


def _runs(points: list[Point]) -> list[tuple[float, float, float]]:
    """(y, first x, last x) of the rows of dots."""
    found: list[tuple[float, float, float]] = []
    level: list[Point] = []
    for point in sorted(points, key=lambda p: p[1]):
        if level and point[1] - level[0][1] > _STRAIGHT:
            found += _on_level(level)
            level = []
        level.append(point)
    return found + _on_level(level)


def _on_level(level: list[Point]) -> list[tuple[float, float, float]]:
    found: list[tuple[float, float, float]] = []
    run: list[float] = []
    for x in sorted(x for x, _ in level):
        if run and x - run[-1] > _APART:
            found += [(level[0][1], run[0], run[-1])] if len(run) >= _LEAST else []
            run = []
        run.append(x)
    return found + ([(level[0][1], run[0], run[-1])] if len(run) >= _LEAST else [])
