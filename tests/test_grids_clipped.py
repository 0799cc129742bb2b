"""Numbers that a PDF clips: the last lines of a row of exact height hang below the table, a narrow box cuts a side.

What is shown of them is another number, 12 of 125, and must not be read as one.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from ruled_pages import HEIGHT, WIDTH, across, down

from gongkai.align.disclosure_labels import has_stray_number
from gongkai.documents import from_bytes
from gongkai.grids import pdf_page, pdf_rules, pdf_words
from gongkai.grids.model import UNREAD, Box
from gongkai.grids.pdf import Engines

#: Sides of the boxes, and upper and lower side of the last row.
COLUMNS = (60.0, 92.0, 124.0, 156.0)
TOP, BOTTOM = 120.0, 137.0
#: Where the last row's line stands, and the one after it.
LEVEL, BELOW = 133.0, 149.5
FONT = "Helvetica"


def page(draw: Callable[[Canvas], None], heads: Iterable[str] = ("维持", "纠正", "其他")) -> bytes:
    """A page with a table of two rows, heads in its first, and what is drawn."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(WIDTH, HEIGHT), invariant=1)
    sides = (COLUMNS[0], COLUMNS[-1])
    for x0, y0, x1, y1 in (*across(sides, 100, TOP, BOTTOM), *down((100, BOTTOM), *COLUMNS)):
        canvas.line(x0, HEIGHT - y0, x1, HEIGHT - y1)
    for left, head in zip(COLUMNS, heads, strict=False):
        text(canvas, left + 7, 114, head, size=9)
    draw(canvas)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def text(canvas: Canvas, x: float, y: float, said: str, size: float = 14, shown: Box | None = None) -> None:
    """A text that begins at x and stands on y, clipped by a box where one is given; in points from the top left."""
    canvas.saveState()
    if shown is not None:
        clip = canvas.beginPath()
        clip.rect(shown[0], HEIGHT - shown[3], shown[2] - shown[0], shown[3] - shown[1])
        canvas.clipPath(clip, stroke=0)
    canvas.setFont(FONT if said.isascii() else "STSong-Light", size)
    canvas.drawString(x, HEIGHT - y, said)
    canvas.restoreState()


def wide(said: str, size: float = 14) -> float:
    return float(pdfmetrics.stringWidth(said, FONT, size))


def box(column: int) -> Box:
    return (COLUMNS[column], TOP, COLUMNS[column + 1], BOTTOM)


def centred(canvas: Canvas, column: int, lines: Iterable[str], y: float = LEVEL) -> None:
    """Lines in the middle of a column, of which the last row's box shows what it holds."""
    for number, line in enumerate(lines):
        middle = (COLUMNS[column] + COLUMNS[column + 1]) / 2
        text(canvas, middle - wide(line) / 2, y + number * (BELOW - LEVEL), line, shown=box(column))


def rules(data: bytes) -> list[str]:
    """Numbers of the table as the vector rules have them."""
    (grid,) = pdf_rules.extract(pdf_page.read_content(from_bytes("made.pdf", data))).grids
    return [cell.text for cell in grid.cells if cell.row == 1]


def is_unread(cell: str) -> bool:
    return UNREAD in cell


@pytest.mark.parametrize("size", [9.0, 14.0])
@pytest.mark.parametrize("heading", [142.0, 146.0, 149.5, 152.0, 160.0, None])
def test_digits_that_hang_below_the_table_leave_their_number_unread(heading: float | None, size: float) -> None:
    """125 as 12, 0, 338 as 33; whatever else stands on the line of the digits that are not shown."""

    def draw(canvas: Canvas) -> None:
        for column, lines in enumerate((("12", "5"), ("0",), ("33", "8"))):
            centred(canvas, column, lines)
        if heading is not None and heading > BOTTOM + size / 2:
            text(canvas, 61, heading, "五、存在的主要问题及改进情况", size=size)

    assert [is_unread(cell) for cell in rules(page(draw))] == [True, False, True]


