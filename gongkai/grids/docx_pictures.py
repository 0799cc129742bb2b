"""Word files whose tables are pictures: read as the pages of a scan, with the file's own text beside them."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import replace

from PIL import Image

from gongkai import documents
from gongkai.documents import Document
from gongkai.errors import UnreadableDocument
from gongkai.grids import effort, image
from gongkai.grids.element_paths import Element
from gongkai.grids.joined import joined
from gongkai.grids.model import Extract
from gongkai.grids.ooxml import MAX_PART, xml

#: A picture narrower or lower than this, in pixels, is a seal, a sign or a line.
_WIDE, _HIGH = 400, 100
#: More pictures are no tables of one report.
_MOST = 20

_RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_IMAGE_DATA = "{urn:schemas-microsoft-com:vml}imagedata"
_MEDIA = ("image/png", "image/jpeg", "image/tiff")


def pictures(archive: zipfile.ZipFile, name: str, body: Element, source: str, remedy: str) -> list[Document]:
    """The pictures of the text part ``name`` that are large enough for a table, in the order in which they stand.

    Raises UnreadableDocument for more than are read, and for one that unpacks too large.
    """
    found = [one for one in _pictures(archive, name, body, source, remedy) if _is_large(one)]
    if len(found) > _MOST:
        raise UnreadableDocument(
            f"it holds no table and {len(found)} pictures, more than the {_MOST} that are read", source, "", remedy
        )
    return found


def read(extract: Extract, found: list[Document]) -> tuple[Extract, ...]:
    """("ocr", "glyphs") of the pictures, with the file's own title and text before what stands on them."""
    effort.require("scan")
    parts = [(posixpath.basename(picture.source), image.extracts(picture)) for picture in found]
    note = f"read as scans: {len(found)} pictures"
    return tuple(
        replace(one, lines=(*extract.lines, *one.lines), title=extract.title, notes=(*one.notes, note))
        for one in joined(parts)
    )


def _pictures(archive: zipfile.ZipFile, name: str, body: Element, source: str, remedy: str) -> Iterator[Document]:
    folder, own = posixpath.split(name)
    relations = posixpath.join(folder, "_rels", f"{own}.rels")
    if relations not in archive.namelist():
        return
    targets = {
        relation.get("Id"): posixpath.normpath(posixpath.join("/", folder, relation.get("Target") or "")).lstrip("/")
        for relation in xml(archive, relations, source, remedy)
        if relation.get("TargetMode") != "External"
    }
    for element in body.iter(_BLIP, _IMAGE_DATA):
        target = targets.get(element.get(f"{_RELATIONS}embed") or element.get(f"{_RELATIONS}id"))
        if target is None or target not in archive.namelist():
            continue
        with archive.open(target) as opened:
            data = opened.read(MAX_PART + 1)
        if len(data) > MAX_PART:
            raise UnreadableDocument(f"the picture unpacks to more than {MAX_PART} bytes", source, target, remedy)
        yield documents.from_bytes(f"{source}!{target}", data)


def _is_large(picture: Document) -> bool:
    if picture.media_type not in _MEDIA:
        return False
    try:
        with Image.open(io.BytesIO(picture.data)) as opened:
            return opened.width >= _WIDE and opened.height >= _HIGH
    except (Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        # A damaged picture may have been a table: reading it says what is wrong with it.
        return True
