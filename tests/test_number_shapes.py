from __future__ import annotations

import random
from collections.abc import Sequence

import cv2
import numpy as np
import pytest
from made_documents import PAGE, pdf
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from reportlab.pdfgen.canvas import Canvas
from scanned import needs_chinese, pictures

from benchmarks.accuracy import scans
from gongkai.grids import number_shapes
from gongkai.grids.number_shapes import Look

Pixels = NDArray[np.uint8]
_HEIGHT, _WIDTH = 20.0, 70.0


def boxes(
    texts: Sequence[str], dpi: int = 200, size: float = 9, font: str = "Times-Roman", **look: float
) -> list[Pixels]:
    """A box each, 20 x 70 points, with a text drawn in it in one of the faces that pdfium has built in."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont(font, size)
        for index, words in enumerate(texts):
            canvas.drawCentredString((index % 5 + 0.5) * _WIDTH, PAGE[1] - (index // 5 + 0.7) * _HEIGHT, words)

    look = {"turn": 0.0, **look}
    (page,) = pictures(pdf(draw), dpi, **look)  # type: ignore[arg-type]
    gray = np.asarray(page.convert("L"))
    wide, high = round(_WIDTH * dpi / 72), round(_HEIGHT * dpi / 72)
    return [
        gray[index // 5 * high : (index // 5 + 1) * high, index % 5 * wide : (index % 5 + 1) * wide]
        for index in range(len(texts))
    ]


def read(box: Pixels, dpi: int = 200, tails: bool = True) -> str | None:
    return number_shapes.read(box, Look(np.zeros(box.shape, bool), dpi / 72, tails))


NUMBERS = [
    *"0123456789",
    *("10", "11", "17", "20", "44", "66", "88", "101", "110", "111", "147", "1990", "447228", "1305906", "60804"),
    *("7.91", "0.5", "137.3", "1,234", "59237.2449", "-417", "123456789", "5003", "3689", "2470"),
    *("23.065", "617.481", "608561.068", "0.171", "+12"),
]


@pytest.mark.parametrize("font", ["Times-Roman", "Times-Bold", "Helvetica", "Helvetica-Bold", "Courier"])
@pytest.mark.parametrize("look", [{"dpi": 200}, {"dpi": 300, "noise": 10.0}, {"dpi": 150, "noise": 4.0}])
def test_numbers_are_read_or_not_at_all(font: str, look: dict[str, float]) -> None:
    dpi = int(look["dpi"])
    found = [read(box, dpi) for box in boxes(NUMBERS, font=font, **look)]  # type: ignore[arg-type]
    wrong = [(text, said) for text, said in zip(NUMBERS, found, strict=True) if said not in (text, None)]
    assert wrong == []
    assert found.count(None) <= 3


@pytest.mark.parametrize("dpi", [200, 300])
@pytest.mark.parametrize("rise", [4.0, 0.0, -2.5])
@pytest.mark.parametrize("font", ["Times-Roman", "Helvetica"])
def test_a_smaller_figure_beside_a_number_is_a_notes(font: str, rise: float, dpi: int) -> None:
    def draw(canvas: Canvas) -> None:
        for index, (number, note) in enumerate((("4", "1"), ("3", "2"), ("85", "3"), ("120", "1"))):
            text = canvas.beginText((index + 0.3) * _WIDTH, PAGE[1] - 0.7 * _HEIGHT)
            text.setFont(font, 9)
            text.textOut(number)
            text.setFont(font, 5.5)
            text.setRise(rise)
            text.textOut(note)
            canvas.drawText(text)

    (page,) = pictures(pdf(draw), dpi, turn=0.0)
    gray = np.asarray(page.convert("L"))
    wide, high = round(_WIDTH * dpi / 72), round(_HEIGHT * dpi / 72)
    assert [read(gray[:high, index * wide : (index + 1) * wide], dpi) for index in range(4)] == [None] * 4


def below_base(box: Pixels) -> slice:
    """The rows below the digits of a box with one line."""
    dark = np.flatnonzero((box < 128).sum(axis=1) > 4)
    return slice(int(dark[-1]) + 1, box.shape[0])


@pytest.mark.parametrize("font", ["Times-Roman", "Times-Bold", "Helvetica", "Courier"])
@pytest.mark.parametrize("ink", [0.0, 0.2, 0.5])
def test_a_comma_whose_tail_is_faint_is_no_point(font: str, ink: float) -> None:
    for size in (9, 12):
        for text, box in zip(["23,065", "617,481"], boxes(["23,065", "617,481"], size=size, font=font), strict=True):
            faint = box.astype(np.float64)
            tail = below_base(box)
            faint[tail] = 255 - (255 - faint[tail]) * ink
            # Without any tail it is a point to everyone; black and white scans lose tails.
            assert read(faint.astype(np.uint8), tails=ink > 0) in (text, None)


def test_three_decimals_are_read_where_no_comma_could_stand_for_the_point() -> None:
    plain, long, nought = boxes(["23.065", "608561.068", "0.171"])
    assert [read(box, tails=False) for box in (plain, long, nought)] == [None, "608561.068", "0.171"]


def test_a_point_that_is_hardly_seen_is_not_left_out() -> None:
    (box,) = boxes(["617.481"], size=12, noise=0)
    rows, columns = np.flatnonzero((box < 128).any(axis=1)), np.flatnonzero((box < 128).any(axis=0))
    digits = box[rows[0] : rows[-1] - 5, columns[0] : columns[-1] + 1]
    gaps = np.flatnonzero((digits > 200).all(axis=0)) + columns[0]
    faint = box.copy()
    # Of the point one row is left.
    point = slice(rows[-1] - 4, rows[-1] + 1)
    wide = max(np.split(gaps, np.flatnonzero(np.diff(gaps) > 1) + 1), key=len)
    faint[point, wide[0] : wide[-1] + 1] = 255
    faint[rows[-1] - 1, wide[len(wide) // 2]] = 60
    assert read(faint) in ("617.481", None)


def test_digits_on_two_lines() -> None:
    upper, lower = boxes(["94607", "0"], noise=3)
    assert read(np.vstack([upper, lower])) == "94607\n0"


def test_two_numbers_are_two() -> None:
    (box,) = boxes(["12    34"])
    assert read(box) == "12 34"


@pytest.mark.parametrize("words", ["", "A", "ON", "EI", "#7", "12%", "(3)", "1:2", "x", "3x", "..."])
def test_what_is_no_number_is_not_read(words: str) -> None:
    (box,) = boxes([words])
    assert read(box) is None


def test_faint_tops_and_bases_make_no_ones_of_a_nought() -> None:
    """Found: print so thin that the halves of each 0 stand apart was read 311402."""
    said = set()
    for gone in (2, 3, 4, 5):
        (box,) = boxes(["30402"], size=12, noise=0)
        faint = box.copy()
        rows = np.flatnonzero((box < 128).any(axis=1))
        for row in (rows[0], rows[-1] - gone + 1):
            faint[row : row + gone] = 255
        said.add(read(faint))
    assert said <= {"30402", None}


def test_digits_that_touch_are_parted() -> None:
    left, right = boxes(["5067", "4"], size=14, noise=0)

    def trimmed(box: Pixels) -> Pixels:
        columns = np.flatnonzero((box < 200).any(axis=0))
        return box[:, columns[0] : columns[-1] + 1]

    touching = np.hstack([trimmed(left), trimmed(right)])
    whole = cv2.copyMakeBorder(touching, 4, 4, 30, 30, cv2.BORDER_CONSTANT, value=255)
    assert read(np.asarray(whole, np.uint8)) in ("50674", None)


def test_the_ball_of_a_5_that_black_and_white_parts_from_it() -> None:
    """Found: 5s of a black and white TIFF stood in two pieces, and their numbers were left unread."""
    needs_chinese()
    texts = ["568551", "245105", "4353408", "150545", "715359"]
    said = [
        (text, read(np.where(box > paper, 255, 0).astype(np.uint8)))
        for size in (8, 9, 10.5)
        for paper in (130, 150, 170)
        for text, box in zip(texts, boxes(texts, size=size, font="STSong-Light", noise=0), strict=True)
    ]
    assert [pair for pair in said if pair[1] not in (pair[0], None)] == []
    assert sum(found is None for _, found in said) <= 3


def test_a_line_through_a_number_and_a_blot_on_it_leave_it_unread() -> None:
    (struck,) = boxes(["1990"], noise=0)
    struck = struck.copy()
    struck[25:27, 60:140] = 0
    (blotted,) = boxes(["1990"], noise=0)
    blotted = blotted.copy()
    cv2.circle(blotted, (97, 28), 9, 0, -1)
    assert read(struck) is None
    assert read(blotted) is None


#: Height of a pen's line at the first and behind the last digit, in parts of their height from the top.
LINES = [(1.0, 0.0), (0.0, 1.0), (0.9, 0.3), (0.75, 0.6), (0.6, 0.6), (0.4, 0.55), (0.2, 0.7), (0.95, 0.6)]


@pytest.mark.parametrize(
    ("font", "points", "dpi"),
    [("Times-Roman", 1.0, 200), ("Helvetica", 0.6, 300), ("Helvetica-Bold", 0.6, 200)],
)
def test_a_number_that_a_pen_struck_out_is_not_read(font: str, points: float, dpi: int) -> None:
    """Found: 8294 and 9306 crossed out by a slanted or a level line, black or red, were read all the same."""
    texts = ["8294", "9306", "10.50", "38", "12"]
    said = []
    for text, box in zip(texts, boxes(texts, dpi, 12, font, noise=3), strict=True):
        rows, columns = np.flatnonzero((box < 128).any(axis=1)), np.flatnonzero((box < 128).any(axis=0))
        high, beside = rows[-1] - rows[0], round(dpi / 72)
        for number, (first, last) in enumerate(LINES):
            struck = box.copy()
            ends = (
                (columns[0] - beside, round(rows[0] + first * high)),
                (columns[-1] + beside, round(rows[0] + last * high)),
            )
            # Black and red, as a grey picture shows it.
            cv2.line(struck, *ends, (0, 85)[number % 2], max(1, round(points * dpi / 72)), cv2.LINE_AA)
            said.append((text, first, last, read(struck, dpi)))
    assert [one for one in said if one[0] == one[-1]] == []


def test_a_face_that_was_never_rendered() -> None:
    font = ImageFont.load_default(30)
    image = Image.new("L", (200, 60), 255)
    ImageDraw.Draw(image).text((20, 10), "1234567890", fill=0, font=font)
    assert read(np.asarray(image)) in ("1234567890", None)


def test_print_that_joins_at_one_darkness_and_falls_apart_at_the_next() -> None:
    """Small digits of a copy out of focus: between the two they stand apart and whole."""
    places = {0: "696853", 43: "423516"}

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Times-Roman", 7)
        for index, words in places.items():
            canvas.drawCentredString((index % 5 + 0.5) * _WIDTH, PAGE[1] - (index // 5 + 0.7) * _HEIGHT, words)

    copy = scans.Scanner(300, noise=9, quality=60, blur=1.6, paper=240)
    (page,) = scans.pages(pdf(draw), copy, random.Random(2))
    gray = np.asarray(page.convert("L"))
    wide, high = round(_WIDTH * 300 / 72), round(_HEIGHT * 300 / 72)
    found = [
        read(gray[at // 5 * high : (at // 5 + 1) * high, at % 5 * wide : (at % 5 + 1) * wide], 300) for at in places
    ]
    assert found == ["696853", "423516"]


def test_an_empty_box_has_no_number() -> None:
    assert read(np.full((50, 100), 240, np.uint8)) is None
    assert number_shapes.read(np.full((50, 100), 240, np.uint8), Look(np.ones((50, 100), bool), 2.8)) is None