def test_digits_hang_among_the_signs_of_a_heading_that_is_written_sign_by_sign() -> None:
    def draw(canvas: Canvas) -> None:
        centred(canvas, 0, ("12", "5"))
        for place, sign in enumerate("五、存在的主要问题"):
            text(canvas, 61 + 14 * place, BELOW, sign)

    assert is_unread(rules(page(draw))[0])


@pytest.mark.parametrize("room", [0.0, 1.0, 0.5])
def test_hanging_digits_stand_at_the_left_at_the_right_or_in_the_middle(room: float) -> None:
    def draw(canvas: Canvas) -> None:
        for column in range(3):
            for number, line in enumerate(("213", "76")):
                x = COLUMNS[column] + 4 + room * (24 - wide(line))
                text(canvas, x, LEVEL + number * 16.5, line, shown=box(column))
        text(canvas, 61, 147, "四、政府信息公开行政复议", size=9)

    assert all(map(is_unread, rules(page(draw))))


def test_digits_that_hang_between_two_tables_leave_their_number_unread() -> None:
    def draw(canvas: Canvas) -> None:
        centred(canvas, 0, ("12", "5"))
        for x0, y0, x1, y1 in (*across((60, 300), 152, 172, 192), *down((152, 192), 60, 180, 300)):
            canvas.line(x0, HEIGHT - y0, x1, HEIGHT - y1)

    found = pdf_rules.extract(pdf_page.read_content(from_bytes("made.pdf", page(draw)))).grids
    assert [is_unread(cell.text) for cell in found[0].cells if cell.row == 1] == [True, False, False]


@pytest.mark.parametrize("level", [142.0, 142.4, 144.0, 147.0])
def test_digits_of_which_the_upper_half_is_shown_leave_their_number_unread(level: float) -> None:
    def draw(canvas: Canvas) -> None:
        text(canvas, 69, 130, "13", shown=box(0))
        text(canvas, 73, level, "2", shown=box(0))
        text(canvas, 61, 147, "五、存在的主要问题及改进情况", size=9)

    assert is_unread(rules(page(draw))[0])


def test_words_have_no_number_of_which_digits_hang_below_the_table() -> None:
    def draw(canvas: Canvas) -> None:
        centred(canvas, 0, ("12", "5"))
        text(canvas, 61, 147, "五、存在的主要问题及改进情况", size=9)

    content = pdf_page.read_content(from_bytes("made.pdf", page(draw)))
    pieces = [piece.text for piece in pdf_words._page(content.pages[0]).pieces]
    assert "12" not in pieces
    assert "12" + UNREAD in pieces


@pytest.mark.parametrize(
    ("x", "y", "said", "size"),
    [
        (61, 149, "1.存在的主要问题", 14),
        (69, 149, "5、存在的主要问题", 14),
        (61, 149, "注：2023年数据", 14),
        (66, 149, "- 12 -", 14),
        (61, 149, "12 月", 14),
        (72, 149, "5", 9),  # of other type
        (69, 190, "12", 14),  # far below
        (82, 152, "12", 14),  # not below the digits, and not alone
    ],
)
def test_other_figures_below_a_table_take_no_number_away(x: float, y: float, said: str, size: float) -> None:
    def draw(canvas: Canvas) -> None:
        for column in range(3):
            centred(canvas, column, ("12",))
        text(canvas, x, y, said, size=size)
        text(canvas, 180, y, "存在的主要问题及改进情况", size=9)

    assert rules(page(draw)) == ["12", "12", "12"]


def test_a_page_number_below_a_number_that_had_room_takes_it_not_away() -> None:
    """The box holds four figures; two of them are no reason to go on below it."""

    def draw(canvas: Canvas) -> None:
        text(canvas, 96, LEVEL, "12", size=7)
        text(canvas, 96, LEVEL + 12, "3", size=7)
        text(canvas, 180, LEVEL + 12, "存在的主要问题及改进情况", size=7)

    assert rules(page(draw)) == ["", "12", ""]


@pytest.mark.parametrize("level", [141.0, 146.0, 147.5])
def test_figures_that_a_last_row_shows_half_or_not_at_all_leave_its_boxes_unread(level: float) -> None:
    """Line spacing of an exact height sets the numbers of a low row on its lower end, or below it: no blank boxes."""

    def draw(canvas: Canvas) -> None:
        for column, number in enumerate(("90", "14", "77")):
            text(canvas, COLUMNS[column] + 8, level, number, shown=box(column))

    assert all(map(is_unread, rules(page(draw))))


