"""Printed tables onto the cells of the form: by labels and headers, across forms, and never by guessing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from official_html import (
    APPLICANTS,
    ROWS_2019,
    ROWS_2021,
    TABLE_2,
    disclosure_2019,
    disclosure_2021,
    disputes,
    page,
    requests,
)

from gongkai.documents import from_bytes
from gongkai.read import read_document
from gongkai.records import Fact, Report

CODES = (
    "natural_person",
    "commercial_enterprise",
    "research_institution",
    "public_welfare_org",
    "legal_service_org",
    "other_org",
    "total",
)


def read(html: bytes) -> Report:
    (report,) = read_document(from_bytes("page.html", html)).reports
    return report


def by_cell(report: Report) -> dict[tuple[str, str | None], Fact]:
    return {fact.key: fact for fact in report.facts if fact.label is None}


def counted(rows: int) -> list[list[int]]:
    """101…107, 201…207, … so that every cell says where it stands."""
    return [[100 * (row + 1) + column for column in range(1, 8)] for row in range(rows)]


def table_3(report: Report) -> dict[str, object]:
    (table,) = [table for table in report.tables if table.table == "3"]
    return {"form": table.form, "unmapped": table.unmapped}


def test_every_cell_of_table_3_on_form_2021_lands_in_its_place() -> None:
    cells = by_cell(read(page(requests(counted(25)))))
    assert [cells["req_new", code].value for code in CODES] == [101, 102, 103, 104, 105, 106, 107]
    assert [cells["req_partial", code].value for code in CODES] == [401, 402, 403, 404, 405, 406, 407]
    assert cells["req_denied_admin_query", "legal_service_org"].value == 1205
    assert cells["req_unable_not_held", "natural_person"].value == 1301
    assert cells["req_other_no_correction", "other_org"].value == 2106
    assert cells["req_other_misc", "total"].value == 2307
    assert cells["req_closed_total", "total"].value == 2407
    assert cells["req_carried_out", "natural_person"].value == 2501
    assert len({fact.value for fact in cells.values()}) == 175


def test_every_cell_of_table_3_on_form_2019_lands_in_its_place() -> None:
    report = read(page(requests(counted(23), ROWS_2019)))
    cells = by_cell(report)
    assert table_3(report)["form"] == "2019"
    assert cells["req_notproc_confirm_reissue", "total"].value == 2007
    assert cells["req_other", "natural_person"].value == 2101
    assert cells["req_closed_total", "natural_person"].value == 2201
    assert cells["req_carried_out", "total"].value == 2307
    assert len([fact for fact in cells.values() if fact.value is not None]) == 161


def test_table_2_of_2021_beside_table_3_of_2019_keeps_both_forms() -> None:
    report = read(page(disclosure_2021(TABLE_2), requests(counted(23), ROWS_2019), disputes(range(1, 16))))
    assert [(t.table, t.form) for t in report.tables] == [("2", "2021"), ("3", "2019"), ("4", "2019")]
    cells = by_cell(report)
    found = [str(cells[code, None].value) for code in ("rules_in_force", "normdoc_made", "penalty_decisions")]
    assert found == ["3", "4", "8"]
    assert str(cells["admin_fee_amount", None].value) == "10.50"
    assert {f.rule for f in report.findings if f.severity == "soft"} == {"form_for_year"}


def test_table_2_of_2019_reads_signs_and_leaves_an_unprinted_unit_open() -> None:
    numbers = {
        "规章": [1, 2, 3],
        "规范性文件": [4, 5, 6],
        "行政许可": [137, "-417", 44],
        "其他对外管理服务事项": [40, "减3", 47],
        "行政处罚": [50, "+1036", 57],
        "行政强制": [60, 0, 67],
        "行政事业性收费": [70, "/"],
        "政府集中采购": [6, "251000元"],
    }
    cells = by_cell(read(page(disclosure_2019(numbers))))
    assert cells["normdoc_public_stock", None].value == 6
    assert cells["license_items_delta", None].value == -417
    assert cells["othersvc_items_delta", None].value == -3
    assert cells["penalty_items_delta", None].value == 1036
    assert cells["coercion_decisions", None].value == 67
    assert (cells["admin_fee_items_delta", None].status, cells["admin_fee_items_delta", None].value) == ("blank", None)
    amount = cells["procurement_amount", None]
    assert (amount.value, amount.unit, amount.unit_source) == (251000, "元", "cell")


def test_an_amount_whose_header_prints_no_unit_has_none() -> None:
    numbers = {"规章": "000", "行政规范性文件": "000", "行政许可": "0", "行政处罚": "0", "行政强制": "0"}
    cells = by_cell(read(page(disclosure_2021(numbers | {"行政事业性收费": ["96"]}, fee_head="本年收费金额"))))
    fee = cells["admin_fee_amount", None]
    assert (fee.value, fee.unit, fee.unit_source) == (96, None, "none")


def test_columns_follow_their_headers_not_their_order() -> None:
    heads = ("自然人", "科研机构", "商业企业", "社会公益组织", "法律服务机构", "其他", "总计")
    cells = by_cell(read(page(requests(counted(25), heads=heads))))
    assert cells["req_new", "research_institution"].value == 102
    assert cells["req_new", "commercial_enterprise"].value == 103


def test_rows_follow_their_labels_not_their_order() -> None:
    rows = list(ROWS_2021)
    rows[5], rows[6] = ROWS_2021[6], ROWS_2021[5]
    cells = by_cell(read(page(requests(counted(25), rows))))
    # The alignment is monotone: of two swapped rows one keeps its label, the other is a local row and its cells absent.
    kept = {cells["req_denied_law_forbidden", "total"].value, cells["req_denied_safety_stability", "total"].value}
    assert kept in ({707, None}, {607, None})
    assert read(page(requests(counted(25), rows))).verdict == "incomplete"


def test_a_label_with_misprints_is_the_forms() -> None:
    rows = [tuple(label.replace("法规禁止", "止") for label in row) for row in ROWS_2021]
    cells = by_cell(read(page(requests(counted(25), rows))))
    assert cells["req_denied_law_forbidden", "total"].value == 607
    assert cells["req_denied_law_forbidden", "total"].by == "label"


def test_a_misprinted_label_is_told_beside_its_numbers() -> None:
    rows = [tuple(label.replace("法规禁止", "止") for label in row) for row in ROWS_2021]
    report = read(page(requests(counted(25), rows)))
    told = {fact.indicator: fact.context for fact in report.facts if fact.context is not None}
    assert set(told) == {"req_denied_law_forbidden"}
    assert told["req_denied_law_forbidden"] == "2.其他法律行政止公开"
    messages = [finding.message for finding in report.findings if finding.rule == "misprinted_label"]
    assert messages == ["row labels near the form's, not the same: 2.其他法律行政止公开 for 2.其他法律行政法规禁止公开"]


def test_a_local_row_is_kept_and_its_parent_not_judged() -> None:
    numbers = [[0] * 7 for _ in range(26)]
    numbers[0] = [5, 0, 0, 0, 0, 0, 5]
    numbers[23] = [5, 0, 0, 0, 0, 0, 5]
    numbers[24] = [5, 0, 0, 0, 0, 0, 5]
    rows = [*ROWS_2021[:23], ("", "（六之二）转其他机关办理"), *ROWS_2021[23:]]
    report = read(page(requests(numbers, rows)))
    local = {fact.label: fact.value for fact in report.facts if fact.indicator == "local"}
    assert len(local) == 7
    assert sum(value for value in local.values() if value is not None) == 10
    findings = {f.identity: f.outcome for f in report.findings if f.rule == "t3_results"}
    assert findings == {"t3_results/natural_person": "not_judged", "t3_results/total": "not_judged"}
    assert any("转其他机关办理" in label for label in table_3(report)["unmapped"])  # type: ignore[attr-defined]


def test_a_local_column_is_kept_beside_the_forms_seven() -> None:
    heads = (*APPLICANTS, "备注")
    numbers = [[*row, 9] for row in [[0] * 7 for _ in range(25)]]
    report = read(page(requests(numbers, heads=heads)))
    local = [fact for fact in report.facts if fact.indicator == "local"]
    assert len(local) == 25
    assert {fact.value for fact in local} == {Decimal(9)}
    assert local[0].label == "一、本年新收政府信息公开申请数量/备注"


def test_a_box_over_two_columns_is_nobodys() -> None:
    html = page(requests(counted(25))).decode().replace("<td>102</td><td>103</td>", '<td colspan="2">102</td>')
    report = read(html.encode())
    cells = by_cell(report)
    assert cells["req_new", "commercial_enterprise"].status == "absent"
    assert cells["req_new", "research_institution"].status == "absent"
    assert cells["req_new", "public_welfare_org"].value == 104
    assert report.verdict == "incomplete"


def test_two_numbers_in_one_box_are_no_number() -> None:
    html = page(requests(counted(25))).decode().replace("<td>102</td>", "<td>10<br>2</td>")
    cell = by_cell(read(html.encode()))["req_new", "commercial_enterprise"]
    assert (cell.status, cell.value) == ("unreadable", None)


def test_words_in_a_box_make_the_table_unreadable() -> None:
    report = read(page(disputes(["无", *range(14)])))
    assert {t.verdict for t in report.tables if t.table == "4"} == {"unreadable"}


def test_two_tables_of_one_kind_are_never_mixed() -> None:
    report = read(page(requests(counted(25)), requests([[0] * 7] * 25)))
    assert [(t.table, t.n) for t in report.tables if t.place] == [("3", 1), ("3", 2)]
    first = {fact.key: fact.value for fact in report.facts if fact.n == 1}
    assert first["req_new", "total"] == 107
    assert "one_of_each" in {f.rule for f in report.findings}


@pytest.mark.parametrize(
    ("numbers", "verdict"),
    [
        ([10, 1, 0, 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], "consistent"),
        ([10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], "publisher_inconsistent"),
        ([10, 1, 0, "", 11, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], "consistent"),
        ([10, 1, 0, "-", 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], "consistent"),
        ([10, 1, 0, 0, -11, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], "unconfirmed"),
        ([""] * 15, "incomplete"),
    ],
)
def test_verdict_of_table_4(numbers: list[object], verdict: str) -> None:
    """Exact medium: one reader proves a publisher's error; a blank part proves nothing."""
    (table,) = [t for t in read(page(disputes(numbers))).tables if t.table == "4"]
    assert table.verdict == verdict


def test_a_broken_total_says_what_its_parts_add_up_to() -> None:
    report = read(page(disputes([10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])))
    (finding,) = [f for f in report.findings if f.rule == "t4_review"]
    assert (finding.left, finding.right, finding.outcome, finding.severity) == (0, 11, "broken", "hard")
    assert finding.suggestion == "行政复议/总计: its parts add up to 11, 0 is printed"
    assert {cell.indicator for cell in finding.cells} == {
        "review_total",
        "review_upheld",
        "review_corrected",
        "review_other",
        "review_pending",
    }
