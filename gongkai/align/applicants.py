"""Columns of table 3: which columns of a grid hold which applicant, from the headers over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from gongkai.align import labels
from gongkai.align.model import Row
from gongkai.align.numbers import is_number, squeeze
from gongkai.forms import codebook
from gongkai.grids.model import Cell


@dataclass(frozen=True)
class Columns:
    """Where the seven applicants stand in a grid.

    slots:  applicant -> columns its header covers (grids whose columns line up).
    extra:  columns with a header that no form has -> that header.
    x:      applicant -> left and right edge in points, where the medium has places.
    n_cols: columns of the grid in which the headers stand.
    by_position: applicants that were placed without their header.
    doubtful: the headers stand in another order than the form's, or not under their common one: a box lost among them
        may have shifted them, so what stands under them never proves a publisher's error.
    """

    slots: dict[str, frozenset[int]]
    extra: dict[int, str]
    x: dict[str, tuple[float, float]]
    n_cols: int
    by_position: frozenset[str] = frozenset()
    doubtful: bool = False

    @cached_property
    def first(self) -> int:
        """First column that holds numbers."""
        return min((min(columns) for columns in self.slots.values()), default=0)

    @cached_property
    def at(self) -> dict[int, frozenset[str]]:
        """Applicants over each column that has any."""
        columns = frozenset[int]().union(*self.slots.values())
        return {column: frozenset(code for code, own in self.slots.items() if column in own) for column in columns}

    def over(self, cell: Cell) -> frozenset[str]:
        """Applicants into whose columns a box reaches."""
        if cell.colspan == 1:
            return self.at.get(cell.col, frozenset())
        return frozenset[str]().union(*(self.at.get(cell.col + right, ()) for right in range(cell.colspan)))

    def is_beside(self, cell: Cell) -> bool:
        """Whether a box reaches into a label's column or into one whose header no form has."""
        return cell.col < self.first or any(c in self.extra for c in range(cell.col, cell.col + cell.colspan))


#: No column is known: its headers are lost, or say something else than the form's.
NONE = Columns({}, {}, {}, 0)


def is_header_row(row: Row) -> bool:
    """A row that names applicants and prints no number."""
    return not any(map(is_number, row.own_texts)) and _are_heads(row.own_texts)


@lru_cache(maxsize=1 << 12)
def _are_heads(texts: tuple[str, ...]) -> bool:
    return len({*map(labels.applicant_of, texts)} - {None}) >= 2


def from_headers(rows: list[Row]) -> Columns | None:
    """Columns of one grid from its header rows; None when they name fewer than two applicants."""
    if not rows:
        return None
    return _from_ragged(rows) if rows[0].grid.ragged else _from_grid(rows)


def _from_grid(rows: list[Row]) -> Columns | None:
    stacks: dict[int, list[Cell]] = {}
    for row in rows:
        for cell in row.cells:
            if squeeze(cell.text):
                for column in range(cell.col, cell.col + cell.colspan):
                    stack = stacks.setdefault(column, [])
                    if cell not in stack[-1:]:
                        stack.append(cell)
    lowest = {column: stack[-1] for column, stack in stacks.items()}
    slots: dict[str, set[int]] = {}
    extra: dict[int, str] = {}
    cut: set[str] = set()
    for column, stack in sorted(stacks.items()):
        code, is_cut = _meant(stack)
        if code is None or any(labels.is_of_another_measure(cell.text) for cell in stack[:-1]):
            extra[column] = squeeze(lowest[column].text)
            continue
        slots.setdefault(code, set()).add(column)
        cut |= {code} if is_cut else set()
    if len(slots) < 2:
        return None
    first = min(min(columns) for columns in slots.values())
    for code in [code for code, columns in slots.items() if len({id(lowest[c]) for c in columns}) > 1]:
        # Of two columns under one name nothing tells which is the form's.
        extra |= {column: squeeze(lowest[column].text) for column in slots.pop(code)}
    found = {code: frozenset(columns) for code, columns in slots.items()}
    boxes = {code: (box[0], box[2]) for code in found if (box := lowest[min(found[code])].box) is not None}
    kept = {c: text for c, text in extra.items() if c >= first and not labels.is_listed(text, "3")}
    headed = {column for column, cell in lowest.items() if not labels.is_listed(cell.text, "3")}
    blank = {cell.col for row in rows for cell in row.cells if cell.colspan == 1 and not squeeze(cell.text)}
    doubtful = _is_out_of_order(found) or _is_beside_group(found, rows)
    columns = Columns(found, kept, boxes, rows[0].grid.n_cols, frozenset(cut & found.keys()), doubtful)
    return _fill_holes(columns, blank - headed, {column: cell.text for column, cell in lowest.items()})