def test_what_hangs_into_a_paragraph_of_article_20_and_cannot_be_read_is_a_stray_number() -> None:
    """85292 in a low row above the paragraph: 852 is shown, and the upper half of 92 in the paragraph's box."""
    assert has_stray_number(f"第二十条第（五）项 {UNREAD}{UNREAD}")
    assert has_stray_number("第二十条第（五）项 92")
    assert not has_stray_number("第二十条第（五）项")


@pytest.mark.parametrize("band", ["第二十条第五项", "信息内容"])
@pytest.mark.parametrize("reader", ["rules", "camelot"])
def test_each_reader_of_rules_knows_that_digits_in_a_band_below_are_not_shown(reader: str, band: str) -> None:
    """125, 0 and 338: a low row shows 12, 0 and 33, the rest stands unseen in the row below, whose box is as wide as
    the table. What reads text alone takes it for shown."""

    def draw(canvas: Canvas) -> None:
        for x0, y0, x1, y1 in (*across((COLUMNS[0], COLUMNS[-1]), 156.0), *down((BOTTOM, 156.0), *COLUMNS[::3])):
            canvas.line(x0, HEIGHT - y0, x1, HEIGHT - y1)
        for column, lines in enumerate((("12", "5"), ("0",), ("33", "8"))):
            centred(canvas, column, lines)
        text(canvas, 94, 153, band, size=4)

    document = from_bytes("made.pdf", page(draw))
    (grid,) = getattr(Engines(document), reader).grids
    below = " ".join(cell.text for cell in grid.cells if cell.row == 2)
    assert band in below
    assert is_unread(below)
    assert not is_unread("".join(cell.text for cell in grid.cells if cell.row < 2))


def test_a_blank_last_row_has_no_number_that_goes_on() -> None:
    """The figures above stand in another row, whose number ends there."""

    def draw(canvas: Canvas) -> None:
        text(canvas, 68, 117, "12", size=14)
        text(canvas, 72, 148.5, "5", size=14)
        text(canvas, 100, 148.5, "、存在的主要问题及改进情况", size=9)

    data = page(draw, heads=())
    (grid,) = pdf_rules.extract(pdf_page.read_content(from_bytes("made.pdf", data))).grids
    assert not any(is_unread(cell.text) for cell in grid.cells)


@pytest.mark.parametrize(
    ("number", "x", "shown"),
    [
        # Cut on the left: what of 12507 is wholly hidden is not in the file.
        ("2507", 59.0, (60.0, 120.0, 92.0, 137.0)),
        # On the right, most of the last figure or half of it; the clip need not be the box.
        ("1250", 65.0, (60.0, 120.0, 92.0, 137.0)),
        ("125", 66.0, (62.0, 120.0, 86.0, 137.0)),
        # The last figure ends where the clip does.
        ("125", 66.0, (62.0, 120.0, 88.65, 137.0)),
        # Below: of two lines the second is not shown.
        ("12", 66.0, (60.0, 120.0, 92.0, 132.5)),
    ],
)
def test_a_figure_that_a_clip_path_cuts_leaves_its_number_unread(number: str, x: float, shown: Box) -> None:
    def draw(canvas: Canvas) -> None:
        text(canvas, x, LEVEL, number, shown=shown)
        centred(canvas, 1, ("7",))

    found = rules(page(draw))
    assert (is_unread(found[0]), found[2]) == (True, "")


@pytest.mark.parametrize(
    ("x", "shown"),
    [
        (60.2, (60.0, 120.0, 92.0, 137.0)),  # without a margin
        (64.0, (0.0, 0.0, WIDTH, HEIGHT)),
        (60.0 + 32.0 - wide("1250"), None),
    ],
)
def test_a_number_that_fits_its_box_is_read_whatever_clips_it(x: float, shown: Box | None) -> None:
    def draw(canvas: Canvas) -> None:
        text(canvas, x, LEVEL, "1250", shown=shown)

    assert rules(page(draw))[0] == "1250"
