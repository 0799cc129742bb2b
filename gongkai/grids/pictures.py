"""Pages of a PDF or a picture as gray images to draw on: as the readers of scans see them."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence

import numpy as np
import pypdfium2
from PIL import Image

from gongkai.documents import PDF, Document
from gongkai.errors import UnreadableDocument
from gongkai.grids import raster
from gongkai.grids.picture import Picture

#: Of pages of a usual size; larger or more pages are rendered more coarsely.
_DPI = 150.0
#: All pages of one drawing together have no more pixels than this, and no side of one is longer.
_MAX_PIXELS, _MAX_SIDE = 60_000_000, 3_000
#: How dark the red of a seal is shown, 0 (black) to 255.
_SEAL = 190


def page_count(document: Document) -> int:
    """Pages that can be rendered; 0 for a medium without any, and for a document that cannot be opened."""
    try:
        if document.media_type == PDF:
            with pypdfium2.PdfDocument(document.data) as pdf:
                return len(pdf)
        if document.media_type.startswith("image/"):
            with Image.open(io.BytesIO(document.data)) as picture:
                return int(getattr(picture, "n_frames", 1))
    except (pypdfium2.PdfiumError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        return 0
    return 0


def pictures(document: Document, numbers: Sequence[int]) -> tuple[Picture, ...]:
    """These pages (from 1); one that cannot be rendered is left out, its boxes are drawn on white then."""
    found: list[Picture] = []
    pages = _pdf_pages(document, numbers) if document.media_type == PDF else _frames(document)
    try:
        for page in pages:
            if page.number in numbers:
                found.append(_picture(page, len(numbers)))
    except (UnreadableDocument, pypdfium2.PdfiumError):
        # The reading says what is wrong with the document; what came before is drawn.
        return tuple(found)
    return tuple(found)


def _pdf_pages(document: Document, numbers: Sequence[int]) -> Iterator[raster.PageImage]:
    with pypdfium2.PdfDocument(document.data) as pdf:
        sizes = {number: pdf.get_page_size(number - 1) for number in numbers if number <= len(pdf)}
    for number, size in sizes.items():
        yield from raster.render(document, [number], _resolution(size, len(sizes)))


def _frames(document: Document) -> Iterator[raster.PageImage]:
    return raster.image_pages(document) if document.media_type.startswith("image/") else iter(())


def _picture(page: raster.PageImage, pages: int) -> Picture:
    """A page at the resolution that it is drawn in; seals, which readers leave out, shown in light gray."""
    pixels = page.pixels if page.red is None else np.where(page.red, np.minimum(page.pixels, _SEAL), page.pixels)
    image = Image.fromarray(pixels.astype(np.uint8))
    dpi = min(page.dpi, _resolution((image.width * 72 / page.dpi, image.height * 72 / page.dpi), pages))
    size = (max(round(image.width * dpi / page.dpi), 1), max(round(image.height * dpi / page.dpi), 1))
    shown = image if size == image.size else image.resize(size)
    return Picture(page.number, *shown.size, dpi, shown.tobytes())


def _resolution(size: tuple[float, float], pages: int) -> float:
    """Dots an inch for a page of this size in points, so that all pages together keep to the limits."""
    width, height = size
    share = math.sqrt(_MAX_PIXELS / pages / max(width * height, 1.0))
    return min(_DPI, 72 * share, 72 * _MAX_SIDE / max(width, height, 1.0))
