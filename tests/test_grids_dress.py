"""Tables in unusual dress: frames of their own, borders on one side, filled boxes, thick rules, a watermark."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from made_documents import PAGE, XS, YS, edges, fill, line, pdf, text
from reportlab.pdfgen.canvas import Canvas

from gongkai import documents
from gongkai.grids import router, table_rules
from gongkai.grids.cut_boxes import drawn_out
from gongkai.grids.drawn import Drawing, Paths, Step, outlines
from gongkai.grids.glyphs import is_slanted
from gongkai.grids.model import UNREAD, Extract
from gongkai.grids.open_sides import closed
from gongkai.grids.ruled import Rule, tables

ROWS = [["甲", "1", "2"], ["乙", "3", "4"], ["丙", "5", "6"]]
WORDS = ["甲", "1", "2", "乙", "3", "4", "丙", "5", "6"]


def both(draw: Callable[[Canvas], None]) -> tuple[list[list[str]], list[list[str]], Extract]:
    """Words of the boxes of each table by camelot and by the rules reader, and the latter's extract."""
    camelot, rules = router.extracts(documents.from_bytes("r.pdf", pdf(draw)))
    assert (camelot.reader, rules.reader) == ("camelot", "rules")
    found = [[["".join(cell.text.split()) for cell in grid.cells] for grid in one.grids] for one in (camelot, rules)]
    return found[0], found[1], rules


def rect(canvas: Canvas, x0: float, y0: float, x1: float, y1: float, **paint: int) -> None:
    canvas.rect(x0, PAGE[1] - y1, x1 - x0, y1 - y0, **paint)


def boxes(canvas: Canvas, inset: float, **paint: int) -> None:
    """Each box by itself, so far within its slot."""
    for row in range(3):
        for col in range(3):
            rect(canvas, XS[col] + inset, YS[row] + inset, XS[col + 1] - inset, YS[row + 1] - inset, **paint)


@pytest.mark.parametrize("gap", [0.5, 2.25, 4.5, 6.0])
def test_boxes_with_frames_of_their_own(gap: float) -> None:
    def draw(canvas: Canvas) -> None:
        boxes(canvas, gap / 2)
        fill(canvas, ROWS)

    camelot, rules, _ = both(draw)
    assert camelot == rules == [WORDS]


def test_boxes_far_apart_are_no_table() -> None:
    def draw(canvas: Canvas) -> None:
        boxes(canvas, 5.0)
        fill(canvas, ROWS)

    camelot, rules, extract = both(draw)
    assert camelot == rules == []
    assert "".join(entry.text for entry in extract.lines).replace(" ", "") == "甲12乙34丙56"


def test_double_rules_of_two_tables_are_told_apart() -> None:
    def framed(xs: list[float], ys: list[float]) -> tuple[list[Rule], list[Rule]]:
        slots = [(x0, y0, x1, y1) for x0, x1 in pairwise(xs) for y0, y1 in pairwise(ys)]
        return (
            [Rule(y, x0 + 1.5, x1 - 1.5) for x0, y0, x1, y1 in slots for y in (y0 + 1.5, y1 - 1.5)],
            [Rule(x, y0 + 1.5, y1 - 1.5) for x0, y0, x1, y1 in slots for x in (x0 + 1.5, x1 - 1.5)],
        )

    upper, lower = framed([40, 100, 160], [40, 60, 80]), framed([40, 103, 160], [120, 140, 160])
    paths = Paths((*upper[0], *lower[0]), (*upper[1], *lower[1]))
    found = tables(*table_rules.of_tables(paths))
    assert [table.shape for table in found] == [(2, 2), (2, 2)]
    assert [len(table.boxes) for table in found] == [4, 4]


def test_borders_on_the_right_and_below_within_a_rounded_frame() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.roundRect(XS[0], PAGE[1] - YS[3], XS[3] - XS[0], YS[3] - YS[0], 9)
        for row in range(3):
            line(canvas, XS[0] + 0.5, YS[row + 1], XS[3], YS[row + 1])
            for col in range(3):
                line(canvas, XS[col + 1], YS[row], XS[col + 1], YS[row + 1])
        fill(canvas, ROWS)

    camelot, rules, _ = both(draw)
    assert camelot == rules == [WORDS]


def test_filled_boxes_close_what_rules_leave_open() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillGray(0.2)
        rect(canvas, XS[0], YS[0], XS[3], YS[1], stroke=0, fill=1)
        canvas.setFillGray(0.9)
        for row in (1, 2):
            rect(canvas, XS[0], YS[row], XS[1], YS[row + 1], stroke=0, fill=1)
        edges(canvas, [("h", 0, 0), ("h", 0, 1), ("h", 0, 2), ("v", 0, 0), ("v", 0, 1), ("v", 0, 2)])
        canvas.setFillGray(0)
        fill(canvas, ROWS)

    camelot, rules, _ = both(draw)
    assert camelot == rules == [WORDS]


