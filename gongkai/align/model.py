"""What the aligner gives: one reader's table with each cell of the form filled from a box, or marked as having none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from gongkai.align.numbers import Number, is_number, squeeze
from gongkai.forms.model import CellKey
from gongkai.grids.model import Cell, Grid

#: Unit of an amount and where it stands.
Unit = tuple[str | None, Literal["form", "header", "cell", "none"]]
By = Literal["label", "position"]


class Value(NamedTuple):
    """One cell of an aligned table.

    raw:    text of the box as printed; ``""`` where there is none.
    number: what the box holds; None where the form's cell has no box (``absent``).
    by:     ``label`` when row and column were found by their labels, ``position`` when one of them was not.
    sound:  False when glued over a page break, placed by position or taken from an orphan row; when blank beside a
            number of nobody (``strays``); and of a local cell whose row or column nothing names.
    label:  ``row label/column header`` of a cell that no form has (indicator ``local``), else None.
    context: labels of a cell of the form that say more than the form's, or are near it and not it (misprinted, cut);
        of an amount that prints a unit its header.
    """

    indicator: str
    applicant: str | None
    label: str | None
    raw: str
    number: Number | None
    unit: Unit
    by: By
    sound: bool
    place: str | None
    context: str | None = None

    @property
    def key(self) -> tuple[str, str | None, str | None]:
        """What tells the cells of one table apart."""
        return (self.indicator, self.applicant, self.label)

    @property
    def is_wrapped(self) -> bool:
        """Whether the number's digits stood on several lines; that they are one only the box's width says."""
        return self.number is not None and self.number.wrapped


@dataclass(frozen=True)
class AlignedTable:
    """One official table as one reader saw it. ``order`` is its place in reading order: (grid, row).

    stated: captions that state a unit or a year for all of it, or for all tables of its document.
    scoped: headings and captions that say whose numbers it holds (:mod:`gongkai.scope_captions`), squeezed.
    """

    table: str
    form: str
    variant: str | None
    reader: str
    place: str
    values: tuple[Value, ...]
    unmapped: tuple[str, ...]
    order: tuple[int, int]
    stated: tuple[str, ...] = ()
    scoped: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether it has a box for every cell of its form."""
        return all(value.number is not None for value in self.values if value.label is None)

    @property
    def by_cell(self) -> dict[CellKey, Value]:
        """Cells of the form by (indicator, applicant)."""
        return {(v.indicator, v.applicant): v for v in self.values if v.label is None}


@dataclass(frozen=True)
class Row:
    """One row of a grid on its way into a table: the grid, its number in the document, and the row's index.

    glued: put together from two halves over a page break.
    is_rest: no rule is drawn between it and the row before it, neither below that one at the end of its page nor above
        this one: it is the rest of that row.
    """

    grid: Grid
    grid_index: int
    index: int
    glued: bool = False
    is_rest: bool = False

    #: Cells that cover this row; those that begin in it; texts of both, blank ones left out; all left to right.
    cells: tuple[Cell, ...] = field(init=False, repr=False, compare=False)
    own: tuple[Cell, ...] = field(init=False, repr=False, compare=False)
    texts: tuple[str, ...] = field(init=False, repr=False, compare=False)
    own_texts: tuple[str, ...] = field(init=False, repr=False, compare=False)
    #: Whether any cell that covers this row holds a number.
    has_number: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # At once: nearly every row is asked for all of them, and many times.
        cells = self.grid.row(self.index)
        own = tuple([cell for cell in cells if cell.row == self.index])
        texts = tuple([cell.text for cell in cells if squeeze(cell.text)])
        is_apart = len(own) == len(cells)
        own_texts = texts if is_apart else tuple([cell.text for cell in own if squeeze(cell.text)])
        has_number = any(map(is_number, texts))
        self.__dict__.update(cells=cells, own=own, texts=texts, own_texts=own_texts, has_number=has_number)

    @property
    def page(self) -> int | None:
        """The page that the row stands on: that of the cells which begin in it."""
        return self.own[0].page if self.own else self.grid.page
