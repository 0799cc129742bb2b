"""Rows of table 2 with numbers and no label: the numbers are nobody's, and the rows beside them are not trusted."""

from __future__ import annotations

import pytest
from official_html import TABLE_2, disclosure_2021, disputes, page, requests

from gongkai.documents import from_bytes
from gongkai.read import read_document
from gongkai.records import Report

ROW, NONE = [3, 0, 0, 0, 0, 0, 3], [0] * 7
TABLE_3 = requests([ROW, NONE, ROW, *[NONE] * 20, ROW, NONE])
PENALTIES = '<tr><td>行政处罚</td><td colspan="3">8</td></tr>'
RULES = '<tr><td>规章</td><td colspan="1">1</td><td colspan="1">2</td><td colspan="1">3</td></tr>'
TAB_TEXT = """样例市2022年政府信息公开工作年度报告
第二十条第（一）项
信息内容\t本年制发件数\t本年废止件数\t现行有效件数
规章\t1\t2\t3
行政规范性文件\t4\t5\t6
第二十条第（五）项
信息内容\t本年处理决定数量
行政许可\t7
第二十条第（六）项
信息内容\t本年处理决定数量
行政处罚\t8
行政强制\t9
第二十条第（八）项
信息内容\t本年收费金额（单位：万元）
行政事业性收费\t10.50
"""


def read(html: str) -> Report:
    (report,) = read_document(from_bytes("p.html", page(html, TABLE_3, disputes([0] * 15)))).reports
    return report


def verdict(report: Report, table: str) -> str | None:
    return next(t.verdict for t in report.tables if t.table == table and t.place)


def absent(report: Report) -> set[str]:
    return {fact.indicator for fact in report.facts if fact.table == "2" and fact.status == "absent"}


@pytest.mark.parametrize(
    ("row", "below", "nobodys", "local"),
    [
        (
            '<tr><td></td><td colspan="3">1</td></tr>',
            PENALTIES,
            {"penalty_decisions", "coercion_decisions"},
            {"/本年处理决定数量": "1"},
        ),
        (
            "<tr><td></td><td>10</td><td>20</td><td>30</td></tr>",
            RULES,
            {
                "rules_made",
                "rules_repealed",
                "rules_in_force",
                "normdoc_made",
                "normdoc_repealed",
                "normdoc_in_force",
            },
            {"/本年制发件数": "10", "/本年废止件数": "20", "/现行有效件数": "30"},
        ),
        (
            "<tr><td></td><td>5</td><td></td><td></td></tr>",
            RULES,
            {
                "rules_made",
                "rules_repealed",
                "rules_in_force",
                "normdoc_made",
                "normdoc_repealed",
                "normdoc_in_force",
            },
            {"/本年制发件数": "5"},
        ),
    ],
)
def test_numbers_beside_no_label_are_nobodys(row: str, below: str, nobodys: set[str], local: dict[str, str]) -> None:
    html = disclosure_2021(TABLE_2)
    assert below in html
    report = read(html.replace(below, below + row))
    assert verdict(report, "2") == "incomplete"
    assert (verdict(report, "3"), verdict(report, "4")) == ("consistent", "consistent")
    assert absent(report) == nobodys
    assert {fact.label: fact.raw for fact in report.facts if fact.label} == local
    assert next(t.variant for t in report.tables if t.table == "2") == "extra_rows"


#: What is left of a number that was broken over two rows: none by itself.
RESTS = ("00", "05", "005", ".5", ",005", "5%", "05件", "O5", "五", "约5")


@pytest.mark.parametrize("rest", RESTS)
def test_the_rest_of_a_number_beside_no_label_leaves_no_half_of_it_behind(rest: str) -> None:
    """12005 over a page's end is 120 in one row and 05 in the next: 120 is nobody's number."""
    of_rules = {"rules_made", "rules_repealed", "rules_in_force"}
    below = f"<tr><td></td><td>{rest}</td><td></td><td></td></tr>"
    report = read(disclosure_2021(TABLE_2).replace(RULES, RULES + below))
    assert verdict(report, "2") not in ("consistent", "publisher_inconsistent")
    assert of_rules <= absent(report)
    above = read(disclosure_2021(TABLE_2).replace(RULES, below + RULES))
    assert verdict(above, "2") not in ("consistent", "publisher_inconsistent")
    assert absent(above) == of_rules


@pytest.mark.parametrize("rest", RESTS)
def test_the_rest_of_a_number_below_table_4_leaves_no_half_of_it_behind(rest: str) -> None:
    table = disputes([100, 0, 0, 0, 100, *[0] * 10])
    row = f"<tr>{'<td></td>' * 4}<td>{rest}</td>{'<td></td>' * 10}</tr></table>"
    (whole,) = read_document(from_bytes("p.html", page(disclosure_2021(TABLE_2), TABLE_3, table))).reports
    html = page(disclosure_2021(TABLE_2), TABLE_3, table.replace("</table>", row))
    (report,) = read_document(from_bytes("p.html", html)).reports
    assert verdict(whole, "4") == "consistent"
    assert verdict(report, "4") not in ("consistent", "publisher_inconsistent")
    assert {fact.status for fact in report.facts if fact.table == "4" and fact.label is None} == {"absent"}


def test_a_row_of_signs_for_nothing_does_no_harm() -> None:
    row = "<tr><td></td><td>/</td><td>—</td><td></td></tr>"
    report = read(disclosure_2021(TABLE_2).replace(RULES, RULES + row))
    assert (verdict(report, "2"), absent(report)) == ("consistent", set())


def test_a_number_on_a_line_of_its_own_in_tab_text_is_nobodys() -> None:
    (whole,) = read_document(from_bytes("a.txt", TAB_TEXT.encode())).reports
    (report,) = read_document(from_bytes("a.txt", TAB_TEXT.replace("\t8\n", "\t8\n\t1\n").encode())).reports
    assert (verdict(whole, "2"), verdict(report, "2")) == ("consistent", "incomplete")
    assert absent(report) == {"penalty_decisions", "coercion_decisions"}


@pytest.mark.parametrize(
    "row", ["<tr><td></td><td></td><td></td><td></td></tr>", '<tr><td colspan="4">&nbsp;</td></tr>']
)
def test_a_blank_row_does_no_harm(row: str) -> None:
    report = read(disclosure_2021(TABLE_2).replace(PENALTIES, PENALTIES + row))
    assert (verdict(report, "2"), absent(report)) == ("consistent", set())
