"""Tables and paragraphs of WordprocessingML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from gongkai.grids.docx_apart import stand_apart
from gongkai.grids.docx_marks import NS, OFF, VALUE, W
from gongkai.grids.docx_shown import FLOAT, INK, LEFT_OUT, PICTURES, Look, is_left_out
from gongkai.grids.element_paths import Element, Paths
from gongkai.grids.html_text import PICTURE
from gongkai.grids.model import Cell, Grid
from gongkai.grids.set_apart import INVISIBLE, meet
from gongkai.grids.spans import MAX_CELL_TEXT, MAX_SLOTS, span

_SIGNS = {
    W + "tab": "\t",
    W + "ptab": "\t",
    W + "br": "\n",
    W + "cr": "\n",
    W + "noBreakHyphen": "-",
    W + "sym": PICTURE,
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath": PICTURE,
}
_TABLE, _ROW, _CELL, _RUN, _PARAGRAPH, _TEXT = W + "tbl", W + "tr", W + "tc", W + "r", W + "p", W + "t"
_ROW_PROPERTIES, _CELL_PROPERTIES = W + "trPr", W + "tcPr"
_SPAN, _DOWN, _ACROSS, _DELETED = W + "gridSpan", W + "vMerge", W + "hMerge", W + "cellDel"
_BEFORE = W + "gridBefore"
#: What prints something in a paragraph.
_PRINTED = (_TEXT, *_SIGNS)
#: Twentieths of a point.
_SLIVER = 20
#: What leaves ink without text in a box.
_INKED = (*PICTURES, INK)
#: A number with its unit and words in brackets behind it, white space left out; ink beside other text changes nothing.
_NUMBER = re.compile(
    r"[^\w(（]*(?:减少?|增加?)?[\d.,，]*\d\W*(?:(?:万元|亿元|元|人次|[件条个项宗起次])\W*)?(?:[(（].*)?", re.S
)


@dataclass
class _Box:
    """A cell in the making: its slot, spans and w:tc. goes_on: it says that it continues a cell that there is none of:
    some programs show what it holds, others a blank."""

    row: int
    col: int
    rowspan: int
    colspan: int
    element: Element
    goes_on: bool = False


def grids_of(
    body: Element, printed: Mapping[Element, str], paths: Paths
) -> tuple[tuple[Grid, ...], dict[Element, int]]:
    """Grids in order, and every paragraph inside them with the index of its grid.

    A table that holds others or long text lays out the page.

    printed: the paragraphs' texts (:func:`texts_of`).
    """
    grids: list[Grid] = []
    paragraphs: dict[Element, int] = {}
    tables = [table for table in body.iter(_TABLE) if not is_left_out(table, body)]
    has_ink = next(body.iter(*_INKED), None) is not None
    real = {table for table in tables if len(list(islice((c for row in _rows(table) for c in _cells(row)), 2))) > 1}
    for table in tables:
        if table not in real or any(inner in real for inner in table.iterdescendants(_TABLE)):
            continue
        grid = _grid(table, printed, has_ink, paths)
        if grid is not None:
            paragraphs.update(dict.fromkeys(table.iter(_PARAGRAPH), len(grids)))
            grids.append(grid)
    return tuple(grids), paragraphs


def texts_of(body: Element, look: Look) -> dict[Element, str]:
    """Paragraph → its text as printed, with tabs, line breaks (``\n``) and hyphens; those without any are left out.

    Paragraphs in text boxes speak for themselves. The text is what :func:`docx_shown.as_shown` left. Signs of symbol
    fonts and formulas leave a PICTURE: ink from which no number can be read, as do figures in a cell that may stand
    apart.
    """
    parts: dict[Element, list[str]] = {}
    for element in body.iter(*_PRINTED):
        paragraph = _owner(element)
        if paragraph is not None:
            text = element.text or "" if element.tag == _TEXT else _SIGNS[str(element.tag)]
            parts.setdefault(paragraph, []).append(text)
    return {paragraph: _joined(paragraph, texts, look) for paragraph, texts in parts.items()}


def _joined(paragraph: Element, texts: list[str], look: Look) -> str:
    """Text of a paragraph from its pieces, with a PICTURE where they may be several numbers."""
    if len(texts) == 1:
        return texts[0]
    text = "".join(texts)
    shown = [part for part in texts if part.strip(INVISIBLE)]
    if not any(map(meet, shown, shown[1:])) or next(paragraph.iterancestors(_CELL), None) is None:
        return text
    pieces = [element for element in paragraph.iter(*_PRINTED) if _owner(element) is paragraph]
    return text + PICTURE if stand_apart(pieces, texts, look) else text


def _owner(element: Element) -> Element | None:
    """The paragraph in which a text or sign is shown, None of one that is not; nearly all stand in a run right below
    theirs."""
    run = element.getparent()
    above = run.getparent() if run is not None and run.tag == _RUN else None
    if above is not None and above.tag == _PARAGRAPH:
        return above
    paragraph = next(element.iterancestors(_PARAGRAPH), None)
    is_tab_stop = next(element.iterancestors(W + "tabs"), None) is not None
    return None if paragraph is None or is_tab_stop or is_left_out(element, paragraph) else paragraph


def _grid(table: Element, printed: Mapping[Element, str], has_ink: bool, paths: Paths) -> Grid | None:
    boxes, n_rows = _boxes(table)
    n_cols = _n_cols(boxes)
    if not boxes or n_rows * n_cols > MAX_SLOTS:
        return None
    widths = [_width(column) for column in table.iterfind("w:tblGrid/w:gridCol", NS)]
    if len(widths) == n_cols:
        _close_slivers(boxes, widths)
        n_cols = _n_cols(boxes)
    inside = _paragraphs(table)
    texts = [_text(box, inside, printed, has_ink) for box in boxes]
    if any(len(text) > MAX_CELL_TEXT and len("".join(text.split())) > MAX_CELL_TEXT for text in texts):
        return None
    cells = tuple(
        Cell(box.row, box.col, box.rowspan, box.colspan, text, paths.of(box.element))
        for box, text in zip(boxes, texts, strict=True)
    )
    return Grid(cells, n_rows, n_cols, paths.of(table), "docx")


def _boxes(table: Element) -> tuple[list[_Box], int]:
    """Cells in reading order with vertical and horizontal merges joined, and the number of rows."""
    boxes: list[_Box] = []
    above: dict[int, _Box] = {}
    n_rows = 0
    properties = _properties_in(table)
    for n_rows, row in enumerate(_rows(table), start=1):
        col = _columns_before(properties.get(row, {}))
        begun: dict[int, _Box] = {}
        last: _Box | None = None
        for cell in _cells(row):
            width, across, down = 1, None, None
            if (found := properties.get(cell)) is not None:
                if _DELETED in found:
                    continue
                width = span(found.get(_SPAN))
                across, down = _merge(found, _ACROSS), _merge(found, _DOWN)
            open_above = above.get(col)
            if across == "continue" and last is not None:
                last.colspan += width
            elif down == "continue" and open_above is not None and open_above.colspan == width:
                open_above.rowspan += 1
                begun[col] = open_above
            else:
                last = _Box(n_rows - 1, col, 1, width, cell, "continue" in (across, down))
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


def _merge(properties: Mapping[str, str | None], name: str) -> str | None:
    """``restart``, ``continue`` (also when no value is written) or None."""
    return properties[name] or "continue" if name in properties else None


def _properties(element: Element, kind: str, *names: str) -> dict[str, str | None]:
    """Those properties of a cell or row that have one of the names, with their values (None: written without one); of
    several alike the first counts."""
    found: dict[str, str | None] = {}
    for properties in element:
        if properties.tag == kind:
            for child in properties:
                if child.tag in names:
                    found.setdefault(str(child.tag), child.get(VALUE))
    return found


def _properties_in(table: Element) -> dict[Element, dict[str, str | None]]:
    """What merges and deletes the cells of a table and moves its rows, as :func:`_properties` of each: few have any."""
    found: dict[Element, dict[str, str | None]] = {}
    for one in table.iter(_SPAN, _DOWN, _ACROSS, _DELETED, _BEFORE):
        properties = one.getparent()
        if properties is not None and properties.tag == (_ROW_PROPERTIES if one.tag == _BEFORE else _CELL_PROPERTIES):
            owner = properties.getparent()
            if owner is not None:
                found.setdefault(owner, {}).setdefault(str(one.tag), one.get(VALUE))
    return found


def _columns_before(row: Mapping[str, str | None]) -> int:
    """Columns that a row leaves out at its beginning, by its properties."""
    value = row.get(_BEFORE)
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
        if is_own and all(value in OFF for value in marks.values()):
            yield row


def _cells(row: Element) -> Iterator[Element]:
    for cell in row.iter(_CELL):
        if cell.getparent() is row or next(cell.iterancestors(_ROW), None) is row:
            yield cell


def _paragraphs(table: Element) -> Mapping[Element, Sequence[Element]] | None:
    """The paragraphs right in each cell of a table; None where others stand deeper in it."""
    found: dict[Element, list[Element]] = {}
    for paragraph in table.iter(_PARAGRAPH):
        cell = paragraph.getparent()
        if cell is None or cell.tag != _CELL:
            return None
        found.setdefault(cell, []).append(paragraph)
    return found if next(table.iterdescendants(_TABLE), None) is None else None


def _text(
    box: _Box, inside: Mapping[Element, Sequence[Element]] | None, printed: Mapping[Element, str], has_ink: bool
) -> str:
    """Text of a cell. inside: as :func:`_paragraphs`. has_ink: whether there is ink without text anywhere in the
    file."""
    cell = box.element
    if inside is None:
        own: Sequence[Element] = [p for p in cell.iter(_PARAGRAPH) if p.getparent() is cell or _is_in_place(p, cell)]
    else:
        own = inside.get(cell, ())
    if len(own) == 1:  # so are most
        text = printed.get(own[0], "").strip()
    else:
        text = "\n".join([part for p in own if (part := printed.get(p, "").strip())])
    if text and box.goes_on and may_count(text):
        return f"{text}{PICTURE}"
    if has_ink and may_count(text) and any(not is_left_out(ink, cell) for ink in cell.iter(*_INKED)):
        return f"{text}{PICTURE}"
    return text


def may_count(text: str) -> bool:
    """Whether a text is nothing or a number, with its unit and words behind it."""
    bare = "".join(text.split())
    return not bare or (len(bare) <= MAX_CELL_TEXT and _NUMBER.fullmatch(bare) is not None)


def _is_in_place(paragraph: Element, cell: Element) -> bool:
    """Whether a paragraph is neither deleted nor in a text box, which floats elsewhere, be it anchored in the cell."""
    for ancestor in paragraph.iterancestors():
        if ancestor is cell:
            return True
        if ancestor.tag in LEFT_OUT or ancestor.tag == FLOAT:
            return False
    return True
