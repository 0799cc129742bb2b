"""Pictures (PNG, JPEG, TIFF with one or more pages): read as scans."""

from __future__ import annotations

from gongkai.documents import Document
from gongkai.grids import raster, scan
from gongkai.grids.model import Extract
from gongkai.installed import installed


def version() -> str:
    """Changes whenever the output may: with the readers of scans and with what opens pictures."""
    return f"{scan.version()} pillow-{installed('pillow')}"


def extracts(document: Document) -> tuple[Extract, ...]:
    """("ocr", "glyphs"). Raises UnreadableDocument for a damaged picture and one of too many pixels or pages."""
    return scan.read(raster.image_pages(document))
