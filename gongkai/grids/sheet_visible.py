"""A sheet without what it does not show: hidden rows and columns are as if they were not there."""

from __future__ import annotations

from dataclasses import dataclass

from gongkai.grids.sheet_cells import SheetCells, Slot

Merged = dict[Slot, Slot]


@dataclass(frozen=True)
class Visible:
    """rows, cols: numbers in the sheet of the rows and columns shown. texts, merged: by their place among these."""

    rows: tuple[int, ...]
    cols: tuple[int, ...]
    texts: dict[Slot, str]
    merged: Merged


def visible(texts: dict[Slot, str], merged: Merged, marks: SheetCells) -> Visible:
    """What a sheet shows of its texts and merged cells.

    A merged cell shows its text in what is left of it, also where its first row or column is hidden.
    """
    rows = tuple(row for row in range(marks.n_rows) if row not in marks.hidden_rows)
    cols = tuple(col for col in range(marks.n_cols) if col not in marks.hidden_cols)
    if len(rows) == marks.n_rows and len(cols) == marks.n_cols:
        return Visible(rows, cols, texts, merged)
    row_at, col_at = {row: at for at, row in enumerate(rows)}, {col: at for at, col in enumerate(cols)}
    first: dict[Slot, Slot] = {}
    kept: Merged = {}
    for slot, owner in sorted(merged.items()):
        if slot[0] in row_at and slot[1] in col_at:
            place = (row_at[slot[0]], col_at[slot[1]])
            kept[place] = first.setdefault(owner, place)
    found = {
        (row_at[row], col_at[col]): text
        for (row, col), text in texts.items()
        if row in row_at and col in col_at and (row, col) not in first
    }
    found |= {place: texts[owner] for owner, place in first.items() if owner in texts}
    return Visible(rows, cols, found, kept)