def _is_out_of_order(slots: dict[str, frozenset[int]]) -> bool:
    order = [min(slots[code]) for code in codebook.printed_applicants() if code in slots]
    return order != sorted(order)


def _is_beside_group(slots: dict[str, frozenset[int]], rows: list[Row]) -> bool:
    """Whether 法人或其他组织 does not stand over the five that it names, and them alone."""
    group = {
        column
        for row in rows
        for cell in row.cells
        if labels.is_group_of_applicants(cell.text)
        for column in range(cell.col, cell.col + cell.colspan)
    }
    members = {code for code, applicant in codebook.applicants().items() if applicant.parent is not None}
    inside = {code for code, columns in slots.items() if columns & group}
    return bool(group) and inside != members & slots.keys()


def _meant(stack: Sequence[Cell]) -> tuple[str | None, bool]:
    """The applicant that the headers over a column name, the lowest first; and whether it was put together from pieces.

    A page's end cuts header words: 社会公益 on one page, 组织 on the next or lost.
    """
    last = stack[-1].text
    whole = labels.applicant_of(last)
    if whole is not None:
        return whole, False
    joined = labels.applicant_of(stack[-2].text + last) if len(stack) > 1 else None
    return joined or labels.applicant_piece(last), True


def _fill_holes(columns: Columns, blank: set[int], printed: dict[int, str]) -> Columns:
    """Applicants whose header is lost, where exactly as many headless columns lie between their neighbours.

    blank: columns with an empty header box. Left of the first header that was found only these are taken for a lost
    one's (a page break leaves the box and takes the word); the others there are the labels'.
    printed: the lowest header over each column. One that is the lost one but for a sign counts as headless.
    """
    codes = codebook.printed_applicants()
    if columns.slots.keys() >= set(codes):
        return columns
    slots, placed = dict(columns.slots), set[str]()
    misread = {c: code for c, text in printed.items() for code in codes if labels.is_misread_applicant(text, code)}
    misread = {c: code for c, code in misread.items() if code not in slots}
    taken = {c for cols in slots.values() for c in cols} | (set(columns.extra) - set(misread))
    for start, code in enumerate(codes):
        if code in slots:
            continue
        end = start
        while end < len(codes) and codes[end] not in columns.slots:
            end += 1
        left = max(columns.slots[codes[start - 1]]) if start and codes[start - 1] in columns.slots else None
        right = min(columns.slots[codes[end]]) if end < len(codes) else columns.n_cols
        free = [c for c in range(left + 1, right) if c not in taken] if left is not None else []
        if left is None and blank | set(misread) >= set(range(right - end + start, right)):
            free = list(range(right - end + start, right))
        lost = codes[start:end]
        if len(free) == len(lost) and all(misread.get(c, code) == code for c, code in zip(free, lost, strict=True)):
            for missing, column in zip(lost, free, strict=True):
                slots[missing] = frozenset({column})
                placed.add(missing)
    filled = frozenset[int]().union(*(slots[code] for code in placed))
    extra = {column: text for column, text in columns.extra.items() if column not in filled}
    return replace(columns, slots=slots, extra=extra, by_position=columns.by_position | placed)


def _from_ragged(rows: list[Row]) -> Columns | None:
    """Tab text: the field at which each header stands; None where a header is lost or they are out of order."""
    fields: dict[str, int] = {}
    for row in rows:
        for cell in row.cells:
            code = labels.applicant_of(cell.text)
            if code is not None:
                fields.setdefault(code, cell.col)
    codes = codebook.printed_applicants()
    start = fields.get(codes[0])
    if start is None or [fields.get(code) for code in codes] != list(range(start, start + len(codes))):
        return None
    return Columns({code: frozenset({field}) for code, field in fields.items()}, {}, {}, rows[0].grid.n_cols)


def carried(columns: Columns, row: Row) -> Columns:
    """Columns for a grid without headers that continues another one: by the edges in points, else by column number.

    Where neither fits no column is known.
    """
    grid = row.grid
    if grid.ragged:
        return columns
    spans: dict[int, tuple[float, float]] = {}
    for cell in grid.cells:
        if cell.box is not None and cell.colspan == 1:
            spans.setdefault(cell.col, (cell.box[0], cell.box[2]))
    if columns.x and spans:
        slots = {
            code: frozenset(c for c, (x0, x1) in spans.items() if left - 1 <= (x0 + x1) / 2 <= right + 1)
            for code, (left, right) in columns.x.items()
        }
        slots = {code: found for code, found in slots.items() if found}
        if len(slots) == len(columns.x):
            extra = columns.extra if columns.n_cols == grid.n_cols else {}
            return replace(columns, slots=slots, extra=extra, n_cols=grid.n_cols)
    if columns.n_cols == grid.n_cols:
        return replace(columns, by_position=frozenset(columns.slots))
    return NONE
