"""Parts of Office Open XML files (DOCX, XLSX): unpacked within limits, parsed without entities or network."""

from __future__ import annotations

import zipfile

from lxml import etree

from gongkai.errors import UnreadableDocument

Element = etree._Element

#: Unpacked size of one part, in bytes; the longest real report has 6 MB of XML.
MAX_PART = 60_000_000


def xml(archive: zipfile.ZipFile, name: str, source: str, remedy: str) -> Element:
    """Root of a part. Raises UnreadableDocument when it is missing, too large, no XML or has a document type."""
    try:
        with archive.open(name) as part:
            # The declared size may lie, so the bytes are counted as they come.
            data = part.read(MAX_PART + 1)
    except KeyError as error:
        raise UnreadableDocument("a part of the file is missing", source, name, remedy) from error
    if len(data) > MAX_PART:
        raise UnreadableDocument(f"the part unpacks to more than {MAX_PART} bytes", source, name, remedy)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableDocument(f"the part is no XML: {error.msg}", source, name, remedy) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableDocument("the part declares a document type, which Office never does", source, name, remedy)
    return root
