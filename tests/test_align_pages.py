"""Table 3 over several pages: headers not repeated, rows and numbers cut by the page's end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import official_html
import pytest
import ruled_pages
from official_html import APPLICANTS, ROWS_2019, ROWS_2021, TABLE_2, disclosure_2021, disputes, requests
from ruled_pages import Line, Text, across, down

from gongkai import documents
from gongkai.align.document import align
from gongkai.align.model import AlignedTable, Value
from gongkai.grids import router
from gongkai.grids.model import Cell, Extract, Grid
from gongkai.read import read_document, said

#: Left edges of two label columns and seven number columns, in points.
LEFT = (50, 150, 250, 280, 310, 340, 370, 400, 430, 460)

Texts = Sequence[str]


def piece(rows: Sequence[Texts], page: int) -> Grid:
    """A grid of two label columns and seven of numbers, each box with its place on the page."""
    cells = []
    for row, texts in enumerate(rows):
        for col, text in enumerate(texts):
            box = (float(LEFT[col]), 20.0 * row, float(LEFT[col + 1]), 20.0 * row + 20)
            cells.append(Cell(row, col, 1, 1, text, f"p{page} {box[0]},{box[1]},{box[2]},{box[3]}", page, box))
    return Grid(tuple(cells), len(rows), 9, f"p{page}", "rules", page)


def labelled(index: int, numbers: Sequence[object]) -> Texts:
    labels = ROWS_2021[index]
    group = labels[-2] if len(labels) > 1 else ""
    return (group, labels[-1], *(str(n) for n in numbers))


def rows(start: int, end: int) -> list[Texts]:
    """Rows of the form with 101…107, 201…207, …"""
    return [labelled(i, [100 * (i + 1) + c for c in range(1, 8)]) for i in range(start, end)]


HEADERS: list[Texts] = [("", "", *APPLICANTS)]


def aligned(*pieces: Grid) -> AlignedTable:
    (table,) = align(Extract("rules", pieces))
    return table


def cell(table: AlignedTable, indicator: str, applicant: str) -> Value:
    return table.by_cell[indicator, applicant]


def number(table: AlignedTable, indicator: str, applicant: str) -> int | None:
    found = cell(table, indicator, applicant).number
    return None if found is None or found.value is None else int(found.value)


def test_a_page_without_headers_keeps_the_columns_of_the_page_before() -> None:
    table = aligned(piece(HEADERS + rows(0, 12), 3), piece(rows(12, 25), 4))
    assert len(table.by_cell) == 175
    assert number(table, "req_unable_not_held", "natural_person") == 1301
    assert number(table, "req_carried_out", "total") == 2507
    assert all(value.by == "label" and value.sound for value in table.values)


def edges_moved(grid: Grid, places: Mapping[float, float]) -> Grid:
    """The grid between the same outer edges, with other edges of its columns, in points."""

    def moved(cell: Cell) -> Cell:
        assert cell.box is not None
        x0, y0, x1, y1 = cell.box
        return cell._replace(box=(places.get(x0, x0), y0, places.get(x1, x1), y1))

    box = (float(LEFT[0]), 0.0, float(LEFT[-1]), 20.0 * grid.n_rows)
    return replace(grid, cells=tuple(map(moved, grid.cells)), box=box)


#: What ``rows(0, 25)`` prints.
ALL = [100 * row + col for row in range(1, 26) for col in range(1, 8)]


def numbers(table: AlignedTable) -> list[int | None]:
    return [None if v.number is None or v.number.value is None else int(v.number.value) for v in table.values]


@pytest.mark.parametrize("way", [-3.9, -2.3, 2.3, 3.9])
def test_edges_that_one_page_draws_beside_those_of_the_other_are_the_same_columns(way: float) -> None:
    """Browsers and readers set a page's edges by all tables on it: one of 313.9 stood on the next page at 311.6."""
    below = edges_moved(piece(rows(12, 25), page=2), {310.0: 310 + way, 400.0: 400 - way, 430.0: 430 + way})
    whole = aligned(edges_moved(piece(HEADERS + rows(0, 12), page=1), {}), below)
    assert numbers(whole) == ALL
    assert whole.unmapped == ()


