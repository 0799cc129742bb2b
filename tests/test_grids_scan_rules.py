from __future__ import annotations

import cv2
import numpy as np
import pytest
from made_documents import PAGE, XS, YS, edges, fill, pdf, plain_table
from PIL import Image, ImageDraw
from reportlab.pdfgen.canvas import Canvas
from scanned import pictures, saved

from gongkai import documents
from gongkai.grids import raster, scan_page, scan_rules, scan_runs
from gongkai.grids.raster import PageImage
from gongkai.grids.ruled import RuledTable


def found(image: PageImage) -> tuple[RuledTable, ...]:
    return scan_rules.find(scan_page.straightened(image))[1].tables


def scan(data: bytes, **look: float) -> list[PageImage]:
    dpi = int(look.get("dpi", 200))
    return list(raster.image_pages(documents.from_bytes("s", saved(pictures(data, **look), "TIFF", dpi))))  # type: ignore[arg-type]


def slots(table: RuledTable) -> list[tuple[int, int, int, int]]:
    return [(box.row, box.col, box.rowspan, box.colspan) for box in table.boxes]


NINE = [(row, col, 1, 1) for row in range(3) for col in range(3)]


@pytest.mark.parametrize(
    "look", [{}, {"turn": 2.0}, {"turn": -1.3}, {"dpi": 150, "noise": 4.0}, {"dpi": 300}, {"noise": 12.0}]
)
def test_a_ruled_table_in_points(look: dict[str, float]) -> None:
    (image,) = scan(pdf(plain_table), **look)
    (table,) = found(image)
    assert slots(table) == NINE
    # The turned page is made straight about its middle.
    assert table.xs == pytest.approx(XS, abs=2.5)
    assert table.ys == pytest.approx(YS, abs=2.5)


def test_merged_boxes_and_a_page_that_darkens() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setLineWidth(0.5)
        canvas.setStrokeGray(0.55)
        edges(canvas, [("h", 1, 0), ("h", 2, 0), ("v", 2, 1)])
        fill(canvas, [["甲", "1", "2"], ["", "3", ""], ["丙", "5", "6"]])

    (image,) = scan(pdf(draw))
    shade = np.linspace(0.6, 1.0, image.pixels.shape[1])
    (table,) = found(PageImage(1, (image.pixels * shade).astype(np.uint8), image.dpi))
    assert slots(table) == [(0, 0, 3, 1), (0, 1, 1, 1), (0, 2, 1, 1), (1, 1, 1, 2), (2, 1, 1, 1), (2, 2, 1, 1)]


def test_a_table_that_the_page_cuts_keeps_its_last_row() -> None:
    def draw(canvas: Canvas) -> None:
        edges(canvas, [("h", 3, col) for col in range(3)])
        fill(canvas, [["甲", "1", "2"], ["乙", "3", "4"], ["丙", "5", "6"]])

    (image,) = scan(pdf(draw), turn=0.0)
    (table,) = found(image)
    assert slots(table) == NINE


def test_boxes_that_the_pictures_edge_cuts_are_none() -> None:
    """Else 66750164 would be read as 6675 by both readers."""
    (image,) = scan(pdf(plain_table), turn=0.0)
    cut = image.pixels[:, : round(280 * 200 / 72)]
    (table,) = found(PageImage(1, np.ascontiguousarray(cut), image.dpi))
    assert slots(table) == [(row, col, 1, 1) for row in range(3) for col in range(2)]


def test_lines_of_text_are_no_rules() -> None:
    """Strokes of characters meet, and rows of them make long dark runs."""

    def draw(canvas: Canvas) -> None:
        for size, top in ((9, 40), (12, 80), (16, 130), (22, 190)):
            canvas.setFont("Helvetica-Bold", size)
            for row in range(2):
                canvas.drawString(30, PAGE[1] - top - row * size, "HEILTEFHI=HEL+EE#HHTIEELHT")

    (image,) = scan(pdf(draw))
    assert found(image) == ()


def test_a_stroke_across_one_column_alone_parts_no_box() -> None:
    # The feet of 855885, which fills its box from side to side, are one stroke.
    def draw(canvas: Canvas) -> None:
        plain_table(canvas)
        middle = (YS[1] + YS[2]) / 2
        canvas.line(XS[1], PAGE[1] - middle, XS[2], PAGE[1] - middle)

    (image,) = scan(pdf(draw))
    (table,) = found(image)
    assert slots(table) == NINE


