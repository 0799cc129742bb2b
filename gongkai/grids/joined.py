"""Extracts of several documents that are the pages of one report, as the extracts of one document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gongkai.grids.model import Cell, Extract, Grid, Line

#: Between the name of a part and the place in it: ``2.png!p1 10,20,30,40``.
MARK = "!"


def name_of(source: str) -> str:
    """What tells a document from others beside it: the name of a file, of a member, at the end of a URL."""
    return source.rsplit(MARK, 1)[-1].rsplit("/", 1)[-1]


def joined(parts: Sequence[tuple[str, tuple[Extract, ...]]]) -> tuple[Extract, ...]:
    """One Extract a reader from (name of a part, its extracts), the parts in the order of the pages.

    Pages are counted on from part to part, a part without pages counts as one but has none; places name their part. A
    reader that gave nothing for a part has nothing of it, so what stands there is read by the others only.
    """
    readers = list(dict.fromkeys(extract.reader for _, extracts in parts for extract in extracts))
    counts = [max((extract.pages or 1 for extract in extracts), default=1) for _, extracts in parts]
    return tuple(_of_reader(reader, parts, counts) for reader in readers)


def _of_reader(reader: str, parts: Sequence[tuple[str, tuple[Extract, ...]]], counts: Sequence[int]) -> Extract:
    grids: list[Grid] = []
    lines: list[Line] = []
    notes: list[str] = []
    title: str | None = None
    metadata: dict[str, str] = {}
    before = 0
    for (name, extracts), pages in zip(parts, counts, strict=True):
        for extract in extracts:
            if extract.reader == reader:
                grids += [_grid(grid, name, before, len(lines)) for grid in extract.grids]
                lines += [Line(line.text, f"{name}{MARK}{line.place}") for line in extract.lines]
                notes += [f"{name}: {note}" for note in extract.notes]
                title = title or extract.title
                metadata = extract.metadata | metadata
        before += pages
    return Extract(reader, tuple(grids), tuple(lines), title, metadata, (), sum(counts), tuple(notes))


def _grid(grid: Grid, name: str, before: int, lines: int) -> Grid:
    return replace(
        grid,
        cells=tuple(_cell(cell, name, before) for cell in grid.cells),
        place=f"{name}{MARK}{grid.place}",
        page=_page(grid.page, before),
        lines_before=None if grid.lines_before is None else grid.lines_before + lines,
    )


def _cell(cell: Cell, name: str, before: int) -> Cell:
    return cell._replace(place=f"{name}{MARK}{cell.place}", page=_page(cell.page, before))


def _page(page: int | None, before: int) -> int | None:
    """Of a medium without pages there is none: in its boxes no number is broken over two lines."""
    return None if page is None else page + before
