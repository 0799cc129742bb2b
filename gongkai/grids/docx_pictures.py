"""The pictures of a Word file, in the order in which they stand."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator

from gongkai import documents
from gongkai.documents import Document
from gongkai.errors import UnreadableDocument
from gongkai.grids.element_paths import Element
from gongkai.grids.ooxml import MAX_PART, relations

_RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_IMAGE_DATA = "{urn:schemas-microsoft-com:vml}imagedata"


def pictures(archive: zipfile.ZipFile, name: str, body: Element, source: str, remedy: str) -> Iterator[Document]:
    """The pictures that the text part ``name`` shows; a picture's source is ``<file>!word/media/image1.png``.

    Raises UnreadableDocument for one that unpacks too large.
    """
    targets = {relation.get("Id"): target for relation, target in relations(archive, name, source, remedy)}
    for element in body.iter(_BLIP, _IMAGE_DATA):
        target = targets.get(element.get(f"{_RELATIONS}embed") or element.get(f"{_RELATIONS}id"))
        if target is None or target not in archive.namelist():
            continue
        with archive.open(target) as opened:
            data = opened.read(MAX_PART + 1)
        if len(data) > MAX_PART:
            raise UnreadableDocument(f"the picture unpacks to more than {MAX_PART} bytes", source, target, remedy)
        yield documents.from_bytes(f"{source}!{target}", data)
