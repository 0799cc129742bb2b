"""Reader of workbooks (XLSX, XLS): one Grid a sheet, numbers as their formats show them.

Calamine gives values and merged cells of both kinds of file alike; it gives nothing for errors and for formulas that
were never computed, and a bare number for percents, so formats and marks are read beside it (sheet_xlsx, sheet_xls).
"""

from __future__ import annotations

import io
import zipfile
import zlib

import python_calamine

from gongkai import documents
from gongkai.documents import Document
from gongkai.errors import UnreadableDocument
from gongkai.grids import sheet_xls, sheet_xlsx
from gongkai.grids.model import UNREAD, Cell, Extract, Grid, Line
from gongkai.grids.sheet_cells import SheetCells, Slot
from gongkai.grids.sheet_texts import Value, texts_of
from gongkai.grids.sheet_visible import Merged, Visible, visible
from gongkai.grids.spans import MAX_SLOTS
from gongkai.installed import installed

#: To be raised whenever this reader gives something else for the same bytes (tests/test_grids_golden.py sees it).
READER_VERSION = 7

_REMEDY = "open it in Excel or WPS and save it as .xlsx again"
_MARKS = {documents.XLSX: sheet_xlsx.cells, documents.XLS: sheet_xls.cells}
_DAMAGES = (
    python_calamine.CalamineError,
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)
#: Cells that a note names.
_NAMED = 20


def version() -> str:
    """Changes whenever the output may."""
    return f"sheet-{READER_VERSION}+calamine-{installed('python-calamine')}"


def extracts(document: Document) -> tuple[Extract, ...]:
    """One Extract: a Grid for each sheet with a table, Lines for titles and prose in its rows.

    Places are ``Sheet1!B7``. A row that one merged text fills, and texts alone above the table, are Lines and no
    part of the grid; so are texts alone below an empty row. A text alone within a table may be a row whose numbers are
    blank, so it is both.
    Raises UnreadableDocument for a damaged or encrypted file.
    """
    try:
        return (_extract(document),)
    except python_calamine.PasswordError as error:
        raise UnreadableDocument("the workbook needs a password", document.source, "", _REMEDY) from error
    except _DAMAGES as error:
        raise UnreadableDocument(f"the workbook is damaged: {error}", document.source, "", _REMEDY) from error
    except BaseException as error:
        # Calamine's Rust panics over damaged files with what is no Exception and has no type to import.
        if type(error).__module__ != "pyo3_runtime":
            raise
        raise UnreadableDocument("the workbook is damaged", document.source, "", _REMEDY) from error


def _extract(document: Document) -> Extract:
    marks = _MARKS[document.media_type](document.data, document.source)
    notes: list[str] = []
    grids: list[Grid] = []
    lines: list[Line] = []
    with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(document.data)) as workbook:
        for data in workbook.sheets_metadata:
            if data.visible != python_calamine.SheetVisibleEnum.Visible:
                notes.append(f"sheet {data.name} is hidden, so it is not read")
                continue
            if data.name not in marks or not _is_small(marks[data.name], data.name, notes):
                continue
            grid, own_lines = _sheet(workbook.get_sheet_by_name(data.name), marks[data.name], notes)
            grids += grid
            lines += own_lines
    return Extract(reader="sheet", grids=tuple(grids), lines=tuple(lines), notes=tuple(notes))


def _is_small(marks: SheetCells, name: str, notes: list[str]) -> bool:
    """Checked before calamine makes a value for every slot."""
    if marks.n_rows * marks.n_cols > MAX_SLOTS:
        notes.append(f"sheet {name} has {marks.n_rows} rows and {marks.n_cols} columns: too large to be a report")
        return False
    if marks.hidden_rows or marks.hidden_cols:
        notes.append(f"sheet {name} has hidden rows or columns, which are not read")
    return True


