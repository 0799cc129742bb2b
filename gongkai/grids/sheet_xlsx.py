"""XLSX: the cells' formats and marks, from the parts of the file by hand."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from gongkai.grids.ooxml import Element, xml
from gongkai.grids.sheet_cells import BUILT_IN, UNKNOWN_FORMAT, SheetCells, Slot

_REMEDY = "open it in Excel or WPS and save it as .xlsx again"
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


@dataclass(frozen=True)
class _Style:
    code: str
    struck: bool
    bordered: bool


def cells(data: bytes, source: str) -> dict[str, SheetCells]:
    """Sheet name → its cells. Raises UnreadableDocument, and what zipfile raises for a damaged archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        styles = _styles(archive, source) if "xl/styles.xml" in names else []
        raised = _raised(archive, source) if "xl/sharedStrings.xml" in names else frozenset()
        return {
            name: _sheet(xml(archive, part, source, _REMEDY), styles, raised)
            for name, part in _parts(archive, source)
            if part in names
        }


def _parts(archive: zipfile.ZipFile, source: str) -> Iterator[tuple[str, str]]:
    """(sheet's name, name of its part)."""
    relations = xml(archive, "xl/_rels/workbook.xml.rels", source, _REMEDY)
    targets = {relation.get("Id"): relation.get("Target") or "" for relation in relations}
    for sheet in xml(archive, "xl/workbook.xml", source, _REMEDY).iter("{*}sheet"):
        # Of the two namespaces that relations have, the file's own.
        relation = next((str(value) for key, value in sheet.items() if str(key).endswith("}id")), "")
        target = targets.get(relation, "")
        yield str(sheet.get("name")), posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")


def _styles(archive: zipfile.ZipFile, source: str) -> list[_Style]:
    root = xml(archive, "xl/styles.xml", source, _REMEDY)
    codes = dict(BUILT_IN)
    codes |= {_number(f, "numFmtId"): f.get("formatCode") or "" for f in root.iterfind("{*}numFmts/{*}numFmt")}
    struck = [_is_marked(font) for font in root.iterfind("{*}fonts/{*}font")]
    bordered = [any(edge.get("style", "none") != "none" for edge in b) for b in root.iterfind("{*}borders/{*}border")]
    return [
        _Style(
            codes.get(_number(xf, "numFmtId"), UNKNOWN_FORMAT),
            _at(struck, _number(xf, "fontId")),
            _at(bordered, _number(xf, "borderId")),
        )
        for xf in root.iterfind("{*}cellXfs/{*}xf")
    ]


def _is_marked(font: Element) -> bool:
    """Whether a font strikes its text out, raises or lowers it."""
    strike, raised = font.find("{*}strike"), font.find("{*}vertAlign")
    is_struck = strike is not None and strike.get("val", "1") not in ("0", "false")
    return is_struck or (raised is not None and raised.get("val") != "baseline")


def _raised(archive: zipfile.ZipFile, source: str) -> frozenset[int]:
    """Numbers of the shared texts of which a part is struck out, raised or lowered."""
    root = xml(archive, "xl/sharedStrings.xml", source, _REMEDY)
    texts = root.iterfind("{*}si")
    return frozenset(i for i, text in enumerate(texts) if any(map(_is_marked, text.iterfind("{*}r/{*}rPr"))))


def _sheet(root: Element, styles: list[_Style], raised: frozenset[int]) -> SheetCells:
    formats: dict[Slot, str] = {}
    unread: set[Slot] = set()
    holding: set[Slot] = set()
    n_rows = n_cols = 0
    for slot, cell in _slots(root):
        style = styles[_number(cell, "s")] if _number(cell, "s") < len(styles) else _Style("General", False, False)
        holds = any(len(part) or (part.text or "") for part in cell) or cell.find("{*}f") is not None
        if holds or style.bordered:
            n_rows, n_cols = max(n_rows, slot[0] + 1), max(n_cols, slot[1] + 1)
        if not holds:
            continue
        if style.code.lower() != "general":
            formats[slot] = style.code
        # No program writes a box twice: one of the two was moved here by damage.
        if style.struck or slot in holding or _is_unread(cell, raised):
            unread.add(slot)
        holding.add(slot)
    rows = sum(1 for row in root.iterfind("{*}sheetData/{*}row") if row.get("hidden") in ("1", "true"))
    columns = sum(1 for col in root.iterfind("{*}cols/{*}col") if col.get("hidden") in ("1", "true"))
    return SheetCells(formats, frozenset(unread), n_rows, n_cols, rows + columns)


def _is_unread(cell: Element, raised: frozenset[int]) -> bool:
    value, kind = cell.findtext("{*}v") or "", cell.get("t")
    if kind == "e":
        return True
    if kind == "s":
        return value.isdigit() and int(value) in raised
    if kind == "inlineStr":
        return any(map(_is_marked, cell.iterfind("{*}is/{*}r/{*}rPr")))
    # A formula that was never computed; one that gives an empty text says so by its kind.
    return cell.find("{*}f") is not None and not value and kind != "str"


def _slots(root: Element) -> Iterator[tuple[Slot, Element]]:
    """Cells with their slots; rows and cells that do not say where they stand follow the one before."""
    row = -1
    for element in root.iterfind("{*}sheetData/{*}row"):
        number = _number(element, "r")
        row = number - 1 if number else row + 1
        col = -1
        for cell in element.iterfind("{*}c"):
            match = _REFERENCE.fullmatch(cell.get("r") or "")
            if match is not None:
                col, row = _column(match[1]), int(match[2]) - 1
            else:
                col += 1
            yield (row, col), cell


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _number(element: Element, name: str) -> int:
    value = element.get(name) or ""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 9 else 0


def _at(flags: list[bool], index: int) -> bool:
    return index < len(flags) and flags[index]
