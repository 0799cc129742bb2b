"""Documents of text whose tables are pictures: these are read as the pages of a scan, with the text beside them."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import replace

from PIL import Image

from gongkai.documents import Document
from gongkai.errors import UnreadableDocument
from gongkai.grids import effort, image
from gongkai.grids.joined import joined, name_of
from gongkai.grids.model import Extract

#: A picture narrower or lower than this, in pixels, is a seal, a sign or a line.
_WIDE, _HIGH = 400, 100
#: More pictures are no tables of one report.
_MOST = 20
_MEDIA = ("image/png", "image/jpeg", "image/tiff")


def with_pictures(extract: Extract, pictures: Iterable[Document], source: str, remedy: str) -> tuple[Extract, ...]:
    """The extract alone where no picture is large enough for a table; else ("ocr", "glyphs") of those that are, in
    their order, each with the document's own title and text before what stands on them.

    Raises UnreadableDocument for more pictures than are read, and for a damaged one.
    """
    found = [picture for picture in pictures if _is_large(picture)]
    if not found:
        return (extract,)
    if len(found) > _MOST:
        raise UnreadableDocument(
            f"it holds no table and {len(found)} pictures, more than the {_MOST} that are read", source, "", remedy
        )
    effort.require("scan")
    return _read(extract, found)


def _read(extract: Extract, found: Sequence[Document]) -> tuple[Extract, ...]:
    parts = [(name_of(picture.source), image.extracts(picture)) for picture in found]
    note = f"read as scans: {len(found)} pictures"
    return tuple(
        replace(
            one,
            lines=(*extract.lines, *one.lines),
            title=extract.title,
            metadata=extract.metadata,
            links=extract.links,
            notes=(*extract.notes, *one.notes, note),
        )
        for one in joined(parts)
    )


def _is_large(picture: Document) -> bool:
    if picture.media_type not in _MEDIA:
        return False
    try:
        with Image.open(io.BytesIO(picture.data)) as opened:
            return opened.width >= _WIDE and opened.height >= _HIGH
    except (Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        # A damaged picture may have been a table: reading it says what is wrong with it.
        return True
