"""One document, read, and its drawing written to a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gongkai.documents import Document
from gongkai.grids.model import Extract
from gongkai.lake.atomic import write_bytes
from gongkai.records import DocumentReading
from gongkai.show import html, png
from gongkai.show.drawing import draw
from gongkai.show.model import PageSheet
from gongkai.show.pages import page_count, pictures

#: Suffixes that a drawing may have.
SUFFIXES = (".png", ".html")


def write(document: Document, reading: DocumentReading, found: Sequence[Extract], path: Path) -> int:
    """Draw what was read of a document into a PNG or HTML file, by the path's suffix; gives the number of sheets.

    Raises GongkaiError when the file cannot be written, and for a PNG when this machine has no Chinese font.
    """
    drawing = draw(reading, found, page_count(document))
    pages = pictures(document, [sheet.number for sheet in drawing.sheets if isinstance(sheet, PageSheet)])
    if path.suffix.lower() == ".png":
        write_bytes(path, png.render(drawing, pages))
    else:
        write_bytes(path, html.render(drawing, pages).encode("utf-8"))
    return len(drawing.sheets)
