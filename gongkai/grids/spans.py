"""Where the cells of a marked-up table stand: row spans and column spans expanded to slots."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

#: No official table comes near this many slots; a larger one is a page's layout or an attack.
MAX_SLOTS = 50_000
#: A longer text in a cell means that the table lays out a page (the longest official label has under 60 characters).
MAX_CELL_TEXT = 400
_MAX_SPAN = 200
#: Of tables with no more cells it is remembered where they stand.
_MOST_KNOWN = 600
_FIGURES = re.compile(r"\s*\+?([0-9]+)")


class Placed(NamedTuple):
    """A cell's slot and spans."""

    row: int
    col: int
    rowspan: int
    colspan: int


def span(value: str | None) -> int:
    """A rowspan or colspan attribute as a number in 1..200; 1 for anything that is no number."""
    if value is None:
        return 1
    # As a browser reads it: the figures at its beginning.
    found = _FIGURES.match(value)
    return min(max(int(found[1]), 1), _MAX_SPAN) if found is not None and len(found[1]) < 9 else 1


def row_span(value: str | None, left: int) -> int:
    """A rowspan attribute as a number in 1..left, ``left`` the rows to the end of the group; 0 reaches to that end."""
    if value is None:
        return 1
    found = _FIGURES.match(value)
    return left if found is not None and int(found[1][:9]) == 0 else min(span(value), left)


#: Spans of a table's cells, row by row: of each (rowspan, colspan).
Spans = tuple[tuple[tuple[int, int], ...], ...]


def place(rows: Spans) -> tuple[tuple[Placed, ...], int]:
    """Slots of the cells of these spans, row by row in their order, and the number of columns.

    As a browser does it: a cell takes the first free slot of its row; a row span ends with the last row; a column span
    ends where a cell from above stands, so that no two cells cover one slot.
    Returns ((), 0) when the table would have more than MAX_SLOTS slots.
    """
    return _known_placed(rows) if sum(map(len, rows)) <= _MOST_KNOWN else _placed(rows)


def _placed(rows: Spans) -> tuple[tuple[Placed, ...], int]:
    taken: list[set[int]] = [set() for _ in rows]
    slots = 0
    placed: list[Placed] = []
    for row, cells in enumerate(rows):
        from_above = taken[row]
        col = 0
        for rowspan, colspan in cells:
            while col in from_above:
                col += 1
            width = height = 1
            while width < colspan and col + width not in from_above:
                width += 1
            if rowspan > 1:
                height = min(rowspan, len(rows) - row)
                for below in taken[row + 1 : row + height]:
                    below.update(range(col, col + width))
            slots += height * width
            if slots > MAX_SLOTS:
                return (), 0
            placed.append(Placed(row, col, height, width))
            col += width
    return tuple(placed), max((cell.col + cell.colspan for cell in placed), default=0)


#: Nearly all pages have the forms' tables, in a few shapes.
_known_placed = lru_cache(maxsize=1 << 7)(_placed)
