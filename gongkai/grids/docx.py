"""Reader of Word files (DOCX): the zip and its XML by hand, entities off, sizes limited.

gridSpan, vMerge, hMerge and gridBefore give the slots. Deleted and moved-away (tracked changes) and hidden text is left
out, by the text's own properties and by its styles (docx_shown).
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import replace

from gongkai.documents import Document
from gongkai.errors import UnreadableDocument
from gongkai.grids.colours import PAPER
from gongkai.grids.docx_marks import NS, W, fills_of, may_mark, may_move
from gongkai.grids.docx_numbers import NO_LISTS, lists_of
from gongkai.grids.docx_shown import FLOAT, Look, as_shown, drop_ignored, is_left_out
from gongkai.grids.docx_styles import Styles, styles_of
from gongkai.grids.docx_table import grids_of, may_count, texts_of
from gongkai.grids.element_paths import Element, Paths
from gongkai.grids.model import UNREAD, Extract, Grid, Line, holds_table
from gongkai.grids.ooxml import parsed, part, relations, xml

#: To be raised whenever this reader gives something else for the same bytes (tests/test_grids_golden.py sees it).
READER_VERSION = 8

_REMEDY = "open it in Word or WPS and save it as .docx again"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#: Encodings in which the names of elements stand in the bytes as they are.
_PLAIN = frozenset({"UTF-8", "ASCII", "US-ASCII"})
_LISTED = W + "numPr"
_YEAR = re.compile(r"20\d\d")
_DC_TITLE = "{http://purl.org/dc/elements/1.1/}title"


def version() -> str:
    """Changes whenever the output may: with the readers of pictures, too."""
    from gongkai.grids import image

    return f"docx-{READER_VERSION} {image.version()}"


def extracts(document: Document) -> tuple[Extract, ...]:
    """One Extract; two ("ocr", "glyphs") of a file that has pictures and no table of numbers.

    Raises UnreadableDocument for a damaged or encrypted file and for one that unpacks too large.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(document.data)) as archive:
            name = _related(archive, "", "officeDocument", document.source) or "word/document.xml"
            data = part(archive, name, document.source, _REMEDY)
            root = parsed(data, name, document.source, _REMEDY)
            title = _title(archive, document.source)
            look = _look(archive, name, data, root, document.source)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
        raise UnreadableDocument(
            f"the Word file is damaged or encrypted: {error}", document.source, "", _REMEDY
        ) from error
    body = root.find("w:body", NS)
    if body is None:
        raise UnreadableDocument("the Word file has no body", document.source, "", _REMEDY)
    if next(body.iter(W + "altChunk"), None) is not None:
        raise UnreadableDocument(
            "a part of its text is a whole file of another kind within it (altChunk), which Word puts in place only "
            "when it opens it",
            document.source,
            "",
            _REMEDY,
        )
    drop_ignored(root)
    as_shown(body, look)
    paths = Paths(root)
    printed = texts_of(body, look)
    grids, in_grids = grids_of(body, printed, paths)
    lines, before = _lines(body, printed, in_grids, paths)
    grids = tuple(replace(grid, lines_before=before.get(index)) for index, grid in enumerate(grids))
    if _has_floating_number(body, printed):
        grids = tuple(map(_doubted, grids))
    extract = Extract(reader="docx", grids=grids, lines=tuple(lines), title=title)
    if not _has_pictures(data) or holds_table(extract):
        return (extract,)
    # Half a second: only when pictures are read.
    from gongkai.grids import docx_pictures, embedded

    with zipfile.ZipFile(io.BytesIO(document.data)) as archive:
        found = docx_pictures.pictures(archive, name, body, document.source, _REMEDY)
        return embedded.with_pictures(extract, found, document.source, _REMEDY)


def _has_floating_number(body: Element, printed: Mapping[Element, str]) -> bool:
    """Whether a number alone, no year, stands in a text box that floats outside all tables: it may lie over any box."""
    floats = (one for one in body.iter(FLOAT) if next(one.iterancestors(W + "tbl"), None) is None)
    texts = ("".join("".join(printed.get(paragraph, "") for paragraph in one.iter(W + "p")).split()) for one in floats)
    return any(text and may_count(text) and not _YEAR.fullmatch(text) for text in texts)


def _doubted(grid: Grid) -> Grid:
    """The grid, no box of which holds a number, or nothing, for certain."""
    cells = (cell._replace(text=f"{cell.text}{UNREAD}") if may_count(cell.text) else cell for cell in grid.cells)
    return replace(grid, cells=tuple(cells))


def _has_pictures(data: bytes) -> bool:
    return b":blip" in data or b":imagedata" in data


def _lines(
    body: Element, printed: Mapping[Element, str], in_grids: Mapping[Element, int], paths: Paths
) -> tuple[list[Line], dict[int, int]]:
    """Paragraphs outside grids; a line break inside one begins another Line of the same place. And how many of them
    stand before each grid, by its index."""
    found: list[Line] = []
    before: dict[int, int] = {}
    for paragraph in body.iter(W + "p"):
        if (index := in_grids.get(paragraph)) is not None:
            before.setdefault(index, len(found))
            continue
        if is_left_out(paragraph, body):
            continue
        for text in printed.get(paragraph, "").split("\n"):
            if text.strip():
                found.append(Line(text.strip(), paths.of(paragraph)))
    return found, before


def _look(archive: zipfile.ZipFile, name: str, data: bytes, root: Element, source: str) -> Look:
    """What styles and lists say of the text part ``name``, and whether its own bytes may say something."""
    # In other encodings words do not stand in the bytes as they are.
    is_plain = (root.getroottree().docinfo.encoding or "UTF-8").upper() in _PLAIN
    styles, lists, fills, own = Styles(), NO_LISTS, fills_of(data), None
    found = _related(archive, name, "styles", source)
    if found is not None:
        given = part(archive, found, source, _REMEDY)
        fills |= fills_of(given)
        own = parsed(given, found, source, _REMEDY)
        if may_mark(own, given, fills) or next(own.iter(_LISTED), None) is not None:
            styles = styles_of(own)
    numbering = _related(archive, name, "numbering", source)
    if numbering is not None and (styles.numbered or next(root.iter(_LISTED), None) is not None):
        lists = lists_of(xml(archive, numbering, source, _REMEDY))
    is_pulled = not is_plain or may_move(data)
    return Look(styles, lists, not is_plain or may_mark(root, data, fills), is_pulled, fills | {PAPER}, own)


def _related(archive: zipfile.ZipFile, name: str, kind: str, source: str) -> str | None:
    """Name of the part that another one (``""``: the file) relates to as a kind; None where there is none."""
    for relation, target in relations(archive, name, source, _REMEDY):
        if relation.get("Type") == _RELATIONS + kind:
            return target if target in archive.namelist() else None
    return None


def _title(archive: zipfile.ZipFile, source: str) -> str | None:
    if "docProps/core.xml" not in archive.namelist():
        return None
    return (xml(archive, "docProps/core.xml", source, _REMEDY).findtext(f".//{_DC_TITLE}") or "").strip() or None
