"""Boxes of a row of table 3 under the columns that its headers give: by applicant, local ones, and labels."""

from __future__ import annotations

from collections.abc import Sequence

from gongkai.align.applicants import Columns
from gongkai.align.model import Row
from gongkai.align.numbers import UNREADABLE, parse, squeeze
from gongkai.forms import codebook
from gongkai.grids.model import Cell

_NOBODY = frozenset[str]()


def boxes(columns: Columns, row: Row) -> tuple[dict[str, Cell | None], dict[str, Cell], list[Cell]]:
    """Boxes of one row: by applicant (None where the form's cell has no box of its own), by local header, and labels.

    A box that reaches into two applicants' columns belongs to neither. Ink under no header at all leaves open what
    stands under which, so none of the row's boxes is anybody's.
    """
    if not columns.slots:
        return _unknown_boxes(row.cells)
    if row.grid.ragged:
        return _ragged_boxes(columns, row)
    alone: dict[str, Cell] = {}
    doubles: dict[str, list[Cell]] = {}
    stray: list[Cell] = []
    for cell in row.own:
        over = columns.at.get(cell.col, _NOBODY) if cell.colspan == 1 else columns.over(cell)
        if len(over) == 1 and cell.rowspan == 1:
            (code,) = over
            if alone.setdefault(code, cell) is not cell:
                doubles.setdefault(code, [alone[code]]).append(cell)
        elif not over and squeeze(cell.text) and not columns.is_beside(cell):
            stray.append(cell)
    found = {code: alone.get(code) for code in codebook.printed_applicants()}
    for code, hits in doubles.items():
        inked = [cell for cell in hits if squeeze(cell.text)]
        found[code] = None if len(inked) > 1 else (inked or hits)[0]
    extra = columns.extra
    local = {extra[cell.col]: cell for cell in row.own if cell.col in extra} if extra else {}
    labelled = [cell for cell in row.cells if cell.col + cell.colspan <= columns.first]
    if stray:
        found = dict.fromkeys(found)
        local |= _by_number(stray)
    return found, local, labelled


def _unknown_boxes(cells: Sequence[Cell]) -> tuple[dict[str, Cell | None], dict[str, Cell], list[Cell]]:
    """Boxes of a row of which nothing tells under which header they stand: labels and numbers, nobody's."""
    numbers = [cell for cell in cells if squeeze(cell.text) and not _is_label(cell)]
    return dict.fromkeys(codebook.printed_applicants()), _by_number(numbers), [c for c in cells if _is_label(c)]


def _by_number(cells: list[Cell]) -> dict[str, Cell]:
    return {_nameless(cell): cell for cell in cells}


def _nameless(cell: Cell) -> str:
    return f"column {cell.col + 1}"


def is_nameless(header: str, cell: Cell) -> bool:
    """Whether what stands for the header of a local box is but the number of its column."""
    return header == _nameless(cell)


def _ragged_boxes(columns: Columns, row: Row) -> tuple[dict[str, Cell | None], dict[str, Cell], list[Cell]]:
    codes = codebook.printed_applicants()
    labelled, numbers = _fields(columns, row)
    if numbers is None or not (_is_full(numbers) or _is_blank(numbers) or _is_proved(columns, row)):
        return _unknown_boxes(row.cells)
    return dict(zip(codes, numbers, strict=True)), {}, labelled


def _fields(columns: Columns, row: Row) -> tuple[list[Cell], list[Cell] | None]:
    """Label fields and the seven number fields of a row of tab text; None for these where they cannot be told.

    Spans are lost in tab text: the numbers stand under their headers, or one field to the right for each level of
    labels that reaches below the headers.
    """
    cells = row.cells
    last_label = max((cell.col for cell in cells if _is_label(cell)), default=-1)
    start = max(columns.first, last_label + 1)
    end = start + len(codebook.printed_applicants())
    numbers = [cell for cell in cells if start <= cell.col < end]
    between = [cell for cell in cells if last_label < cell.col < start or cell.col >= end]
    misfit = last_label < 0 or len(numbers) < end - start or any(squeeze(cell.text) for cell in between)
    return [cell for cell in cells if cell.col <= last_label], None if misfit else numbers


def _is_label(cell: Cell) -> bool:
    return bool(squeeze(cell.text)) and parse(cell.text, wraps=False) == UNREADABLE


def _is_full(numbers: list[Cell]) -> bool:
    return all(squeeze(cell.text) for cell in numbers)


def _filled(numbers: list[Cell]) -> bool:
    return bool(squeeze(numbers[0].text) and squeeze(numbers[-1].text))


def _is_blank(numbers: list[Cell]) -> bool:
    return not any(squeeze(cell.text) for cell in numbers)


def _is_proved(columns: Columns, row: Row) -> bool:
    """Whether this row or another one of the same shape is filled at both ends, and most filled rows are as long.

    Where a box is blank, a tab too few or too many would shift the row unseen; filled rows of as many fields and
    labels show where the numbers stand.
    """
    rows = (Row(row.grid, row.grid_index, i) for i in range(row.grid.n_rows))
    filled = [
        _shape(columns, other)
        for other in rows
        if (numbers := _fields(columns, other)[1]) is not None and _filled(numbers)
    ]
    shape = _shape(columns, row)
    return shape in filled and 2 * sum(length == shape[0] for length, _ in filled) > len(filled)


def _shape(columns: Columns, row: Row) -> tuple[int, int]:
    labelled, _ = _fields(columns, row)
    return len(row.cells), len(labelled)
