"""Pages as pictures: PDF pages rendered by pdfium, pictures opened by Pillow; gray, seals told apart.

Seals are red and stand on the numbers. So their red is taken out of the picture, and where it was is kept: a box that
is empty without it is not known to be empty. All other red is ink.
"""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray
from PIL import Image, ImageOps

from gongkai.documents import Document
from gongkai.errors import UnreadableDocument
from gongkai.grids import effort, seals

#: Resolutions that are worked at: less shows too little of a digit, more only costs time.
LEAST_DPI, MOST_DPI = 200.0, 300.0
#: A3 at 300 dpi has 17 million pixels; twice that is no page.
MAX_PIXELS = 36_000_000
#: Scanned pages of a document that are read (3 to 4 s each).
MAX_SCANS = 40

#: Narrower or wider than this in inches (its shorter side) no page is: the resolution that a picture states is wrong.
_INCHES = (4.0, 17.0)
_A4_WIDTH = 8.27
#: Widths of paper in inches (A5, B5, 16K, A4, B4, 8K, A3), and by which part a scan differs from them.
_PAPERS = (5.83, 6.93, 7.24, 8.27, 9.84, 10.24, 11.69)
_PAPER_MARGIN = 0.03
#: How often as long as wide paper is; a picture of another shape is a part of a page, or several.
_PAPER_SHAPE = (1.38, 1.45)
#: Fax machines print up to 2.1 times as many lines across as down; more is a mistake.
_MOST_STRETCH = 4.0
#: The EXIF tag that says how a picture is to be turned, and what it says of one that lies on its side.
_ORIENTATION, _ON_ITS_SIDE = 0x0112, (5, 6, 7, 8)

Gray = NDArray[np.uint8]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class PageImage:
    """A page as a picture.

    number: from 1. pixels: gray, height x width, 0 is black. dpi: pixels an inch.
    red:    where the red of seals stood that ``pixels`` leaves out, height x width; None where there was none.
    """

    number: int
    pixels: Gray
    dpi: float
    red: Mask | None = None


def render(document: Document, pages: Sequence[int] | None = None, dpi: float | None = None) -> Iterator[PageImage]:
    """Pages of a PDF (numbers from 1; None for all) as shown; at the resolution of a page's own picture where dpi is
    None (200 to 300). Raises UnreadableDocument for a page of too many pixels and a PDF that does not open."""
    try:
        with pypdfium2.PdfDocument(document.data) as pdf:
            for number in pages if pages is not None else range(1, len(pdf) + 1):
                page = pdf[number - 1]
                try:
                    yield _rendered(document, page, number, dpi)
                finally:
                    page.close()
    except pypdfium2.PdfiumError as error:
        raise UnreadableDocument(
            f"pdfium cannot show its pages: {error}", document.source, "", "print it to a new PDF, or download it again"
        ) from error


def _rendered(document: Document, page: Any, number: int, dpi: float | None) -> PageImage:
    wanted = dpi if dpi is not None else _own_dpi(page)
    width, height = page.get_size()
    _check_pixels(document, f"p{number}", width * wanted / 72, height * wanted / 72)
    bitmap = page.render(scale=wanted / 72, rev_byteorder=True)
    try:
        return _page(number, np.array(bitmap.to_numpy()[..., :3]), wanted)
    finally:
        bitmap.close()


def _own_dpi(page: Any) -> float:
    """Resolution of the finest large picture on a page, within the bounds that are worked at."""
    width, _ = page.get_size()
    found = LEAST_DPI
    for shown in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE]):
        left, _, right, _ = shown.get_bounds()
        if right - left > width / 2:
            found = max(found, shown.get_px_size()[0] / (right - left) * 72)
    # Resolutions a little above the least are not worth a page of another size.
    return LEAST_DPI if found < 1.2 * LEAST_DPI else min(found, MOST_DPI)


