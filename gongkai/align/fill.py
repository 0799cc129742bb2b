"""Boxes → values: the one place where a cell of the form, or a local one, is filled from a box."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gongkai.align.model import AlignedTable, By, Row, Unit, Value
from gongkai.align.numbers import parse, parse_count, squeeze
from gongkai.forms.model import LOCAL, CellKey
from gongkai.grids.model import Cell

#: What all counts of the forms are in.
COUNT: Unit = ("件", "form")
#: A number whose unit nothing states.
NO_UNIT: Unit = (None, "none")

_new = tuple.__new__

#: A digit and the margins of a box, both at their widest (16 point type), in points.
_DIGIT, _MARGINS = 8.0, 12.0


def boxed(
    key: CellKey,
    cell: Cell,
    unit: Unit,
    placed: bool = False,
    doubtful: bool = False,
    context: str | None = None,
    label: str | None = None,
) -> Value:
    """A cell of the form from its box. A unit printed in the box comes before ``unit``.

    placed: found by position. doubtful: put together over a page break, or in a row with holes (:func:`has_holes`).
    context: labels that say more than the form's, or are not it. label: of a cell that no form has (:func:`local`).
    """
    text = cell.text
    indicator, applicant = key
    wraps = cell.page is not None and "\n" in text and _is_narrow(cell)
    is_count = label is None and unit[1] == "form"
    number = parse_count(text, wraps, indicator.endswith("_items_delta")) if is_count else parse(text, wraps)
    own: Unit = unit if number.unit is None else (number.unit, "cell")
    by: By = "position" if placed else "label"
    sound = not (placed or doubtful)
    # Not Value(…): a report has 200 of them, and fields by name take twice as long.
    return _new(Value, (indicator, applicant, label, text, number, own, by, sound, cell.place, context))


def has_holes(row: Row, boxes: Iterable[Cell | None]) -> bool:
    """Whether a row of tab text has numbers beside blanks: a tab lost and one added there would shift them unseen.

    Or the text ends in it, so that its last number may be cut. boxes: those of its cells of the form.
    """
    if not row.grid.ragged:
        return False
    if row.grid.has_open_end and row.index == row.grid.n_rows - 1:
        return True
    inked = {bool(squeeze(cell.text)) for cell in boxes if cell is not None}
    return len(inked) == 2


def absent(key: CellKey, unit: Unit) -> Value:
    """A cell of the form that has no box."""
    return Value(*key, None, "", None, unit, "label", True, None)


def local(label: str, cell: Cell, applicant: str | None = None, doubtful: bool = False) -> Value:
    """A cell that no form has, named ``row label/column header``.

    doubtful: also where nothing names its row or its column.
    """
    return boxed((LOCAL, applicant), cell, NO_UNIT, False, doubtful, label=label)


def table(rows: Sequence[Row], kind: str, form: str, values: Iterable[Value], unmapped: Iterable[str]) -> AlignedTable:
    """An aligned table that stands in these rows."""
    first = rows[0]
    return AlignedTable(
        table=kind,
        form=form,
        variant=None,
        reader=first.grid.reader,
        place=first.grid.place,
        values=tuple(values),
        unmapped=tuple(dict.fromkeys(unmapped)),
        order=(first.grid_index, first.index),
    )


def _is_narrow(cell: Cell) -> bool:
    """Whether one digit more than its first line has would not stand in a box, the type being large.

    Digits on two lines are one number only where the page may have broken it: in a narrow box.
    """
    if cell.box is None:
        return True
    first = next((line for line in cell.text.split("\n") if squeeze(line)), "")
    return (len(squeeze(first)) + 1) * _DIGIT + _MARGINS >= cell.box[2] - cell.box[0]
