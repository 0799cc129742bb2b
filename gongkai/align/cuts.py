"""Rows that a page's end cut in two, made one again before a table without identities takes them for two.

A cut row leaves digits on both pages: the half of a number that stands beside the label would be taken for all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from gongkai.align.model import Row
from gongkai.align.numbers import is_number, squeeze
from gongkai.grids.model import Cell

#: Ink that no reading accepts: what is missing of a number.
_MISSING = "\ufffd"

#: (grid, row, column) of a cell.
_Key = tuple[int, int, int]


def whole(rows: Sequence[Row], is_piece: Callable[[Row], bool], is_cut: Callable[[Row, Row], bool]) -> list[Row]:
    """Rows in reading order, two halves of a row one row that is marked ``glued``.

    Where nothing tells which boxes of the halves belong together both stay, their numbers unreadable.
    is_piece: whether a row may be a half, headers are not. is_cut: whether two rows are the halves of one.
    """
    texts: dict[_Key, str] = {}
    glued: set[tuple[int, int]] = set()
    gone: set[tuple[int, int]] = set()
    for upper, lower in _at_page_ends(rows, is_piece):
        if not is_cut(upper, lower):
            continue
        joined = _joined(upper, lower)
        if joined is None:
            texts |= {_key(row, cell): _spoilt(cell.text) for row in (upper, lower) for cell in row.own}
        else:
            texts |= joined
            glued.add((upper.grid_index, upper.index))
            gone.add((lower.grid_index, lower.index))
    if not texts:
        return list(rows)
    grids = {
        row.grid_index: replace(
            row.grid,
            cells=tuple(c._replace(text=texts.get((row.grid_index, c.row, c.col), c.text)) for c in row.grid.cells),
        )
        for row in rows
    }
    return [
        replace(row, grid=grids[row.grid_index], glued=(row.grid_index, row.index) in glued)
        for row in rows
        if (row.grid_index, row.index) not in gone
    ]


def begins_page(before: Row, row: Row) -> bool:
    """Whether a page ends between two rows; never in a medium without pages."""
    return before.page is not None and row.page is not None and before.page < row.page


def _at_page_ends(rows: Sequence[Row], is_piece: Callable[[Row], bool]) -> Iterator[tuple[Row, Row]]:
    """The last row of each page with the first one of the next."""
    last: Row | None = None
    for row in rows:
        if not is_piece(row):
            continue
        if last is not None and begins_page(last, row):
            yield last, row
        last = row


def _joined(upper: Row, lower: Row) -> dict[_Key, str] | None:
    """Texts of the upper half's boxes with what stands below them; None where the boxes are others."""
    own = {(cell.col, cell.colspan) for cell in upper.own}
    below = {(cell.col, cell.colspan): cell.text for cell in lower.own if squeeze(cell.text)}
    if upper.grid is not lower.grid or not below.keys() <= own:
        return None
    return {
        _key(upper, cell): "\n".join(
            text for text in (cell.text, below.get((cell.col, cell.colspan), "")) if squeeze(text)
        )
        for cell in upper.own
    }


def _spoilt(text: str) -> str:
    return f"{text}\n{_MISSING}" if is_number(text) else text


def _key(row: Row, cell: Cell) -> _Key:
    return row.grid_index, cell.row, cell.col