def test_a_shaded_number_cuts_no_box() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillGray(0.8)
        rect(canvas, XS[1] + 3, YS[1] + 8, XS[1] + 15, YS[1] + 24, stroke=0, fill=1)
        canvas.setFillGray(0)
        edges(canvas)
        fill(canvas, ROWS)

    camelot, rules, _ = both(draw)
    assert camelot == rules == [WORDS]


def test_shaded_prose_above_a_drawn_table_stays_prose() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillGray(0.9)
        for row in range(3):
            rect(canvas, XS[0], 160 + 20 * row, XS[3], 180 + 20 * row, stroke=0, fill=1)
        canvas.setFillGray(0)
        canvas.drawString(60, PAGE[1] - 175, "全年检查4次。")
        edges(canvas)
        fill(canvas, ROWS)

    camelot, rules, extract = both(draw)
    assert camelot == rules == [WORDS]
    assert [entry.text for entry in extract.lines] == ["全年检查4次。"]


def test_thick_rules_beside_thin_ones() -> None:
    def draw(canvas: Canvas) -> None:
        for y in YS:
            rect(canvas, XS[0] - 1.5, y - 1.5, XS[3] + 1.5, y + 1.5, stroke=0, fill=1)
            line(canvas, XS[0], y + 4, XS[3], y + 4)
        for x in XS:
            rect(canvas, x - 0.3, YS[0], x + 0.3, YS[3], stroke=0, fill=1)
        fill(canvas, ROWS)

    camelot, rules, _ = both(draw)
    assert camelot == rules == [WORDS]


def test_a_table_open_on_both_sides() -> None:
    def draw(canvas: Canvas) -> None:
        edges(canvas, [("v", border, row) for border in (0, 3) for row in range(3)])
        fill(canvas, ROWS)

    camelot, rules, _ = both(draw)
    assert camelot == rules == [WORDS]


def test_rules_that_end_at_different_places_close_no_side() -> None:
    across = [Rule(0.0, 0.0, 90.0), Rule(20.0, 8.0, 90.0), Rule(40.0, 0.0, 90.0)]
    down = [Rule(30.0, 0.0, 40.0), Rule(60.0, 0.0, 40.0)]
    assert list(closed([(across, down)])) == [(across, [*down, Rule(90.0, 0.0, 40.0)])]
    assert list(closed([(across, down[:1])])) == []


@pytest.mark.parametrize(("right", "is_part"), [(XS[3], True), (XS[3] - 20, False)])
def test_rows_parted_by_one_upright_rule_are_a_table_beside_one_as_wide(right: float, is_part: bool) -> None:
    """Table 2 open on both sides: 第二十条第（五）项 parts rows of four boxes from rows of two."""

    def draw(canvas: Canvas) -> None:
        edges(canvas, [("v", border, row) for border in (0, 3) for row in range(3)])
        fill(canvas, ROWS)
        for y in (160, 190):
            line(canvas, XS[0], y, right, y)
        line(canvas, XS[1], 160, XS[1], 190)
        text(canvas, XS[0] + 5, 150, "第五项")
        text(canvas, XS[0] + 5, 180, "丁")
        text(canvas, XS[1] + 5, 180, "7")

    camelot, rules, _ = both(draw)
    assert camelot == rules == [WORDS, ["丁", "7"]][: 1 + is_part]


@pytest.mark.parametrize("short", [2.5, 3.75])
def test_upright_rules_that_stop_short_of_a_double_border_reach_it(short: float) -> None:
    """So LibreOffice draws them."""

    def draw(canvas: Canvas) -> None:
        for y in (*YS, YS[3] + 3):
            line(canvas, XS[0], y, XS[3], y)
        for x in XS:
            line(canvas, x, YS[0], x, YS[3] - short)
        fill(canvas, ROWS)

    camelot, rules, _ = both(draw)
    assert camelot == rules == [WORDS]


