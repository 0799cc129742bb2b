"""Reader of ruled PDF tables by camelot (lattice, vector engine): the preferred reading of every text PDF.

The only module that imports camelot, and only when a PDF is read: the import costs over a second.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from gongkai.grids import two_up
from gongkai.grids.camelot_cells import boxes, open_sides
from gongkai.grids.camelot_mends import mended
from gongkai.grids.model import UNREAD, Box, Cell, Extract, Grid
from gongkai.grids.places import is_cut, on_page, page_place, rounded, same_sides

#: To be raised whenever this reader gives something else for the same bytes (tests/test_grids_golden.py sees it).
READER_VERSION = 7

#: A gap of more than this part of the type's size is a space; less is letter-spacing (glyphs.SPACE_IN_NUMBER).
_WORD_MARGIN = 0.15


def extract(
    data: bytes,
    pages: int | None,
    notes: tuple[str, ...],
    ruled: Sequence[int] | None,
    halves: two_up.Halves,
    cuts: Mapping[int, Sequence[float]],
    unseen: Mapping[int, Sequence[Box]],
) -> Extract:
    """Grids of a repaired PDF, one a table a page; running text is the other reader's part.

    pages: how many the PDF has, where that is known. ruled: numbers of those on which anything is drawn; only these are
    read, for on others camelot finds no table (None: all). halves: of the pages that are sheets of two.
    cuts: of pages the edges at which tables are cut off (:class:`gongkai.grids.drawn.Paths`).
    unseen: of pages, sheets too, figures that it takes for shown (:class:`gongkai.grids.pdf_page.PageContent`).
    Raises whatever camelot raises: its caller knows what a failure means for the document.
    """
    if ruled is not None and not ruled:
        return Extract(reader="camelot", grids=(), pages=pages, notes=notes)
    with _quiet():
        import camelot
        from camelot import utils
        from camelot.parsers import lattice

        with mended(lattice, utils):
            tables = camelot.read_pdf(
                data,
                pages=",".join(map(str, ruled)) if ruled else "all",
                flavor="lattice",
                engine="vector",
                split_text=True,
                suppress_stdout=True,
                # Digits one below the other in a narrow box are lines of it, not a text line that runs downwards.
                layout_kwargs={"detect_vertical": False, "word_margin": _WORD_MARGIN},
            )
        # camelot numbers tables of a page by their lower edge; readers of a page by the upper one.
        found = [(*two_up.standing(halves, int(table.page), _bounds(table)), table) for table in tables]
        ordered = sorted(found, key=lambda one: (one[0], one[1][1], one[1][0]))
        following = [*ordered[1:], None][: len(ordered)]
        grids = [
            _grid(one[2], _goes_on(one, after), cuts.get(one[0], ()), unseen.get(int(one[2].page), ()))
            for one, after in zip(ordered, following, strict=True)
        ]
    drawn = tuple(grid for grid in grids if grid is not None)
    return two_up.on_halves(halves, Extract(reader="camelot", grids=drawn, pages=pages, notes=notes))


def _goes_on(one: tuple[int, Box, Any], after: tuple[int, Box, Any] | None) -> bool:
    """Whether the next table goes on with one below a page break; both with their page and bounds."""
    return after is not None and after[0] == one[0] + 1 and same_sides(one[1], after[1])


def _bounds(table: Any) -> Box:
    height = float(table.pdf_size[1])
    left, right = float(table.cols[0][0]), float(table.cols[-1][1])
    return (left, height - float(table.rows[0][0]), right, height - float(table.rows[-1][1]))


def _grid(table: Any, goes_on: bool, cuts: Sequence[float], unseen: Sequence[Box]) -> Grid | None:
    """A camelot Table as a Grid; None when fewer than two boxes are drawn."""
    slots = boxes(table, goes_on)
    if len(slots) < 2:
        return None
    height = float(table.pdf_size[1])
    page = int(table.page)
    cells = []
    for row, col, rowspan, colspan in slots:
        first, last = table.cells[row][col], table.cells[row + rowspan - 1][col + colspan - 1]
        box = (float(first.x1), height - float(first.y2), float(last.x2), height - float(last.y1))
        if not on_page(box, float(table.pdf_size[0]), height):
            continue
        is_unread = is_cut(box, cuts) or any(_holds(box, figure) for figure in unseen)
        text = _text(table, row, col, rowspan, colspan) + UNREAD * is_unread
        cells.append(Cell(row, col, rowspan, colspan, text, page_place(page, box), page, rounded(box)))
    bounds = _bounds(table)
    place = page_place(page, bounds)
    above, below = open_sides(table)
    return Grid(
        tuple(cells),
        len(table.rows),
        len(table.cols),
        place,
        "camelot",
        page,
        box=rounded(bounds),
        open_top=above,
        open_bottom=below,
    )


def _holds(box: Box, ink: Box) -> bool:
    """Whether a box holds the middle of some ink."""
    return box[0] <= (ink[0] + ink[2]) / 2 <= box[2] and box[1] <= (ink[1] + ink[3]) / 2 <= box[3]


def _text(table: Any, row: int, col: int, rowspan: int, colspan: int) -> str:
    """Text of all slots of a box; camelot puts a merged box's text into one of them, not always the first."""
    slots = (table.cells[r][c].text for r in range(row, row + rowspan) for c in range(col, col + colspan))
    return "\n".join(line.strip() for line in "".join(slots).splitlines() if line.strip())


@contextmanager
def _quiet() -> Iterator[None]:
    """camelot and playa report every odd font on standard error; what matters is raised, or shows in the grids."""
    loggers = [logging.getLogger(name) for name in ("camelot", "playa")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
