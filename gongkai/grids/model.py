"""One table as printed, whatever the medium: the type that every reader makes and the aligner reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

#: Left, top, right, bottom in points, origin at the page's top left.
Box = tuple[float, float, float, float]

#: Stands in a text for ink of which no text can be read.
UNREAD = "\ufffd"


class Cell(NamedTuple):
    """One box of a table with the text printed in it.

    row, col:         of the top left slot, counted from 0.
    rowspan, colspan: slots covered (at least 1). Text stands in the top left slot only.
    text:             as printed, white space kept (``""`` when the box is empty).
    place:            absolute XPath (HTML, DOCX), ``line 12 col 3`` (text), ``Sheet1!B7`` (workbook),
                      ``p3 x0,y0,x1,y1`` (PDF, pictures).
    page, box:        page counted from 1 and box in points; None where the medium has no pages.
    """

    row: int
    col: int
    rowspan: int
    colspan: int
    text: str
    place: str
    page: int | None = None
    box: Box | None = None

    @property
    def columns(self) -> range:
        """The columns that it covers."""
        return range(self.col, self.col + self.colspan)


@dataclass(frozen=True)
class Grid:
    """A table: its cells in reading order, no two covering one slot. A slot that no cell covers has no box.

    ragged: columns of different rows do not line up (tab text), so only order in the row counts.
    has_open_end: the text ends right behind the last number, so that nobody can tell whether all of it is there.
    box:    all that its rules enclose, in points; None where the medium has no pages.
    open_top, open_bottom: no rule is drawn along that side; the end of the page alone closes the row there.
    sheet: name of the sheet of a workbook that it stands on; ``""`` in other media.
    lines_before: how many of its Extract's lines are read before it; None where places tell it, or nothing does.
    reader: the reader's name as it appears in the contract: ``html docx text sheet camelot rules words
            ocr glyphs``.
    """

    cells: tuple[Cell, ...]
    n_rows: int
    n_cols: int
    place: str
    reader: str
    page: int | None = None
    ragged: bool = False
    box: Box | None = None
    has_open_end: bool = field(default=False, repr=False)
    open_top: bool = False
    open_bottom: bool = False
    sheet: str = ""
    lines_before: int | None = None

    @cached_property
    def slots(self) -> dict[tuple[int, int], Cell]:
        """Every covered slot (row, col) with the cell that covers it."""
        return {
            (row, col): cell
            for cell in self.cells
            for row in range(cell.row, cell.row + cell.rowspan)
            for col in range(cell.col, cell.col + cell.colspan)
        }

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Texts of the boxes with more in them than figures, in reading order."""
        return tuple([cell.text for cell in self.cells if cell.text and not cell.text.isdigit()])

    @cached_property
    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        """For each row the cells that cover it, left to right, each once."""
        found: list[list[Cell]] = [[] for _ in range(self.n_rows)]
        for cell in self.cells:
            if cell.rowspan == 1:
                found[cell.row].append(cell)
            else:
                for covered in found[cell.row : cell.row + cell.rowspan]:
                    covered.append(cell)
        # By column, their second field.
        return tuple([tuple(sorted(cells, key=itemgetter(1))) for cells in found])

    def row(self, index: int) -> tuple[Cell, ...]:
        """Cells that cover row ``index``, left to right, each once."""
        return self.rows[index]


@dataclass(frozen=True, slots=True)
class Line:
    """A line or paragraph of running text outside tables, with its place, in reading order.

    is_doubtful: it may not be seen, or not stand there, so that it is no caption of what comes next.
    is_link: it reads as the title of a report, and all of it leads to another page; told of web pages alone.
    """

    text: str
    place: str
    is_doubtful: bool = False
    is_link: bool = field(default=False, repr=False)


@dataclass(frozen=True)
class Extract:
    """What one reader got from one document.

    grids:    tables in reading order.
    lines:    running text in reading order (title, headings, prose); the text inside tables is not among them.
    title:    the document's own title (``<title>``, meta ArticleTitle, PDF info) or None; the aligner
              prefers a title line in ``lines``.
    metadata: medium's metadata that names publisher or dates (HTML meta names in lower case -> content).
    links:    (absolute or relative URL, link text) of attachments and images in the document's body.
    notes:    what the reader had to do that a person should know (``font metrics repaired`` ...).
    """

    reader: str
    grids: tuple[Grid, ...]
    lines: tuple[Line, ...] = ()
    title: str | None = None
    metadata: dict[str, str] = field(default_factory=dict)
    links: tuple[tuple[str, str], ...] = ()
    pages: int | None = None
    notes: tuple[str, ...] = ()


#: A table of so many cells holds numbers; one of fewer sets a line or a picture.
TABLE = 10


def holds_table(extract: Extract) -> bool:
    """Whether any table is one of numbers."""
    return any(len(grid.cells) >= TABLE for grid in extract.grids)
