"""Stage reports: attachments and further pages that state another agency or year than the report's."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from office_documents import saved, word, workbook
from official_html import disputes, page
from test_archives import zipped
from test_reports_parts import FOURTH, SECOND, Shelf, picture, stage
from test_reports_stage import BUREAU, COUNTY, GOOD, OTHER, REGISTRY, TOWN, only

from gongkai import registry
from gongkai.judge.evaluate import judged
from gongkai.records import Report, report_from_stage, report_to_stage

OTHERS = disputes(OTHER)
LAST_YEAR = BUREAU.replace("2023", "2022")
TOWNS = "样河镇人民政府2023年政府信息公开工作年度报告"
#: Agencies beside those of the registry of test_reports_stage.
MORE = {
    "agencies.csv": "A000004,样南县发展和改革委员会,department,county,980101,,no,,,,,verified\n"
    "A000005,样南县人民政府,government,county,980101,,no,,,,,verified\n"
    "A000006,样东乡人民政府,township,township,980101,,no,,,,,verified\n"
    "A000007,样南县公安局城关分局,department,county,980101,,no,,,,,verified\n"
    "A000008,样南县残疾人联合会,public_body,county,980101,,no,,,,,verified\n"
    "A000009,国家税务总局样南县税务局,vertical,county,980101,,no,,,,,verified\n",
}


@pytest.fixture
def book(tmp_path: Path) -> registry.Registry:
    for name, text in REGISTRY.items():
        (tmp_path / name).write_text(text + MORE.get(name, ""), encoding="utf-8")
    return registry.load(tmp_path)


def linked(
    book: registry.Registry,
    name: str,
    data: bytes,
    title: str = BUREAU,
    own: tuple[str, ...] = (SECOND,),
    **stated: Any,
) -> Report:
    """The report of a page with the tables ``own``, and one attachment."""
    shelf = Shelf()
    root = shelf.line("r.html", page(*own, title=title))
    return judged(only(stage(shelf, book, root, shelf.line(name, data, "r.html", 0) | stated)))


def verdicts(report: Report) -> dict[str, str | None]:
    return {table.table: table.verdict for table in report.tables if table.place is not None}


def doubts(report: Report) -> list[tuple[str | None, str]]:
    return [(finding.table, finding.message) for finding in report.findings if finding.rule == "one_report"]


@pytest.mark.parametrize(
    "heading",
    [
        "样南县卫生局2023年行政复议统计表",
        "填报单位：样南县卫生局",
        "样南县卫生局",
        "附件2：样河镇2023年数据",
        "样南县公安局数据",
        "表四（样河镇）",
        "样例市教育局2023年统计表",
        "样北县教育局2023年统计表",
        "样南县第一中学2023年统计表",
        "教育局、卫生局2023年统计表",
        "注：以下为市教育局数据",
        "样南县教育局2022年",
        "教育局2022年数据",
        "2022年表四",
        "2022年政府信息公开情况",
    ],
)
def test_a_table_under_another_organs_heading_is_held(book: registry.Registry, heading: str) -> None:
    report = linked(book, "a.html", page(OTHERS, title=heading))
    assert report.report_id == f"{COUNTY}:2023:own"
    assert verdicts(report) == {"2": "consistent", "4": "unconfirmed"}
    ((table, message),) = doubts(report)
    assert table == "4"
    assert "样南县教育局 2023" in message
    assert "a.html: " in message


@pytest.mark.parametrize(
    "heading",
    [
        "表四",
        "附件1",
        "附表",
        "政府信息公开工作年度报告表",
        "教育局2023年统计表",
        "县教育局",
        "样例市样南县教育局",
        "填报单位：样南县教育局办公室",
        "样南县2023年行政复议统计表",
        "样南县人民政府",
        "各乡镇2023年数据",
        "教育局2023年数据",
        "2022年、2023年数据",
        "2024年1月20日",
        "",
    ],
)
def test_a_neutral_or_short_heading_or_the_parents_completes_the_report(book: registry.Registry, heading: str) -> None:
    report = linked(book, "附件1.xlsx", saved(workbook([FOURTH], heading)), link_text="附件1：年度报告附表")
    assert verdicts(report) == {"2": "consistent", "4": "consistent"}
    assert doubts(report) == []


@pytest.mark.parametrize(
    ("name", "link_text", "said"),
    [
        ("样南县卫生局.xlsx", None, "样南县卫生局"),
        (quote("样南县卫生局.xlsx"), None, "样南县卫生局"),
        ("download.jsp?name=" + quote("样南县卫生局") + ".xlsx", None, "样南县卫生局"),
        ("2022年报.xlsx", None, "2022"),
        ("2022.xlsx", None, "2022"),
        ("nb2022.xlsx", None, "2022"),
        ("a.xlsx", "样南县卫生局2023年政府信息公开工作年度报告", "样南县卫生局"),
        ("a.xlsx", "样南县教育局2022年政府信息公开工作年度报告附表", "2022"),
    ],
)
def test_the_name_of_a_file_and_the_text_of_a_link_count(
    book: registry.Registry, name: str, link_text: str | None, said: str
) -> None:
    report = linked(book, name, saved(workbook([OTHERS], "表四")), link_text=link_text)
    assert verdicts(report) == {"2": "consistent", "4": "unconfirmed"}
    ((table, message),) = doubts(report)
    assert table == "4"
    assert message.endswith(f": {said}")


@pytest.mark.parametrize(
    ("name", "link_text"),
    [
        ("附件1.xlsx", "附件"),
        ("P020240118345.xlsx", "样南县教育局2023年政府信息公开工作年度报告.xlsx"),
        ("2023.xlsx", "点击下载"),
        ("download.jsp?year=2022&id=2021", "附件"),
        ("20240120.xlsx", "县教育局2023年年报（2024年1月发布）"),
        ("a.xlsx", "2022-2023年附表"),
    ],
)
def test_other_names_of_files_are_harmless(book: registry.Registry, name: str, link_text: str) -> None:
    report = linked(book, name, saved(workbook([FOURTH], "表四")), link_text=link_text)
    assert verdicts(report) == {"2": "consistent", "4": "consistent"}


@pytest.mark.parametrize(
    ("title", "heading", "verdict"),
    [
        ("样南县发展和改革委员会", "县发改委2023年统计表", "consistent"),
        ("样南县发展和改革委员会", "发展和改革局2023年统计表", "consistent"),
        ("样南县发展和改革委员会", "样南县教育局2023年统计表", "unconfirmed"),
        ("样南县人民政府", "县政府办公室2023年统计表", "consistent"),
        ("样南县人民政府", "样南县教育局2023年统计表", "unconfirmed"),
        ("样南县人民政府", "样例市人民政府办公室2023年统计表", "unconfirmed"),
        ("样东乡人民政府", "样东乡2023年统计表", "consistent"),
        ("样东乡人民政府", "填报单位：样东乡党政办公室", "consistent"),
        ("样东乡人民政府", "乡政府", "consistent"),
        ("样东乡人民政府", "样河镇2023年统计表", "unconfirmed"),
        ("样南县公安局城关分局", "城关分局2023年统计表", "consistent"),
        ("样南县公安局城关分局", "样南县公安局2023年统计表", "unconfirmed"),
        ("样南县残疾人联合会", "县残联", "consistent"),
        ("国家税务总局样南县税务局", "样南县税务局2023年统计表", "consistent"),
        ("国家税务总局样南县税务局", "样例市税务局2023年统计表", "unconfirmed"),
        ("样河镇人民政府", "样河镇2023年统计表", "consistent"),
        ("样河镇人民政府", "镇政府", "consistent"),
        ("样河镇人民政府", "样南县", "consistent"),
        ("样河镇人民政府", "样东镇2023年统计表", "unconfirmed"),
        ("样河镇人民政府", "样河镇中心小学2023年统计表", "unconfirmed"),
    ],
)
def test_names_are_read_as_the_agencys_own(book: registry.Registry, title: str, heading: str, verdict: str) -> None:
    whole = f"{title}2023年政府信息公开工作年度报告"
    report = linked(book, "a.xlsx", saved(workbook([FOURTH], heading)), title=whole)
    assert verdicts(report)["4"] == verdict


def test_an_attachment_that_says_nothing_foreign_comes_first(book: registry.Registry) -> None:
    shelf = Shelf()
    lines = [
        shelf.line("r.html", page(SECOND, title=BUREAU)),
        shelf.line("样南县卫生局.xlsx", saved(workbook([OTHERS], "表四")), "r.html", 0),
        shelf.line("附件2.xlsx", saved(workbook([FOURTH], "表四")), "r.html", 1),
    ]
    report = judged(only(stage(shelf, book, *lines)))
    assert [fact.raw for fact in report.facts if fact.table == "4"] == [str(number) for number in GOOD]
    assert verdicts(report) == {"2": "consistent", "4": "consistent"}
    assert report.conflicts == ()


def test_a_report_whose_only_tables_stand_in_another_organs_attachment_is_held(book: registry.Registry) -> None:
    report = linked(
        book, "a.xlsx", saved(workbook([SECOND, OTHERS], "样南县卫生局2023年统计表")), own=("<p>见附件</p>",)
    )
    assert verdicts(report) == {"2": "unconfirmed", "4": "unconfirmed"}
    ((table, message),) = doubts(report)
    assert table is None
    assert "样南县教育局 2023" in message
    assert "a.xlsx: 样南县卫生局" in message


def test_a_document_under_the_reports_own_title_may_name_others(book: registry.Registry) -> None:
    body = page(SECOND, "<p>样南县卫生局</p><p>四、行政复议、行政诉讼情况</p>", FOURTH, title=BUREAU)
    report = linked(book, "a.html", body, own=("<p>见附件</p>",))
    assert verdicts(report) == {"2": "consistent", "4": "consistent"}


def test_a_member_of_an_archive_is_known_by_its_name(book: registry.Registry) -> None:
    files = {"1表二.xlsx": saved(workbook([SECOND], "表二")), "2样南县卫生局.xlsx": saved(workbook([OTHERS], "表四"))}
    report = linked(book, "a.zip", zipped(files), own=("<p>见附件</p>",))
    assert verdicts(report) == {"2": "consistent", "4": "unconfirmed"}


def test_a_numbered_page_under_another_organs_heading_holds_the_report(book: registry.Registry) -> None:
    report = linked(book, "r_1.html", page(OTHERS, title="样南县卫生局"))
    assert verdicts(report) == {"2": "unconfirmed", "4": "unconfirmed"}
    assert doubts(report)[0][1].endswith("r_1.html: 样南县卫生局")


def test_what_runs_the_site_stands_on_every_page_of_it(book: registry.Registry) -> None:
    banner = "<div>样例市大数据中心</div>"
    shelf = Shelf()
    lines = [
        shelf.line("r.html", page(banner, SECOND, title=BUREAU)),
        shelf.line("r_1.html", page(banner, FOURTH, title=""), "r.html", 0),
    ]
    assert verdicts(judged(only(stage(shelf, book, *lines)))) == {"2": "consistent", "4": "consistent"}


def test_the_text_of_a_link_on_the_page_is_no_banner(book: registry.Registry) -> None:
    text = "样南县卫生局2023年行政复议统计表"
    report = linked(
        book, "a.html", page(OTHERS, title=text), own=(SECOND, f'<p><a href="a.html">{text}</a></p>'), link_text=text
    )
    assert verdicts(report)["4"] == "unconfirmed"


def test_a_picture_under_another_organs_heading_holds_the_report(book: registry.Registry) -> None:
    shelf = Shelf()
    lines = [
        shelf.line("r.html", page("<p>见图</p>", title=BUREAU)),
        shelf.line("1.png", picture(SECOND), "r.html", 0),
        shelf.line("2.png", picture(OTHERS, title="样南县卫生局"), "r.html", 1),
    ]
    report = judged(only(stage(shelf, book, *lines)))
    assert verdicts(report) == {"2": "unconfirmed", "4": "unconfirmed"}
    assert "样南县卫生局" in doubts(report)[0][1]


@pytest.mark.parametrize("body", [page(SECOND, OTHERS, title=LAST_YEAR), word((SECOND, OTHERS), LAST_YEAR)])
def test_last_years_report_that_a_page_links_is_no_rendition_of_it(book: registry.Registry, body: bytes) -> None:
    report = linked(book, "old", body, own=(SECOND, FOURTH))
    assert (report.report_id, report.years) == (f"{COUNTY}:2023:own", (("title", 2023),))
    assert verdicts(report) == {"2": "consistent", "4": "consistent"}
    assert [fact.raw for fact in report.facts if fact.table == "4"] == [str(number) for number in GOOD]


def test_of_two_years_reports_that_a_page_links_its_own_is_read(book: registry.Registry) -> None:
    shelf = Shelf()
    lines = [
        shelf.line("r.html", page("<p>见附件</p>", title=BUREAU)),
        shelf.line("old.docx", word((SECOND, OTHERS), LAST_YEAR), "r.html", 0),
        shelf.line("new.docx", word((SECOND, FOURTH), BUREAU), "r.html", 1),
    ]
    report = judged(only(stage(shelf, book, *lines)))
    assert [fact.raw for fact in report.facts if fact.table == "4"] == [str(number) for number in GOOD]
    assert verdicts(report) == {"2": "consistent", "4": "consistent"}


def test_the_same_numbers_under_two_years_are_held(book: registry.Registry) -> None:
    report = linked(book, "old.html", page(SECOND, FOURTH, title=LAST_YEAR), own=(SECOND, FOURTH))
    assert verdicts(report) == {"2": "unconfirmed", "4": "unconfirmed"}
    assert "year_agrees" in {finding.rule for finding in report.findings}


def test_another_organs_table_that_a_page_links_is_no_rendition_of_its_own(book: registry.Registry) -> None:
    report = linked(book, "a.html", page(OTHERS, title="样南县卫生局2023年行政复议统计表"), own=(SECOND, FOURTH))
    assert report.conflicts == ()
    assert verdicts(report) == {"2": "consistent", "4": "consistent"}


def test_a_blank_form_that_a_page_links_is_no_conflicting_rendition(book: registry.Registry) -> None:
    blank = [re.sub(r">[\d.]+<", "><", table) for table in (SECOND, FOURTH)]
    assert not any(re.search(r">\d", table) for table in blank)
    report = linked(book, "a.docx", word(blank, "政府信息公开工作年度报告格式"), own=(SECOND, FOURTH))
    assert report.conflicts == ()
    assert verdicts(report) == {"2": "consistent", "4": "consistent"}


def test_another_rendition_of_the_same_agency_still_conflicts(book: registry.Registry) -> None:
    report = linked(book, "a.docx", word((SECOND, OTHERS), BUREAU), own=(SECOND, FOURTH))
    assert verdicts(report) == {"2": "consistent", "4": "unconfirmed"}


def test_a_second_agencys_title_on_the_page_itself_holds_its_tables(book: registry.Registry) -> None:
    shelf = Shelf()
    other = "<h2>样南县卫生局2023年政府信息公开工作年度报告</h2>"
    report = judged(only(stage(shelf, book, shelf.line("r.html", page(SECOND, other, FOURTH, title=BUREAU)))))
    assert report.report_id == f"{COUNTY}:2023:own"
    assert verdicts(report) == {"2": "unconfirmed", "4": "unconfirmed"}


def test_a_full_title_of_another_body_leaves_the_agency_open(book: registry.Registry) -> None:
    report = linked(book, "a.html", page(OTHERS, title=TOWNS))
    assert (report.agency_id, report.candidates) == (None, (COUNTY, TOWN))


def test_what_a_document_states_is_kept_between_stages(book: registry.Registry) -> None:
    report = linked(book, "a.html", page(OTHERS, title="样南县卫生局"))
    (held,) = [table for table in report.tables if table.table == "4"]
    assert held.foreign == ("a.html: 样南县卫生局",)
    again = report_from_stage(report_to_stage(report))
    assert again.tables == report.tables
    assert replace(again, findings=report.findings) == report
