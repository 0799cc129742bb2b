"""Table 3 over several pages: headers not repeated, rows and numbers cut by the page's end."""

from __future__ import annotations

from collections.abc import Sequence

from official_html import APPLICANTS, ROWS_2021

from gongkai.align.document import align
from gongkai.align.model import AlignedTable, Value
from gongkai.grids.model import Cell, Extract, Grid

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
