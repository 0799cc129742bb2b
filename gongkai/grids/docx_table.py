"""Tables and paragraphs of WordprocessingML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from gongkai.grids.html_text import PICTURE
from gongkai.grids.model import Cell, Grid
from gongkai.grids.spans import MAX_CELL_TEXT, MAX_SLOTS, span

Element = etree._Element

_URI = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NS = {"w": _URI}
W = "{" + _URI + "}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
#: Tracked deletions, text moved elsewhere, and the older twin of a drawing.
_LEFT_OUT = frozenset({W + "del", W + "moveFrom", _FALLBACK})
_SIGNS = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-", W + "sym": PICTURE}
_TABLE, _ROW, _CELL, _RUN, _PARAGRAPH, _TEXT = W + "tbl", W + "tr", W + "tc", W + "r", W + "p", W + "t"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
_ROW_PROPERTIES, _CELL_PROPERTIES, _RUN_PROPERTIES, _VALUE = W + "trPr", W + "tcPr", W + "rPr", W + "val"
_SPAN, _DOWN, _ACROSS = W + "gridSpan", W + "vMerge", W + "hMerge"
#: What prints something in a paragraph.
_INKED = frozenset({_TEXT, _MATH, *_SIGNS})
#: Properties of a run that hide its text, strike it out, or raise or lower it.
_HIDING, _STRIKING, _RAISED = (
    frozenset({W + "vanish", W + "webHidden"}),
    frozenset({W + "strike", W + "dstrike"}),
    W + "vertAlign",
)
_MARKS = _HIDING | _STRIKING | {_RAISED}
#: Values that switch a property off.
_OFF = frozenset({"0", "false", "off"})
#: Twentieths of a point.
_SLIVER = 20
_PICTURES = (W + "drawing", W + "pict", W + "object")


@dataclass
class _Box:
    """A cell in the making: its slot, spans and w:tc."""

    row: int
    col: int
    rowspan: int
    colspan: int
    element: Element


def grids_of(body: Element) -> tuple[tuple[Grid, ...], frozenset[Element]]:
    """Grids in order, and every paragraph inside them. A table that holds others or long text lays out the page."""
    grids: list[Grid] = []
    paragraphs: set[Element] = set()
    tables = [table for table in body.iter(_TABLE) if not is_left_out(table, body)]
    real = {table for table in tables if len(list(islice((c for row in _rows(table) for c in _cells(row)), 2))) > 1}
    for table in tables:
        if table not in real or any(inner in real for inner in table.iterdescendants(_TABLE)):
            continue
        grid = _grid(table)
        if grid is not None:
            grids.append(grid)
            paragraphs.update(table.iter(_PARAGRAPH))
    return tuple(grids), frozenset(paragraphs)


def is_left_out(element: Element, body: Element) -> bool:
    """Whether an element stands in deleted text or in the older twin of a drawing."""
    for ancestor in element.iterancestors():
        if ancestor is body:
            return False
        if ancestor.tag in _LEFT_OUT:
            return True
    return False


def text_of_paragraph(paragraph: Element) -> str:
    """Text as printed, with tabs, line breaks (``\n``) and hyphens; paragraphs in text boxes speak for themselves.

    Hidden text is left out. Raised or lowered text stands on a line of its own, for it is none of the number beside
    it. Signs of symbol fonts, formulas and struck out text leave a PICTURE: ink from which no number can be read.
    """
    parts: list[str] = []
    for element in paragraph.iter():
        if element.tag in _INKED and _is_printed(element, paragraph):
            text = PICTURE if element.tag == _MATH else _SIGNS.get(str(element.tag), element.text or "")
            parts.append(_as_shown(text, element.getparent()))
    return "".join(parts)


def _is_printed(element: Element, paragraph: Element) -> bool:
    """Whether a text or sign is the paragraph's own and shown; nearly all stand in a run right below it."""
    run = element.getparent()
    if run is not None and run.tag == _RUN and run.getparent() is paragraph:
        return True
    owner = next(element.iterancestors(_PARAGRAPH), None)
    is_tab_stop = next(element.iterancestors(W + "tabs"), None) is not None
    return owner is paragraph and not is_tab_stop and not is_left_out(element, paragraph)


def _as_shown(text: str, run: Element | None) -> str:
    """Text of a run as its properties show it."""
    # A run's properties stand before all else in it; most runs have none.
    properties = run[0] if run is not None and len(run) and run[0].tag == _RUN_PROPERTIES else None
    if properties is None or not text:
        return text
    marks = _first_values(child for child in properties if child.tag in _MARKS)
    if not marks:
        return text
    on = {name for name, value in marks.items() if value not in _OFF}
    if on & _HIDING:
        return ""
    if marks.get(_RAISED) in ("superscript", "subscript"):
        text = f"\n{text}\n"
    return f"{text}{PICTURE}" if on & _STRIKING and text.strip() else text


