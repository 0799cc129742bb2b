"""XLSX: pictures, shapes and charts that lie upon a sheet: no number under them is read, for they may hide it."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator

from gongkai.grids.ooxml import Element, xml
from gongkai.grids.sheet_cells import Range

_LAST_ROW, _LAST_COL = 1 << 20, 1 << 14
#: English metric units of the lowest row and the narrowest column that sheets commonly have (9 pt, 24 pt).
_ROW, _COL = 114_300, 304_800
_MOST = 20


def drawn_on(archive: zipfile.ZipFile, part: str, source: str, remedy: str) -> Iterator[Range]:
    """Ranges of a sheet's cells that drawings may cover. part: the sheet's name in the archive.

    Notes are shown on demand alone and are none of them. Raises UnreadableDocument for a drawing that is no XML.
    """
    names = set(archive.namelist())
    folder, own = posixpath.split(part)
    relations = posixpath.join(folder, "_rels", f"{own}.rels")
    if relations not in names:
        return
    for relation in xml(archive, relations, source, remedy):
        if (relation.get("Type") or "").endswith("/drawing"):
            target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target") or "")).lstrip("/")
            if target in names:
                yield from ranges(xml(archive, target, source, remedy))


def ranges(root: Element) -> Iterator[Range]:
    """Ranges under the anchors of a drawing; all of the sheet under one that names no cell."""
    for anchor in root.iter("{*}twoCellAnchor", "{*}oneCellAnchor", "{*}absoluteAnchor"):
        hidden = [_is_hidden(properties) for properties in anchor.iter("{*}cNvPr")]
        if hidden and all(hidden):
            continue
        first, last = _slot(anchor.find("{*}from")), _slot(anchor.find("{*}to"))
        size = anchor.find("{*}ext")
        if first is None or (last is None and size is None):
            yield 0, _LAST_ROW, 0, _LAST_COL
        elif last is None:
            rows, cols = (-(-_number(size, name) // least) for name, least in (("cy", _ROW), ("cx", _COL)))
            yield first[0], first[0] + rows, first[1], first[1] + cols
        else:
            # It ends before a cell into which it reaches by nothing.
            yield first[0], last[0] - (not last[2]), first[1], last[1] - (not last[3])


def _slot(corner: Element | None) -> tuple[int, int, int, int] | None:
    """Row, column, and the offsets within these; None where they are not stated."""
    if corner is None:
        return None
    found = [corner.findtext(f"{{*}}{name}") for name in ("row", "col", "rowOff", "colOff")]
    numbers = [int(text) for text in found if text is not None and text.strip().lstrip("-").isdigit()]
    return (numbers[0], numbers[1], numbers[2], numbers[3]) if len(numbers) == len(found) else None


def _number(element: Element | None, name: str) -> int:
    value = element.get(name) or "" if element is not None else ""
    return int(value) if value.isascii() and value.isdigit() and len(value) < _MOST else 0


def _is_hidden(properties: Element) -> bool:
    return properties.get("hidden") in ("1", "true")
