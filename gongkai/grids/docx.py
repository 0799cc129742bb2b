"""Reader of Word files (DOCX): the zip and its XML by hand, entities off, sizes limited.

gridSpan, vMerge, hMerge and gridBefore give the slots. Deleted and moved-away text (tracked changes) is left out.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib

from lxml import etree

from gongkai.documents import Document
from gongkai.errors import UnreadableDocument
from gongkai.grids.docx_table import NS, Element, W, grids_of, is_left_out, text_of_paragraph
from gongkai.grids.model import Extract, Line

#: To be raised whenever this reader gives something else for the same bytes (tests/test_grids_golden.py sees it).
READER_VERSION = 1

#: Unpacked size of one part, in bytes; the longest real report has 6 MB of XML.
MAX_PART = 60_000_000
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
            root = _xml(archive, _main_part(archive, document.source), document.source)
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
    for relation in _xml(archive, "_rels/.rels", source):
        if relation.get("Type") == _OFFICE_DOCUMENT:
            return posixpath.normpath((relation.get("Target") or usual).lstrip("/"))
    return usual


def _title(archive: zipfile.ZipFile, source: str) -> str | None:
    if "docProps/core.xml" not in archive.namelist():
        return None
    return (_xml(archive, "docProps/core.xml", source).findtext(f".//{_DC_TITLE}") or "").strip() or None


def _xml(archive: zipfile.ZipFile, name: str, source: str) -> Element:
    """Root of a part. Raises UnreadableDocument when it is missing, too large, no XML or has a document type."""
    try:
        with archive.open(name) as part:
            # The declared size may lie, so the bytes are counted as they come.
            data = part.read(MAX_PART + 1)
    except KeyError as error:
        raise UnreadableDocument("a part of the Word file is missing", source, name, _REMEDY) from error
    if len(data) > MAX_PART:
        raise UnreadableDocument(f"the part unpacks to more than {MAX_PART} bytes", source, name, _REMEDY)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableDocument(f"the part is no XML: {error.msg}", source, name, _REMEDY) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableDocument("the part declares a document type, which Word never does", source, name, _REMEDY)
    return root
