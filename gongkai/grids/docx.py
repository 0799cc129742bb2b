"""Reader of Word files (DOCX): the zip and its XML by hand, entities off, sizes limited.

gridSpan, vMerge, hMerge and gridBefore give the slots. Deleted and moved-away (tracked changes) and hidden text is left
out.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib

from gongkai.documents import Document
from gongkai.errors import UnreadableDocument
from gongkai.grids.docx_table import NS, Element, W, grids_of, is_left_out, text_of_paragraph
from gongkai.grids.model import Extract, Line
from gongkai.grids.ooxml import xml

#: To be raised whenever this reader gives something else for the same bytes (tests/test_grids_golden.py sees it).
READER_VERSION = 2

_REMEDY = "open it in Word or WPS and save it as .docx again"
_OFFICE_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_DC_TITLE = "{http://purl.org/dc/elements/1.1/}title"


def version() -> str:
    """Changes whenever the output may."""
    return f"docx-{READER_VERSION}"


def extracts(document: Document) -> tuple[Extract, ...]:
    """One Extract. Raises UnreadableDocument for a damaged or encrypted file and for one that unpacks too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(document.data)) as archive:
            root = xml(archive, _main_part(archive, document.source), document.source, _REMEDY)
            title = _title(archive, document.source)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
        raise UnreadableDocument(
            f"the Word file is damaged or encrypted: {error}", document.source, "", _REMEDY
        ) from error
    body = root.find("w:body", NS)
    if body is None:
        raise UnreadableDocument("the Word file has no body", document.source, "", _REMEDY)
    grids, in_grids = grids_of(body)
    return (Extract(reader="docx", grids=grids, lines=tuple(_lines(body, in_grids)), title=title),)


def _lines(body: Element, in_grids: frozenset[Element]) -> list[Line]:
    """Paragraphs outside grids; a line break inside one begins another Line of the same place."""
    tree = body.getroottree()
    found: list[Line] = []
    for paragraph in body.iter(W + "p"):
        if paragraph in in_grids or is_left_out(paragraph, body):
            continue
        for text in text_of_paragraph(paragraph).split("\n"):
            if text.strip():
                found.append(Line(text.strip(), tree.getpath(paragraph)))
    return found


def _main_part(archive: zipfile.ZipFile, source: str) -> str:
    """Name of the part with the text: as the relations say, else the usual one."""
    usual = "word/document.xml"
    if "_rels/.rels" not in archive.namelist():
        return usual
    for relation in xml(archive, "_rels/.rels", source, _REMEDY):
        if relation.get("Type") == _OFFICE_DOCUMENT:
            return posixpath.normpath((relation.get("Target") or usual).lstrip("/"))
    return usual


def _title(archive: zipfile.ZipFile, source: str) -> str | None:
    if "docProps/core.xml" not in archive.namelist():
        return None
    return (xml(archive, "docProps/core.xml", source, _REMEDY).findtext(f".//{_DC_TITLE}") or "").strip() or None
