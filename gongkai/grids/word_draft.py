"""A table put together from words, page by page; its columns get their edges when all of it is known."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from gongkai.grids.model import Box, Cell, Grid
from gongkai.grids.pieces import Piece
from gongkai.grids.places import page_place, rounded
from gongkai.grids.word_columns import Span, assign

#: Around the outermost ink, in points.
_MARGIN = 2.0
#: Edges nearer to each other than this are one, in points.
_SAME = 2.0


@dataclass
class Block:
    """Columns of values under one row of heads; extents: [left, right] of the ink in each, from left to right."""

    extents: list[list[float]]

    def spans(self, values: Sequence[Piece]) -> list[Span]:
        """Columns of some values (:func:`word_columns.assign`); what stands in one column widens it."""
        found = assign([(left, right) for left, right in self.extents], values)
        for value, (first, last) in zip(values, found, strict=True):
            if first == last:
                self.extents[first][0] = min(self.extents[first][0], value.left)
                self.extents[first][1] = max(self.extents[first][1], value.right)
        return found


@dataclass
class DraftCell:
    """A cell by its rows and columns on a page: label columns first, then those of ``block`` (None: labels only)."""

    row: int
    rowspan: int
    col: int
    colspan: int
    text: str
    block: Block | None


@dataclass
class DraftPage:
    """The part of a table on one page: top and bottom of the ink of each row, and the cells."""

    number: int
    rows: list[tuple[float, float]] = field(default_factory=list)
    cells: list[DraftCell] = field(default_factory=list)

    def add_row(self, top: float, bottom: float) -> int:
        """Number of a new row below all others."""
        self.rows.append((top, bottom))
        return len(self.rows) - 1

    def edges(self) -> list[float]:
        """y of the borders of rows, half way between the ink of one and the next; one more than rows."""
        found = [self.rows[0][0] - _MARGIN]
        for (_, bottom), (top, _) in itertools.pairwise(self.rows):
            found.append(max((bottom + top) / 2, found[-1] + 0.1))
        return [*found, max(self.rows[-1][1] + _MARGIN, found[-1] + 0.1)]


@dataclass
class Draft:
    """A table. labels: x of the leftmost ink in each label column, infinite where none is printed."""

    labels: list[float]
    blocks: list[Block] = field(default_factory=list)
    pages: list[DraftPage] = field(default_factory=list)

    def on(self, page: int) -> DraftPage:
        """The table's part on a page, made when it is first asked for."""
        if not self.pages or self.pages[-1].number != page:
            self.pages.append(DraftPage(page))
        return self.pages[-1]

    def grids(self, reader: str) -> list[Grid]:
        """One Grid a page, their columns the same on all."""
        label_edges, block_edges = self._edges()
        xs = _distinct([x for edges in (label_edges, *block_edges) for x in edges])
        return [self._grid(page, reader, xs, label_edges, block_edges) for page in self.pages if page.rows]

    def _edges(self) -> tuple[list[float], list[list[float]]]:
        """x of the borders of label columns, and of each block's columns."""
        blocks = [[(left, right) for left, right in block.extents] for block in self.blocks]
        first = min(extents[0][0] for extents in blocks)
        last = max(extents[-1][1] for extents in blocks) + _MARGIN
        start = first - _MARGIN
        label_edges = _rising([*(left - _MARGIN for left in self.labels if left < first), start])
        label_edges = [label_edges[0] - _MARGIN] * (len(self.labels) + 1 - len(label_edges)) + label_edges
        label_edges = _rising(label_edges)
        return label_edges, [_rising([label_edges[-1], *_between(extents), last]) for extents in blocks]

    def _grid(
        self,
        page: DraftPage,
        reader: str,
        xs: Sequence[float],
        label_edges: Sequence[float],
        block_edges: Sequence[Sequence[float]],
    ) -> Grid:
        ys = page.edges()
        edges_of = {
            id(block): [*label_edges, *edges[1:]] for block, edges in zip(self.blocks, block_edges, strict=True)
        }
        cells = []
        for cell in sorted(page.cells, key=lambda c: (c.row, c.col)):
            edges = label_edges if cell.block is None else edges_of[id(cell.block)]
            x0, x1 = edges[cell.col], edges[min(cell.col + cell.colspan, len(edges) - 1)]
            box: Box = (x0, ys[cell.row], x1, ys[cell.row + cell.rowspan])
            first, last = _at(x0, xs), _at(x1, xs)
            place = page_place(page.number, box)
            cells.append(Cell(cell.row, first, cell.rowspan, last - first, cell.text, place, page.number, rounded(box)))
        bounds = (xs[0], ys[0], xs[-1], ys[-1])
        place = page_place(page.number, bounds)
        return Grid(tuple(cells), len(page.rows), len(xs) - 1, place, reader, page.number, box=rounded(bounds))


def _between(extents: Sequence[tuple[float, float]]) -> list[float]:
    return [(a[1] + b[0]) / 2 for a, b in itertools.pairwise(extents)]


def _rising(edges: Sequence[float]) -> list[float]:
    """Edges in order; overlapping ink leaves a column narrow, never turned round."""
    found = [edges[0]]
    for edge in edges[1:]:
        found.append(max(edge, found[-1] + _SAME + 0.1))
    return found


def _distinct(values: Sequence[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _SAME:
            found.append(value)
    return found


def _at(x: float, xs: Sequence[float]) -> int:
    """Number of the edge that an x was made one with: the last that is not right of it."""
    index = bisect_left(xs, x)
    return index if index < len(xs) and xs[index] == x else index - 1
