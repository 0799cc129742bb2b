"""What camelot 2.0 gets wrong on the official tables, set right while it reads; its modules are handed over.

Private names of camelot are used here; its major version is pinned for that, and the golden tests of the reader see a
release that changes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

#: A box ends this far before its right edge, in points, so that the next column is not among those it touches.
_INSIDE = 0.01


@contextmanager
def mended(lattice: Any, utils: Any) -> Iterator[None]:
    """``camelot.parsers.lattice`` and ``camelot.utils`` with both faults mended, restored afterwards.

    - Tables that are 90 % empty are dropped as noise; an official table with its zeros left blank is as empty.
    - A text line that runs from one box into a merged one loses what stands in the merged one, because only the edges
      of the columns that it touches cut it, and the merged box has its edge further right.
    """
    reject, cut = lattice._GRID_WHITESPACE_REJECT, utils._process_horizontal_cut

    def cut_to_the_boxs_end(table: Any, textline: Any, bbox: Any) -> Any:
        return cut(table, textline, (bbox[0], bbox[1], _end_of_box(table, bbox), bbox[3]))

    lattice._GRID_WHITESPACE_REJECT, utils._process_horizontal_cut = 101.0, cut_to_the_boxs_end
    try:
        yield
    finally:
        lattice._GRID_WHITESPACE_REJECT, utils._process_horizontal_cut = reject, cut


def _end_of_box(table: Any, bbox: Any) -> float:
    """Right end of the (possibly merged) box in which a text line ends; the line's own end outside the table."""
    middle, end = (bbox[1] + bbox[3]) / 2, float(bbox[2])
    row = next((i for i, (top, bottom) in enumerate(table.rows) if bottom <= middle <= top), None)
    col = next((i for i, (left, right) in enumerate(table.cols) if left <= end <= right), None)
    if row is None or col is None:
        return end
    cells = table.cells[row]
    while not cells[col].right and col + 1 < len(cells):
        col += 1
    return max(end, float(cells[col].x2) - _INSIDE)
