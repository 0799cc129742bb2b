"""Grids → sheets: pages with boxes, or tables with slots, each box with what was read in it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gongkai.grids.model import Box, Cell, Extract, Grid
from gongkai.grids.places import page_box
from gongkai.show.marks import Told, marked, unused
from gongkai.show.model import Mark, PageSheet, Slot, TableSheet

#: More sheets than this are no use to a person; of a longer document those that hold tables are drawn.
MAX_SHEETS = 40
#: A table of more boxes than this, with no fact in it, lays out a page or a whole site.
_MAX_LAYOUT = 400
#: Boxes whose centres are nearer to each other than this are one, seen by two readers; in points.
_SAME = 6.0

#: Place -> the facts read there.
ByPlace = Mapping[str, Sequence[Told]]


def page_sheets(found: Sequence[Extract], by_place: ByPlace, pages: int) -> tuple[list[PageSheet], list[str]]:
    """Pages in order, each with its boxes once, and notes on what was left out.

    pages: how many the document has; pages on which a box stands are drawn whatever it says.
    """
    boxes = _page_boxes(found, by_place)
    last = max([pages, *boxes])
    numbers = list(range(1, last + 1)) if last <= MAX_SHEETS else sorted(boxes)[:MAX_SHEETS]
    notes = [f"of {last} pages only those with tables are drawn, at most {MAX_SHEETS}"] if last > MAX_SHEETS else []
    return [PageSheet(number, tuple(boxes.get(number, ()))) for number in numbers], notes


def table_sheets(found: Sequence[Extract], by_place: ByPlace, room: int) -> tuple[list[TableSheet], list[str]]:
    """Tables of media without pages in reading order, at most ``room``, and notes on what was left out."""
    grids: dict[str, Grid] = {}
    for extract in found:
        for grid in extract.grids:
            if any(cell.box is None for cell in grid.cells):
                grids.setdefault(grid.place, grid)
    official = {place for place, grid in grids.items() if _is_official(grid, by_place)}
    wanted = [place for place, grid in grids.items() if place in official or len(grid.cells) <= _MAX_LAYOUT]
    kept = set(sorted(wanted, key=lambda place: place not in official)[: max(room, 0)])
    left = len(grids) - len(kept)
    notes = [f"{left} further tables are not drawn: too large without a cell of the form, or too many"] if left else []
    return [_table_sheet(grids[place], by_place, place in official) for place in wanted if place in kept], notes


def _page_boxes(found: Sequence[Extract], by_place: ByPlace) -> dict[int, list[tuple[Box, Mark]]]:
    """Page -> its boxes: those of facts, and every other that stands where none of these does."""
    boxes: dict[int, list[tuple[Box, Mark]]] = {}
    taken: set[tuple[int, int, int]] = set()
    for page, box, mark in (*_of_facts(found, by_place), *_others(found, by_place)):
        if mark.state in ("unused", "stray") and not _near(page, box).isdisjoint(taken):
            continue
        taken.add(_centre(page, box))
        boxes.setdefault(page, []).append((box, mark))
    for page in boxes:
        boxes[page].sort(key=lambda pair: (round(pair[0][1]), pair[0][0], pair[0][3]))
    return boxes


def _of_facts(found: Sequence[Extract], by_place: ByPlace) -> Iterator[tuple[int, Box, Mark]]:
    texts = {cell.place: cell.text for _, cell in reversed(list(_cells(found)))}
    for place, tolds in by_place.items():
        # A cell glued from pieces has a place of its own that no box has.
        at = page_box(place)
        if at is not None:
            yield *at, marked(tolds, texts.get(place, tolds[0].fact.raw))


def _others(found: Sequence[Extract], by_place: ByPlace) -> Iterator[tuple[int, Box, Mark]]:
    official = {id(grid) for extract in found for grid in extract.grids if _is_official(grid, by_place)}
    for grid, cell in _cells(found):
        if cell.page is not None and cell.box is not None and cell.place not in by_place:
            # Of a sheet with two pages a cell knows its page, its place the sheet.
            page, box = page_box(cell.place) or (cell.page, cell.box)
            yield page, box, unused(cell.text, grid.reader, cell.place, id(grid) in official)


def _cells(found: Sequence[Extract]) -> Iterator[tuple[Grid, Cell]]:
    return ((grid, cell) for extract in found for grid in extract.grids for cell in grid.cells)


def _centre(page: int, box: Box) -> tuple[int, int, int]:
    return page, round((box[0] + box[2]) / 2 / _SAME), round((box[1] + box[3]) / 2 / _SAME)


def _near(page: int, box: Box) -> set[tuple[int, int, int]]:
    _, x, y = _centre(page, box)
    return {(page, x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)}


def _is_official(grid: Grid, by_place: ByPlace) -> bool:
    return any(cell.place in by_place for cell in grid.cells)


def _table_sheet(grid: Grid, by_place: ByPlace, official: bool) -> TableSheet:
    slots = []
    for cell in grid.cells:
        tolds = by_place.get(cell.place)
        mark = marked(tolds, cell.text) if tolds else unused(cell.text, grid.reader, cell.place, official)
        slots.append(Slot(cell.row, cell.col, cell.rowspan, cell.colspan, mark))
    return TableSheet(grid.place, grid.n_rows, grid.n_cols, tuple(slots))
