"""Real labelled reports, read as a user reads them: every cell against the truth beside the corpus."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from gongkai.documents import from_bytes, from_path
from gongkai.read import read_document
from gongkai.records import DocumentReading, Report
from gongkai.sample.content import Content
from gongkai.sample.layout import table_boxes
from gongkai.sample.page_html import report_page
from gongkai.sample.prose import Prose
from gongkai.sample.ruled_pdf import ruled_pdf
from gongkai.sample.tab_text import text_report
from gongkai.sample.word_html import word_page

CORPUS = Path(__file__).resolve().parent.parent.parent / "shared" / "corpus"

pytestmark = pytest.mark.skipif(not CORPUS.exists(), reason="the corpus of real reports is not on this machine")

Cells = dict[tuple[str, str | None], Decimal | None]


def read(name: str) -> DocumentReading:
    return read_document(from_path(CORPUS / "documents" / name))


def truth(name: str) -> Cells:
    record = json.loads((CORPUS / "truth" / f"{name}.json").read_text(encoding="utf-8"), parse_float=Decimal)
    return {
        (f["indicator"], f["applicant"]): None if f["value"] is None else Decimal(f["value"]) for f in record["facts"]
    }


def cells(report: Report, *tables: str) -> Cells:
    return {fact.key: fact.value for fact in report.facts if fact.table in tables}


def verdicts(report: Report) -> dict[str, str | None]:
    return {table.table: table.verdict for table in report.tables}


def test_township_as_tab_text_is_read_whole() -> None:
    answer = read("seed_sujiazuo_2023.txt")
    (report,) = answer.reports
    assert (answer.kind, report.agency, report.year, report.scope) == ("report", "苏家作乡", 2023, "own")
    assert len(cells(report, "2", "3", "4")) == 200
    assert cells(report, "2", "3", "4") == truth("seed_sujiazuo_2023")
    assert report.verdict == "consistent"
    # Section six (截止目前，暂无其他需要报告的事项) states no fee.
    assert [finding.rule for finding in report.findings] == ["processing_fee_stated"]


def test_city_pdf_over_six_pages_is_read_alike_by_both_readers() -> None:
    answer = read("huaian_2024.pdf")
    (report,) = answer.reports
    assert (report.agency, report.year, report.scope) == ("淮安市人民政府", 2024, "jurisdiction")
    assert answer.pages == 6
    assert cells(report, "2", "3", "4") == truth("huaian_2024")
    assert {table.readers for table in report.tables} == {("camelot", "rules")}
    assert {table.reading for table in report.tables} == {"agreed"}
    assert verdicts(report) == {"2": "consistent", "3": "consistent", "4": "consistent"}
    assert all(fact.by == "label" and fact.sound for fact in report.facts)


def test_fee_keeps_its_printed_digits_and_the_unit_of_its_header() -> None:
    (report,) = read("huaian_2024.pdf").reports
    (fee,) = [fact for fact in report.facts if fact.indicator == "admin_fee_amount"]
    assert (str(fee.value), fee.unit, fee.unit_source) == ("96171.6", "万元", "header")


def test_blank_totals_are_not_judged() -> None:
    (report,) = read("shanghai_gov_office_2019_tables_3_4.html").reports
    expected = truth("shanghai_gov_office_2019")
    read_cells = cells(report, "3", "4")
    assert len(read_cells) == 176
    assert {key: expected[key] for key in read_cells} == read_cells
    assert {table.table: table.form for table in report.tables} == {"2": "2019", "3": "2019", "4": "2019"}
    assert verdicts(report) == {"3": "consistent", "4": "consistent", "2": "incomplete"}
    assert {f.outcome for f in report.findings if f.table == "3"} == {"not_judged"}
    assert {f.status for f in report.facts} == {"reported", "blank"}
    # 805 is printed under the results' total; the parts beside it are blank.
    assert ("t3_results/total", "not_judged") in {(f.identity, f.outcome) for f in report.findings}


def test_empty_official_form_is_no_report_of_zeros() -> None:
    answer = read("blank_form_2021.docx")
    assert answer.kind == "blank_form"
    assert answer.reports == ()
    assert answer.error is None


#: Prose and headings of the seed that hold digits; all other digits of the text stand in its tables.
_NUMBER_FIELD = re.compile(r"(?<=\t)0(?=\t|$)|^0(?=\t)", re.MULTILINE)


def test_layout_of_the_township_with_200_distinct_numbers_is_read_cell_for_cell() -> None:
    """Its own zeros cannot show a swap; numbers 1001, 1002, ... in reading order can."""
    text = (CORPUS / "documents" / "seed_sujiazuo_2023.txt").read_text(encoding="utf-8")
    numbers = iter(range(1001, 2000))
    refilled, count = _NUMBER_FIELD.subn(lambda _: str(next(numbers)), text)
    assert count == 200
    (report,) = read_document(from_bytes("refilled.txt", refilled.encode())).reports
    found = [fact.value for fact in report.facts]
    # The form's order of tables 2, 3 and 4 is the order of reading.
    assert found == [Decimal(number) for number in range(1001, 1201)]
    applicants = ["natural_person", "commercial_enterprise", "research_institution", "public_welfare_org"]
    applicants += ["legal_service_org", "other_org", "total"]
    by_key = {fact.key: fact.value for fact in report.facts}
    assert [by_key["req_new", a] for a in applicants] == [Decimal(n) for n in range(1011, 1018)]
    assert [by_key["req_granted", a] for a in applicants] == [Decimal(n) for n in range(1025, 1032)]
    assert [by_key["req_denied_state_secret", a] for a in applicants] == [Decimal(n) for n in range(1039, 1046)]
    assert [by_key["req_other_misc", a] for a in applicants] == [Decimal(n) for n in range(1165, 1172)]
    assert by_key["rules_made", None] == 1001
    assert by_key["admin_fee_amount", None] == 1010
    assert by_key["review_upheld", None] == 1186
    assert by_key["suit_after_review_total", None] == 1200


#: Real figures whose document is not at hand. 金湖县 printed 0 under the total of direct suits beside 2 + 0 + 1 + 0.
FIGURES = {
    "suqian_2023": "consistent",
    "suqian_2024": "consistent",
    "hangzhou_like_2025": "consistent",
    "jinhu_county_2023": "publisher_inconsistent",
}


@pytest.mark.parametrize("render", [report_page, word_page, text_report, ruled_pdf])
@pytest.mark.parametrize("name", FIGURES)
def test_real_figures_are_read_from_documents_that_print_them(name: str, render: Callable[[Content], bytes]) -> None:
    figures = truth(name)
    printed = {key: "" if value is None else str(value) for key, value in figures.items()}
    title = "样例市人民政府2024年政府信息公开工作年度报告"
    tables = {table: table_boxes(table, "2021", printed) for table in ("2", "3", "4")}
    prose = Prose(("依据条例编制。",), ("栏目更新不够及时。",), ("无。",))
    content = Content(title, "样例市", "样例市人民政府", "2025-01-20", prose, tables)
    (report,) = read_document(from_bytes("made", render(content))).reports
    assert cells(report, "2", "3", "4") == figures
    assert report.verdict == FIGURES[name]
