"""Pages of a PDF or a picture as gray images to draw on."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2
from PIL import Image, ImageSequence

from gongkai.documents import PDF, Document

#: Of pages of a usual size; larger or more pages are rendered more coarsely.
_DPI = 150.0
#: All pages of one drawing together have no more pixels than this, and no side of one is longer.
_MAX_PIXELS, _MAX_SIDE = 60_000_000, 3_000
#: What a picture that states no resolution is taken to have.
_PICTURE_DPI = 72.0

_FAILURES = (pypdfium2.PdfiumError, OSError, ValueError, SyntaxError, Image.DecompressionBombError)


@dataclass(frozen=True)
class Picture:
    """A page, counted from 1. image: gray. dpi: pixels of it that are an inch of the page."""

    number: int
    image: Image.Image
    dpi: float

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        return self.image.width * 72 / self.dpi, self.image.height * 72 / self.dpi


def page_count(document: Document) -> int:
    """Pages that can be rendered; 0 for a medium without any, and for a document that cannot be opened."""
    try:
        if document.media_type == PDF:
            with pypdfium2.PdfDocument(document.data) as pdf:
                return len(pdf)
        if document.media_type.startswith("image/"):
            with Image.open(io.BytesIO(document.data)) as picture:
                return int(getattr(picture, "n_frames", 1))
    except _FAILURES:
        return 0
    return 0


def pictures(document: Document, numbers: Sequence[int]) -> dict[int, Picture]:
    """These pages (from 1) by number; a page that cannot be rendered is left out, its boxes are drawn on white then."""
    if document.media_type == PDF:
        return {picture.number: picture for picture in _pdf_pages(document.data, numbers)}
    if document.media_type.startswith("image/"):
        return {picture.number: picture for picture in _frames(document.data, numbers)}
    return {}


def _pdf_pages(data: bytes, numbers: Sequence[int]) -> Iterator[Picture]:
    try:
        with pypdfium2.PdfDocument(data) as pdf:
            sizes = {number: pdf.get_page_size(number - 1) for number in numbers if number <= len(pdf)}
            for number, size in sizes.items():
                dpi = _resolution(size, len(sizes))
                page = pdf[number - 1]
                yield Picture(number, page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L"), dpi)
                page.close()
    except _FAILURES:
        return


def _resolution(size: tuple[float, float], pages: int) -> float:
    """Dots an inch for a page of this size in points, so that all pages together keep to the limits."""
    width, height = size
    share = math.sqrt(_MAX_PIXELS / pages / max(width * height, 1.0))
    return min(_DPI, 72 * share, 72 * _MAX_SIDE / max(width, height, 1.0))


def _frames(data: bytes, numbers: Sequence[int]) -> Iterator[Picture]:
    try:
        with Image.open(io.BytesIO(data)) as picture:
            stated = float(picture.info.get("dpi", (_PICTURE_DPI,))[0]) or _PICTURE_DPI
            for number, frame in enumerate(ImageSequence.Iterator(picture), start=1):
                if number in numbers:
                    size = (frame.width * 72 / stated, frame.height * 72 / stated)
                    dpi = _resolution(size, len(numbers))
                    pixels = (max(round(size[0] * dpi / 72), 1), max(round(size[1] * dpi / 72), 1))
                    yield Picture(number, frame.convert("L").resize(pixels), dpi)
    except _FAILURES:
        return
