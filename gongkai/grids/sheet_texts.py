"""Texts of a sheet's cells: values as their number formats show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from gongkai.grids.model import UNREAD
from gongkai.grids.number_formats import GENERAL, number_shown, text_shown
from gongkai.grids.sheet_cells import SheetCells, Slot
from gongkai.grids.sheet_visible import Merged

#: As calamine gives it; an empty text for a cell without one.
Value = int | float | str | bool | time | date | timedelta

#: In the row of a fee: an amount of money may be printed with fewer digits than the sheet holds, a count never is.
_FEE = "收费"


@dataclass(frozen=True)
class Texts:
    """shown: text of each cell that shows something. Digits held of numbers: rounded, those that are shown with fewer;
    narrow, those for which there is no room."""

    shown: dict[Slot, str]
    rounded: dict[Slot, str] = field(default_factory=dict)
    narrow: dict[Slot, str] = field(default_factory=dict)


def texts_of(values: Sequence[Sequence[Value]], marks: SheetCells, merged: Merged) -> Texts:
    """Texts of a sheet's cells by its values.

    What stands under a merged cell is not shown; a number there is ink of that box which nobody can read.
    """
    found: dict[Slot, str] = dict.fromkeys(marks.unread, UNREAD)
    rounded: dict[Slot, str] = {}
    narrow: dict[Slot, str] = {}
    columns = _columns(merged, marks)
    for row, own in enumerate(values):
        is_fee = any(isinstance(value, str) and _FEE in value for value in own)
        for col, value in enumerate(own):
            slot = (row, col)
            if slot in found or value == "":
                continue
            text, held = _text(value, marks.formats.get(slot, GENERAL), is_fee, marks.shows_zeros)
            is_seen = merged.get(slot, slot) == slot and not _is_hidden(slot, marks)
            if (
                isinstance(value, (int, float))
                and not isinstance(value, bool)
                and is_seen
                and not marks.widths.has_room(slot, columns.get(slot, (col,)), text)
            ):
                found[slot], narrow[slot] = UNREAD, held or text
                continue
            found[slot] = UNREAD if slot in marks.faint and any(map(str.isdigit, text)) else text
            if held and is_seen:
                rounded[slot] = held
    shown = {slot: text for slot, text in found.items() if text and merged.get(slot, slot) == slot}
    for slot, text in found.items():
        owner = merged.get(slot, slot)
        if owner != slot and text != found.get(owner) and _is_figure(text):
            shown[owner] = f"{found.get(owner, '')}\n{UNREAD}"
    return Texts(shown, rounded, narrow)


def _columns(merged: Merged, marks: SheetCells) -> dict[Slot, set[int]]:
    """Columns over which each merged cell is shown."""
    found: dict[Slot, set[int]] = {}
    for (_, col), owner in merged.items():
        if col not in marks.hidden_cols:
            found.setdefault(owner, set()).add(col)
    return found


def _text(value: Value, code: str, is_fee: bool, shows_zeros: bool) -> tuple[str, str | None]:
    """(text shown, digits held where it has fewer). A date is never read as a number, however it is shown."""
    if isinstance(value, bool):
        return str(value).upper(), None
    if isinstance(value, str):
        return text_shown(value, code), None
    if not isinstance(value, (int, float)):
        return str(value), None
    return ("", None) if value == 0 and not shows_zeros else _number(value, code, is_fee)


def _number(value: float, code: str, is_fee: bool) -> tuple[str, str | None]:
    """(text, digits held where fewer are shown): a count that hides a fraction is given as held, for it is no count."""
    shown = number_shown(value, code)
    if shown.held is None:
        return shown.text, None
    if not is_fee:
        return shown.held, shown.held
    # Without a format a sheet shows as many digits as its column has room for: how many cannot be told.
    return (UNREAD if shown.text == shown.held else shown.text), shown.held


def _is_hidden(slot: Slot, marks: SheetCells) -> bool:
    return slot[0] in marks.hidden_rows or slot[1] in marks.hidden_cols


def _is_figure(text: str) -> bool:
    return any(map(str.isdigit, text)) and not any(map(str.isalpha, text))
