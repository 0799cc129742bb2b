"""Pieces of one table on following pages, made one grid again by the edges of their columns."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from gongkai.align.model import Row
from gongkai.grids.model import Box, Cell, Grid

#: Edges nearer to each other than this are one, in points; outer edges of two pieces differ by no more than twice that.
_SAME = 2.0
#: Edges of different pieces lie apart by no more than this: readers place them by all tables of a page at once.
_SHIFTED = 4.0
#: The columns beside such edges are so many times as wide as their distance at least.
_WIDER = 3.0


class _Edge(NamedTuple):
    """An edge of columns: the leftmost and the rightmost place that it has, and the pieces that have it."""

    first: float
    last: float
    pieces: frozenset[int]


def stitched(rows: Sequence[Row]) -> list[Row]:
    """The rows on one grid, columns numbered alike on all pages.

    As they are where there is but one grid, where a medium has no places, or where the pieces have other outer edges:
    nothing says then that their columns are the same.
    """
    pieces = {row.grid_index: row.grid for row in rows}
    if len(pieces) < 2 or None in [grid.box for grid in pieces.values()] or not _same_outer_edges(pieces.values()):
        return list(rows)
    boxes = [(row.grid_index, cell.box) for row in rows for cell in row.cells if cell.box is not None]
    if len(boxes) < sum(len(row.cells) for row in rows):
        return list(rows)
    edges = _joined(_clustered({(x, piece) for piece, box in boxes for x in (box[0], box[2])}))
    cells = _renumbered(rows, edges)
    if any(cell.colspan < 1 for cell in cells):
        return list(rows)
    first = rows[0]
    grid = Grid(tuple(cells), len(rows), len(edges) - 1, first.grid.place, first.grid.reader, first.grid.page)
    return [Row(grid, first.grid_index, index, is_rest=row.is_rest) for index, row in enumerate(rows)]


def _same_outer_edges(grids: Iterable[Grid]) -> bool:
    outer = [grid.box for grid in grids if grid.box is not None]
    return all(max(side) - min(side) <= 2 * _SAME for side in ([box[0] for box in outer], [box[2] for box in outer]))


def _clustered(places: Iterable[tuple[float, int]]) -> list[_Edge]:
    """(coordinate, piece) of all edges, those that are nearly the same made one, ascending."""
    found: list[_Edge] = []
    for x, piece in sorted(places):
        if found and x - found[-1].last <= _SAME:
            found[-1] = _Edge(found[-1].first, x, found[-1].pieces | {piece})
        else:
            found.append(_Edge(x, x, frozenset({piece})))
    return found


def _joined(edges: Sequence[_Edge]) -> list[float]:
    """Where the columns' edges are: of two near each other one, where no piece has both and wider columns lie beside.

    Between two edges of one piece there is a column; what no piece has is a column of none.
    """
    found: list[_Edge] = []
    for number, edge in enumerate(edges):
        before = found[-1] if found else None
        if before is None or before.pieces & edge.pieces or edge.last - before.first > _SHIFTED:
            found.append(edge)
            continue
        least = _WIDER * (edge.last - before.first)
        sides = [before.first - found[-2].last] if len(found) > 1 else []
        sides += [edges[number + 1].first - edge.last] if number + 1 < len(edges) else []
        if all(side >= least for side in sides):
            found[-1] = _Edge(before.first, edge.last, before.pieces | edge.pieces)
        else:
            found.append(edge)
    return [edge.first for edge in found]


def _renumbered(rows: Sequence[Row], edges: Sequence[float]) -> list[Cell]:
    """The cells that begin in the rows, by their numbers among these and by columns between the edges."""
    there = {(row.grid_index, row.index) for row in rows}
    column: dict[float, int] = {}
    cells = []
    for number, row in enumerate(rows):
        for cell in row.own:
            left, right = _edges(cell.box)
            for x in (left, right):
                if x not in column:
                    column[x] = _column(x, edges)
            height = cell.rowspan
            if height > 1:
                height = sum((row.grid_index, r) in there for r in range(cell.row, cell.row + height))
            width = column[right] - column[left]
            cells.append(Cell(number, column[left], height, width, cell.text, cell.place, cell.page, cell.box))
    return cells


def _column(x: float, edges: Sequence[float]) -> int:
    """Number of the edge nearest to x, the first of two as near; edges ascend."""
    after = bisect_left(edges, x)
    if after == 0 or (after < len(edges) and edges[after] - x < x - edges[after - 1]):
        return after
    return after - 1


def _edges(box: Box | None) -> tuple[float, float]:
    return (box[0], box[2]) if box is not None else (0.0, 0.0)
