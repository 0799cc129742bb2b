"""Red seals stamped over the table of a scan: what is under them is read where it shows, and only there."""

from __future__ import annotations

import io
from collections.abc import Callable

import cv2
import numpy as np
import pytest
from made_documents import PAGE, edges, fill, pdf
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas
from scanned import pictures, saved

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


def rectangle(size: tuple[int, int]) -> Image.Image:
    """A stamp around the third number of the middle row, with a stroke through that alone."""
    stamp = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(stamp)
    draw.rectangle([value * _PIXELS for value in (222, 58, 298, 114)], outline=(214, 30, 30), width=4)
    draw.line([value * _PIXELS for value in (222, 86, 298, 86)], fill=(214, 30, 30), width=4)
    return stamp


def pen_line(size: tuple[int, int]) -> Image.Image:
    """A stroke as long as a seal is wide, through the third number of the middle row."""
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


def is_right_or_unread(stamp: Callable[[tuple[int, int]], Image.Image], hides: bool) -> None:
    """Each number is read as printed or not at all; 60804, of which nobody can tell, not by its digits' shapes."""
    readings = read(jpeg(stamp, hides))
    pairs = [pair for reading in readings for pair in zip(reading, _NUMBERS, strict=True)]
    assert [(said, number) for said, number in pairs if said != number and "\ufffd" not in said] == []
    assert "\ufffd" in readings[1][_NUMBERS.index("60804")]
    assert readings[1][0] == _NUMBERS[0]


def test_a_number_that_a_seal_hides_a_part_of_is_unread() -> None:
    is_right_or_unread(rectangle, hides=True)


@pytest.mark.parametrize("hides", [False, True])
def test_a_red_line_through_a_number_is_no_seal(hides: bool) -> None:
    _, by_shapes = read(jpeg(pen_line, hides))
    assert by_shapes == [number if number != "60804" else "\ufffd" for number in _NUMBERS]


def printed(red: bool) -> list[list[str]]:
    """What is read of a page whose digits, minus signs and corrections in red are those (or all is black)."""
    ink = HexColor("#cd1e28") if red else HexColor("#000000")
    rows = [
        [[("829", False), ("4", True)], [("8", True), ("294", False)], [("-", True), ("7", False)]],
        [[("4", True), ("8294", False)], [("31", False), ("1", True)], [("9306  ", False), ("9307", True)]],
        [[("9306", True)], [("82", False), ("9", True), ("4", False)], [("12", False)]],
    ]

    def draw(canvas: Canvas) -> None:
        edges(canvas)
        for row, boxes in enumerate(rows):
            for column, parts in enumerate(boxes):
                text = canvas.beginText(100 + 70 * column, PAGE[1] - 67 - 24 * row)
                text.setFont("Times-Roman", 10)
                for signs, is_red in parts:
                    text.setFillColor(ink if is_red else HexColor("#000000"))
                    text.textOut(signs)
                canvas.drawText(text)

    return read(saved(pictures(pdf(draw), turn=0.3, noise=3.0), "PNG"))


def test_red_digits_signs_and_corrections_are_print() -> None:
    """Found: 8294 with its 4 in red was read 829, -7 with its minus in red 7, 9306 with 9307 in red beside it 9306."""
    numbers = [["8294", "8294", "-7"], ["48294", "311", "9306 9307"], ["9306", "8294", "12"]]
    expected = [number for row in numbers for number in row]
    both = list(zip(*printed(red=True), expected, strict=True))
    assert [(one, other) for one, other, number in both if one == other and one not in (number, "\ufffd")] == []
    # Most of them are read, too.
    assert sum(one == other == number for one, other, number in both) >= 6


@pytest.mark.parametrize(("sign", "x"), [("4", 241.0), ("-", 242.0), ("7", 274.0)])
def test_a_red_digit_or_minus_among_the_red_of_a_seal_leaves_its_number_unread(sign: str, x: float) -> None:
    def stamp(size: tuple[int, int]) -> Image.Image:
        stamped = Image.new("RGB", size, "white")
        draw = ImageDraw.Draw(stamped)
        draw.rectangle([value * _PIXELS for value in (215, 40, 330, 130)], outline=(214, 30, 30), width=8)
        if sign == "-":
            draw.line([value * _PIXELS for value in (x, 86, x + 4, 86)], fill=(214, 30, 30), width=3)
        else:
            font = ImageFont.load_default(10 * _PIXELS)
            draw.text((x * _PIXELS, 90 * _PIXELS), sign, (214, 30, 30), font, anchor="ls")
        return stamped

    is_right_or_unread(stamp, hides=False)


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


def test_red_beside_a_seal_and_red_as_long_but_slim_is_none() -> None:
    page = np.zeros((834, 1112), np.uint8)
    cv2.circle(page, (300, 300), 150, 1, 10)
    page[290:310, 290:310] = 1  # its star
    page[160:180, 160:180] = 1  # in the corner of its box, outside of it
    page[700:720, 100:400] = 1  # a line of red print, 108 pt
    kept = seals.of_seals(page.astype(bool), _PIXELS)
    assert kept[300, 150] and kept[300, 300]
    assert not kept[170, 170] and not kept[710, 200]
