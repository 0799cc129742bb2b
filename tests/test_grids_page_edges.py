"""Tables at the edges of pages: rows that a page break leaves open, boxes that the page's edge cuts."""

from __future__ import annotations

import io

import pikepdf
import pytest
from ruled_pages import HEIGHT, WIDTH, Text, across, down, extracts, pdf, texts

from gongkai.align.document import align
from gongkai.grids.ruled import Rule, tables


def test_a_page_closes_the_row_that_it_leaves_open() -> None:
    """Upright rules run on below the last rule across, all to one end: a row, as a page break leaves it."""
    (table,) = tables([Rule(0, 0, 100), Rule(20, 0, 100)], [Rule(x, 0, 40) for x in (0, 50, 100)])
    assert [(box.row, box.col) for box in table.boxes] == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_one_rule_across_closes_the_rest_of_a_row_below_a_pages_end() -> None:
    (table,) = tables([Rule(40, 0, 100)], [Rule(x, 20, 40) for x in (0, 50, 100)])
    assert [(box.row, box.col) for box in table.boxes] == [(0, 0), (0, 1)]
    assert (table.open_top, table.open_bottom) == (True, False)


def test_a_row_without_one_of_its_outer_sides_stays_open() -> None:
    verticals = [Rule(0, 0, 40), Rule(50, 0, 40), Rule(100, 0, 20)]
    (table,) = tables([Rule(0, 0, 100), Rule(20, 0, 100)], verticals)
    assert [(box.row, box.col) for box in table.boxes] == [(0, 0), (0, 1)]


@pytest.mark.parametrize("reader", ["camelot", "rules"])
def test_rows_on_both_sides_of_a_page_break_are_read(reader: str) -> None:
    """The rule between them is drawn on neither page, as browsers print collapsed borders."""
    columns = (60.0, 200.0, 300.0, 400.0)
    first = [*across((60, 400), 700, 730), *down((700, 760), *columns)]
    second = [*across((60, 400), 90, 120), *down((60, 120), *columns)]

    def words(*lines: tuple[float, str]) -> list[Text]:
        return [(x, y, word) for y, row in lines for x, word in zip((65, 205, 305), row, strict=True)]

    upper, lower = extracts(
        pdf((first, words((715, "甲12"), (745, "乙34"))), (second, words((75, "丙56"), (105, "丁78"))))
    )[reader].grids
    assert texts(upper) == [(0, 0, "甲"), (0, 1, "1"), (0, 2, "2"), (1, 0, "乙"), (1, 1, "3"), (1, 2, "4")]
    assert texts(lower) == [(0, 0, "丙"), (0, 1, "5"), (0, 2, "6"), (1, 0, "丁"), (1, 1, "7"), (1, 2, "8")]


@pytest.mark.parametrize("reader", ["camelot", "rules"])
def test_a_box_that_the_pages_edge_cuts_is_no_box(reader: str) -> None:
    """66750164 with its end beyond the paper would be read as 6675."""
    lines = [*across((400, WIDTH), 100, 120, 140), *down((100, 140), 400, 500, WIDTH)]
    words = [(405, 115, "总计"), (505, 115, "1"), (405, 135, "合计"), (575, 135, "66750164")]
    grids = extracts(pdf((lines, words)))[reader].grids
    assert [cell.text.strip() for grid in grids for cell in grid.cells] == ["总计", "合计"]


@pytest.mark.parametrize("reader", ["camelot", "rules"])
def test_a_number_close_behind_its_label_is_read_in_a_merged_box(reader: str) -> None:
    """camelot takes label and number for one line of text and loses what stands in the merged box."""
    lines = [*across((60, 360), 100, 120, 140), *down((100, 140), 60, 123, 360), *down((100, 120), 200, 280)]
    words = [(64, 115, "信息内容"), (130, 115, "件数"), (205, 115, "件"), (285, 115, "数")]
    words += [(60.5, 135, "行政事业性收费"), (124, 135, "391")]
    (grid,) = extracts(pdf((lines, words)))[reader].grids
    assert (1, 1, "391") in texts(grid)


