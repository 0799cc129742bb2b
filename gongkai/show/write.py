"""One document, read, and its drawing written to a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gongkai import sandbox
from gongkai.documents import Document
from gongkai.errors import UnreadableDocument
from gongkai.grids.model import Extract
from gongkai.grids.picture import Picture
from gongkai.lake.atomic import write_bytes
from gongkai.records import DocumentReading
from gongkai.show import html, png
from gongkai.show.drawing import draw
from gongkai.show.model import PageSheet


def write(document: Document, reading: DocumentReading, found: Sequence[Extract], path: Path) -> int:
    """Draw what was read of a document into a PNG or HTML file, by the path's suffix; gives the number of sheets.

    Raises GongkaiError when the file cannot be written, and for a PNG when this machine has no Chinese font.
    """
    drawing = draw(reading, found, _rendered(document, ())[0])
    _, shown = _rendered(document, [sheet.number for sheet in drawing.sheets if isinstance(sheet, PageSheet)])
    pages = {page.number: page for page in shown}
    if path.suffix.lower() == ".png":
        write_bytes(path, png.render(drawing, pages))
    else:
        write_bytes(path, html.render(drawing, pages).encode("utf-8"))
    return len(drawing.sheets)


def _rendered(document: Document, numbers: Sequence[int]) -> tuple[int, tuple[Picture, ...]]:
    """Pages to draw on; none of a document that cannot be rendered, whose reading says what is wrong with it."""
    try:
        return sandbox.pictures(document, numbers)
    except UnreadableDocument:
        return 0, ()