def image_pages(document: Document) -> Iterator[PageImage]:
    """The pages of a PNG, JPEG or TIFF, upright, scaled to 200 to 300 dpi.

    Raises UnreadableDocument for damaged pictures, too many pixels or frames.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(document.data)) as image:
                yield from _frames(document, image)
    except UnreadableDocument:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large(document, "") from error
    # What Pillow raises for damaged pictures differs from format to format.
    except Exception as error:
        if effort.is_of_memory(error):
            raise MemoryError from error
        raise UnreadableDocument(
            f"the picture is damaged: {error}", document.source, "", "download it again, or export it again"
        ) from error


def _frames(document: Document, image: Image.Image) -> Iterator[PageImage]:
    count = getattr(image, "n_frames", 1)
    if count > MAX_SCANS:
        raise UnreadableDocument(
            f"the picture has {count} pages, more than the {MAX_SCANS} that are read",
            document.source,
            "",
            "cut the report out of it",
        )
    for index in range(count):
        if index:
            image.seek(index)
        _check_pixels(document, f"p{index + 1}", *image.size)
        stated, stretch = _stated(image)
        colours = _colours(ImageOps.exif_transpose(image))
        if stretch != (1.0, 1.0):
            high, wide = colours.shape[:2]
            size = (round(wide * stretch[0]), round(high * stretch[1]))
            _check_pixels(document, f"p{index + 1}", *size)
            colours = cv2.resize(colours, size, interpolation=cv2.INTER_CUBIC).astype(np.uint8)
        dpi = _dpi(colours.shape[:2], stated)
        wanted = min(max(dpi, LEAST_DPI), MOST_DPI)
        if wanted != dpi:
            size = (round(colours.shape[1] * wanted / dpi), round(colours.shape[0] * wanted / dpi))
            _check_pixels(document, f"p{index + 1}", *size)
            colours = cv2.resize(colours, size, interpolation=cv2.INTER_AREA if wanted < dpi else cv2.INTER_CUBIC)
        yield _page(index + 1, colours, wanted)


def _stated(image: Image.Image) -> tuple[float, tuple[float, float]]:
    """The resolution that a picture states, 0 for none, and by what its width and height as shown are stretched to make
    its pixels square (a fax has 204 an inch across and 98 down)."""
    across, down = (float(value or 0) for value in image.info.get("dpi", (0, 0))[:2])
    if image.getexif().get(_ORIENTATION, 1) in _ON_ITS_SIDE:
        across, down = down, across
    odd = across <= 0 or down <= 0 or not 1 / _MOST_STRETCH <= across / down <= _MOST_STRETCH
    if odd or abs(across / down - 1) < _PAPER_MARGIN:
        return max(across, 0.0), (1.0, 1.0)
    finest = max(across, down)
    return finest, (finest / across, finest / down)


def _colours(image: Image.Image) -> NDArray[np.uint8]:
    """Height x width x 3; what is transparent is paper; 16 bits are made 8."""
    if image.mode.startswith("I") or image.mode == "F":
        values = np.asarray(image, dtype=np.float64)
        top = 65535.0 if values.max(initial=0) > 255 else 255.0
        gray = np.clip(values / top * 255, 0, 255).astype(np.uint8)
        return np.repeat(gray[:, :, None], 3, axis=2)
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        shown = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", shown.size, "white"), shown)
    return np.array(image.convert("RGB"))


def _dpi(shape: tuple[int, ...], stated: float) -> float:
    """The resolution that a picture states where its page then has a page's size; else as if it showed A4.

    A whole page (of paper's shape) must be as wide as some paper is: programs write 72, 96 or 300 into any picture.
    """
    shorter, longer = sorted(shape)
    inches = shorter / stated if stated > 0 else 0.0
    is_page = _PAPER_SHAPE[0] <= longer / shorter <= _PAPER_SHAPE[1]
    is_of_paper = any(abs(inches / paper - 1) <= _PAPER_MARGIN for paper in _PAPERS)
    if _INCHES[0] <= inches <= _INCHES[1] and (is_of_paper or not is_page):
        return stated
    return shorter / _A4_WIDTH


def _page(number: int, colours: NDArray[np.uint8], dpi: float) -> PageImage:
    """A page of these colours (height x width x 3, red first; or x 1 for gray)."""
    if colours.ndim == 2 or colours.shape[2] == 1:
        return PageImage(number, np.ascontiguousarray(colours.reshape(colours.shape[:2])), dpi)
    gray = cv2.cvtColor(colours, cv2.COLOR_RGB2GRAY)
    pixels, red = seals.without_red(colours, gray, dpi / 72)
    return PageImage(number, pixels, dpi, red)


def _check_pixels(document: Document, place: str, width: float, height: float) -> None:
    if not math.isfinite(width * height) or width * height > MAX_PIXELS:
        raise _too_large(document, place)


def _too_large(document: Document, place: str) -> UnreadableDocument:
    return UnreadableDocument(
        f"a page has more than {MAX_PIXELS} pixels", document.source, place, "scan it anew at 300 dpi or less"
    )
