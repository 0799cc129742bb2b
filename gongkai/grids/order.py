"""Which lines of text stand above a table: the order in which lines and grids of one reader are read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gongkai.grids.joined import MARK
from gongkai.grids.model import Box, Extract, Grid, Line
from gongkai.grids.places import page_box

#: A line of tab text; a box of a workbook.
_LINE = re.compile(r"line (\d+)(?: col \d+)?")
_SHEET = re.compile(r"[A-Z]{1,3}(\d+)")


def in_order(extract: Extract) -> Iterator[list[Line | int]]:
    """Lines and grids (by their index) as they are read, one list for each part of the document by itself: a page or a
    text is one, each sheet of a workbook, each file of several.

    Grids whose place among the lines nothing tells are left out, and everything on pages where text stands beside a
    table: such pages may be read by columns.
    """
    told = [index for index, grid in enumerate(extract.grids) if grid.lines_before is not None]
    if told:
        yield _counted(extract, told)
        return
    by_part: dict[str, list[tuple[tuple[float, ...], Line | int]]] = {}
    for item, place in _placed(extract):
        part, _, within = place.rpartition(MARK)
        if (at := _position(within)) is not None:
            by_part.setdefault(part, []).append((at, item))
    for items in by_part.values():
        if not _stand_beside(items, extract.grids):
            yield [item for _, item in sorted(items, key=lambda pair: pair[0])]


def _counted(extract: Extract, told: Sequence[int]) -> list[Line | int]:
    found: list[Line | int] = []
    done = 0
    for index in told:
        before = extract.grids[index].lines_before or 0
        found += [*extract.lines[done:before], index]
        done = max(done, before)
    return [*found, *extract.lines[done:]]


def _placed(extract: Extract) -> Iterator[tuple[Line | int, str]]:
    yield from ((line, line.place) for line in extract.lines)
    # A grid's own place names the first of its boxes in some media; a page's grid lies where its rules do.
    yield from ((index, grid.place) for index, grid in enumerate(extract.grids))


def _position(within: str) -> tuple[float, ...] | None:
    on_page = page_box(within)
    if on_page is not None:
        return (on_page[0], on_page[1][1])
    match = _LINE.fullmatch(within) or _SHEET.fullmatch(within)
    return None if match is None else (int(match[1]),)


def _stand_beside(items: Sequence[tuple[tuple[float, ...], Line | int]], grids: Sequence[Grid]) -> bool:
    """Whether a line, or another grid, stands wholly to the left or right of a grid."""
    lines: dict[int, list[Box]] = {}
    tables: dict[int, list[Box]] = {}
    for _, item in items:
        place = grids[item].place if isinstance(item, int) else item.place
        if (found := page_box(place.rpartition(MARK)[2])) is not None:
            (tables if isinstance(item, int) else lines).setdefault(found[0], []).append(found[1])
    return any(
        _is_beside(box, other)
        for page, boxes in tables.items()
        for n, box in enumerate(boxes)
        for other in (*lines.get(page, ()), *boxes[n + 1 :])
    )


def _is_beside(box: Box, other: Box) -> bool:
    return box[1] < other[3] and other[1] < box[3] and (other[2] <= box[0] or box[2] <= other[0])