def _sheet(
    sheet: python_calamine.CalamineSheet, marks: SheetCells, notes: list[str]
) -> tuple[tuple[Grid, ...], list[Line]]:
    values: list[list[Value]] = list(sheet.to_python(skip_empty_area=False)) if marks.n_rows else []
    merged = _merged(sheet, marks)
    found = texts_of(values, marks, merged)
    if found.rounded:
        notes.append(f"sheet {sheet.name} shows fewer digits than it holds: {_holding(found.rounded)}")
    if found.narrow:
        narrow = _holding(found.narrow)
        notes.append(f"sheet {sheet.name} has columns too narrow to show numbers, which are not read: {narrow}")
    seen = visible(found.shown, merged, marks)
    texts, merged, n_rows, n_cols = seen.texts, seen.merged, len(seen.rows), len(seen.cols)
    headings, lone = _headings(texts, merged, n_rows, n_cols)
    lines = [
        Line(part.strip(), f"{sheet.name}!{_name(seen.rows[row], seen.cols[col])}")
        for row, col in sorted({**headings, **lone}.items())
        for part in texts[row, col].split("\n")
        if part.strip()
    ]
    kept = [row for row in range(n_rows) if merged.get((row, 0), (row, 0))[0] not in headings]
    if not any(texts.get((row, col)) for row in kept for col in range(n_cols)):
        return (), lines
    return (_grid(sheet.name, seen, kept),), lines


def _holding(digits: dict[Slot, str]) -> str:
    held = [f"{_name(*slot)} holds {text}" for slot, text in sorted(digits.items())]
    return ", ".join(held[:_NAMED]) + (f" and {len(held) - _NAMED} more" if len(held) > _NAMED else "")


def _merged(sheet: python_calamine.CalamineSheet, marks: SheetCells) -> Merged:
    """Each slot of a merged cell → its top left slot, within the used rows and columns. Raises ValueError."""
    owner: Merged = {}
    covered = 0
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        rows, cols = range(top, min(bottom + 1, marks.n_rows)), range(left, min(right + 1, marks.n_cols))
        covered += len(rows) * len(cols)
        if covered > MAX_SLOTS:
            raise ValueError("its merged cells lie upon each other")
        for row in rows:
            for col in cols:
                owner.setdefault((row, col), (top, left))
    return owner


def _headings(
    texts: dict[Slot, str], merged: Merged, n_rows: int, n_cols: int
) -> tuple[dict[int, int], dict[int, int]]:
    """(rows that are headings, other rows with a text alone), each with the column of the text."""
    deep = {owner for (row, _), owner in merged.items() if row > owner[0]}
    headings: dict[int, int] = {}
    lone: dict[int, int] = {}
    in_table = False
    for row in range(n_rows):
        slots = {merged.get((row, col), (row, col)) for col in range(n_cols)}
        shown = [slot for slot in slots if slot in texts]
        is_alone = len(shown) == 1 and shown[0][0] == row and _is_words(texts[shown[0]])
        if is_alone and (len(slots) == 1 or not (in_table or slots & deep)):
            headings[row] = shown[0][1]
            continue
        # An empty row ends a table: what stands alone below it is no row of it.
        in_table = bool(shown)
        if is_alone:
            lone[row] = shown[0][1]
    return headings, lone


def _is_words(text: str) -> bool:
    return any(map(str.isalpha, text)) and UNREAD not in text


def _grid(name: str, seen: Visible, kept: list[int]) -> Grid:
    """The kept rows as a Grid; empty columns at the left stay, for nothing tells them from boxes."""
    texts, merged, n_cols = seen.texts, seen.merged, len(seen.cols)
    number = {row: index for index, row in enumerate(kept)}
    ends: dict[Slot, Slot] = {}
    for slot, owner in merged.items():
        if slot[0] in number and owner[0] in number:
            ends[owner] = max(ends.get(owner, slot), slot)
    cells = []
    for row in kept:
        for col in range(n_cols):
            slot = (row, col)
            if merged.get(slot, slot) != slot:
                continue
            bottom, right = ends.get(slot, slot)
            rowspan, colspan = number[bottom] - number[row] + 1, right - col + 1
            place = f"{name}!{_name(seen.rows[row], seen.cols[col])}"
            cells.append(Cell(number[row], col, rowspan, colspan, texts.get(slot, ""), place))
    place = f"{name}!{_name(seen.rows[kept[0]], seen.cols[0])}"
    return Grid(tuple(cells), len(kept), n_cols, place, "sheet", sheet=name)


def _name(row: int, col: int) -> str:
    """A1 for (0, 0)."""
    letters = ""
    col += 1
    while col:
        col, rest = divmod(col - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"
