"""What the aligner gives: one reader's table with each cell of the form filled from a box, or marked as having none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gongkai.align.numbers import Number, parse, squeeze
from gongkai.forms.model import CellKey
from gongkai.grids.model import Cell, Grid

#: Unit of an amount and where it stands.
Unit = tuple[str | None, Literal["form", "header", "cell", "none"]]


#: A digit and the margins of a box, both at their widest (16 point type), in points.
_DIGIT, _MARGINS = 8.0, 12.0


def number_in(cell: Cell) -> Number:
    """What a box holds. Digits on two lines are one number only where the page may have broken it: in a narrow box."""
    return parse(cell.text, wraps=cell.page is not None and _is_narrow(cell))


def _is_narrow(cell: Cell) -> bool:
    """Whether one digit more than its first line has would not stand in a box, the type being large."""
    if cell.box is None:
        return True
    first = next((line for line in cell.text.split("\n") if squeeze(line)), "")
    return (len(squeeze(first)) + 1) * _DIGIT + _MARGINS >= cell.box[2] - cell.box[0]


@dataclass(frozen=True, slots=True)
class Value:
    """One cell of an aligned table.

    raw:    text of the box as printed; ``""`` where there is none.
    number: what the box holds; None where the form's cell has no box (``absent``).
    by:     ``label`` when row and column were found by their labels, ``position`` when one of them was not.
    sound:  False when glued over a page break, wrapped, placed by position or taken from an orphan row.
    label:  ``row label/column header`` of a cell that no form has (indicator ``local``), else None.
    """

    indicator: str
    applicant: str | None
    label: str | None
    raw: str
    number: Number | None
    unit: Unit
    by: Literal["label", "position"]
    sound: bool
    place: str | None

    @property
    def key(self) -> tuple[str, str | None, str | None]:
        """What tells the cells of one table apart."""
        return (self.indicator, self.applicant, self.label)


@dataclass(frozen=True)
class AlignedTable:
    """One official table as one reader saw it. ``first_row`` is its place in reading order: (grid, row)."""

    table: str
    form: str
    variant: str | None
    reader: str
    place: str
    values: tuple[Value, ...]
    unmapped: tuple[str, ...]
    order: tuple[int, int]

    @property
    def by_cell(self) -> dict[CellKey, Value]:
        """Cells of the form by (indicator, applicant)."""
        return {(v.indicator, v.applicant): v for v in self.values if v.label is None}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a grid on its way into a table: the grid, its number in the document, and the row's index."""

    grid: Grid
    grid_index: int
    index: int

    @property
    def cells(self) -> list[Cell]:
        """Cells that cover this row, left to right."""
        return self.grid.row(self.index)

    @property
    def page(self) -> int | None:
        """The page that the row stands on: that of the cells which begin in it."""
        own = [cell.page for cell in self.cells if cell.row == self.index]
        return own[0] if own else self.grid.page