def test_edges_farther_from_each_other_stay_two() -> None:
    """A box that stands over a part of another column has the number of neither."""
    below = edges_moved(piece(rows(12, 25), page=2), {310.0: 305.0})
    whole = aligned(edges_moved(piece(HEADERS + rows(0, 12), page=1), {}), below)
    assert numbers(whole)[: 12 * 7] == ALL[: 12 * 7]
    assert {v.applicant for v in whole.values[12 * 7 :] if v.number is None} == {"research_institution"}


def drawn(top: float, texts: Sequence[Texts], edges: Sequence[float]) -> tuple[list[Line], list[Text]]:
    """Boxes 24 points high, in each two lines of as many characters as it has room for."""
    words = []
    for row, line in enumerate(texts):
        for col, word in enumerate(line):
            room = int((edges[col + 1] - edges[col] - 2) // 9)
            places = [word] if word.isdigit() else [word[:room], word[room : 2 * room]]
            words += [(edges[col] + 1, top + 24 * row + 10 * (i + 1), part) for i, part in enumerate(places) if part]
    bottom = top + 24 * len(texts)
    ys = [top + 24 * row for row in range(len(texts) + 1)]
    return [*across((edges[0], edges[-1]), *ys), *down((top, bottom), *edges)], words


def test_a_pdf_whose_pages_draw_the_columns_at_other_places_is_read_whole() -> None:
    edges = (15, 75, 275, 310, 350, 390, 448, 506, 536, 566)
    beside = (15, 75, 275, 312.3, 350, 387.6, 448, 506, 538.4, 566)
    every = rows(0, 25)
    data = ruled_pages.pdf(drawn(560, HEADERS + every[:9], edges), drawn(40, every[9:], beside))
    found = ruled_pages.extracts(data)
    for reader in ("camelot", "rules"):
        assert numbers(*align(found[reader])) == ALL


def test_repeated_headers_are_no_rows() -> None:
    table = aligned(piece(HEADERS + rows(0, 12), 3), piece(HEADERS + rows(12, 25), 4))
    assert len(table.by_cell) == 175
    assert table.unmapped == ()


def test_a_label_cut_by_the_pages_end_is_glued_and_proves_nothing() -> None:
    upper = ("", "5.要求行政机关确认或", *map(str, range(2001, 2008)))
    lower = ("", "重新出具已获取信息", *[""] * 7)
    table = aligned(piece([*HEADERS, *rows(0, 19), upper], 3), piece([lower, *rows(20, 25)], 4))
    assert [number(table, "req_notproc_confirm_reissue", a) for a in ("natural_person", "total")] == [2001, 2007]
    assert not cell(table, "req_notproc_confirm_reissue", "total").sound
    assert cell(table, "req_notproc_excessive", "total").sound


def test_digits_cut_off_by_the_pages_end_are_joined_and_prove_nothing() -> None:
    upper = labelled(19, [20, 0, 0, 0, 0, 0, 20])
    orphan = ("", "", "1", "", "", "", "", "", "1")
    table = aligned(piece([*HEADERS, *rows(0, 19), upper], 3), piece([orphan, *rows(20, 25)], 4))
    assert number(table, "req_notproc_confirm_reissue", "natural_person") == 201
    assert number(table, "req_notproc_confirm_reissue", "total") == 201
    assert not cell(table, "req_notproc_confirm_reissue", "natural_person").sound


def test_a_row_that_a_page_swallowed_is_absent() -> None:
    table = aligned(piece(HEADERS + rows(0, 11), 3), piece(rows(12, 25), 4))
    assert cell(table, "req_denied_admin_query", "total").number is None
    assert number(table, "req_denied_enforcement_file", "total") == 1107
    assert number(table, "req_unable_not_held", "total") == 1307


def test_a_row_that_lost_its_label_is_placed_by_position_and_proves_nothing() -> None:
    nameless = ("", "", *map(str, range(701, 708)))
    table = aligned(piece([*HEADERS, *rows(0, 6), nameless, *rows(7, 25)], 3))
    found = cell(table, "req_denied_safety_stability", "natural_person")
    assert (number(table, "req_denied_safety_stability", "natural_person"), found.by, found.sound) == (
        701,
        "position",
        False,
    )


def test_a_column_that_lost_its_header_is_placed_by_position() -> None:
    heads = [("", "", "自然人", "商业企业", "", "社会公益组织", "法律服务机构", "其他", "总计")]
    table = aligned(piece([*heads, *rows(0, 25)], 3))
    found = cell(table, "req_new", "research_institution")
    assert (number(table, "req_new", "research_institution"), found.by, found.sound) == (103, "position", False)
    assert cell(table, "req_new", "commercial_enterprise").by == "label"


def test_a_label_cut_where_publishers_print_the_beginning_alone_is_the_forms_with_its_end() -> None:
    """Both halves print digits: 3150210 is not 315021 and a 0 of its own."""
    upper = ("", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申", *map(str, range(101, 107)), "31502")
    table = aligned(piece([*HEADERS, *rows(0, 20), upper], 3), piece([("", "请", *[""] * 6, "10"), *rows(21, 25)], 4))
    assert number(table, "req_other_no_correction", "natural_person") == 101
    assert number(table, "req_other_no_correction", "total") == 3150210
    assert not cell(table, "req_other_no_correction", "total").sound
    assert table.unmapped == ()


def test_what_no_form_knows_below_a_page_break_makes_the_row_above_it_doubtful() -> None:
    table = aligned(piece(HEADERS + rows(0, 12), 3), piece([("", "末尾", "1", *[""] * 6), *rows(12, 25)], 4))
    above = [value for value in table.values if value.raw.startswith("120")]
    assert [value.raw for value in above] == [str(number) for number in range(1201, 1208)]
    assert not any(value.sound for value in above)


def test_the_end_of_a_label_whose_row_stands_outside_the_boxes_has_no_blanks() -> None:
    # The row of 2.申请人逾期未按收费通知… stands where the page ends, in boxes that are open below: no reader has them.
    blank = [""] * 7
    rest = ("", "要求缴纳费用、行政机关不再处理其政府信息公开申请", *blank)
    table = aligned(piece(HEADERS + rows(0, 21), 3), piece([rest, *rows(22, 25)], 4))
    assert cell(table, "req_other_unpaid_fee", "total").number is None
    assert not table.is_complete
    # A row that begins as the form's does is one, whatever its end.
    whole = ("", "2.申请人逾期未按收费通知缴纳费用、行政机关不再处理申请", *blank)
    table = aligned(piece(HEADERS + rows(0, 21), 3), piece([whole, *rows(22, 25)], 4))
    assert table.is_complete
    # As it is where no page ends before it.
    table = aligned(piece(HEADERS + rows(0, 20), 3), piece([*rows(20, 21), rest, *rows(22, 25)], 4))
    assert table.is_complete


def test_the_end_of_a_local_label_below_a_page_break_is_joined_to_it() -> None:
    local = ("", "6.依法不予处理的", *"1234567")
    rest = ("", "其余情形", *[""] * 7)
    table = aligned(piece([*HEADERS, *rows(0, 20), local], 3), piece([rest, *rows(20, 25)], 4))
    (label,) = {value.label.split("/")[-2] for value in table.values if value.label is not None}
    assert label == "6.依法不予处理的其余情形"
    # With a number of its own it is a row of its own.
    table = aligned(piece([*HEADERS, *rows(0, 20), local], 3), piece([("", "7.其余情形", *[""] * 7), *rows(20, 25)], 4))
    assert len({value.label.split("/")[-2] for value in table.values if value.label is not None}) == 2


def test_the_end_of_a_label_below_a_page_break_begins_no_second_table() -> None:
    # 息公开申请 stands in 一、本年新收政府信息公开申请数量, too.
    upper = ("", ROWS_2021[20][-1].removesuffix("息公开申请"), *map(str, range(2101, 2108)))
    lower = ("", "息公开申请", *[""] * 7)
    assert upper[1] + lower[1] == ROWS_2021[20][-1]
    table = aligned(piece([*HEADERS, *rows(0, 20), upper], 3), piece([lower, *rows(21, 25)], 4))
    assert number(table, "req_other_no_correction", "total") == 2107
    assert number(table, "req_carried_out", "total") == 2507


def disclosed(*pages: Sequence[Texts]) -> AlignedTable:
    """Table 2 of four columns, each box 60 points wide and higher on following pages."""
    grids = []
    for page, texts in enumerate(pages, start=1):
        cells = []
        for row, line in enumerate(texts):
            for col, text in enumerate(line):
                box = (60.0 * col, 20.0 * row, 60.0 * col + 60, 20.0 * row + 20)
                cells.append(Cell(row, col, 1, 1, text, f"p{page} {box[0]},{box[1]},{box[2]},{box[3]}", page, box))
        grids.append(Grid(tuple(cells), len(texts), 4, f"p{page}", "rules", page, box=(0.0, 0.0, 240.0, 400.0)))
    return aligned(*grids)


HEADS_OF_2: Texts = ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数")


def stated(table: AlignedTable, indicator: str) -> tuple[str, int | None, bool]:
    """Text, number and soundness of a cell of table 2."""
    found = table.by_cell[indicator, None]
    value = found.number.value if found.number is not None else None
    return found.raw, None if value is None else int(value), found.sound


def test_digits_of_table_2_that_a_pages_end_cuts_off_are_joined_and_prove_nothing() -> None:
    upper = [HEADS_OF_2, ("规章", "40472", "1", "2"), ("行政规范性文件", "34760", "7", "8")]
    cut = ("", "8", "", "")
    for lower in ([cut], [cut, ("其他文件", "1", "2", "3")]):
        table = disclosed(upper, lower)
        assert stated(table, "normdoc_made") == ("34760\n8", 347608, False)
        assert stated(table, "normdoc_in_force") == ("8", 8, False)
        assert stated(table, "rules_made") == ("40472", 40472, True)


def test_a_row_of_table_2_with_its_label_cut_is_one() -> None:
    table = disclosed([HEADS_OF_2, ("规章", "1", "2", "3"), ("行政规范性", "34760", "7", "")], [("文件", "8", "", "9")])
    assert stated(table, "normdoc_made") == ("34760\n8", 347608, False)
    assert stated(table, "normdoc_in_force") == ("9", 9, False)
    assert table.unmapped == ()


def test_a_row_under_headers_that_a_page_repeats_stands_under_those_of_its_block() -> None:
    # A word processor repeats the first rows of a table on each page, whatever block the page's end cuts.
    block = ("信息内容", "上一年项目数量", "本年增/减", "处理决定数量")
    first = ("信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量")
    upper = [first, ("规章", "1", "2", "3"), block, ("行政处罚", "4", "5", "6")]
    table = disclosed(upper, [first, ("行政强制", "7", "8", "9")])
    codes = ("coercion_items_prev", "coercion_items_delta", "coercion_decisions")
    assert [stated(table, code)[1] for code in codes] == [7, 8, 9]
    assert table.unmapped == ()
    other = disclosed(upper, [first, ("规范性文件", "7", "8", "9")])
    assert stated(other, "normdoc_produced")[1] == 7


def test_a_local_row_of_table_2_below_a_page_break_stays_one() -> None:
    table = disclosed([HEADS_OF_2, ("行政规范性文件", "3", "7", "6")], [("其他文件", "8", "5", "9")])
    assert stated(table, "normdoc_made") == ("3", 3, True)
    assert table.unmapped == ("其他文件",)


def test_halves_of_a_row_with_other_boxes_have_no_number() -> None:
    lower = Grid(
        (
            Cell(0, 0, 1, 2, "8", "p2 9.0,0.0,99.0,9.0", 2, (9.0, 0.0, 99.0, 9.0)),
            Cell(0, 2, 1, 1, "", "", 2, (99.0, 0.0, 130.0, 9.0)),
        ),
        1,
        3,
        "p2",
        "rules",
        2,
        box=(9.0, 0.0, 130.0, 9.0),
    )
    boxes = [
        Cell(r, c, 1, 1, t, "p1 0.0,0.0,9.0,9.0", 1, (60.0 * c, 20.0 * r, 60.0 * c + 60, 20.0 * r + 20))
        for r, line in enumerate([HEADS_OF_2, ("规章", "40472", "1", "2")])
        for c, t in enumerate(line)
    ]
    upper = Grid(tuple(boxes), 2, 4, "p1", "rules", 1, box=(0.0, 0.0, 240.0, 40.0))
    table = aligned(upper, lower)
    assert stated(table, "rules_made")[1] is None


def forms_and_rules(rows: Sequence[int]) -> tuple[dict[str, str], set[str]]:
    """Forms of the tables of a page whose table 2 is of 2021 and whose table 3 has these rows of 2019; its findings."""
    third = requests([[0] * 7 for _ in rows], [ROWS_2019[row] for row in rows])
    page = official_html.page(disclosure_2021(TABLE_2), third, disputes([0] * 15))
    (report,) = read_document(documents.from_bytes("a.html", page)).reports
    return {table.table: table.form for table in report.tables}, {finding.rule for finding in report.findings}


def test_table_4_takes_the_form_that_a_row_of_table_3_tells() -> None:
    forms, rules = forms_and_rules(range(23))
    assert forms == {"2": "2021", "3": "2019", "4": "2019"}
    assert "form_of_table_4" not in rules


def test_a_table_3_cut_above_its_end_tells_its_form_all_the_same() -> None:
    """20 of 23 rows, (六)其他处理 among them, and no (一)予以公开."""
    forms, rules = forms_and_rules([0, 1, *range(5, 23)])
    assert (forms["3"], forms["4"]) == ("2019", "2019")
    assert "form_of_table_4" not in rules


def test_the_form_of_table_4_is_said_to_be_taken_from_table_2_where_table_3_tells_none() -> None:
    forms, rules = forms_and_rules(range(12))
    assert (forms["2"], forms["4"]) == ("2021", "2021")
    assert "form_of_table_4" in rules


def test_table_4_takes_the_form_of_a_table_3_that_any_reader_has_whole() -> None:
    numbers = [[0] * 7 for _ in ROWS_2019]

    def read(rows: int, reader: str) -> Extract:
        tables = (disclosure_2021(TABLE_2), requests(numbers[:rows], ROWS_2019[:rows]), disputes([0] * 15))
        (extract,) = router.extracts(documents.from_bytes("a.html", official_html.page(*tables)))
        return replace(extract, reader=reader)

    answer = said(documents.from_bytes("a.pdf", b"%PDF-1.4"), lambda _: (read(12, "camelot"), read(23, "rules")))
    forms = {table.table: table.form for report in answer.reports for table in report.tables}
    assert forms == {"2": "2021", "3": "2019", "4": "2019"}


def test_a_figure_between_the_boxes_of_a_table_leaves_its_row_unread() -> None:
    stray = disclosure_2021(TABLE_2).replace("<td>规章</td><td", "<td>规章</td>85<td", 1)
    (extract,) = router.extracts(documents.from_bytes("a.html", official_html.page(stray)))
    (table,) = align(extract)
    assert [v.indicator for v in table.values if v.label is None and v.number is None][:3] == [
        "rules_made",
        "rules_repealed",
        "rules_in_force",
    ]
    plain = disclosure_2021(TABLE_2).replace("<td>规章</td><td", "<td>规章</td>\n <td", 1)
    (extract,) = router.extracts(documents.from_bytes("a.html", official_html.page(plain)))
    (table,) = align(extract)
    assert all(v.number is not None for v in table.values)


def test_what_cannot_be_read_among_headers_is_of_the_row_above() -> None:
    """Digits that a low row does not show hang down between 信息内容 and the header of the next block."""

    def unread(head: str) -> list[str]:
        page = official_html.page(disclosure_2021(TABLE_2).replace("<td>信息内容</td><td colspan", head, 1))
        (extract,) = router.extracts(documents.from_bytes("a.html", page))
        (table,) = align(extract)
        return [v.indicator for v in table.values if v.label is None and v.number is None]

    above = ["normdoc_made", "normdoc_repealed", "normdoc_in_force"]
    assert unread("<td>信息内容\ufffd</td><td colspan") == above
    assert unread("<td>信息内容</td><td colspan") == []
