"""What a workbook's cells hold beside their values: number formats, ink that is no value, what is hidden."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from gongkai.grids.sheet_widths import Widths
from gongkai.grids.spans import MAX_SLOTS

#: (row, column), counted from 0.
Slot = tuple[int, int]
#: First row, last row, first column, last column.
Range = tuple[int, int, int, int]
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


@dataclass(frozen=True)
class SheetCells:
    """One sheet.

    formats: number format of each cell with a value, where it is not General.
    unread:  cells that show something else than their value: an error, a formula that was never computed, struck out
             or raised text.
    faint:   cells whose text nobody sees, or may not see: in the colour of its ground, tiny, in a font of signs, under
             a drawing, or under a format with a condition that hides it.
    n_rows, n_cols: rows and columns up to the last cell with a value or a border.
    hidden_rows, hidden_cols: rows and columns that are not shown, among these.
    shows_zeros: whether a zero is shown.
    widths: how much room its columns have.
    """

    formats: dict[Slot, str]
    unread: frozenset[Slot]
    faint: frozenset[Slot]
    n_rows: int
    n_cols: int
    hidden_rows: frozenset[int]
    hidden_cols: frozenset[int]
    shows_zeros: bool
    widths: Widths


def reference(name: str) -> Slot | None:
    """Slot of a cell by its name (``B7``); None for what is no such name."""
    match = _REFERENCE.fullmatch(name)
    if match is None:
        return None
    col = 0
    for letter in match[1]:
        col = col * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, col - 1


def within(ranges: Iterable[Range], slots: Collection[Slot]) -> Iterator[Slot]:
    """Those of the slots that stand in one of the ranges; all of them where the ranges are too many to be looked at."""
    kept = sorted(set(ranges))
    if len(kept) * len(slots) > 20 * MAX_SLOTS:
        yield from slots
        return
    for slot in slots:
        if any(top <= slot[0] <= bottom and left <= slot[1] <= right for top, bottom, left, right in kept):
            yield slot
