"""Tables of real reports (tests/real_tables.py): what their labels, layouts and figures are read as."""

from __future__ import annotations

import pytest
import real_tables as real
from official_html import ROWS_2021, disputes, page, requests

from gongkai.documents import from_bytes
from gongkai.read import read_document
from gongkai.records import Fact, Report, TableRecord


def read(*tables: str) -> Report:
    (report,) = read_document(from_bytes("page.html", page(*tables))).reports
    return report


def cells(report: Report) -> dict[str, Fact]:
    return {fact.indicator: fact for fact in report.facts if fact.label is None and fact.applicant in (None, "total")}


def numbers(report: Report, *codes: str) -> list[str | None]:
    found = cells(report)
    return [None if found[code].value is None else str(found[code].value) for code in codes]


def record(report: Report, kind: str) -> TableRecord:
    (found,) = [table for table in report.tables if table.table == kind]
    return found


PRODUCED = ("produced", "published", "public_stock")
ITEMS = ("items_prev", "items_delta", "decisions")


def test_boxes_that_stand_across_their_headers_are_told_by_their_order_and_marked() -> None:
    report = read(real.table(real.SHANGHAI_OFFICE_2019))
    assert (record(report, "2").form, record(report, "2").variant) == ("2019", None)
    assert numbers(report, *(f"rules_{part}" for part in PRODUCED)) == ["13", "13", "524"]
    assert numbers(report, *(f"normdoc_{part}" for part in PRODUCED)) == ["60", "60", "368"]
    assert numbers(report, *(f"penalty_{part}" for part in ITEMS)) == ["0", "0", "0"]
    found = cells(report)
    marks = {code: (found[code].by, found[code].sound) for code in ("rules_produced", "license_items_prev")}
    assert marks == {"rules_produced": ("label", True), "license_items_prev": ("position", False)}
    amount = found["procurement_amount"]
    assert (str(amount.value), amount.unit, amount.unit_source) == ("251000", "元", "cell")


def test_traditional_script_notes_in_labels_and_a_local_row() -> None:
    report = read(real.table(real.WUHAN_ENVIRONMENT_2020))
    assert (record(report, "2").form, record(report, "2").variant) == ("2019", "extra_rows")
    assert numbers(report, *(f"normdoc_{part}" for part in PRODUCED)) == ["2", "2", "19"]
    assert numbers(report, *(f"license_{part}" for part in ITEMS)) == ["8", "5", "93"]
    assert numbers(report, *(f"othersvc_{part}" for part in ITEMS)) == ["117", "0", "165"]
    assert numbers(report, *(f"coercion_{part}" for part in ITEMS)) == ["4", "4", None]
    assert {cells(report)[f"coercion_{part}"].status for part in ITEMS} == {"reported", "blank"}
    local = {fact.label: str(fact.value) for fact in report.facts if fact.indicator == "local"}
    assert list(local.values()) == ["186", "86", "255"]
    assert all((label or "").startswith("其他主動公開檔案") for label in local)


def test_the_form_of_2019_in_2021_in_traditional_script_with_a_sign_word() -> None:
    report = read(real.table(real.APPROVAL_BUREAU_2021))
    assert record(report, "2").form == "2019"
    assert record(report, "2").unmapped == ()
    assert numbers(report, *(f"license_{part}" for part in ITEMS)) == ["37", "-3", "1125"]
    assert {cells(report)[f"othersvc_{part}"].status for part in ITEMS} == {"blank"}
    amount = cells(report)["procurement_amount"]
    assert (str(amount.value), amount.unit_source) == ("1035000", "none")


def test_an_empty_row_below_a_table_says_nothing() -> None:
    report = read(real.table(real.CHANGTU_BUREAU_2021))
    assert (record(report, "2").verdict, record(report, "2").unmapped) == ("consistent", ())
    assert numbers(report, "license_items_prev", "othersvc_decisions", "coercion_items_prev") == ["33", "16", "1"]


def test_signed_changes_and_numbers_of_seven_digits() -> None:
    report = read(real.table(real.DISTRICT_2019))
    assert numbers(report, *(f"license_{part}" for part in ITEMS)) == [None, "1036", "474339"]
    assert numbers(report, *(f"penalty_{part}" for part in ITEMS)) == [None, "461", "3286513"]
    assert numbers(report, "admin_fee_items_prev", "admin_fee_items_delta") == ["240", "4"]
    # The row 其他对外管理服务事项 and the last block are not there: held.
    assert record(report, "2").verdict == "incomplete"


