"""Numbers that a narrow box breaks, and text lines that camelot cuts: one number stays one, two stay two."""

from __future__ import annotations

import pytest
from test_grids_page_edges import across, down, extracts, pdf, texts

from gongkai.align.document import align
from gongkai.grids import box_text
from gongkai.grids.glyphs import Glyph
from gongkai.judge.readings import combine

#: Left edges of the boxes: a label, then numbers.
COLUMNS = (60.0, 200.0, 222.0, 244.0, 266.0)
LABELS = ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数")


def line(text: str, left: float, width: float = 4.5) -> list[Glyph]:
    """Characters side by side, each as wide."""
    starts = [left + index * width for index in range(len(text))]
    return [
        Glyph(t, (x, 0.0, x + width, 9.0), 9.0, x, x + width, max(width, 9.0))
        for t, x in zip(text, starts, strict=True)
    ]


def disclosure(*numbers: str, columns: tuple[float, ...] = COLUMNS) -> bytes:
    """Table 2 with its one row 规章, lines of a box parted by ``|``; the heads fill their boxes."""
    lines = [*across((columns[0], columns[-1]), 100, 160, 200), *down((100, 200), *columns)]
    words = [(columns[0] + 1, 115, LABELS[0]), (columns[0] + 1, 175, "规章")]
    for left, head, number in zip(columns[1:], LABELS[1:], numbers, strict=False):
        words += [(left + 2, 112 + 10 * n, head[2 * n : 2 * n + 2]) for n in range(3)]
        words += [(left + 2, 175 + 10 * n, part) for n, part in enumerate(number.split("|"))]
    return pdf((lines, words))


@pytest.mark.parametrize(
    ("lines", "width", "text"),
    [
        (("841", "538"), 17.0, "841538"),
        (("841", "538", "2"), 17.0, "8415382"),
        (("841", "538"), 24.0, "841\n538"),  # one digit more would have stood on the first line
        (("841", "件"), 17.0, "841\n件"),
        (("规章", "538"), 12.0, "规章\n538"),
        (("３１５", "０２１"), 17.0, "３１５０２１"),
    ],
)
def test_digits_on_two_lines_are_one_number_where_the_first_had_no_room_for_more(
    lines: tuple[str, ...], width: float, text: str
) -> None:
    assert box_text.text([line(part, 101.0) for part in lines], (100.0, 0.0, 100.0 + width, 40.0), 1.0) == text


@pytest.mark.parametrize(
    ("lines", "width", "height", "goes_on"),
    [
        (("841", "538"), 17.0, 17.0, True),  # what follows is not in the file
        (("12",), 12.0, 9.0, False),  # of one line nothing tells how high it is
        (("841", "538"), 24.0, 17.0, False),  # with room for another digit nothing follows
        (("841", "538"), 17.0, 20.0, False),
        (("841", "5"), 17.0, 17.0, False),
        (("总计",), 12.0, 9.0, False),
    ],
)
def test_a_number_of_several_lines_in_a_box_lower_than_these_may_go_on(
    lines: tuple[str, ...], width: float, height: float, goes_on: bool
) -> None:
    own = [
        [glyph._replace(baseline=glyph.baseline + 9.5 * n, type_size=9.0) for glyph in line(part, 101.0)]
        for n, part in enumerate(lines)
    ]
    assert box_text.may_go_on(own, (100.0, 0.0, 100.0 + width, height), 1.0) == goes_on


def test_the_margin_of_a_table_is_what_its_longest_lines_leave() -> None:
    box = (100.0, 0.0, 130.0, 20.0)
    assert box_text.margin([(line("12", 110.0), box), (line("123456", 101.5), box)]) == 1.5
    assert box_text.margin([(line("1", 110.0), (100.0, 0.0, 300.0, 20.0))]) == 6.0


def test_a_number_that_two_readers_join_and_one_measures_is_sound() -> None:
    found = extracts(disclosure("8415|38", "180|600", "7251|24"))
    assert [found[r].grids[0].cells[5].text for r in ("camelot", "rules")] == ["8415\n38", "841538"]
    tables = [align(found[reader])[0] for reader in ("camelot", "rules")]
    record, facts = combine(tables, 1, 2)
    (made,) = [fact for fact in facts if fact.indicator == "rules_made"]
    assert (record.reading, str(made.value), made.sound) == ("agreed", "841538", True)
    _, alone = combine(tables[:1], 1, 2)
    assert [fact.sound for fact in alone if fact.indicator == "rules_made"] == [False]


def test_two_numbers_one_below_the_other_are_never_a_sound_one() -> None:
    """12 over 34 in a box with room for more."""
    found = extracts(disclosure("12|34", "5", "6", columns=(60.0, 200.0, 230.0, 260.0, 290.0)))
    _, facts = combine([align(found[reader])[0] for reader in ("camelot", "rules")], 1, 2)
    (made,) = [fact for fact in facts if fact.indicator == "rules_made"]
    assert not made.sound


@pytest.mark.parametrize("reader", ["camelot", "rules"])
def test_digits_below_each_other_are_no_line_that_runs_downwards(reader: str) -> None:
    lines = [*across((60, 230), 100, 120, 160), *down((100, 160), 60, 210, 230)]
    (grid,) = extracts(
        pdf((lines, [(65, 115, "件数"), (212, 115, "数"), (65, 140, "总计"), (215, 135, "8"), (215, 150, "9")]))
    )[reader].grids
    assert texts(grid)[3][2].split() in (["8", "9"], ["89"])
    assert " " not in texts(grid)[3][2]


@pytest.mark.parametrize("reader", ["camelot", "rules"])
def test_no_sign_is_lost_of_a_line_in_the_middle_of_a_box_of_two_rows(reader: str) -> None:
    """Signs of another font stand a hair lower, and the line's middle on the border between the rows."""
    lines = [*across((60, 260), 100, 140), *across((160, 260), 120), *down((100, 140), 60, 160, 260)]
    others = [(165, 115, "未经复议"), (165, 135, "维持")]
    heights = [121 + step / 10 for step in range(25)]
    pages = [(lines, [(65, y, "其"), (74, y + 0.15, "他"), (83, y, "结"), *others]) for y in heights]
    found = extracts(pdf(*pages))[reader].grids
    assert [texts(grid)[0] for grid in found] == [(0, 0, "其他结")] * len(heights)


@pytest.mark.parametrize("reader", ["camelot", "rules"])
def test_a_box_that_the_page_cuts_beside_a_closed_one_is_read(reader: str) -> None:
    """Of two boxes at the page's end one goes on on the next page: its lower side is drawn on neither."""
    upper = [*across((60, 260), 700, 720), *across((160, 260), 740), *down((700, 740), 60, 160, 260)]
    lower = [*across((60, 260), 60, 80), *down((60, 80), 60, 160, 260)]
    words = [(65, 715, "行政复议"), (165, 715, "行政诉讼"), (65, 735, "结果维持"), (165, 735, "复议后起诉")]
    found = extracts(pdf((upper, words), (lower, [(65, 75, "1"), (165, 75, "2")])))[reader].grids
    assert texts(found[0])[2:] == [(1, 0, "结果维持"), (1, 1, "复议后起诉")]
    alone = extracts(pdf((upper, words)))[reader].grids
    assert [cell.text for cell in alone[0].cells if cell.row == 1] == ["复议后起诉"]
