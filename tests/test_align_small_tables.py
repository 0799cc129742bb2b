"""Small tables, menus and pieces beside table 3: only what may be a piece of it joins it."""

from __future__ import annotations

import pytest
from official_html import TABLE_2, disclosure_2021, disputes, page, requests

from gongkai.documents import from_bytes
from gongkai.read import read_document
from gongkai.records import Report

ROW, NONE = [3, 0, 0, 0, 0, 0, 3], [0] * 7
TWO, THREE, FOUR = disclosure_2021(TABLE_2), requests([ROW, NONE, ROW, *[NONE] * 20, ROW, NONE]), disputes([0] * 15)
VISITS = "<table><tr><td>政府信息公开</td><td>1234</td></tr><tr><td>政务动态</td><td>33</td></tr></table>"
ANSWERS = "<table><tr><td>予以公开</td><td>55</td></tr><tr><td>部分公开</td><td>3</td></tr></table>"
COUNTER = "<table><tr><td>访问量</td><td>1234</td></tr></table>"
MENU = f"<table><tr>{''.join(f'<td>{word}</td>' for word in ('首页', '政府信息公开', '年报'))}</tr></table>"
WORDS = ("首页", "要闻", "政府信息公开", "年报", "政民互动", "数据", "专题", "服务")
WIDE_MENU = f"<table><tr>{''.join(f'<td>{word}</td>' for word in WORDS)}</tr></table>"


def read(*tables: str) -> Report:
    (report,) = read_document(from_bytes("p.html", page(*tables))).reports
    return report


def tables(report: Report) -> dict[str, tuple[str | None, str | None]]:
    return {table.table: (table.verdict, table.place) for table in report.tables}


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ((VISITS, TWO, THREE, FOUR), 3),
        ((TWO, VISITS, THREE, FOUR), 3),
        ((TWO, THREE, ANSWERS, FOUR), 2),
        ((TWO, THREE, FOUR, ANSWERS), 2),
        ((TWO, THREE, COUNTER, FOUR), 2),
        ((MENU, TWO, THREE, FOUR), 3),
        ((WIDE_MENU, TWO, THREE, FOUR), 3),
    ],
)
def test_a_small_table_is_no_piece_of_table_3(given: tuple[str, ...], place: int) -> None:
    report = read(*given)
    assert tables(report)["3"] == ("consistent", f"/html/body/table[{place}]")
    assert [table.unmapped for table in report.tables] == [(), (), ()]
    assert [fact for fact in report.facts if fact.label] == []


def test_a_piece_of_as_many_columns_is_one_of_table_3() -> None:
    # The last row in a table of its own, as pages cut by hand have it.
    row = THREE[THREE.rindex("<tr>") :]
    report = read(TWO, THREE.replace(row, "</table>"), "<table>" + row, FOUR)
    assert tables(report)["3"] == ("consistent", "/html/body/table[2]")
    assert next(f.value for f in report.facts if (f.indicator, f.applicant) == ("req_carried_out", "total")) == 0


def test_rows_of_table_3_whose_heads_are_lost_are_no_trusted_table() -> None:
    headless = "<table>" + THREE[THREE.index('<tr><td colspan="3" rowspan="1">一、') :]
    report = read(TWO, headless, FOUR)
    assert tables(report)["3"] == ("incomplete", "/html/body/table[2]")