@pytest.mark.parametrize(
    ("rows", "documents"),
    [(real.LONGGANG_2024, ["5", "1", "25"]), (real.XILIU_2023, ["4", "0", "32"]), (real.NILKA_2023, ["0", "0", "0"])],
)
def test_table_2_of_2021_of_bureaus_and_towns(rows: real.Rows, documents: list[str]) -> None:
    report = read(real.table(rows))
    assert numbers(report, *(f"normdoc_{part}" for part in ("made", "repealed", "in_force"))) == documents
    assert (record(report, "2").verdict, record(report, "2").unmapped) == ("consistent", ())
    fee = cells(report)["admin_fee_amount"]
    assert (str(fee.value), fee.unit, fee.unit_source) == ("0", "万元", "header")


def test_a_town_states_rules_as_printed() -> None:
    """尼勒克县某镇 2023 prints six 规章 in force, which a town cannot make: read as printed, a rule tells of it."""
    assert numbers(read(real.table(real.NILKA_2023)), "rules_in_force") == ["6"]


def test_garbled_boxes_are_no_numbers() -> None:
    report = read(real.table(real.GARBLED_2021))
    assert {cells(report)[code].status for code in ("rules_repealed", "normdoc_repealed")} == {"unreadable"}
    assert numbers(report, "rules_made", "normdoc_in_force", "penalty_decisions") == ["0", "0", "0"]
    assert record(report, "2").verdict == "unreadable"
    fee = cells(report)["admin_fee_amount"]
    assert (fee.unit, fee.unit_source) == ("万元", "header")


def test_a_city_whose_headers_have_empty_boxes_for_row_spans() -> None:
    rows = requests(real.CITY_2025_NUMBERS)
    body = rows[rows.index("<tr><td", rows.index("法律服务机构")) :]
    heads = real.table(real.CITY_2025_HEADS).removesuffix("</table>")
    report = read(real.table(real.CITY_2025_DISCLOSURE), heads + body, real.table(real.CITY_2025_DISPUTES))
    assert {table.table: table.verdict for table in report.tables} == dict.fromkeys("234", "consistent")
    assert {table.unmapped for table in report.tables} == {()}
    assert all(fact.by == "label" and fact.sound for fact in report.facts)
    assert numbers(report, "license_decisions", "penalty_decisions", "admin_fee_amount") == [
        "11398889",
        "6937489",
        "316441",
    ]
    assert numbers(report, "req_new", "req_closed_total", "req_carried_out") == ["14069", "13810", "819"]
    assert numbers(report, "review_total", "suit_direct_pending", "suit_after_review_upheld") == ["790", "27", "74"]


def test_header_words_printed_downwards() -> None:
    report = read(real.table(real.AUDIT_BUREAU_2020_DISPUTES))
    assert (record(report, "4").verdict, record(report, "4").unmapped) == ("consistent", ())


@pytest.mark.parametrize("printed", [real.SUQIAN_2025_DISPUTES, real.DAPUQIAO_2025_DISPUTES])
def test_table_4_of_a_city_and_a_subdistrict(printed: tuple[int, ...]) -> None:
    report = read(disputes(printed))
    assert [fact.value for fact in report.facts if fact.table == "4"] == list(printed)
    assert record(report, "4").verdict == "consistent"


def test_a_district_whose_results_exceed_its_requests_is_inconsistent_by_its_own_print() -> None:
    """60 + 0 requests of natural persons against 61 + 0 results (figures in a public repository, agency not named)."""
    rows = [[60, 2, 0, 0, 0, 0, 62], [0] * 7, [59, 2, 0, 0, 0, 0, 61], [1, 0, 0, 0, 0, 0, 1], *[[0] * 7] * 18]
    rows += [[1, 0, 0, 0, 0, 0, 1], [61, 2, 0, 0, 0, 0, 63], [0] * 7]
    report = read(requests(rows, ROWS_2021))
    assert record(report, "3").verdict == "publisher_inconsistent"
    broken = {finding.identity for finding in report.findings if finding.outcome == "broken" and finding.table == "3"}
    assert broken == {"t3_balance/natural_person", "t3_balance/total"}
