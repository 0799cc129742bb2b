"""XLSX: the cells' formats and marks, from the parts of the file by hand."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from gongkai.grids import sheet_colours
from gongkai.grids.colours import PAPER, is_faint
from gongkai.grids.number_formats import BUILT_IN, GENERAL, UNKNOWN_FORMAT
from gongkai.grids.ooxml import Element, xml
from gongkai.grids.sheet_cells import Range, SheetCells, Slot, reference, within
from gongkai.grids.sheet_drawings import drawn_on
from gongkai.grids.sheet_widths import Widths, room

_REMEDY = "open it in Excel or WPS and save it as .xlsx again"
#: A column narrower than this (in characters) and a row lower than this (in points) show nothing.
_NARROW, _LOW = 0.25, 2.0
#: Size of fonts that state none, in points.
_SIZE = 11.0
_ON = ("1", "true")


@dataclass(frozen=True)
class _Style:
    """size: of its type, against the default font's. fitted: whether it is made to fit, or is turned."""

    code: str = GENERAL
    struck: bool = False
    bordered: bool = False
    faint: bool = False
    size: float = 1.0
    fitted: bool = False


@dataclass(frozen=True)
class _Styles:
    """cells: style of each number. formats: those of conditions. indexed: colours by number."""

    cells: Sequence[_Style] = ()
    formats: Sequence[Element] = ()
    indexed: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Texts:
    """Numbers of the shared texts of which a part is struck out, raised or lowered (raised), or unseen (faint)."""

    raised: frozenset[int] = frozenset()
    faint: frozenset[int] = frozenset()


def cells(data: bytes, source: str) -> dict[str, SheetCells]:
    """Sheet name → its cells. Raises UnreadableDocument, and what zipfile raises for a damaged archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        styles = _styles(xml(archive, "xl/styles.xml", source, _REMEDY)) if "xl/styles.xml" in names else _Styles()
        texts = _Texts()
        if "xl/sharedStrings.xml" in names:
            texts = _texts(xml(archive, "xl/sharedStrings.xml", source, _REMEDY), styles)
        return {
            name: _sheet(
                xml(archive, part, source, _REMEDY), styles, texts, list(drawn_on(archive, part, source, _REMEDY))
            )
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


def _styles(root: Element) -> _Styles:
    codes = dict(BUILT_IN)
    codes |= {_number(f, "numFmtId"): f.get("formatCode") or "" for f in root.iterfind("{*}numFmts/{*}numFmt")}
    indexed = sheet_colours.palette(root)
    fonts = root.findall("{*}fonts/{*}font")
    struck, unread = [_is_marked(font) for font in fonts], [sheet_colours.is_unread(font) for font in fonts]
    sizes = [_size(font) for font in fonts]
    colours = [sheet_colours.colour_of(font.find("{*}color"), indexed) for font in fonts]
    grounds = [sheet_colours.ground_of(fill, indexed) for fill in root.iterfind("{*}fills/{*}fill")]
    bordered = [any(edge.get("style", "none") != "none" for edge in b) for b in root.iterfind("{*}borders/{*}border")]
    cells = []
    for xf in root.iterfind("{*}cellXfs/{*}xf"):
        font, fill, alignment = _number(xf, "fontId"), _number(xf, "fillId"), xf.find("{*}alignment")
        ground = grounds[fill] if fill < len(grounds) else PAPER
        unseen = font < len(fonts) and (unread[font] or is_faint(colours[font], ground))
        # Alignment that fills the cell shows the text again and again.
        repeats = alignment is not None and alignment.get("horizontal") == "fill"
        code = codes.get(_number(xf, "numFmtId"), UNKNOWN_FORMAT)
        size = sizes[font] / sizes[0] if font < len(sizes) else 1.0
        border = _at(bordered, _number(xf, "borderId"))
        cells.append(_Style(code, _at(struck, font), border, unseen or repeats, size, _is_fitted(alignment)))
    return _Styles(cells, root.findall("{*}dxfs/{*}dxf"), indexed)


def _size(font: Element) -> float:
    """Size of a font, in points."""
    return _stated(font.find("{*}sz"), "val") or _SIZE


def _is_fitted(alignment: Element | None) -> bool:
    """Whether type is made to fit its cell, or is turned in it."""
    return alignment is not None and (alignment.get("shrinkToFit") in _ON or alignment.get("textRotation", "0") != "0")


def _is_marked(font: Element) -> bool:
    """Whether a font strikes its text out, raises or lowers it."""
    strike, raised = font.find("{*}strike"), font.find("{*}vertAlign")
    is_struck = strike is not None and strike.get("val", "1") not in ("0", "false")
    return is_struck or (raised is not None and raised.get("val") != "baseline")


def _texts(root: Element, styles: _Styles) -> _Texts:
    runs = [text.findall("{*}r/{*}rPr") for text in root.iterfind("{*}si")]
    return _Texts(
        frozenset(number for number, own in enumerate(runs) if any(map(_is_marked, own))),
        frozenset(number for number, own in enumerate(runs) if _is_unseen(own, styles)),
    )


def _is_unseen(runs: Iterable[Element], styles: _Styles) -> bool:
    """Whether a part of a text is tiny, in a font of signs or in the paper's colour."""
    return any(
        sheet_colours.is_unread(run) or is_faint(sheet_colours.colour_of(run.find("{*}color"), styles.indexed), PAPER)
        for run in runs
    )


