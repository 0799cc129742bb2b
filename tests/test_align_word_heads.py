"""Tab text copied out of Word, where a merged head is one field; and rows without boxes among heads of a page."""

from __future__ import annotations

import pytest
from official_html import ROWS_2021, disputes, page

from gongkai.documents import from_bytes
from gongkai.read import read_document
from gongkai.records import Report

TITLE = "样例市2022年政府信息公开工作年度报告"
HEADS_3 = (
    "（本列数据的勾稽关系）\t申请人情况",
    "\t自然人\t法人或其他组织\t总计",
    "\t\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t",
)
HEADS_4 = (
    "行政复议\t行政诉讼",
    "结果维持\t结果纠正\t其他结果\t尚未审结\t总计\t未经复议直接起诉\t复议后起诉",
    "\t\t\t\t\t结果维持\t结果纠正\t其他结果\t尚未审结\t总计\t结果维持\t结果纠正\t其他结果\t尚未审结\t总计",
)
#: Total of reconsideration, of litigation at once and after it, each the sum of the four before it.
NUMBERS_4 = "11\t12\t13\t14\t50\t21\t22\t23\t24\t90\t31\t32\t33\t34\t130"
TABLE_4 = (*HEADS_4, NUMBERS_4)


def table_3() -> list[str]:
    """Each row prints 10n+1 … 10n+6 and their sum, n counted from 1."""
    rows = []
    for n, labels in enumerate(ROWS_2021, start=1):
        numbers = [10 * n + applicant for applicant in range(1, 7)]
        rows.append("\t".join([*labels, *map(str, numbers), str(60 * n + 21)]))
    return [*HEADS_3, *rows]


def report_of(*lines: str) -> Report:
    (report,) = read_document(from_bytes("r.txt", "\r\n".join([TITLE, "", *lines]).encode())).reports
    return report


def numbers_of(report: Report, table: str) -> list[int | None]:
    return [fact.value and int(fact.value) for fact in report.facts if fact.table == table and fact.label is None]


def test_numbers_stand_under_the_heads_of_table_3() -> None:
    report = report_of(*table_3())
    cells = {(f.indicator, f.applicant): f.value for f in report.facts if f.table == "3" and f.label is None}
    assert len(cells) == 175
    assert cells["req_new", "natural_person"] == 11
    assert cells["req_new", "commercial_enterprise"] == 12
    assert cells["req_new", "other_org"] == 16
    assert cells["req_new", "total"] == 81
    assert cells["req_carried_out", "natural_person"] == 251
    assert cells["req_carried_out", "total"] == 1521
    assert {(f.status, f.reading) for f in report.facts if f.table == "3"} == {("reported", "single")}


def test_numbers_stand_under_the_heads_of_table_4() -> None:
    report = report_of(*TABLE_4)
    assert numbers_of(report, "4") == [11, 12, 13, 14, 50, 21, 22, 23, 24, 90, 31, 32, 33, 34, 130]
    assert next(t.verdict for t in report.tables if t.table == "4") == "consistent"
    assert [f.place for f in report.facts if f.table == "4"][5] == "line 6 col 6"


@pytest.mark.parametrize(
    "lines",
    [
        # A field of the lowest heads is lost, or one too many; heads that nothing parts; a head too few above.
        (*HEADS_4[:2], HEADS_4[2][1:], NUMBERS_4),
        (*HEADS_4[:2], f"\t{HEADS_4[2]}", NUMBERS_4),
        (*HEADS_4[:2], HEADS_4[2].replace("尚未审结", "未审结", 1), NUMBERS_4),
        (HEADS_4[0], HEADS_4[1].removesuffix("\t复议后起诉"), HEADS_4[2], NUMBERS_4),
        ("行政复议\t行政复议", *HEADS_4[1:], NUMBERS_4),
        (*HEADS_4, NUMBERS_4.removeprefix("11\t")),
    ],
)
def test_heads_that_do_not_tell_where_they_stand_leave_the_table_untrusted(lines: tuple[str, ...]) -> None:
    report = report_of(*lines)
    verdicts = [t.verdict for t in report.tables if t.table == "4"]
    assert all(verdict in (None, "incomplete", "unreadable") for verdict in verdicts)


def test_a_head_too_few_leaves_table_3_untrusted() -> None:
    lines = table_3()
    lines[1] = lines[1].removesuffix("\t总计")
    assert [t.verdict for t in report_of(*lines).tables if t.table == "3"] == ["incomplete"]


@pytest.mark.parametrize("after", [1, 2, 3])
def test_a_row_without_boxes_parts_no_heads(after: int) -> None:
    rows = disputes([11, 12, 13, 14, 50, 21, 22, 23, 24, 90, 31, 32, 33, 34, 130]).split("<tr>")
    if after == 2:
        # Heads that reach over two rows reach over the empty one too.
        rows = [row.replace('rowspan="2"', 'rowspan="3"') for row in rows]
    rows.insert(after + 1, "</tr>")
    (report,) = read_document(from_bytes("p.html", page("<tr>".join(rows)))).reports
    assert numbers_of(report, "4") == [11, 12, 13, 14, 50, 21, 22, 23, 24, 90, 31, 32, 33, 34, 130]
    assert next(t.verdict for t in report.tables if t.table == "4") == "consistent"
