"""Red seals stamped over the table of a scan: what is under them is read where it shows, and only there."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pytest
from made_documents import edges, fill, pdf
from PIL import Image, ImageDraw
from reportlab.pdfgen.canvas import Canvas
from scanned import pictures

from gongkai import documents
from gongkai.grids import router, seals

_PIXELS = 200 / 72
#: Centre and radius of the seal in points: it lies on six boxes.
_SEAL = (180.0, 85.0, 45.0)
_NUMBERS = ["1990", "8", "345", "27", "33", "60804", "516", "9", "702"]


def numbers(canvas: Canvas) -> None:
    canvas.setFont("Times-Roman", 10)
    edges(canvas)
    fill(canvas, [_NUMBERS[:3], _NUMBERS[3:6], _NUMBERS[6:]])


def ring(size: tuple[int, int], width: int, colour: tuple[int, int, int]) -> Image.Image:
    stamp = Image.new("RGB", size, "white")
    x, y, radius = (value * _PIXELS for value in _SEAL)
    draw = ImageDraw.Draw(stamp)
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=colour, width=width)
    # Strokes of its words through the middle row's first and second numbers.
    draw.line([(x - radius, y), (x + radius, y)], fill=colour, width=width)
    return stamp


def stroke(size: tuple[int, int]) -> Image.Image:
    """A stroke as long as a seal is wide, through the third number of the middle row alone."""
    stamp = Image.new("RGB", size, "white")
    line = [value * _PIXELS for value in (226, 86, 294, 86)]
    ImageDraw.Draw(stamp).line(line, fill=(214, 30, 30), width=4)
    return stamp


def jpeg(stamp: Callable[[tuple[int, int]], Image.Image], hides: bool) -> bytes:
    """A page with a seal that lets print through or hides it; colours are kept more coarsely than brightness."""
    (page,) = pictures(pdf(numbers), turn=0.0, noise=2.0)
    pixels, red = np.asarray(page), np.asarray(stamp(page.size))
    mixed = np.where(red.min(axis=2, keepdims=True) < 255, red, pixels) if hides else np.minimum(pixels, red)
    out = io.BytesIO()
    Image.fromarray(mixed).save(out, "JPEG", quality=80, subsampling=2, dpi=(200, 200))
    return out.getvalue()


def read(scan: bytes) -> list[list[str]]:
    extracts = router.extracts(documents.from_bytes("scan", scan))
    return [[cell.text for grid in extract.grids for cell in grid.cells] for extract in extracts]


@pytest.mark.parametrize("colour", [(214, 30, 30), (230, 80, 90), (190, 20, 40)])
def test_numbers_that_show_through_a_seal_are_read(colour: tuple[int, int, int]) -> None:
    assert read(jpeg(lambda size: ring(size, 10, colour), hides=False)) == [_NUMBERS, _NUMBERS]


def test_a_number_that_a_seal_hides_a_part_of_is_unread() -> None:
    unread = [number if number != "60804" else "\ufffd" for number in _NUMBERS]
    assert read(jpeg(stroke, hides=True)) == [unread, unread]
    assert read(jpeg(stroke, hides=False)) == [_NUMBERS, _NUMBERS]


def test_a_seal_in_a_jpeg_leaves_no_outline_and_ink_under_it_stays() -> None:
    stamp = np.asarray(ring((1112, 834), 10, (214, 30, 30))).copy()
    stamp[100:300, 498:503] = 0  # a stroke that runs under the ring and the line
    out = io.BytesIO()
    Image.fromarray(stamp).save(out, "JPEG", quality=80, subsampling=2)
    colours = np.asarray(Image.open(out).convert("RGB"))
    pixels, red = seals.without_red(colours, np.asarray(Image.fromarray(colours).convert("L")), _PIXELS)
    assert red is not None
    assert pixels[100:300, 500].max() < 90
    ink = np.zeros(pixels.shape, bool)
    ink[90:310, 488:513] = True
    assert np.percentile(pixels[~ink], 0.1) > 225


def test_red_of_the_size_of_a_seal_is_one() -> None:
    page = np.zeros((834, 1112), bool)
    page[100:400, 100:110] = page[100:110, 100:400] = True  # 108 pt
    page[700:720, 700:720] = True  # 7 pt
    assert len(seals.boxes(page, _PIXELS)) == 1
    kept = seals.of_seals(page, _PIXELS)
    assert kept[105, 300] and not kept[710, 710]