def _sheet(root: Element, styles: _Styles, texts: _Texts, drawn: Sequence[Range]) -> SheetCells:
    formats: dict[Slot, str] = {}
    unread: set[Slot] = set()
    faint: set[Slot] = set()
    holding: set[Slot] = set()
    widths = Widths()
    n_rows = n_cols = 0
    for slot, cell in _slots(root):
        number = _number(cell, "s")
        style = styles.cells[number] if number < len(styles.cells) else _Style()
        holds = any(len(part) or (part.text or "") for part in cell) or cell.find("{*}f") is not None
        if holds or style.bordered:
            n_rows, n_cols = max(n_rows, slot[0] + 1), max(n_cols, slot[1] + 1)
        if not holds:
            continue
        if style.code.lower() != "general":
            formats[slot] = style.code
        if style.size != 1.0:
            widths.sizes[slot] = style.size
        if style.fitted:
            widths.fitted.add(slot)
        # No program writes a box twice: one of the two was moved here by damage.
        if style.struck or slot in holding or _is_unread(cell, texts.raised):
            unread.add(slot)
        elif style.faint or _is_faint(cell, texts.faint, styles):
            faint.add(slot)
        holding.add(slot)
    _state_widths(root, n_cols, widths)
    faint |= set(within((*sheet_colours.hiding(root, styles.formats, styles.indexed), *drawn), holding))
    views = root.findall("{*}sheetViews/{*}sheetView")
    return SheetCells(
        formats,
        frozenset(unread),
        frozenset(faint),
        n_rows,
        n_cols,
        frozenset(_hidden_rows(root)),
        frozenset(_hidden_cols(root, n_cols)),
        not any(view.get("showZeros") in ("0", "false") for view in views),
        widths,
    )


def _state_widths(root: Element, n_cols: int, widths: Widths) -> None:
    default = _stated(root.find("{*}sheetFormatPr"), "defaultColWidth")
    if default is not None:
        widths.default = room(default)
    for element in root.iterfind("{*}cols/{*}col"):
        width = _stated(element, "width")
        if width is not None:
            columns = range(_number(element, "min") - 1, min(_number(element, "max"), n_cols))
            widths.stated.update(dict.fromkeys(columns, room(width)))


def _hidden_rows(root: Element) -> Iterator[int]:
    row = -1
    for element in root.iterfind("{*}sheetData/{*}row"):
        number = _number(element, "r")
        row = number - 1 if number else row + 1
        if element.get("hidden") in _ON or _is_less(element, "ht", _LOW):
            yield row


def _hidden_cols(root: Element, n_cols: int) -> Iterator[int]:
    for element in root.iterfind("{*}cols/{*}col"):
        if element.get("hidden") in _ON or _is_less(element, "width", _NARROW):
            yield from range(_number(element, "min") - 1, min(_number(element, "max"), n_cols))


def _is_less(element: Element, name: str, least: float) -> bool:
    size = _stated(element, name)
    return size is not None and size < least


def _stated(element: Element | None, name: str) -> float | None:
    """A size that an element states; None for none."""
    try:
        return float(element.get(name) or "") if element is not None else None
    except ValueError:
        return None


def _is_faint(cell: Element, faint: frozenset[int], styles: _Styles) -> bool:
    if faint and cell.get("t") == "s":
        value = cell.findtext("{*}v") or ""
        return value.isdigit() and int(value) in faint
    return cell.get("t") == "inlineStr" and _is_unseen(cell.iterfind("{*}is/{*}r/{*}rPr"), styles)


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
            named = reference(cell.get("r") or "")
            row, col = named if named is not None else (row, col + 1)
            yield (row, col), cell


def _number(element: Element, name: str) -> int:
    value = element.get(name) or ""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 9 else 0


def _at(flags: Sequence[bool], index: int) -> bool:
    return index < len(flags) and flags[index]