def _first_values(elements: Iterable[Element]) -> dict[str, str | None]:
    """Tag → value (None: written without one) of some elements; of several alike the first counts."""
    found: dict[str, str | None] = {}
    for element in elements:
        found.setdefault(str(element.tag), element.get(_VALUE))
    return found


def _grid(table: Element) -> Grid | None:
    boxes, n_rows = _boxes(table)
    n_cols = _n_cols(boxes)
    if not boxes or n_rows * n_cols > MAX_SLOTS:
        return None
    widths = [_width(column) for column in table.iterfind("w:tblGrid/w:gridCol", NS)]
    if len(widths) == n_cols:
        _close_slivers(boxes, widths)
        n_cols = _n_cols(boxes)
    texts = [_text(box.element) for box in boxes]
    if any(len("".join(text.split())) > MAX_CELL_TEXT for text in texts):
        return None
    tree = table.getroottree()
    cells = tuple(
        Cell(box.row, box.col, box.rowspan, box.colspan, text, tree.getpath(box.element))
        for box, text in zip(boxes, texts, strict=True)
    )
    return Grid(cells, n_rows, n_cols, tree.getpath(table), "docx")


def _boxes(table: Element) -> tuple[list[_Box], int]:
    """Cells in reading order with vertical and horizontal merges joined, and the number of rows."""
    boxes: list[_Box] = []
    above: dict[int, _Box] = {}
    n_rows = 0
    for n_rows, row in enumerate(_rows(table), start=1):
        col = _columns_before(row)
        begun: dict[int, _Box] = {}
        last: _Box | None = None
        for cell in _cells(row):
            found = _properties(cell, _CELL_PROPERTIES, _SPAN, _DOWN, _ACROSS)
            width = span(found.get(_SPAN))
            across, down = _merge(found, _ACROSS), _merge(found, _DOWN)
            open_above = above.get(col)
            if across == "continue" and last is not None:
                last.colspan += width
            elif down == "continue" and open_above is not None and open_above.colspan == width:
                open_above.rowspan += 1
                begun[col] = open_above
            else:
                last = _Box(n_rows - 1, col, 1, width, cell)
                boxes.append(last)
                if down is not None:
                    begun[col] = last
            col += width
        above = begun
    return boxes, n_rows


def _n_cols(boxes: list[_Box]) -> int:
    return max((box.col + box.colspan for box in boxes), default=0)


def _close_slivers(boxes: list[_Box], widths: list[int]) -> None:
    """Take out columns that are no wider than a rule and in which no cell stands alone.

    Where LibreOffice rounds the borders of two rows apart it writes a column of a twentieth of a point between them:
    a sixteenth one in table 4.
    """
    for col in reversed(range(len(widths))):
        if widths[col] > _SLIVER or any(box.col == col and box.colspan == 1 for box in boxes):
            continue
        for box in boxes:
            if box.col <= col < box.col + box.colspan:
                box.colspan -= 1
            elif box.col > col:
                box.col -= 1


def _merge(properties: dict[str, str | None], name: str) -> str | None:
    """``restart``, ``continue`` (also when no value is written) or None."""
    return properties[name] or "continue" if name in properties else None


def _properties(element: Element, kind: str, *names: str) -> dict[str, str | None]:
    """Those properties of a cell or row that have one of the names, with their values (None: written without one)."""
    return _first_values(
        child for properties in element if properties.tag == kind for child in properties if child.tag in names
    )


def _columns_before(row: Element) -> int:
    """Columns that a row leaves out at its beginning."""
    value = _properties(row, _ROW_PROPERTIES, W + "gridBefore").get(W + "gridBefore")
    return 0 if value is None or not value.isdigit() or value == "0" else span(value)


def _width(column: Element) -> int:
    """Width in twentieths of a point; one that is not stated is none to be taken out for."""
    width = column.get(W + "w") or ""
    return int(width) if width.isdigit() and len(width) < 9 else _SLIVER + 1


def _rows(table: Element) -> Iterator[Element]:
    """Rows of this table, through content controls, without deleted and hidden ones."""
    for row in table.iter(_ROW):
        is_own = row.getparent() is table or next(row.iterancestors(_TABLE), None) is table
        marks = _properties(row, _ROW_PROPERTIES, W + "del", W + "hidden")
        if is_own and all(value in _OFF for value in marks.values()):
            yield row


def _cells(row: Element) -> Iterator[Element]:
    for cell in row.iter(_CELL):
        if cell.getparent() is row or next(cell.iterancestors(_ROW), None) is row:
            yield cell


def _text(cell: Element) -> str:
    paragraphs = [text_of_paragraph(p).strip() for p in cell.iter(_PARAGRAPH) if not is_left_out(p, cell)]
    text = "\n".join(part for part in paragraphs if part)
    if not text and next(cell.iter(*_PICTURES), None) is not None:
        return PICTURE
    return text
