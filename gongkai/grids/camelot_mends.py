"""What camelot 2.0 gets wrong on the official tables, set right while it reads; its modules are handed over.

Private names of camelot are used here; its major version is pinned for that, and the golden tests of the reader see a
release that changes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from gongkai.grids import camelot_lines
from gongkai.grids.camelot_lines import Line
from gongkai.grids.glyphs import is_slanted, overlarge

#: A character of a line with the row and the column whose box it stands in.
_Placed = tuple[int, int, Any]


@contextmanager
def mended(lattice: Any, utils: Any) -> Iterator[None]:
    """``camelot.parsers.lattice`` and ``camelot.utils`` with these faults mended, restored afterwards.

    - It sees few of the ways to draw a line (:mod:`gongkai.grids.camelot_lines`).
    - Slanted or very large type (a watermark) is put into lines with the type that it runs over, and draws them into
      other rows.
    - Tables that are 90 % empty are dropped as noise; an official table with its zeros left blank is as empty.
    - Of a text line that runs from one box into a merged one what stands in the merged one is lost, because only the
      edges of the columns that the line touches cut it, and the merged box has its edge further right.
    - Of a text line in the middle of a box of several rows those characters are lost that stand a hair higher or lower
      than the line (其, 结 of 其他结, where 他 is of another font), because only those in the line's row are kept.
    """
    miner = utils.pm

    @lru_cache(maxsize=1)
    def all_lines(layout: Any) -> tuple[list[Line], list[Line]]:
        return camelot_lines.found(layout, miner.LTCurve, miner.LTContainer)

    def lines(layout: Any, direction: str) -> list[Line]:
        return all_lines(layout)[direction == "vertical"]

    def page_layout(page: Any, parameters: Any) -> Any:
        return _analysed(miner.extract_page(page, None), parameters, miner)

    def cut_whole(table: Any, textline: Any, bbox: Any) -> list[_Placed]:
        return _cut(table, textline, bbox, utils.LTChar)

    mends = (
        (lattice, "_GRID_WHITESPACE_REJECT", 101.0),
        (lattice, "find_lines_from_layout", lines),
        (utils, "_process_horizontal_cut", cut_whole),
        (utils, "pm", SimpleNamespace(extract_page=page_layout)),
    )
    before = [getattr(module, name) for module, name, _ in mends]
    try:
        for module, name, mend in mends:
            setattr(module, name, mend)
        yield
    finally:
        for (module, name, _), own in zip(mends, before, strict=True):
            setattr(module, name, own)


def _analysed(layout: Any, parameters: Any, miner: Any) -> Any:
    """A page's layout with its characters put into lines, but for slanted ones and those too large for a table."""
    characters = [item for item in _within(layout, miner.LTContainer) if isinstance(item, miner.LTChar)]
    limit = overlarge([max(item.width, item.height) for item in characters])
    over = {id(item) for item in characters if is_slanted(*item.matrix[:2]) or max(item.width, item.height) >= limit}
    if over:
        _take(over, layout, miner.LTContainer)
    layout.analyze(parameters)
    return layout


def _within(layout: Any, container: type) -> Iterator[Any]:
    for item in layout:
        yield item
        if isinstance(item, container):
            yield from _within(item, container)


def _take(over: set[int], layout: Any, container: type) -> None:
    layout._objs = [item for item in layout if id(item) not in over]
    for item in layout:
        if isinstance(item, container):
            _take(over, item, container)


def _cut(table: Any, textline: Any, bbox: Any, printed: Any) -> list[_Placed]:
    """Each character of a text line with the line's row and the column of its box; spaces of the layout with each.

    printed: the type of printed characters. Nothing where the line's middle stands in no row.
    """
    middle = (bbox[1] + bbox[3]) / 2
    row = next((i for i, (top, bottom) in enumerate(table.rows) if bottom <= middle <= top), None)
    if row is None:
        return []
    ends = _ends(table, row, bbox)
    found: list[_Placed] = []
    for character in textline:
        if isinstance(character, printed):
            centre = (character.x0 + character.x1) / 2
            col = next((col for col, end in ends if centre <= end), ends[-1][0])
            found.append((row, col, character))
        else:
            found.extend((row, col, character) for col, _ in ends)
    return found


def _ends(table: Any, row: int, bbox: Any) -> list[tuple[int, float]]:
    """Boxes of a row that a text line touches: the last column and the right edge of each, from left to right."""
    cells = table.cells[row]
    last = len(cells) - 1
    ends = [col for col, cell in enumerate(cells) if cell.right or col == last]
    touched = [col for col in ends if _start(ends, col, cells) <= bbox[2] and bbox[0] <= cells[col].x2]
    return [(col, float(cells[col].x2)) for col in touched or ends[-1:]]


def _start(ends: list[int], col: int, cells: Any) -> float:
    """Left edge of the box whose last column is ``col``."""
    before = ends.index(col)
    return float(cells[ends[before - 1] + 1].x1 if before else cells[0].x1)