def test_headers_that_a_page_break_parts_name_their_columns_together() -> None:
    """自然人 and 总计 stand above the break, the five organisations below it."""
    columns = (60.0, 200.0, 240.0, 280.0, 320.0, 360.0, 400.0, 440.0, 480.0)
    upper_lines = [*across((60, 480), 700, 720), *down((700, 740), 60, 200, 240, 440, 480), *across((60, 480), 740)]
    upper = [(205, 715, "申请"), (202, 735, "自然人"), (250, 735, "法人或其他组织"), (445, 735, "总计")]
    names = ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
    lower_lines = [*across((60, 480), 60, 90, 120, 150), *down((60, 150), *columns)]
    lower: list[Text] = []
    for x, name in zip(columns[2:7], names, strict=True):
        lower += [(x + 1, 70 + 9 * line, name[line * 4 : line * 4 + 4]) for line in range(2) if name[line * 4 :]]
    for y, label, start in (
        (110, "一、本年新收政府信息公开申请数量", 1),
        (140, "二、上年结转政府信息公开申请数量", 11),
    ):
        lower.append((61, y, label[:15]))
        lower += [(x + 2, y, str(start + i)) for i, x in enumerate(columns[1:8])]
    found = extracts(pdf((upper_lines, upper), (lower_lines, lower)))
    for reader in ("camelot", "rules"):
        (table,) = align(found[reader])
        numbers = [
            table.by_cell["req_new", code].number for code in ("natural_person", "commercial_enterprise", "total")
        ]
        assert [number.value for number in numbers if number] == [1, 2, 7], reader


@pytest.mark.parametrize("reader", ["camelot", "rules"])
def test_a_box_that_its_own_colour_closes_at_a_pages_end_is_read_where_others_of_its_row_stay_open(reader: str) -> None:
    """Heads of table 4 beside groups of heads: Chromium fills what it prints of a cut row, and rules nothing there."""
    upper = [*across((60, 400), 700, 720), *across((230, 400), 740), *down((700, 740), 60, 140, 230, 400)]
    lower = [*across((60, 400), 80, 100), *down((60, 100), 60, 140, 230, 310, 400)]
    fills = [(60.5, 720.5, 140.0, 765.0), (140.5, 720.5, 230.0, 765.0)]
    words = [(65, 715, "复议"), (235, 715, "诉讼"), (65, 735, "维持"), (145, 735, "总计"), (235, 735, "直接起诉")]
    rest = [(235, 75, "维持"), (315, 75, "总计"), *((x, 95, f"{x}") for x in (65, 145, 235, 315))]
    grids = extracts(pdf((upper, words), (lower, rest), filled={0: fills}))[reader].grids
    assert texts(grids[0])[-3:] == [(1, 0, "维持"), (1, 1, "总计"), (1, 2, "直接起诉")]


@pytest.mark.parametrize("reader", ["camelot", "rules"])
@pytest.mark.parametrize("edge", [548.0, 553.0, 558.0])
def test_a_number_that_a_crop_box_cuts_is_no_shorter_number(reader: str, edge: float) -> None:
    """66750164 begins at 540: a viewer shows its first digits alone. camelot, which sees no crop, has all."""
    lines = [*across((400, 590), 100, 120, 140), *down((100, 140), 400, 500, 590)]
    words = [(405, 115, "总计"), (505, 115, "1"), (405, 135, "合计"), (540, 135, "66750164")]
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf((lines, words)))) as document:
        document.pages[0].CropBox = [0, 0, edge, HEIGHT]
        document.save(out, static_id=True)
    found = [cell.text.strip() for grid in extracts(out.getvalue())[reader].grids for cell in grid.cells]
    assert not any(text in "66750164" for text in found if text not in ("", "1", "66750164"))
    assert ("66750164" in found) == (reader == "camelot")
    assert "总计" in found


@pytest.mark.parametrize("closed", [True, False])
def test_a_number_where_a_browser_cuts_a_table_off_is_unread(closed: bool) -> None:
    """Chromium clips what is wider than the paper at the page's margin and leaves out the signs beyond: 923 is 92."""
    end = 590.0 if closed else 700.0
    lines = [*across((400, end), 100, 120, 140), *down((100, 140), 400, 500, end)]
    words = [(405, 115, "总计"), (505, 115, "1"), (405, 135, "合计"), (548, 135, "92")]
    document = pikepdf.open(io.BytesIO(pdf((lines, words))))
    page = document.pages[0]
    page.contents_add(b"q 20 20 540 780 re W n", prepend=True)
    page.contents_add(b"Q")
    stream = io.BytesIO()
    document.save(stream)
    found = extracts(stream.getvalue())
    told = {reader: {cell.text.strip() for grid in one.grids for cell in grid.cells} for reader, one in found.items()}
    assert not any("92" in texts for texts in told.values())
    assert all("合计" in told[reader] for reader in ("camelot", "rules")) or not closed
    # A frame that ends where the clip does cuts nothing.
    whole = [*across((400, 560), 100, 120, 140), *down((100, 140), 400, 500, 560)]
    plain = extracts(pdf((whole, words)))
    assert all("92" in {c.text.strip() for g in plain[r].grids for c in g.cells} for r in ("camelot", "rules"))
