"""Heads of table 4 whose lowest row a page's end cut: each word is put together again, below the page's end.

So LibreOffice prints rows that may break across pages: 结 on one page, 果维持 over the number on the next.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from gongkai.align import disputes
from gongkai.align.numbers import squeeze
from gongkai.forms import codebook
from gongkai.grids.model import Cell, Extract, Grid
from gongkai.grids.places import same_sides


def with_whole_heads(extract: Extract) -> Extract:
    """The extract with such heads whole; only where all columns of the form then have theirs, in the form's order."""
    grids = list(extract.grids)
    for index, (upper, lower) in enumerate(pairwise(extract.grids)):
        if upper.page is None or lower.page != upper.page + 1:
            continue
        joined = _joined(upper, lower)
        if joined is not None:
            grids[index : index + 2] = joined
    return extract if grids == list(extract.grids) else replace(extract, grids=tuple(grids))


def _joined(upper: Grid, lower: Grid) -> tuple[Grid, Grid] | None:
    if upper.box is None or lower.box is None or not same_sides(upper.box, lower.box):
        return None
    heads = sorted((cell for cell in lower.cells if cell.row == 0), key=lambda cell: cell.col)
    names = [i.label_zh.rsplit("/", 1)[1] for i in codebook.printed_indicators("2021", disputes.TABLE)]
    if len(heads) != len(names):
        return None
    bottom = [cell for cell in upper.cells if cell.row + cell.rowspan == upper.n_rows and squeeze(cell.text)]
    above = [next((cell for cell in bottom if _is_over(cell, head)), None) for head in heads]
    words = [
        squeeze(f"{'' if cell is None else cell.text}{head.text}") for cell, head in zip(above, heads, strict=True)
    ]
    if all(cell is None for cell in above) or [disputes.outcome(word) for word in words] != names:
        return None
    whole = dict(zip(heads, words, strict=True))
    cells = tuple(cell._replace(text=whole.get(cell, cell.text)) for cell in lower.cells)
    return _without(upper, {cell for cell in above if cell is not None}), replace(lower, cells=cells)


def _is_over(cell: Cell, head: Cell) -> bool:
    return cell.box is not None and head.box is not None and same_sides(cell.box, head.box)


def _without(grid: Grid, moved: set[Cell]) -> Grid:
    """A grid without the texts of some boxes at its end, and without its last row where that held nothing else."""
    cells = [cell._replace(text="") if cell in moved else cell for cell in grid.cells]
    last = grid.n_rows - 1
    if any(cell.row == last and squeeze(cell.text) for cell in cells):
        return replace(grid, cells=tuple(cells))
    kept = (cell for cell in cells if cell.row < last)
    return replace(
        grid, n_rows=last, cells=tuple(cell._replace(rowspan=min(cell.rowspan, last - cell.row)) for cell in kept)
    )
