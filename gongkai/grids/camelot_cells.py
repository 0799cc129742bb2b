"""Boxes of a camelot Table from the edge flags of its cells: merged cells joined, undrawn ones left out."""

from __future__ import annotations

from typing import Any

_Slot = tuple[int, int, int, int]
#: camelot's own tolerance for a rule that misses a joint, in points.
_REACH = 2.5


class _Edges:
    """Drawn edges of a Table.

    Inside the table they are camelot's flags. Its outer edges camelot sets whether drawn or not, so there the rules
    that it found decide.
    """

    def __init__(self, table: Any, goes_on: bool) -> None:
        self._table, self._goes_on = table, goes_on
        self._vertical, self._horizontal = table._segments
        self.n_rows, self.n_cols = len(table.rows), len(table.cols)

    def left(self, row: int, col: int) -> bool:
        """Whether the edge left of a slot is drawn; ``col`` may be n_cols, for the right edge of the last."""
        cells = self._table.cells[row]
        if 0 < col < self.n_cols:
            return bool(cells[col].left or cells[col - 1].right)
        x = cells[0].x1 if col == 0 else cells[-1].x2
        low, high = cells[0].y1, cells[0].y2
        return any(
            abs(x0 - x) <= _REACH and min(y0, y1) <= low + _REACH and max(y0, y1) >= high - _REACH
            for x0, y0, _, y1 in self._vertical
        )

    def top(self, row: int, col: int) -> bool:
        """Whether the edge above a slot is drawn; ``row`` may be n_rows, for the lower edge of the last."""
        if 0 < row < self.n_rows:
            return bool(self._table.cells[row][col].top or self._table.cells[row - 1][col].bottom)
        cell = self._table.cells[min(row, self.n_rows - 1)][col]
        along = self._along(row)
        if any(start <= cell.x1 + _REACH and end >= cell.x2 - _REACH for start, end in along):
            return True
        is_open = self._goes_on and row == self.n_rows
        if self._crosses_table(along) and not is_open:
            return False
        # No rule at all along this side, or the table goes on: a page break left the row open, and its end closes it.
        inner = min(row, self.n_rows - 1)
        return self.left(inner, 0) and self.left(inner, self.n_cols)

    def is_open(self, row: int) -> bool:
        """Whether no rule at all is drawn along the upper (``row`` 0) or lower (n_rows) side of the table."""
        return not self._crosses_table(self._along(row))

    def _along(self, row: int) -> list[tuple[float, float]]:
        """Rules along an outer side: left and right end of each."""
        cell = self._table.cells[min(row, self.n_rows - 1)][0]
        y = cell.y2 if row == 0 else cell.y1
        return [(min(x0, x1), max(x0, x1)) for x0, y0, x1, _ in self._horizontal if abs(y0 - y) <= _REACH]

    def _crosses_table(self, rules: list[tuple[float, float]]) -> bool:
        cells = self._table.cells[0]
        return any(end > cells[0].x1 + _REACH and start < cells[-1].x2 - _REACH for start, end in rules)


def open_sides(table: Any) -> tuple[bool, bool]:
    """Whether the page's end alone closes a table above, and below: no rule is drawn there."""
    edges = _Edges(table, goes_on=False)
    return edges.is_open(0), edges.is_open(edges.n_rows)


def boxes(table: Any, goes_on: bool = False) -> list[_Slot]:
    """(row, col, rowspan, colspan) of every drawn box, in reading order. goes_on: on the next page.

    From each upper left corner the box grows right and down to the next drawn edge; it is one when all its sides are
    drawn and nothing is drawn inside.
    """
    edges = _Edges(table, goes_on)
    found: list[_Slot] = []
    for row in range(edges.n_rows):
        for col in range(edges.n_cols):
            if edges.left(row, col) and edges.top(row, col):
                slot = (row, col, _height(edges, row, col), _width(edges, row, col))
                if _is_closed(edges, *slot) and _is_whole(edges, *slot):
                    found.append(slot)
    return found


def _width(edges: _Edges, row: int, col: int) -> int:
    width = 1
    while col + width < edges.n_cols and not edges.left(row, col + width):
        width += 1
    return width


def _height(edges: _Edges, row: int, col: int) -> int:
    height = 1
    while row + height < edges.n_rows and not edges.top(row + height, col):
        height += 1
    return height


def _is_closed(edges: _Edges, row: int, col: int, height: int, width: int) -> bool:
    return all(edges.left(r, c) for r in range(row, row + height) for c in (col, col + width)) and all(
        edges.top(r, c) for c in range(col, col + width) for r in (row, row + height)
    )


def _is_whole(edges: _Edges, row: int, col: int, height: int, width: int) -> bool:
    return not any(edges.left(r, c) for r in range(row, row + height) for c in range(col + 1, col + width)) and not any(
        edges.top(r, c) for r in range(row + 1, row + height) for c in range(col, col + width)
    )