def test_text_in_line_with_a_rule_is_no_part_of_it() -> None:
    """The rule between the last two columns' heads stands at the height of the text of a box that spans both rows."""
    image = Image.new("L", (1112, 834), 255)
    draw = ImageDraw.Draw(image)
    for y, x0 in ((100, 100), (140, 500), (180, 100), (240, 100)):
        draw.line((x0, y, 900, y), fill=0, width=2)
    for x, y0 in ((100, 100), (500, 100), (700, 140), (900, 100)):
        draw.line((x, y0, x, 240), fill=0, width=2)
    for x in range(130, 470, 28):  # strokes of characters, two pixels from each other
        draw.rectangle((x, 138, x + 25, 141), fill=0)
        draw.line((x + 12, 128, x + 12, 152), fill=0, width=3)
    (table,) = found(PageImage(1, np.array(image), 200.0))
    assert slots(table) == [
        (0, 0, 2, 1),
        (0, 1, 1, 2),
        (1, 1, 1, 1),
        (1, 2, 1, 1),
        (2, 0, 1, 1),
        (2, 1, 1, 1),
        (2, 2, 1, 1),
    ]


@pytest.mark.parametrize("angle", [0.0, 0.4, -0.9, 3.0])
def test_skew_is_that_of_the_rules(angle: float) -> None:
    image = Image.new("L", (1600, 1200), 255)
    draw = ImageDraw.Draw(image)
    for at in range(200, 1100, 100):
        draw.line((200, at, 1400, at), fill=0, width=3)
    turned = np.array(image.rotate(-angle, resample=Image.Resampling.BICUBIC, fillcolor=255))
    assert scan_page.skew(turned) == pytest.approx(angle, abs=0.02)
    assert cv2.countNonZero(turned) > 0


def test_a_page_without_lines_lies_straight() -> None:
    assert scan_page.skew(np.full((1200, 900), 255, np.uint8)) == 0.0


def test_a_table_that_goes_on_is_closed_at_the_pages_end() -> None:
    """Its first box spans two rows and has no rule below, for the rest of it stands on the next page."""

    def upper(canvas: Canvas) -> None:
        edges(canvas, [("h", 2, 0), ("h", 3, 0)])

    first, second = scan(pdf(upper, edges), turn=0.3)
    page, rules = scan_rules.find(scan_page.straightened(first))
    _, after = scan_rules.find(scan_page.straightened(second))
    assert (1, 0, 2, 1) not in slots(rules.tables[0])
    assert (1, 0, 2, 1) in slots(scan_rules.closed_below(page, rules, after).tables[0])


def test_characters_that_touch_a_rule_are_no_part_of_it() -> None:
    image = Image.new("L", (1112, 834), 255)
    draw = ImageDraw.Draw(image)
    for at in (100, 240, 380, 520):
        draw.line((100, at, 940, at), fill=0, width=2)
    for at in (100, 380, 660, 940):
        draw.line((at, 100, at, 520), fill=0, width=2)
    draw.rectangle((384, 290, 410, 330), fill=0)  # a heavy character, two pixels from the rule beside it
    _, rules = scan_rules.find(scan_page.straightened(PageImage(1, np.array(image), 200.0)))
    assert slots(rules.tables[0]) == NINE
    assert rules.mask[300, 380] and rules.mask[470, 660]
    assert not rules.mask[292:328, 390:408].any()


def test_strokes_in_line_with_rules_are_no_rules() -> None:
    """The head over four columns: under each border of theirs stands a character, as if the page cut them there."""
    image = Image.new("L", (1112, 834), 255)
    draw = ImageDraw.Draw(image)
    for at in (100, 160, 240):
        draw.line((100, at, 900, at), fill=0, width=2)
    for at in (100, 900):
        draw.line((at, 100, at, 240), fill=0, width=2)
    for at in range(260, 900, 160):
        draw.line((at, 160, at, 240), fill=0, width=2)
        draw.line((at, 118, at, 158), fill=0, width=3)  # a stroke
        draw.line((at - 16, 120, at + 16, 120), fill=0, width=3)
    _, rules = scan_rules.find(scan_page.straightened(PageImage(1, np.array(image), 200.0)))
    (table,) = rules.tables
    assert (0, 0, 1, 5) in slots(table)
    assert not rules.mask[125:150, 420].any()


def test_a_run_of_one_pixels_height_is_a_level_line() -> None:
    run = np.ones((1, 112), bool)
    assert scan_runs._fitted(np.full((1, 112), 31, np.uint8), run) == (0.0, 0.0)
