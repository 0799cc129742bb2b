"""Tables and paragraphs of WordprocessingML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

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
#: Twentieths of a point.
_SLIVER = 20
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
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
    tables = [table for table in body.iter(W + "tbl") if not is_left_out(table, body)]
    real = {table for table in tables if sum(1 for row in _rows(table) for _ in _cells(row)) > 1}
    for table in tables:
        if table not in real or any(inner in real for inner in table.iter(W + "tbl") if inner is not table):
            continue
        grid = _grid(table)
        if grid is not None:
            grids.append(grid)
            paragraphs.update(table.iter(W + "p"))
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
    """Text as printed, with tabs, line breaks (``\\n``) and hyphens; paragraphs in text boxes speak for themselves.

    Hidden text is left out. Raised or lowered text stands on a line of its own, for it is none of the number beside
    it. Signs of symbol fonts, formulas and struck out text leave a PICTURE: ink from which no number can be read.
    """
    parts: list[str] = []
    for element in paragraph.iter(W + "t", _MATH, *_SIGNS):
        owner = next(element.iterancestors(W + "p"), None)
        is_tab_stop = next(element.iterancestors(W + "tabs"), None) is not None
        if owner is not paragraph or is_tab_stop or is_left_out(element, paragraph):
            continue
        text = PICTURE if element.tag == _MATH else _SIGNS.get(str(element.tag), element.text or "")
        parts.append(_as_shown(text, element.getparent()))
    return "".join(parts)


def _as_shown(text: str, run: Element | None) -> str:
    """Text of a run as its properties show it."""
    # A run's properties stand before all else in it; most runs have none.
    properties = run[0] if run is not None and len(run) and run[0].tag == W + "rPr" else None
    if properties is None or not text:
        return text
    if _is_on(properties, "w:vanish") or _is_on(properties, "w:webHidden"):
        return ""
    if _value(properties, "w:vertAlign") in ("superscript", "subscript"):
        text = f"\n{text}\n"
    is_struck = _is_on(properties, "w:strike") or _is_on(properties, "w:dstrike")
    return f"{text}{PICTURE}" if is_struck and text.strip() else text


def _is_on(properties: Element, name: str) -> bool:
    found = properties.find(name, NS)
    return found is not None and found.get(W + "val", "true") not in ("0", "false", "off")


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
        col = _number(row, "w:trPr/w:gridBefore", 0)
        begun: dict[int, _Box] = {}
        last: _Box | None = None
        for cell in _cells(row):
            width = span(_value(cell, "w:tcPr/w:gridSpan"))
            open_above = above.get(col)
            if _merge(cell, "w:hMerge") == "continue" and last is not None:
                last.colspan += width
            elif _merge(cell, "w:vMerge") == "continue" and open_above is not None and open_above.colspan == width:
                open_above.rowspan += 1
                begun[col] = open_above
            else:
                last = _Box(n_rows - 1, col, 1, width, cell)
                boxes.append(last)
                if _merge(cell, "w:vMerge") is not None:
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


def _merge(cell: Element, name: str) -> str | None:
    """``restart``, ``continue`` (also when no value is written) or None."""
    found = cell.find(f"w:tcPr/{name}", NS)
    return None if found is None else found.get(W + "val") or "continue"


def _value(element: Element, path: str) -> str | None:
    found = element.find(path, NS)
    return None if found is None else found.get(W + "val")


def _width(column: Element) -> int:
    """Width in twentieths of a point; one that is not stated is none to be taken out for."""
    width = column.get(W + "w") or ""
    return int(width) if width.isdigit() and len(width) < 9 else _SLIVER + 1


def _number(element: Element, path: str, otherwise: int) -> int:
    value = _value(element, path)
    return otherwise if value is None or not value.isdigit() or value == "0" else span(value)


def _rows(table: Element) -> Iterator[Element]:
    """Rows of this table, through content controls, without deleted and hidden ones."""
    for row in table.iter(W + "tr"):
        is_own = next(row.iterancestors(W + "tbl"), None) is table
        properties = row.find(W + "trPr")
        if is_own and (properties is None or not (_is_on(properties, "w:del") or _is_on(properties, "w:hidden"))):
            yield row


def _cells(row: Element) -> Iterator[Element]:
    for cell in row.iter(W + "tc"):
        if next(cell.iterancestors(W + "tr"), None) is row:
            yield cell


def _text(cell: Element) -> str:
    paragraphs = (text_of_paragraph(p) for p in cell.iter(W + "p") if not is_left_out(p, cell))
    text = "\n".join(part.strip() for part in paragraphs if part.strip())
    if not text and next(cell.iter(*_PICTURES), None) is not None:
        return PICTURE
    return text
