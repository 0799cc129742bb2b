"""Numbers that no cell accounts for: where one stands in a table's grid, a box that is blank may have lost it.

Strict interpretation: every number of an official table is mapped or told of. One that stands under no header, beside
no label or in no box that shows it (a workbook whose record was moved by damage, a page with a tag too few) is the
number of nobody, so a blank cell of the form on the same grid proves nothing: it is not *sound*, and its table is held
where no identity shows that nothing is missing. Of media without pages alone: on a page two readers look at the ink.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from gongkai.align.model import AlignedTable, Value
from gongkai.align.numbers import BLANK, is_number, parse, squeeze
from gongkai.grids.model import UNREAD, Cell, Grid


def with_doubted_blanks(
    tables: Sequence[tuple[AlignedTable, frozenset[int]]], grids: Sequence[Grid]
) -> list[AlignedTable]:
    """The tables, each given with the numbers of its grids; blank cells not sound where a number there is nobody's."""
    if not any(_is_empty(value) for table, _ in tables for value in table.values):
        return [table for table, _ in tables]
    told = {value.place for table, _ in tables for value in table.values if value.label is None or value.sound}
    used = frozenset[int]().union(*(own for _, own in tables))
    doubted = {index for index in used if grids[index].page is None and any(_strays(grids[index], told))}
    return [_doubted(table) if own & doubted else table for table, own in tables]


def _strays(grid: Grid, told: set[str | None]) -> Iterator[Cell]:
    """Boxes with a number that is nobody's, or with ink that may be one; the numbers of numbered rows left out."""
    by_column: dict[int, list[Cell]] = {}
    for cell in grid.cells:
        # Readers put it on a line of its own where all that gave no text may be a number of another box.
        if cell.text.split("\n")[-1] == UNREAD:
            yield cell
        elif cell.place not in told and is_number(cell.text):
            by_column.setdefault(cell.col, []).append(cell)
    for cells in by_column.values():
        if not _is_serial(cells):
            yield from cells


def _is_serial(cells: Sequence[Cell]) -> bool:
    """Whether boxes below each other count rows: 1, 2, 3 …, from 1 again in each table."""
    values = [parse(cell.text, wraps=False).value for cell in cells]
    return (
        len(values) > 1
        and values[0] == 1
        and all(after == 1 or (before is not None and after == before + 1) for before, after in pairwise(values))
    )


def _doubted(table: AlignedTable) -> AlignedTable:
    values = (value._replace(sound=False) if _is_empty(value) else value for value in table.values)
    return replace(table, values=tuple(values))


def _is_empty(value: Value) -> bool:
    """Whether it is a cell of the form with nothing in its box, not even a sign for none."""
    return value.number is BLANK and value.label is None and not squeeze(value.raw)
