"""Pages bent by a lens or a fold, and slanting ones: their grids are those of the flat page."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from gongkai.grids import scan_page, scan_rules
from gongkai.grids.raster import PageImage

Pixels = NDArray[np.uint8]

WIDTH, HEIGHT, DPI = 1654, 2339, 200.0
#: Borders in pixels: 12 rows, 7 columns.
XS, YS = range(150, 1551, 200), range(300, 1861, 130)


def ruled() -> Pixels:
    """A page with one table; numbers stand in its boxes."""
    image = Image.new("L", (WIDTH, HEIGHT), 250)
    draw = ImageDraw.Draw(image)
    for y in YS:
        draw.line((XS[0], y, XS[-1], y), fill=20, width=2)
    for x in XS:
        draw.line((x, YS[0], x, YS[-1]), fill=20, width=2)
    for row, y in enumerate(YS[:-1]):
        for column, x in enumerate(XS[:-1]):
            draw.text((x + 70, y + 45), str(row * 31 + column * 7), fill=10, font_size=36)
    return np.array(image)


def bent(pixels: Pixels, by: float) -> Pixels:
    """Rules that hang through by so many pixels, upright ones by half as many."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    down = (y + by * np.sin(np.pi * x / WIDTH)).astype(np.float32)
    right = (x + by / 2 * np.sin(np.pi * y / HEIGHT)).astype(np.float32)
    return cv2.remap(pixels, right, down, cv2.INTER_CUBIC, borderValue=(250,)).astype(np.uint8)


def slanting(pixels: Pixels, by: float) -> Pixels:
    """As a camera sees a page that it does not stand over; by: part of the width."""
    off = by * WIDTH
    flat = np.array([[0, 0], [WIDTH, 0], [WIDTH, HEIGHT], [0, HEIGHT]], np.float32)
    seen = np.array([[off, off / 3], [WIDTH - off / 4, 0], [WIDTH, HEIGHT], [0, HEIGHT - off / 2]], np.float32)
    turn = cv2.getPerspectiveTransform(flat, seen)
    return cv2.warpPerspective(pixels, turn, (WIDTH, HEIGHT), borderValue=(250,)).astype(np.uint8)


@pytest.mark.parametrize("pixels", [bent(ruled(), -14), slanting(ruled(), 0.02), slanting(bent(ruled(), 5), 0.01)])
def test_the_grid_of_a_page_that_is_not_flat(pixels: Pixels) -> None:
    page, rules = scan_rules.find(scan_page.straightened(PageImage(1, pixels, DPI)))
    (table,) = rules.tables
    assert table.shape == (12, 7)
    assert [(box.row, box.col, box.rowspan, box.colspan) for box in table.boxes] == [
        (row, column, 1, 1) for row in range(12) for column in range(7)
    ]
    # Straight again: a rule's ink stands in a few lines of pixels, each dark from end to end.
    top = round(table.ys[0] * page.scale)
    inked = (page.pixels[top - 12 : top + 13, XS[0] + 60 : XS[-1] - 60] < 150).mean(axis=1)
    assert 1 <= (inked > 0.6).sum() <= 4


def test_a_flat_page_is_left_as_it_is() -> None:
    straight = scan_page.straightened(PageImage(1, ruled(), DPI))
    page, rules = scan_rules.find(straight)
    assert page is straight
    assert rules.tables[0].shape == (12, 7)


def test_red_ink_goes_with_the_page() -> None:
    line = np.full((HEIGHT, WIDTH), 250, np.uint8)
    line[YS[3] - 2 : YS[3] + 3, XS[0] : XS[3]] = 0
    red = bent(line, 14) < 128
    page, _ = scan_rules.find(scan_page.straightened(PageImage(1, bent(ruled(), 14), DPI, red)))
    assert page.red is not None
    assert np.ptp(np.nonzero(red)[0]) > 12
    assert np.ptp(np.nonzero(page.red)[0]) <= 7
