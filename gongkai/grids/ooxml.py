"""Parts of Office Open XML files (DOCX, XLSX): unpacked within limits, parsed without entities or network."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator

from lxml import etree

from gongkai.errors import UnreadableDocument

Element = etree._Element

#: Unpacked size of one part, in bytes; the longest real report has 6 MB of XML.
MAX_PART = 60_000_000

_STRICT_BEGIN = b"http://purl.oclc.org/ooxml/"
_STRICT = re.compile(_STRICT_BEGIN + rb"(\w+)/")


def xml(archive: zipfile.ZipFile, name: str, source: str, remedy: str) -> Element:
    """Root of a part. Raises UnreadableDocument when it is missing, too large, no XML or has a document type."""
    return parsed(part(archive, name, source, remedy), name, source, remedy)


def part(archive: zipfile.ZipFile, name: str, source: str, remedy: str) -> bytes:
    """Bytes of a part, with the namespaces of the transitional form where it is in the strict one (ISO 29500-1).

    Raises UnreadableDocument when it is missing or too large.
    """
    try:
        with archive.open(name) as opened:
            # The declared size may lie, so the bytes are counted as they come.
            data = opened.read(MAX_PART + 1)
    except KeyError as error:
        raise UnreadableDocument("a part of the file is missing", source, name, remedy) from error
    if len(data) > MAX_PART:
        raise UnreadableDocument(f"the part unpacks to more than {MAX_PART} bytes", source, name, remedy)
    return _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/", data) if _STRICT_BEGIN in data else data


def parsed(data: bytes, name: str, source: str, remedy: str) -> Element:
    """Root of a part from its bytes. Raises UnreadableDocument when it is no XML or has a document type."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableDocument(f"the part is no XML: {error.msg}", source, name, remedy) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableDocument("the part declares a document type, which Office never does", source, name, remedy)
    return root


def relations(archive: zipfile.ZipFile, name: str, source: str, remedy: str) -> Iterator[tuple[Element, str]]:
    """What a part (``""``: the file) relates to within the file: each relation and the name of its part, which need not
    be there. Raises as :func:`xml`."""
    folder, own = posixpath.split(name)
    found = posixpath.join(folder, "_rels", f"{own}.rels")
    for relation in xml(archive, found, source, remedy) if found in archive.namelist() else ():
        if relation.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target") or "")).lstrip("/")
            yield relation, target