@pytest.mark.parametrize(("angle", "words"), [(32, "公开2024"), (-45, "样本 58"), (9, "12345")])
def test_slanted_letters_below_a_table_are_none_of_it(angle: float, words: str) -> None:
    def draw(canvas: Canvas) -> None:
        edges(canvas)
        canvas.saveState()
        canvas.translate(150, PAGE[1] - 90)
        canvas.rotate(angle)
        canvas.setFont("STSong-Light", 40)
        canvas.setFillGray(0.8)
        canvas.drawCentredString(0, -15, words)
        canvas.restoreState()
        # Opaque letters over a number hide it.
        canvas.setFillGray(0)
        fill(canvas, ROWS)

    camelot, rules, extract = both(draw)
    assert camelot == rules == [WORDS]
    signs = len(words.replace(" ", ""))
    assert extract.notes == (f"page 1: {signs} slanted characters (a watermark or a stamp) were left out",)
    assert extract.lines == ()


def test_type_along_the_axes_is_not_slanted() -> None:
    assert not any(is_slanted(a, b) for a, b in ((1, 0), (0, 9), (-12, 0), (0.05, -1), (1, 0.08)))
    assert is_slanted(0.98, 0.17) and is_slanted(-0.8, 0.6)


def test_upright_letters_in_a_box_stay_in_it() -> None:
    def draw(canvas: Canvas) -> None:
        edges(canvas)
        fill(canvas, ROWS)
        canvas.setFillGray(0.8)
        canvas.drawString(XS[1] + 30, PAGE[1] - YS[1] - 20, "2024")

    camelot, rules, _ = both(draw)
    # Figures so light may be of the colour of what lies below them: no number.
    assert (camelot[0][4], rules[0][4]) == ("32024", f"3{UNREAD * 4}")


def test_the_rest_of_a_cut_box_reaches_its_rows_end() -> None:
    """The box at the left begins where the table does and ends 8 above its row's end, its right side with it."""
    across = [Rule(20.0, 30.0, 200.0), Rule(32.0, 0.0, 30.0), Rule(40.0, 30.0, 200.0), Rule(60.0, 0.0, 200.0)]
    down = [Rule(0.0, 0.0, 60.0), Rule(30.0, 0.0, 32.0), Rule(100.0, 0.0, 60.0), Rule(200.0, 0.0, 60.0)]
    moved_across, moved_down = drawn_out(across, down)
    assert moved_across[1] == Rule(40.0, 0.0, 30.0)
    assert moved_down == [down[0], Rule(30.0, 0.0, 40.0), *down[2:]]


def test_a_box_that_ends_with_its_row_stays() -> None:
    across = [Rule(20.0, 30.0, 200.0), Rule(41.5, 0.0, 30.0), Rule(40.0, 30.0, 200.0), Rule(60.0, 0.0, 200.0)]
    down = [Rule(0.0, 0.0, 60.0), Rule(30.0, 0.0, 60.0), Rule(100.0, 0.0, 60.0), Rule(200.0, 0.0, 60.0)]
    assert drawn_out(across, down) == (across, down)


def test_a_rounded_corner_is_a_corner() -> None:
    steps: list[Step] = [
        ("move", (0.0, 5.0)),
        ("line", (0.0, 40.0)),
        ("curve", (2.0, 43.0)),
        ("curve", (5.0, 45.0)),
        ("line", (60.0, 45.0)),
    ]
    assert list(outlines(steps)) == [
        [
            ((0.0, 5.0), (0.0, 40.0)),
            ((0.0, 40.0), (0.0, 45.0)),
            ((0.0, 45.0), (5.0, 45.0)),
            ((5.0, 45.0), (60.0, 45.0)),
        ]
    ]
    wide: list[Step] = [("move", (0.0, 0.0)), ("line", (0.0, 9.0)), ("curve", (30.0, 40.0)), ("line", (60.0, 40.0))]
    assert len(next(outlines(wide))) == 2


def test_filled_shapes_by_their_form() -> None:
    drawing = Drawing()
    assert drawing.fill_small((0.0, 10.0, 50.0, 13.0))  # a thick rule
    assert not drawing.fill_small((0.0, 20.0, 9.0, 23.0))  # a bar: not long enough
    assert not drawing.fill_small((0.0, 30.0, 50.0, 36.0))
    assert drawing.paths().horizontal == (Rule(11.5, 0.0, 50.0),)


def test_borders_of_two_tables_on_nearly_one_line_stay_where_they_are() -> None:
    def box(left: float, top: float) -> tuple[list[Rule], list[Rule]]:
        across = [Rule(y, left, 300.0) for y in (top, top + 20.0)]
        return across, [Rule(x, top, top + 20.0) for x in (left, 200.0, 300.0)]

    (first, upright), (second, others) = box(100.0, 50.0), box(101.4, 150.0)
    upper, lower = tables([*first, *second], [*upright, *others])
    assert (upper.xs, lower.xs) == ((100.0, 200.0, 300.0), (101.4, 200.0, 300.0))
    assert (upper.ys, lower.ys) == ((50.0, 70.0), (150.0, 170.0))
