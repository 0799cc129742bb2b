"""What a workbook's cells hold beside their values: number formats, ink that is no value, what is hidden."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

#: Stands for ink that gave no text.
UNREAD = "\ufffd"

#: (row, column), counted from 0.
Slot = tuple[int, int]


@dataclass(frozen=True)
class SheetCells:
    """One sheet.

    formats: number format of each cell with a value, where it is not General.
    unread:  cells that show something else than their value: an error, a formula that was never computed, struck out
             or raised text.
    n_rows, n_cols: rows and columns up to the last cell with a value or a border.
    hidden:  number of hidden rows and columns.
    """

    formats: dict[Slot, str]
    unread: frozenset[Slot]
    n_rows: int
    n_cols: int
    hidden: int


#: Formats that files name by number only (ECMA-376 18.8.30) and that show plain numbers or percents. All others by
#: number are dates, times, fractions and powers, for which any number is unread.
BUILT_IN = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    37: "#,##0;-#,##0",
    38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00",
    41: "#,##0;-#,##0",
    43: "#,##0.00;-#,##0.00",
    49: "@",
}
UNKNOWN_FORMAT = "unknown"

#: Parts of a format that show nothing: colours, the locale, space of a sign's width, fill, escapes.
_SILENT = re.compile(
    r"\[(?:black|blue|cyan|green|magenta|red|white|yellow|color ?\d+|颜色 ?\d+|\$-[0-9a-f,]+)\]|_.|\*.|\\ |\\(?=[-()])",
    re.I,
)
_PLAIN = re.compile(r"(?:[#0?]+(?:,[#0?]+)*(?:\.([#0?]+))?|general|@)%?", re.I)
_SECTION = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')
#: A sheet shows 15 significant digits at most; what a double holds beyond them is its rounding.
_DIGITS = 15


def shown(value: float, code: str) -> tuple[str, bool]:
    """(text of a number cell, whether the sheet shows fewer digits than it holds).

    The digits held are given, ``3`` for 3.0 and ``25%`` for 0.25 in a percent format. UNREAD for a format that shows
    the number as something else (a date, thousands, words) or hides it.
    """
    sections = [_SILENT.sub("", section) for section in _SECTION.split(code)]
    section = sections[1] if value < 0 and len(sections) > 1 else sections[0]
    if value < 0 and len(sections) > 1:
        bare = section.replace("-", "").replace("(", "").replace(")", "")
        # Without a sign or brackets the sheet shows a negative number as a positive one.
        section = bare if bare != section else ""
    match = _PLAIN.fullmatch(section.strip())
    if match is None or not abs(value) < 10**_DIGITS:
        return UNREAD, False
    percent = section.strip().endswith("%")
    number = Decimal(f"{value:.{_DIGITS}g}") * (100 if percent else 1)
    places = len(match[1]) if match[1] else 0
    is_general = section.strip().lower() in ("general", "@")
    fewer = not is_general and number != round(number, places)
    # Negative zero is zero; an integer is printed without the zeros behind its point.
    text = f"{number.normalize() + 0:f}"
    return text + ("%" if percent else ""), fewer
